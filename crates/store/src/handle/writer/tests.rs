//! Whether a group of lists stands or falls as each of them should.

use std::time::Duration;

use tokio::sync::oneshot;
use values::{Id, Timestamp};

use super::*;
use crate::testing::Scratch;
use crate::{Actor, AuditRecord, Target, settings};

const ADD: &str = "INSERT INTO setting (name, value) VALUES ($1, $2)";

fn add(name: &str, value: String) -> Write {
    Write::new().statement(ADD, vec![name.into(), value.into()], Rows::Exactly(1))
}

fn record() -> AuditRecord {
    let subject = Some(Id::from_bytes([7; 16]));
    AuditRecord {
        at: Timestamp::UNIX_EPOCH,
        actor: Actor::System("test"),
        action: "test.add",
        subject,
        reason: None,
    }
}

fn connection(scratch: &Scratch) -> Connection {
    let Target::Sqlite(path) = &scratch.target else { panic!("these tests are SQLite's") };
    let connection = Connection::open(path).unwrap();
    connection.busy_timeout(Duration::from_secs(5)).unwrap();
    connection
}

/// Commits the lists as one group and answers what each of them was told.
fn group(connection: &Connection, lists: Vec<Write>) -> Vec<Result<(), WriteError>> {
    let (group, answers): (Vec<_>, Vec<_>) = lists
        .into_iter()
        .map(|list| {
            let (answer, answered) = oneshot::channel();
            ((list, answer), answered)
        })
        .unzip();
    commit_group(connection, group);
    answers.into_iter().map(|mut answered| answered.try_recv().unwrap()).collect()
}

#[tokio::test]
async fn one_lists_conflict_is_its_own() {
    let scratch = Scratch::sqlite().await;
    let connection = connection(&scratch);
    let lists = vec![
        add("a", "1".to_owned()).audit(record()),
        add("b", "1".to_owned()).and(add("a", "2".to_owned())).audit(record()),
        add("b", "3".to_owned()).audit(record()),
    ];
    let results = group(&connection, lists);
    assert!(results[0].is_ok() && results[2].is_ok());
    let duplicate = |result: &Result<(), WriteError>| {
        matches!(result, Err(WriteError::Conflict { statement: 1, kind: ConflictKind::Duplicate }))
    };
    assert!(duplicate(&results[1]), "{:?}", results[1]);
    assert_eq!(settings::find(&scratch.store, "b").await.unwrap().as_deref(), Some("3"));
    assert_eq!(audit::verify(&scratch.store).await.unwrap().entries, 2);
}

#[tokio::test]
async fn nothing_is_acknowledged_that_a_full_disk_undid() {
    let scratch = Scratch::sqlite().await;
    let connection = connection(&scratch);
    let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    connection.pragma_update(None, "max_page_count", pages + 20).unwrap();
    connection.pragma_update(None, "cache_size", 4).unwrap();
    let big = |name: &str| add(name, "x".repeat(200_000));
    let lists = vec![add("a", "1".to_owned()), big("b"), add("c", "1".to_owned()), big("d")];
    let names = ["a", "b", "c", "d"];
    for (name, result) in names.into_iter().zip(group(&connection, lists)) {
        let stands = settings::find(&scratch.store, name).await.unwrap().is_some();
        assert_eq!(result.is_ok(), stands, "{name}: {result:?}");
    }
    assert!(settings::find(&scratch.store, "b").await.unwrap().is_none());
    connection.pragma_update(None, "max_page_count", pages + 2_000).unwrap();
    assert!(group(&connection, vec![big("b")]).iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_write_waits_for_another_process() {
    let scratch = Scratch::sqlite().await;
    let other = connection(&scratch);
    other.execute_batch("BEGIN IMMEDIATE; INSERT INTO setting VALUES ('theirs', '1')").unwrap();
    let store = scratch.store.clone();
    let ours = tokio::spawn(async move { store.write(add("ours", "1".to_owned())).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!ours.is_finished());
    assert_eq!(settings::find(&scratch.store, "theirs").await.unwrap(), None, "reads do not wait");
    other.execute_batch("COMMIT").unwrap();
    ours.await.unwrap().unwrap();
}

#[test]
fn a_busy_database_is_tried_again_but_not_for_ever() {
    let mut tries = 0;
    let result = try_until_not_busy(|| {
        tries += 1;
        if tries == ATTEMPTS { Ok(()) } else { Err(Failure::Busy) }
    });
    assert!(result.is_ok());
    let mut tries = 0;
    let result: Result<(), _> = try_until_not_busy(|| {
        tries += 1;
        Err(Failure::Busy)
    });
    assert!(matches!(result, Err(Failure::Busy)) && tries == ATTEMPTS);
}

#[tokio::test]
async fn lists_that_wait_when_the_store_is_dropped_still_stand() {
    let scratch = Scratch::sqlite().await;
    let other = connection(&scratch);
    let store = crate::Store::open(&scratch.target).await.unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    for number in 0..20 {
        let list = add(&number.to_string(), "1".to_owned());
        let waiting = tokio::time::timeout(Duration::from_millis(2), store.write(list)).await;
        assert!(waiting.is_err(), "the database is held by another");
    }
    let dropped = tokio::task::spawn_blocking(move || drop(store));
    other.execute_batch("COMMIT").unwrap();
    dropped.await.unwrap();
    let count = scratch.store.row("SELECT COUNT(*) FROM setting", &[]).await.unwrap().unwrap();
    assert_eq!(count.int(0).unwrap(), 20);
}
