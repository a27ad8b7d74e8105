//! Whether an effect is carried out by one worker at a time until it is done.

use super::*;
use crate::testing::on_each_engine;
use crate::{ConflictKind, WriteError};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn id(last: u8) -> Id {
    Id::from_bytes([last; 16])
}

fn effect(last: u8, due: i64) -> Effect {
    Effect { id: id(last), kind: "email", due_at: at(due), sealed_payload: vec![last] }
}

fn is_missed(result: &Result<(), WriteError>) -> bool {
    matches!(result, Err(WriteError::Conflict { kind: ConflictKind::Missed, .. }))
}

#[tokio::test]
async fn what_is_due_is_listed_leased_and_closed() {
    on_each_engine(async |store| {
        store
            .write(Write::new().outbox(effect(2, 20)).outbox(effect(1, 10)).outbox(effect(3, 99)))
            .await
            .unwrap();
        let due = list_due(&store, at(20), 10).await.unwrap();
        assert_eq!(due.iter().map(|waiting| waiting.id).collect::<Vec<_>>(), [id(1), id(2)]);
        assert_eq!(
            (due[0].kind.as_str(), due[0].attempts, due[0].sealed_payload.as_slice()),
            ("email", 0, &[1][..])
        );
        assert_eq!(list_due(&store, at(20), 1).await.unwrap().len(), 1);
        let (write, taken) = lease(Write::new(), &due[0], id(50), at(20), at(80));
        store.write(write).await.unwrap();
        assert_eq!(list_due(&store, at(79), 10).await.unwrap().len(), 1, "a leased effect is not listed");
        store.write(close(Write::new(), taken, Ending::Done)).await.unwrap();
        assert_eq!(find(&store, id(1)).await.unwrap(), None);
        assert!(is_missed(&store.write(close(Write::new(), taken, Ending::Done)).await));
        store.write(remove_done(Write::new(), at(11))).await.unwrap();
        let left = store.row("SELECT COUNT(*) FROM outbox", &[]).await.unwrap().unwrap();
        assert_eq!(left.int(0).unwrap(), 2);
    })
    .await;
}

#[tokio::test]
async fn of_two_workers_one_gets_the_lease() {
    on_each_engine(async |store| {
        store.write(Write::new().outbox(effect(1, 10))).await.unwrap();
        let waiting = find(&store, id(1)).await.unwrap().unwrap();
        let (first, _) = lease(Write::new(), &waiting, id(50), at(10), at(70));
        let (second, _) = lease(Write::new(), &waiting, id(51), at(10), at(70));
        let (first, second) = tokio::join!(store.write(first), store.write(second));
        assert!(first.is_ok() != second.is_ok());
        let again = find(&store, id(1)).await.unwrap().unwrap();
        let (early, _) = lease(Write::new(), &again, id(52), at(69), at(130));
        assert!(is_missed(&store.write(early).await), "the lease has not run out");
    })
    .await;
}

#[tokio::test]
async fn a_worker_whose_lease_ran_out_can_end_nothing() {
    on_each_engine(async |store| {
        store.write(Write::new().outbox(effect(1, 10))).await.unwrap();
        let waiting = find(&store, id(1)).await.unwrap().unwrap();
        let (write, slow) = lease(Write::new(), &waiting, id(50), at(10), at(70));
        store.write(write).await.unwrap();
        let waiting = list_due(&store, at(70), 1).await.unwrap().remove(0);
        let (write, quick) = lease(Write::new(), &waiting, id(51), at(70), at(130));
        store.write(write).await.unwrap();
        assert!(is_missed(&store.write(close(Write::new(), slow, Ending::Done)).await));
        assert!(is_missed(&store.write(postpone(Write::new(), slow, at(500), "late")).await));
        store.write(postpone(Write::new(), quick, at(200), "the server was away")).await.unwrap();
        assert_eq!(list_due(&store, at(199), 1).await.unwrap(), []);
        let waiting = list_due(&store, at(200), 1).await.unwrap().remove(0);
        assert_eq!((waiting.attempts, waiting.last_error.as_deref()), (2, Some("the server was away")));
        let (write, last) = lease(Write::new(), &waiting, id(50), at(200), at(260));
        store.write(write.and(close(Write::new(), last, Ending::GivenUp("refused".into())))).await.unwrap();
        assert_eq!(find(&store, id(1)).await.unwrap(), None);
        let row = store.row("SELECT state, last_error, payload FROM outbox", &[]).await.unwrap().unwrap();
        assert_eq!(
            (row.text(0).unwrap(), row.text(1).unwrap(), row.bytes(2).unwrap().len()),
            ("given_up", "refused", 0)
        );
    })
    .await;
}

#[tokio::test]
async fn an_effect_stands_with_its_list_or_not_at_all() {
    on_each_engine(async |store| {
        store.write(Write::new().outbox(effect(1, 10))).await.unwrap();
        let list = Write::new().outbox(effect(2, 10)).outbox(effect(1, 10));
        let conflict = store.write(list).await;
        assert!(matches!(
            conflict,
            Err(WriteError::Conflict { statement: 1, kind: ConflictKind::Duplicate })
        ));
        assert_eq!(find(&store, id(2)).await.unwrap(), None);
    })
    .await;
}

#[test]
fn waits_grow_to_six_hours() {
    let waits: Vec<_> = [0, 1, 2, 3, 10, 11, 1_000, i64::MAX].into_iter().map(backoff_seconds).collect();
    assert_eq!(waits, [30, 30, 60, 120, 15_360, 21_600, 21_600, 21_600]);
}
