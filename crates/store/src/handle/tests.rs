//! Whether both engines keep the handle's promises: the same functions run on each.

use values::{Cents, Date, Id, Timestamp, date};

use crate::testing::{Scratch, on_each_engine, on_each_scratch};
use crate::{Actor, AuditRecord, ConflictKind, Rows, Store, StoreError, Value, Write, WriteError, audit};

const ADD: &str = "INSERT INTO setting (name, value) VALUES ($1, $2)";
const CHANGE: &str = "UPDATE setting SET value = $2 WHERE name = $1";
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

fn is_conflict(result: Result<(), WriteError>, at: usize, of: ConflictKind) -> bool {
    matches!(result, Err(WriteError::Conflict { statement, kind }) if statement == at && kind == of)
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
        for params in [vec![], vec!["a".into(), "b".into()]] {
            let refused = store.row(FIND, &params).await;
            assert!(
                matches!(
                    refused,
                    Err(StoreError::Parameters { wanted: 1, .. })
                        | Err(StoreError::Parameters { given: 0, .. })
                ),
                "{refused:?}"
            );
            let refused = store
                .write(Write::new().statement(ADD, params[..params.len().min(1)].to_vec(), Rows::Any))
                .await;
            assert!(matches!(refused, Err(WriteError::Store(StoreError::Parameters { .. }))), "{refused:?}");
        }
        assert!(matches!(store.rows("DELETE FROM setting", &[]).await, Err(StoreError::NotARead)));
        assert_eq!(count(&store).await, 0);
    })
    .await;
}
