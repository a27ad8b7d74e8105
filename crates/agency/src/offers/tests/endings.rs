//! Is an offer that nobody decides on accepted by law, once and on its day; and does a returned one give its fee back, once?

use store::taxes::entries::{self, Entry};
use store::taxes::payments::{self, Payment};
use store::taxes::refunds;
use store::taxes::{RecordKind, record_id};
use store::testing::{contents, on_each_engine};
use store::{Store, Write, WriteError};
use tax::calendar::{corresponding_date, next_day};
use tax::pack::PaymentReason;

use super::course::{OFFERED, Sender, desk, id, moment, now};
use super::*;
use crate::balance;
use crate::payments::{Return, State as PaymentState};
use crate::refunds::{sent as refund_left, take_back};

/// The codes of each year's ledger that are about the offer, with their days.
async fn posted(sender: &Sender, today: Date) -> Vec<Vec<(u16, Date)>> {
    let years = balance::years(&sender.store, pack(), id(1), today).await.unwrap();
    let of = |year: &balance::Year| {
        let about =
            year.ledger.transactions.iter().filter(|posted| matches!(posted.code.get(), 480..=482 | 780));
        about.map(|posted| (posted.code.get(), posted.date)).collect()
    };
    years.iter().map(of).collect()
}

async fn run_on(sender: &Sender, today: Date) -> Vec<Id> {
    run(&sender.store, &sender.sealer, pack(), moment(today)).await.unwrap()
}

async fn sent(store: Store) -> Sender {
    let sender = Sender::new(store).await;
    sender.store.write(sender.try_send(OFFERED).await.unwrap().1).await.unwrap();
    sender
}

/// 24 months after the day it was sent.
fn due() -> Date {
    corresponding_date(TODAY, 24)
}

#[tokio::test]
async fn an_offer_that_nobody_decides_on_is_accepted_by_law_once() {
    on_each_engine(async |store| {
        let sender = sent(store).await;
        assert_eq!(sender.loaded(7).await.decide_by, Some(due()));
        let eve = tax::calendar::date_of(tax::calendar::day_number(due()) - 1);
        assert_eq!(run_on(&sender, eve).await, []);
        // Two runs at once, both late: each year is posted once, on the day of the law.
        let late = next_day(next_day(due()));
        let (first, second) = tokio::join!(run_on(&sender, late), run_on(&sender, late));
        assert_eq!([first, second].concat(), [id(7)]);
        assert_eq!(run_on(&sender, late).await, []);
        let loaded = sender.loaded(7).await;
        assert_eq!((loaded.offer.state.as_str(), loaded.offer.ended_on), ("deemed", Some(due())));
        assert_eq!(posted(&sender, late).await, vec![vec![(480, TODAY), (780, due())]; 2]);
    })
    .await;
}

#[tokio::test]
async fn what_the_law_accepted_cannot_be_decided_any_more() {
    on_each_engine(async |store| {
        let sender = sent(store).await;
        let loaded = sender.loaded(7).await;
        let on = due();
        let no_answer = ReturnReason::NoAnswer;
        for outcome in [
            accept(pack(), &loaded, on, &desk()),
            refuse(pack(), &loaded, on, &desk()),
            withdraw(pack(), &loaded, moment(on)),
            return_to_sender(pack(), &loaded, no_answer, on, &desk()),
        ] {
            assert!(matches!(outcome, Err(Refusal::TooLate { on }) if on == due()), "{outcome:?}");
        }
        // One that was refused the day before is refused.
        let eve = tax::calendar::date_of(tax::calendar::day_number(due()) - 1);
        sender.store.write(refuse(pack(), &loaded, eve, &desk()).unwrap()).await.unwrap();
        assert_eq!(run_on(&sender, next_day(on)).await, []);
        assert_eq!(posted(&sender, on).await, vec![vec![(480, TODAY), (481, eve)]; 2]);
    })
    .await;
}

#[tokio::test]
async fn time_before_a_court_does_not_count() {
    on_each_engine(async |store| {
        let sender = sent(store).await;
        let posts = |code: u16, on: Date| {
            let entry = Entry::own(format!("court:{code}"), code, on, Cents::ZERO);
            entries::add(Write::new(), id(1), id(22), &entry)
        };
        let notice = date(2027, 3, 1);
        sender.store.write(posts(494, notice)).await.unwrap();
        assert_eq!(sender.loaded(7).await.decide_by, None);
        assert_eq!(run_on(&sender, next_day(due())).await, []);
        // Closed after 10 days, of which each is added.
        sender.store.write(posts(495, date(2027, 3, 10))).await.unwrap();
        let later = tax::calendar::date_of(tax::calendar::day_number(due()) + 10);
        assert_eq!(sender.loaded(7).await.decide_by, Some(later));
        assert_eq!(run_on(&sender, due()).await, []);
        assert_eq!(run_on(&sender, later).await, [id(7)]);
    })
    .await;
}

