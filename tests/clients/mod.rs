//! Do clients that others wrote get on with the provider? Each is a program of its own, which signs somebody in, asks
//! for what it may know, comes for new tokens, and signs them out; the test plays the person's browser.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

use crate::world::program;

/// The folder of the clients' sources.
fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// What `scripts/prepare` puts there: without it these tests fail, since they would prove nothing.
fn prepared(path: PathBuf) -> PathBuf {
    assert!(path.exists(), "{} is missing: scripts/prepare installs it", path.display());
    path
}

/// The Python with what `requirements.txt` names, beside the built program.
pub(crate) fn python() -> Command {
    let program = program::path();
    let target =
        program.parent().and_then(Path::parent).expect("the program is built two folders below target");
    let named = std::env::var_os("COUNTERFOIL_TEST_PYTHON").map(PathBuf::from);
    let mut command = Command::new(prepared(named.unwrap_or_else(|| target.join("clients/venv/bin/python"))));
    command.current_dir(sources());
    command
}

/// A client's program, with which the test talks in lines of JSON.
pub(crate) struct Foreign {
    child: Child,
    /// Open for as long as the program shall run.
    input: Option<ChildStdin>,
    heard: Receiver<String>,
    complaints: Option<std::thread::JoinHandle<String>>,
}

impl Foreign {
    pub(crate) fn start(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the client's program starts");
        let (sender, heard) = channel();
        let output = BufReader::new(child.stdout.take().expect("the output is a pipe"));
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let mut errors = child.stderr.take().expect("the errors are a pipe");
        let complaints = std::thread::spawn(move || {
            let mut text = String::new();
            // What could be read is told; the rest does not matter.
            let _ = errors.read_to_string(&mut text);
            text
        });
        let input = child.stdin.take();
        Self { child, input, heard, complaints: Some(complaints) }
    }

    /// The next thing it says, which must hold this.
    pub(crate) fn hear(self, name: &str) -> (Self, Value) {
        if let Ok(line) = self.heard.recv_timeout(Duration::from_mins(1)) {
            let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line}"));
            let found = said.get(name).cloned().unwrap_or_else(|| panic!("no {name} in {said}"));
            return (self, found);
        }
        let mut client = self;
        // It may have ended by itself already.
        let _ = client.child.kill();
        let complaints = client.complaints.take().and_then(|thread| thread.join().ok()).unwrap_or_default();
        panic!("the client said nothing of {name}:\n{complaints}");
    }

    /// What it has said that nobody asked for.
    pub(crate) fn hear_nothing(&self) -> Option<String> {
        self.heard.recv_timeout(Duration::from_millis(200)).ok()
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        // Some end when nobody talks to them any more; the others are ended.
        drop(self.input.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
