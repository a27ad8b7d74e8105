//! How is a child given its input, read out, and ended when its time is over?

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// The longest output that is taken, in bytes: a kept picture and its lightness.
const LONGEST: u64 = 64_000_000;

/// How a child ended.
pub(super) struct Ended {
    /// Its status; none if it was killed here.
    pub(super) status: Option<ExitStatus>,
    /// What it wrote.
    pub(super) out: Vec<u8>,
    /// What it said on standard error, the first kilobyte.
    pub(super) said: String,
}

/// What the allocator keeps in store, in kibibytes: by itself a gigabyte, more than the child may have.
const RESERVE: &str = "65536";

/// A program with an empty environment, but for its allocator.
pub(super) fn bare(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("MIMALLOC_ARENA_RESERVE", RESERVE).current_dir("/");
    command
}

/// Runs a child to its end, or kills it when its time is over. An error means that it could not be started.
pub(super) fn run(mut command: Command, input: Vec<u8>, time: Duration) -> Result<Ended, String> {
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().map_err(|error| error.to_string())?;
    let mut into = child.stdin.take().expect("it is a pipe");
    // One that ends without reading leaves a broken pipe, which its status explains.
    let writing = thread::spawn(move || drop(into.write_all(&input)));
    let out = collected(child.stdout.take().expect("it is a pipe"), LONGEST);
    let said = collected(child.stderr.take().expect("it is a pipe"), 1_000);
    let out = out.recv_timeout(time).ok();
    let status = end(&mut child, out.is_some());
    drop(writing.join());
    let said = said.recv_timeout(time).unwrap_or_default();
    Ok(Ended { status, out: out.unwrap_or_default(), said: String::from_utf8_lossy(&said).trim().to_owned() })
}

/// What comes out of a pipe until it is closed, or until it is too much; the rest is not read.
fn collected(pipe: impl Read + Send + 'static, longest: u64) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.take(longest).read_to_end(&mut bytes);
        // Nobody waits any more if the time was over.
        drop(sender.send(if read.is_ok() { bytes } else { Vec::new() }));
    });
    receiver
}

/// The status of a child that has closed its output; one that has not is killed.
fn end(child: &mut Child, has_closed: bool) -> Option<ExitStatus> {
    if !has_closed {
        // It may have ended in this moment.
        drop(child.kill());
    }
    let status = child.wait().ok();
    status.filter(|_| has_closed)
}
