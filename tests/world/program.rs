//! Where is the built program, and what does a single call of it answer?

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The program beside this test binary (`target/debug/deps/all-…` → `target/debug/counterfoil`), or the one that
/// `COUNTERFOIL_PROGRAM` names.
pub(crate) fn path() -> PathBuf {
    if let Some(named) = std::env::var_os("COUNTERFOIL_PROGRAM") {
        return named.into();
    }
    let test = std::env::current_exe().expect("a test knows its own file");
    let folder = test.parent().and_then(Path::parent).expect("tests are built two folders below target");
    let program = folder.join("counterfoil");
    assert!(program.is_file(), "{} is missing: cargo build --package counterfoil", program.display());
    program
}

/// What a call of the program answered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Calls the program with text on standard input and waits for its end.
pub(crate) fn call(arguments: &[&str], input: &str) -> Answer {
    call_with(arguments, input, None)
}

/// The same on the database at this address, if one is given.
pub(crate) fn call_with(arguments: &[&str], input: &str, database: Option<&str>) -> Answer {
    let mut command = Command::new(path());
    if let Some(url) = database {
        command.env("DATABASE_URL", url);
    }
    let mut child = command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that refuses its arguments does not read its input: then nobody is there to write to.
    let written = child.stdin.take().expect("the input is a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("the program ends");
    assert!(written.is_ok() || !output.status.success(), "it succeeded without reading its input");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
    Answer { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Checks that a call was refused as the contract says: exit code 2, nothing on standard output and one
/// line on standard error that says each of `naming`.
pub(crate) fn assert_refused(answer: &Answer, naming: &[&str]) {
    assert_eq!(answer.code, Some(2), "{answer:?}");
    assert_eq!(answer.out, "", "nothing but the refusal");
    assert_eq!(answer.err.trim_end().lines().count(), 1, "one line: {}", answer.err);
    for name in naming {
        assert!(answer.err.contains(name), "it does not say {name:?}: {}", answer.err);
    }
}
