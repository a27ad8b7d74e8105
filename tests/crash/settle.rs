//! `settle`, killed before each of its steps that can be seen from outside: each write to the database, each that makes
//! something durable, each that gives a file its name. Whatever is left, the next one brings each payment into one file.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use formats::ach::{Item, Reader};

use crate::command_line::settle::{Books, json};
use crate::world::program;
use crate::world::server::{Database, engines};

/// The payments there are when a round begins, in cents.
const AMOUNTS: [i64; 2] = [10_000, 20_000];

/// The program under a tracer that kills it before it makes this call of the system for the n-th time.
fn killed_before(call: &str, number: usize) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-qqq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e"]);
    command.arg(format!("inject={call}:signal=KILL:when={number}")).arg(program::path());
    command
}

fn has_strace() -> bool {
    let found = Command::new("strace").arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

/// How often each amount stands in a file that has its name; no other file is left.
fn in_files(books: &Books) -> BTreeMap<i64, u32> {
    let mut amounts = BTreeMap::new();
    for file in std::fs::read_dir(books.out()).expect("a folder") {
        let path = file.expect("a file").path();
        assert_eq!(path.extension().and_then(|ending| ending.to_str()), Some("ach"), "{}", path.display());
        let bytes = std::fs::read(&path).expect("a file");
        let mut reader = Reader::new(bytes.as_slice());
        while let Some(item) = reader.next_item().expect("it can be read") {
            if let Item::Entry(entry) = item {
                *amounts.entry(entry.amount.expect("an amount").get()).or_default() += 1;
            }
        }
        assert_eq!(reader.deviations().listed(), [], "{}", path.display());
    }
    amounts
}

/// The same books again, as they stood.
fn copied(books: &Books) -> Books {
    let folder = tempfile::tempdir().expect("a test may make a folder");
    let copy = Command::new("cp").arg("-a").arg(books.folder.path().join(".")).arg(folder.path()).status();
    assert!(copy.expect("cp is there").success());
    Books { folder, database: Database::Sqlite }
}

#[tokio::test]
async fn a_settlement_killed_before_any_of_its_steps_is_gone_on_with() {
    if !has_strace() {
        println!("skipped: strace is not installed");
        return;
    }
    let untouched = Books::on(Database::Sqlite, &AMOUNTS).await;
    for call in ["pwrite64", "fsync", "rename", "write", "openat"] {
        // Files are opened often before the work begins.
        let step = if call == "openat" { 5 } else { 1 };
        let mut kills = 0;
        for number in (1..).step_by(step) {
            let books = copied(&untouched);
            let killed = books.called(
                killed_before(call, number),
                &["settle", "--data"],
                &["--date", "2026-11-20"],
                &[],
            );
            if killed.code == Some(0) {
                break;
            }
            kills += 1;
            json(&books.settle());
            assert_eq!(in_files(&books), AMOUNTS.map(|cents| (cents, 1)).into(), "{call} {number}");
            assert_eq!(json(&books.settle())["files"], serde_json::json!([]), "{call} {number}");
        }
        assert!(kills > 0, "it was never killed before {call}");
    }
}

/// The database is elsewhere: killed before each message to it.
#[tokio::test]
async fn a_settlement_on_a_server_killed_before_any_message_is_gone_on_with() {
    if !has_strace() {
        println!("skipped: strace is not installed");
        return;
    }
    let mut message = 0;
    // A day has at most 36 files: after 30 kills other books.
    while let Some(database) = engines().await.into_iter().find(|database| database.url().is_some()) {
        let books = Books::on(database, &[]).await;
        let mut expected = BTreeMap::new();
        for number in 1..=30 {
            let cents = 100 * i64::from(number);
            books.pay(number + 20, cents).await;
            expected.insert(cents, 1);
            message += 1;
            let calls = killed_before("sendto", message);
            let killed = books.called(calls, &["settle", "--data"], &["--date", "2026-11-20"], &[]);
            json(&books.settle());
            assert_eq!(in_files(&books), expected, "message {message}");
            if killed.code == Some(0) {
                assert!(message > 30, "it sent {message} messages");
                return;
            }
        }
    }
    println!("skipped: there is no server");
}
