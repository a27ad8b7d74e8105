//! Whether each way of tampering with the log is found, and the code never rewrites it.

use super::*;
use crate::Write;
use crate::testing::on_each_engine;

fn id(last: u8) -> Id {
    Id::from_bytes([9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, last])
}

fn record(number: i64, subject: u8, reason: Option<&str>) -> AuditRecord {
    AuditRecord {
        at: Timestamp::from_millisecond(1_795_000_000_000 + number).unwrap(),
        actor: [Actor::Person(id(1)), Actor::Staff(id(2)), Actor::System("nightly")]
            [usize::try_from(number).unwrap() % 3]
            .clone(),
        action: "test.add",
        subject: Some(id(subject)),
        reason: reason.map(str::to_owned),
    }
}

/// Five lists of two records to one subject (shard 3) and one to another.
async fn fill(store: &Store) {
    for number in 0..5 {
        let list = Write::new()
            .audit(record(number, 3, None))
            .audit(record(number, 4, Some("asked by letter")))
            .audit(record(number, 3, Some("")));
        store.write(list).await.unwrap();
    }
}

async fn tamper(store: &Store, sql: &'static str) {
    store.write(Write::new().statement(sql, vec![], Rows::Any)).await.unwrap();
}

async fn broken(store: &Store) -> (i64, i64) {
    match verify(store).await {
        Err(VerifyError::Broken { shard, sequence, .. }) => (shard, sequence),
        other => panic!("not found: {other:?}"),
    }
}

#[tokio::test]
async fn an_untouched_log_is_whole() {
    on_each_engine(async |store| {
        assert_eq!(verify(&store).await.unwrap(), Verified { entries: 0, shards: 16 });
        fill(&store).await;
        assert_eq!(verify(&store).await.unwrap(), Verified { entries: 15, shards: 16 });
        let heads = heads(&store).await.unwrap();
        assert_eq!((heads[3].sequence, heads[4].sequence, heads[5].sequence), (10, 5, 0));
        let newest = list(&store, id(3), i64::MAX, 2).await.unwrap();
        assert_eq!(newest.iter().map(|entry| entry.sequence).collect::<Vec<_>>(), [10, 9]);
        assert_eq!(newest[0].reason.as_deref(), Some(""));
        assert_eq!(
            (newest[1].actor_kind.as_str(), newest[1].actor.as_str()),
            ("staff", id(2).to_string().as_str())
        );
        let older = list(&store, id(3), 9, 100).await.unwrap();
        assert_eq!((older.len(), older[0].reason.as_deref()), (8, Some("")));
    })
    .await;
}

#[tokio::test]
async fn an_edit_is_found_in_whichever_field() {
    for sql in [
        "UPDATE audit SET at = at + 1 WHERE shard = 3 AND sequence = 4",
        "UPDATE audit SET actor_kind = 'person' WHERE shard = 3 AND sequence = 4",
        "UPDATE audit SET actor = 'x' WHERE shard = 3 AND sequence = 4",
        "UPDATE audit SET action = 'test.change' WHERE shard = 3 AND sequence = 4",
        "UPDATE audit SET subject = NULL WHERE shard = 3 AND sequence = 4",
        "UPDATE audit SET reason = NULL WHERE shard = 3 AND sequence = 4",
        "UPDATE audit SET hash = previous_hash WHERE shard = 3 AND sequence = 4",
        "UPDATE audit SET previous_hash = hash WHERE shard = 3 AND sequence = 4",
    ] {
        let scratch = crate::testing::Scratch::sqlite().await;
        fill(&scratch.store).await;
        tamper(&scratch.store, sql).await;
        assert_eq!(broken(&scratch.store).await, (3, 4), "{sql}");
    }
}

#[tokio::test]
async fn a_gap_a_cut_tail_and_a_swap_are_found() {
    const CASES: [(&str, (i64, i64)); 6] = [
        ("DELETE FROM audit WHERE shard = 3 AND sequence = 5", (3, 5)),
        ("DELETE FROM audit WHERE shard = 3 AND sequence = 1", (3, 1)),
        ("DELETE FROM audit WHERE shard = 3 AND sequence = 10", (3, 10)),
        ("DELETE FROM audit WHERE shard = 4", (4, 1)),
        ("UPDATE audit_head SET sequence = 9 WHERE shard = 3", (3, 9)),
        ("DELETE FROM audit_head WHERE shard = 3", (3, 0)),
    ];
    for (sql, found) in CASES {
        on_each_engine(async |store| {
            fill(&store).await;
            tamper(&store, sql).await;
            assert_eq!(broken(&store).await, found, "{sql}");
        })
        .await;
    }
    on_each_engine(async |store| {
        fill(&store).await;
        tamper(&store, "UPDATE audit SET sequence = 99 WHERE shard = 3 AND sequence = 4").await;
        tamper(&store, "UPDATE audit SET sequence = 4 WHERE shard = 3 AND sequence = 5").await;
        tamper(&store, "UPDATE audit SET sequence = 5 WHERE shard = 3 AND sequence = 99").await;
        assert_eq!(broken(&store).await, (3, 4));
    })
    .await;
}

#[tokio::test]
async fn an_entry_behind_the_head_is_found() {
    on_each_engine(async |store| {
        fill(&store).await;
        let copy = "INSERT INTO audit (shard, sequence, at, actor_kind, actor, action, previous_hash, hash) \
            SELECT shard, 11, at, actor_kind, actor, action, previous_hash, hash FROM audit \
            WHERE shard = 3 AND sequence = 10";
        tamper(&store, copy).await;
        assert_eq!(broken(&store).await, (3, 11));
    })
    .await;
}

#[tokio::test]
async fn a_chain_longer_than_a_page_is_walked_to_its_end() {
    let scratch = crate::testing::Scratch::sqlite().await;
    let many = (0..2_500).fold(Write::new(), |list, number| list.audit(record(number, 3, None)));
    scratch.store.write(many).await.unwrap();
    assert_eq!(verify(&scratch.store).await.unwrap().entries, 2_500);
    tamper(&scratch.store, "UPDATE audit SET at = 0 WHERE shard = 3 AND sequence = 2400").await;
    assert_eq!(broken(&scratch.store).await, (3, 2_400));
}
