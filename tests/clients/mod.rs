//! Do clients that others wrote get on with the provider? Each is a program of its own, which signs somebody in, asks
//! for what it may know, comes for new tokens, and signs them out; the test plays the person's browser.

mod apache;
mod authlib;
mod crate_openidconnect;
mod openid_client;
mod sites;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

use crate::world::html::form;
use crate::world::journey::said;
use crate::world::program;
use crate::world::visitor::{Page, Visitor};

/// Where the clients come back to; nobody listens there, since the test hands them the address.
pub(crate) const CALLBACK: &str = "http://localhost:9399/signed-in";
/// Where people go after signing out.
pub(crate) const AFTER: &str = "http://localhost:9399/signed-out";
/// The person who signs in.
pub(crate) const PERSON: &str = "Marcus Ellison";

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
    command.current_dir(sources()).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// Node with what `package-lock.json` names.
fn node() -> Command {
    prepared(sources().join("node_modules/openid-client"));
    let mut command = Command::new("node");
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

    pub(crate) fn tell(&mut self, what: &Value) {
        let input = self.input.as_mut().expect("the input is open");
        writeln!(input, "{what}").expect("the client listens");
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

    /// Sends the visitor where the client wants them, and tells it where they end up.
    pub(crate) async fn visit(self, visitor: &mut Visitor, until: &str) -> Self {
        let (mut client, address) = self.hear("open");
        let came_to = go(visitor, address.as_str().expect("an address"), until).await;
        client.tell(&serde_json::json!({ "came_to": came_to }));
        client
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

/// Opens an address as a person would who wants to sign in, up to the address they end up at.
pub(crate) async fn go(visitor: &mut Visitor, address: &str, until: &str) -> String {
    let first = visitor.get(address).await;
    let mut page = visitor.follow(first, until).await;
    for _ in 0..4 {
        if page.status.is_redirection() {
            return page.header("location").to_owned();
        }
        page = answer(visitor, &page, until).await;
    }
    panic!("{address} does not lead to {until}, but to {}: {}", page.address, page.body);
}

/// Answers a page: signs in, or agrees.
pub(crate) async fn answer(visitor: &mut Visitor, page: &Page, until: &str) -> Page {
    let words = said(visitor.language);
    let button = match page.path() {
        "/consent" => words.agree.to_owned(),
        _ => format!("{} {PERSON}", words.choose),
    };
    let answered = visitor.post(page, &form(&page.body, &button)).await;
    visitor.follow(answered, until).await
}
