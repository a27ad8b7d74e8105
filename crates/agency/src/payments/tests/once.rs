//! Does a submission happen once, however often and however much at once it is sent?

use store::ConflictKind;

use super::*;

/// The same draft submitted by many requests at once, each with payments of its own: one wins.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_submissions_of_one_draft_one_stands() {
    on_each_engine(async |store| {
        let payer = Payer::new(store).await;
        let asked = payer.asked(12_345, vec![date(2026, 12, 18)]).await;
        let submit = || {
            let (_, write) = schedule(pack(), &asked, 0, moment(TODAY, now()), || payer.new_id()).unwrap();
            let store = payer.store.clone();
            tokio::spawn(async move { store.write(write).await })
        };
        let racing: Vec<_> = (0..16).map(|_| submit()).collect();
        let mut stood = 0;
        for outcome in racing {
            match outcome.await.unwrap() {
                Ok(()) => stood += 1,
                Err(WriteError::Conflict { statement: 0, kind: ConflictKind::Missed }) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
        assert_eq!(stood, 1);
        let made = payments::list_of_submission(&payer.store, id(1), asked.draft.0).await.unwrap();
        assert_eq!(made.len(), 1);
        assert_eq!(payments::made_on(&payer.store, id(1), TODAY).await.unwrap(), 1);
        store::audit::verify(&payer.store).await.unwrap();
    })
    .await;
}

/// Different drafts at once never come to more than the day may hold, though each saw an empty day.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_limit_of_a_day_holds_against_requests_at_once() {
    on_each_engine(async |store| {
        let payer = Payer::new(store).await;
        let mut racing = Vec::new();
        for _ in 0..30 {
            let asked = payer.asked(100, vec![date(2026, 12, 18)]).await;
            let (_, write) = schedule(pack(), &asked, 0, moment(TODAY, now()), || payer.new_id()).unwrap();
            let store = payer.store.clone();
            racing.push(tokio::spawn(async move { store.write(write).await.is_ok() }));
        }
        let mut stood = 0;
        for outcome in racing {
            stood += i64::from(outcome.await.unwrap());
        }
        let made = payments::made_on(&payer.store, id(1), TODAY).await.unwrap();
        let waiting =
            payments::list_for_module(&payer.store, (id(1), id(9)), ["scheduled"; 4]).await.unwrap();
        assert_eq!((stood, made, waiting.len()), (20, 20, 20));
    })
    .await;
}

/// Cancelling and sending at once: one of them, never both.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_payment_is_cancelled_or_sent() {
    on_each_engine(async |store| {
        let payer = Payer::new(store).await;
        for number in 0..8 {
            let paid = payer.pay(&payer.asked(100, vec![date(2026, 12, 18)]).await).await.remove(0);
            let writes = [
                cancel(pack(), &paid, moment(TODAY, now())).unwrap(),
                send(&[(paid.clone(), format!("{number:015}"))], id(77), &job()).unwrap(),
            ];
            let racing = writes.map(|write| {
                let store = payer.store.clone();
                tokio::spawn(async move { store.write(write).await.is_ok() })
            });
            let [cancelled, sent] = racing;
            let (cancelled, sent) = (cancelled.await.unwrap(), sent.await.unwrap());
            assert_ne!(cancelled, sent);
            assert_eq!(payer.find(&paid).await.state, if sent { "sent" } else { "cancelled" });
        }
    })
    .await;
}
