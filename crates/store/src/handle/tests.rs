//! Whether both engines keep the handle's promises: the same functions run on each.

use std::task::Poll;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use values::{Cents, Id, Timestamp, date};

use crate::testing::{Scratch, on_each_engine, on_each_scratch};
use crate::{
    Actor, AuditRecord, ConflictKind, Rows, Store, StoreError, Value, Write, WriteError, audit, settings,
};

const ADD: &str = "INSERT INTO setting (name, value) VALUES ($1, $2)";
const CHANGE: &str = "UPDATE setting SET value = $2 WHERE name = $1";
const CHANGE_FROM: &str = "UPDATE setting SET value = $3 WHERE name = $1 AND value = $2";
const COUNT: &str = "SELECT COUNT(*) FROM setting";
const FIND: &str = "SELECT value FROM setting WHERE name = $1";

fn add(name: &str) -> Write {
    Write::new().statement(ADD, vec![name.into(), "first".into()], Rows::Exactly(1))
}

async fn count(store: &Store) -> i64 {
    store.row(COUNT, &[]).await.unwrap().unwrap().int(0).unwrap()
}

fn id(last: u8) -> Id {
    Id::from_bytes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, last])
}

fn record(subject: u8) -> AuditRecord {
    AuditRecord {
        at: Timestamp::from_millisecond(1_795_000_000_123).unwrap(),
        actor: Actor::System("test"),
        action: "test.add",
        subject: Some(id(subject)),
        reason: None,
    }
}

#[track_caller]
fn expect_conflict(result: Result<(), WriteError>, at: usize, of: ConflictKind) {
    match result {
        Err(WriteError::Conflict { statement, kind }) => assert_eq!((statement, kind), (at, of)),
        other => panic!("no conflict but {other:?}"),
    }
}