/// A fee in a state, from an account of the payer's.
fn fee(number: u8, state: PaymentState) -> Payment {
    Payment {
        taxpayer_id: id(1),
        id: id(number),
        submission_id: id(number),
        state: state.name().to_owned(),
        reason: PaymentReason::OfferFee.name().to_owned(),
        form: "1040".to_owned(),
        tax_year: 2022,
        owner_id: id(1),
        module_id: id(22),
        amount: dollars(205),
        debit_on: TODAY,
        account_id: id(50),
        made_at: now(),
        file_id: None,
        trace_number: None,
        return_code: None,
        returned_on: None,
        version: 1,
        way: "bank".to_owned(),
    }
}

#[tokio::test]
async fn a_returned_offer_gives_its_fee_back_once_and_into_its_account() {
    on_each_engine(async |store| {
        let sender = sent(store).await;
        let unfiled = ReturnReason::Obstacle(Obstacle::UnfiledReturns);
        let add = payments::add(
            payments::add(Write::new(), &fee(31, PaymentState::Posted)),
            &fee(32, PaymentState::Scheduled),
        );
        sender.store.write(add).await.unwrap();
        let loaded = sender.loaded(7).await;
        let twice = return_to_sender(pack(), &loaded, unfiled, TODAY, &desk()).unwrap();
        let before = posted(&sender, TODAY).await;
        sender
            .store
            .write(return_to_sender(pack(), &loaded, unfiled, TODAY, &desk()).unwrap())
            .await
            .unwrap();
        let again = sender.store.write(twice).await;
        assert!(matches!(again, Err(WriteError::Conflict { .. })), "{again:?}");
        let offer = sender.loaded(7).await.offer;
        assert_eq!((offer.state.as_str(), offer.reason.as_deref()), ("returned", Some("unfiled_returns")));
        assert_eq!(before, vec![vec![(480, TODAY)]; 2]);
        assert_eq!(posted(&sender, TODAY).await, vec![vec![(480, TODAY), (482, TODAY)]; 2]);
        let refund = record_id(RecordKind::Entry, &format!("refund:payment:{}", id(31)));
        let refund = refunds::find(&sender.store, id(1), refund).await.unwrap().unwrap();
        assert_eq!(
            (refund.amount, refund.account_id, refund.payment_id),
            (dollars(205), id(50), Some(id(31)))
        );
        assert_eq!(contents(&sender.store).await["refund"].len(), 1);
        let scheduled = payments::find(&sender.store, id(1), id(32)).await.unwrap().unwrap();
        assert_eq!(scheduled.state, PaymentState::Cancelled.name());
        // No ledger saw the fee, and none sees it come back.
        let left = refund_left(&refund, id(60), "019999990000001".to_owned()).unwrap();
        sender.store.write(refunds::change(Write::new(), &left)).await.unwrap();
        let left = refunds::find(&sender.store, id(1), refund.id).await.unwrap().unwrap();
        let entries = contents(&sender.store).await["entry"].len();
        let back = Return { code: "R02".to_owned(), on: TODAY };
        sender.store.write(take_back(pack(), &left, &back, &desk()).unwrap()).await.unwrap();
        assert_eq!(contents(&sender.store).await["entry"].len(), entries);
        // Another offer may follow.
        assert!(!sender.footing(TODAY).await.has_offer);
    })
    .await;
}

#[tokio::test]
async fn a_fee_under_way_is_waited_for_and_one_for_work_begun_stays() {
    on_each_engine(async |store| {
        let sender = sent(store).await;
        sender.store.write(payments::add(Write::new(), &fee(31, PaymentState::Sent))).await.unwrap();
        let loaded = sender.loaded(7).await;
        for reason in ReturnReason::ALL {
            let outcome = return_to_sender(pack(), &loaded, reason, TODAY, &desk());
            if reason.gives_fee_back() {
                assert!(matches!(outcome, Err(Refusal::FeeUnderWay)), "{reason:?}: {outcome:?}");
            }
        }
        let write = return_to_sender(pack(), &loaded, ReturnReason::NoAnswer, TODAY, &desk()).unwrap();
        sender.store.write(write).await.unwrap();
        assert_eq!(contents(&sender.store).await["refund"].len(), 0);
        assert_eq!(
            ReturnReason::ALL.map(|reason| ReturnReason::named(reason.name())),
            ReturnReason::ALL.map(Some)
        );
        assert_eq!(ReturnReason::named("mood"), None);
    })
    .await;
}