#[tokio::test]
async fn what_is_written_is_read() {
    on_each_engine(async |store| {
        store.write(add("a").and(add("b"))).await.unwrap();
        let row = store.row(FIND, &["b".into()]).await.unwrap().unwrap();
        assert_eq!(row.text(0).unwrap(), "first");
        assert_eq!(store.row(FIND, &["c".into()]).await.unwrap(), None);
        assert_eq!(store.rows("SELECT name FROM setting ORDER BY name", &[]).await.unwrap().len(), 2);
        store.write(Write::new()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn placeholders_mean_their_number_in_any_order() {
    const BACKWARDS: &str = "INSERT INTO setting (value, name) VALUES ($2, $1)";
    const TWICE: &str =
        "SELECT name FROM setting WHERE value = $2 AND (name = $1 OR name = $1) AND value <> '$3'";
    on_each_engine(async |store| {
        let params: Vec<Value> = vec!["name".into(), "value".into()];
        store.write(Write::new().statement(BACKWARDS, params.clone(), Rows::Exactly(1))).await.unwrap();
        assert_eq!(store.row(FIND, &["name".into()]).await.unwrap().unwrap().text(0).unwrap(), "value");
        assert_eq!(store.row(TWICE, &params).await.unwrap().unwrap().text(0).unwrap(), "name");
    })
    .await;
}

#[tokio::test]
async fn a_wrong_number_of_values_is_refused() {
    on_each_engine(async |store| {
        for given in [0, 2] {
            let params = vec![Value::from("a"); given];
            let refused = store.row(FIND, &params).await.unwrap_err();
            assert!(matches!(refused, StoreError::Parameters { wanted: 1, given: found } if found == given));
        }
        for given in [1, 3] {
            let list = Write::new().statement(ADD, vec![Value::from("a"); given], Rows::Any);
            let refused = store.write(list).await.unwrap_err();
            assert!(matches!(refused, WriteError::Store(StoreError::Parameters { wanted: 2, .. })));
        }
        assert!(matches!(store.rows("DELETE FROM setting", &[]).await, Err(StoreError::NotARead)));
        assert_eq!(count(&store).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_missed_expectation_undoes_the_whole_list() {
    on_each_engine(async |store| {
        let change = |list: Write, name: &str| {
            list.statement(CHANGE, vec![name.into(), "second".into()], Rows::Exactly(1))
        };
        let list = change(add("a").and(add("b")), "nobody").and(add("c")).audit(record(1));
        expect_conflict(store.write(list).await, 2, ConflictKind::Missed);
        assert_eq!(count(&store).await, 0);
        expect_conflict(store.write(change(Write::new(), "nobody")).await, 0, ConflictKind::Missed);
        assert_eq!(audit::verify(&store).await.unwrap().entries, 0);
    })
    .await;
}

#[tokio::test]
async fn touching_more_rows_than_expected_is_undone_too() {
    const ALL: &str = "UPDATE setting SET value = $1";
    on_each_engine(async |store| {
        store.write(add("a").and(add("b"))).await.unwrap();
        let too_many = Write::new().statement(ALL, vec!["second".into()], Rows::Exactly(1));
        expect_conflict(store.write(too_many).await, 0, ConflictKind::Missed);
        assert_eq!(settings::find(&store, "a").await.unwrap().unwrap(), "first");
        store.write(Write::new().statement(ALL, vec!["third".into()], Rows::Exactly(2))).await.unwrap();
        store.write(Write::new().statement(ALL, vec!["fourth".into()], Rows::Any)).await.unwrap();
        assert_eq!(settings::find(&store, "b").await.unwrap().unwrap(), "fourth");
    })
    .await;
}

#[tokio::test]
async fn a_taken_key_is_a_conflict_and_says_so() {
    on_each_engine(async |store| {
        store.write(add("a")).await.unwrap();
        expect_conflict(store.write(add("a")).await, 0, ConflictKind::Duplicate);
        expect_conflict(store.write(add("b").and(add("a"))).await, 1, ConflictKind::Duplicate);
        let audited = add("b").and(add("c")).and(add("c")).audit(record(1)).audit(record(2));
        expect_conflict(store.write(audited).await, 2, ConflictKind::Duplicate);
        assert_eq!(count(&store).await, 1);
    })
    .await;
}

#[tokio::test]
async fn no_error_text_carries_a_bound_value() {
    const NULLED: &str = "INSERT INTO web_session (site, token_hash, session_id, created_at, seen_at, \
        absolute_end_at, data, version) VALUES ($1, $2, NULL, 0, 0, 0, $2, 0)";
    on_each_engine(async |store| {
        let canary = "canary-900-12-3456";
        let list = Write::new().statement(NULLED, vec![canary.into(), canary.as_bytes().into()], Rows::Any);
        let error = store.write(list.clone()).await.unwrap_err();
        let text = format!("{error} {error:?} {list:?}");
        assert!(text.contains("null") || text.contains("NULL"), "{text}");
        assert!(!text.contains("canary"), "{text}");
        store.write(add(canary)).await.unwrap();
        let text = format!("{:?}", store.rows("SELECT name FROM setting", &[]).await.unwrap());
        assert!(!text.contains("canary"), "{text}");
        let nul = store.row(FIND, &["a\0b".into()]).await.unwrap_err();
        assert!(matches!(nul, StoreError::Engine { code, .. } if code == "22021"));
    })
    .await;
}

fn any_values() -> impl Strategy<Value = (Option<i64>, Option<String>, Option<Vec<u8>>)> {
    let text = "[^\0]{0,40}";
    (any::<Option<i64>>(), prop::option::of(text), any::<Option<Vec<u8>>>())
}

#[test]
fn values_come_back_as_they_went_in() {
    const PUT: &str = "INSERT INTO outbox (effect_id, kind, due_at, payload, state, attempts, lease_owner, \
        lease_until, lease_number, last_error) VALUES ($1, 'x', 0, $1, 'open', 0, $4, 0, $2, $3)";
    const GET: &str = "SELECT lease_number, last_error, lease_owner FROM outbox WHERE effect_id = $1";
    const GET_NULLS: &str = "SELECT COUNT(*) FROM audit_head WHERE hash = $1 OR shard = $2";
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let engines = runtime.block_on(async { [Some(Scratch::sqlite().await), Scratch::postgres().await] });
    for scratch in engines.iter().flatten() {
        let next = std::cell::Cell::new(0_u64);
        let mut runner = TestRunner::new(Config { cases: 64, ..Config::default() });
        let checked = runner.run(&any_values(), |(int, text, bytes)| {
            runtime.block_on(async {
                next.set(next.get() + 1);
                let key = Value::from(next.get().to_be_bytes().to_vec());
                let list =
                    vec![key.clone(), int.unwrap_or(0).into(), text.clone().into(), bytes.clone().into()];
                scratch.store.write(Write::new().statement(PUT, list, Rows::Exactly(1))).await.unwrap();
                let row = scratch.store.row(GET, &[key]).await.unwrap().unwrap();
                assert_eq!(row.int(0).unwrap(), int.unwrap_or(0));
                assert_eq!(row.text_or_null(1).unwrap(), text.as_deref());
                assert_eq!(row.bytes_or_null(2).unwrap(), bytes.as_deref());
                let nulls = [Value::Bytes(None), Value::Int(int.filter(|shard| !(0..16).contains(shard)))];
                let none = scratch.store.row(GET_NULLS, &nulls).await.unwrap().unwrap();
                assert_eq!(none.int(0).unwrap(), 0);
            });
            Ok(())
        });
        checked.unwrap();
    }
    runtime.block_on(async move { drop(engines) });
}

#[tokio::test]
async fn a_column_is_read_as_what_it_is_or_refused() {
    const PUT: &str = "INSERT INTO outbox (effect_id, kind, due_at, payload, state, attempts, lease_owner, \
        lease_until, lease_number, last_error) VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, 0, NULL)";
    const GET: &str = "SELECT effect_id, kind, due_at, payload, state, attempts, lease_owner FROM outbox";
    on_each_engine(async |store| {
        let at = Timestamp::from_millisecond(-1_234).unwrap();
        // Digits in bytes and texts stay what they are: no column turns them into numbers.
        let params = vec![
            id(7).into(),
            date(2024, 2, 29).into(),
            at.into(),
            b"12345".to_vec().into(),
            "0012".into(),
            Cents::new(i64::MIN).into(),
            true.into(),
        ];
        store.write(Write::new().statement(PUT, params, Rows::Exactly(1))).await.unwrap();
        let row = store.row(GET, &[]).await.unwrap().unwrap();
        assert_eq!((row.id(0).unwrap(), row.date(1).unwrap()), (id(7), date(2024, 2, 29)));
        assert_eq!((row.timestamp(2).unwrap(), row.bytes(3).unwrap()), (at, &b"12345"[..]));
        assert_eq!((row.text(4).unwrap(), row.cents(5).unwrap()), ("0012", Cents::new(i64::MIN)));
        assert_eq!((row.id_or_null(6).unwrap(), row.bytes_or_null(6).unwrap()), (None, None));
        for wrong in [
            row.int(0).err(),
            row.id(3).err(),
            row.text(2).err(),
            row.bytes(1).err(),
            row.date(4).err(),
            row.bytes(6).err(),
            row.bool(5).err(),
            row.hash(3).err(),
            row.int(7).err(),
        ] {
            assert!(matches!(wrong, Some(StoreError::Column { .. })), "{wrong:?}");
        }
    })
    .await;
}

/// Adds one to a number that is kept as text, by loading, deciding and writing until it does not conflict.
async fn count_up(store: &Store, subject: u8) {
    for _ in 0..2_000 {
        let before = settings::find(store, "counter").await.unwrap().unwrap();
        let after = (before.parse::<i64>().unwrap() + 1).to_string();
        let params = vec!["counter".into(), before.into(), after.into()];
        let list = Write::new().statement(CHANGE_FROM, params, Rows::Exactly(1)).audit(record(subject));
        match store.write(list).await {
            Ok(()) => return,
            Err(WriteError::Conflict { statement: 0, kind: ConflictKind::Missed }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    panic!("others were always faster");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writers_in_two_processes_lose_nothing() {
    on_each_scratch(async |scratch: &Scratch| {
        let other = Store::open(&scratch.target).await.unwrap();
        scratch.store.write(settings::change(Write::new(), "counter", "0")).await.unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for task in 0..8_u8 {
            let store = if task % 2 == 0 { scratch.store.clone() } else { other.clone() };
            tasks.spawn(async move {
                for _ in 0..10 {
                    count_up(&store, task % 3).await;
                }
            });
        }
        tasks.join_all().await;
        assert_eq!(settings::find(&other, "counter").await.unwrap().unwrap(), "80");
        assert_eq!(audit::verify(&scratch.store).await.unwrap().entries, 80);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_that_lock_each_other_out_are_tried_again() {
    on_each_engine(async |store| {
        store.write(add("a").and(add("b"))).await.unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for task in 0..4 {
            let store = store.clone();
            let order = if task % 2 == 0 { ["a", "b"] } else { ["b", "a"] };
            tasks.spawn(async move {
                for round in 0..20 {
                    let list = order.into_iter().cycle().take(40).fold(Write::new(), |list, name| {
                        list.statement(CHANGE, vec![name.into(), format!("{round}").into()], Rows::Exactly(1))
                    });
                    store.write(list).await.unwrap();
                }
            });
        }
        tasks.join_all().await;
    })
    .await;
}

/// Asks a future so many times whether it is done, then drops it.
async fn give_up_after(polls: usize, write: impl Future<Output = Result<(), WriteError>>) {
    let mut write = std::pin::pin!(write);
    let mut left = polls;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        write.as_mut().poll(context).map(|result| result.unwrap())
    })
    .await;
}

#[tokio::test]
async fn a_caller_that_stops_waiting_leaves_nothing_half_done() {
    const ROUNDS: usize = 60;
    on_each_scratch(async |scratch: &Scratch| {
        let store = &scratch.store;
        let other = Store::open(&scratch.target).await.unwrap();
        for round in 0..ROUNDS {
            // Another process moves the head, so that the list needs its second try, under a lock.
            let theirs = other.write(Write::new().audit(record(1)));
            let waited = tokio::time::timeout(Duration::from_secs(20), theirs).await;
            waited.expect("nobody holds the head").unwrap();
            let list = add(&format!("{round} a")).and(add(&format!("{round} b"))).audit(record(1));
            give_up_after(round / 2, store.write(list)).await;
        }
        store.write(add("last a").and(add("last b")).audit(record(1))).await.unwrap();
        let rows = other.rows("SELECT name FROM setting ORDER BY name", &[]).await.unwrap();
        let names: Vec<_> = rows.iter().map(|row| row.text(0).unwrap()).collect();
        assert!(names.contains(&"last b"));
        for pair in names.chunks(2) {
            let [first, second] = pair else { panic!("half of a list stands: {pair:?}") };
            assert_eq!(first.trim_end_matches('a'), second.trim_end_matches('b'));
        }
        let entries = audit::verify(&other).await.unwrap().entries;
        assert_eq!(usize::try_from(entries).unwrap(), names.len() / 2 + ROUNDS);
    })
    .await;
}

#[tokio::test]
async fn what_stands_is_there_when_it_is_opened_again() {
    on_each_scratch(async |scratch: &Scratch| {
        scratch.store.write(add("a")).await.unwrap();
        let again = Store::open(&scratch.target).await.unwrap();
        again.check_schema().await.unwrap();
        assert_eq!(count(&again).await, 1);
        assert_eq!(format!("{again:?}"), format!("Store({})", again.engine_name()));
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_clear_error_without_its_password() {
    let url = "postgres://someone:canary@127.0.0.1:1/nothing".to_owned();
    let error = Store::open(&crate::Target::Postgres(values::Secret::new(url))).await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("PostgreSQL") && text.contains("refused") && !text.contains("canary"), "{text}");
}
