//! Is a plan made once, do its debits run once each and pay what was announced, and does it end as it should?

mod course;
mod course_of_others;
mod payer;
mod worked;

use std::collections::BTreeSet;

use store::testing::on_each_engine;
use store::{Write, WriteError};
use tax::plans::{KINDS, Kind};
use values::{Cents, date};

use super::*;
use payer::*;

#[test]
fn there_is_no_way_but_those_in_the_table() {
    let ways = State::ALL.iter().flat_map(|from| State::ALL.iter().map(move |to| (*from, *to)));
    let found: BTreeSet<_> = ways.filter(|(from, to)| from.may_become(*to)).collect();
    assert_eq!(found, EDGES.into_iter().collect());
    assert_eq!(State::ALL.map(|state| State::named(state.name())), State::ALL.map(Some));
    assert_eq!(State::named("lost"), None);
    assert_eq!(KINDS.map(|kind| Kind::named(kind.name())), KINDS.map(Some));
}

/// Every act on a plan in a state that it does not start from is refused and writes nothing.
#[tokio::test]
async fn each_act_is_refused_from_every_other_state() {
    on_each_engine(async |store| {
        let payer = Debtor::new(store).await;
        payer.ask(Kind::Simple, wishes(15)).await;
        let loaded = payer.loaded(TODAY).await;
        let act = || job(TODAY);
        for state in State::ALL {
            let plan = Plan { state: state.name().to_owned(), ..loaded.plan.clone() };
            let there = Loaded { plan, ..loaded.clone() };
            let acts = [
                (State::Active, grant(pack(), &there, TODAY, &act())),
                (State::Refused, refuse(pack(), &there, TODAY, &act())),
                (State::Withdrawn, withdraw(pack(), &there, moment(TODAY))),
                (State::Ended, end(pack(), &there, moment(TODAY))),
            ];
            for (to, outcome) in acts {
                assert_eq!(outcome.is_ok(), state.may_become(to), "{state:?} to {to:?}: {outcome:?}");
            }
            let books = payer.books(TODAY).await;
            let to = Change { monthly: Cents::new(50_000), day: 3, account_id: Some(id(7)) };
            let outcome = change(pack(), &books, &there, to, moment(TODAY));
            assert_eq!(outcome.is_ok(), state == State::Active, "{state:?}: {outcome:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_plan_is_made_once_and_a_year_is_in_one() {
    on_each_engine(async |store| {
        let payer = Debtor::new(store).await;
        let (first, second) = (payer.draft().await, payer.draft().await);
        let books = payer.books(TODAY).await;
        let write = |draft| {
            let request = Request { kind: Kind::Simple, wishes: wishes(15), account_id: Some(id(7)), draft };
            super::ask(pack(), &books, &request, moment(TODAY)).unwrap().1
        };
        // The same submission twice, and one of another window about the same year: one plan.
        payer.store.write(write(first)).await.unwrap();
        for late in [write(first), write(second)] {
            let refused = payer.store.write(late).await.unwrap_err();
            assert!(matches!(refused, WriteError::Conflict { .. }), "{refused}");
        }
        assert_eq!(payer.plans().await.len(), 1);
        let again = compare(pack(), &payer.books(TODAY).await, &wishes(15), TODAY).unwrap();
        assert!(again.choices.iter().all(|choice| choice.terms.is_err()), "nothing is left to plan for");
        let planned = store::taxes::plans::planned(&payer.store, id(1)).await.unwrap();
        assert_eq!(planned.iter().map(|planned| planned.module_id).collect::<Vec<_>>(), [id(9)]);
        // Ended, the year is free for another.
        let loaded = payer.loaded(TODAY).await;
        payer.store.write(end(pack(), &loaded, moment(TODAY)).unwrap()).await.unwrap();
        assert!(payer.books(TODAY).await.owes(Scope::Income, date(2026, 11, 24)));
    })
    .await;
}

#[tokio::test]
async fn direct_debit_goes_with_an_account_and_nothing_else() {
    on_each_engine(async |store| {
        let payer = Debtor::new(store).await;
        let books = payer.books(TODAY).await;
        for (is_direct_debit, account_id) in [(true, None), (false, Some(id(7)))] {
            let wishes = Wishes { is_direct_debit, ..wishes(15) };
            let request = Request { kind: Kind::Simple, wishes, account_id, draft: (id(5), 1) };
            let refused = super::ask(pack(), &books, &request, moment(TODAY)).unwrap_err();
            assert!(matches!(refused, Refusal::Account));
        }
        let request = Request {
            kind: Kind::AbilityToPay,
            wishes: wishes(15),
            account_id: Some(id(7)),
            draft: (id(5), 1),
        };
        let refused = super::ask(pack(), &books, &request, moment(TODAY)).unwrap_err();
        assert!(matches!(refused, Refusal::DoesNotFit(reasons) if reasons.len() == 2));
    })
    .await;
}

/// From the day of asking the late-payment penalty is half of what it was, and the year shows why.
#[tokio::test]
async fn the_ledger_is_told_of_an_agreement() {
    on_each_engine(async |store| {
        let payer = Debtor::new(store).await;
        let later = date(2027, 11, 23);
        let before = payer.year(later).await;
        payer.ask(Kind::Simple, Wishes { is_direct_debit: false, ..wishes(15) }).await;
        let year = payer.year(later).await;
        let marks: Vec<_> = year
            .ledger
            .transactions
            .iter()
            .filter(|posted| posted.amount.is_zero())
            .map(|posted| (posted.code.get(), posted.date, posted.section.clone()))
            .collect();
        assert_eq!(marks, [(971, TODAY, Some("063".to_owned()))]);
        assert!(year.has_agreement(later) && !year.has_agreement(date(2026, 11, 22)));
        // Thirteen months begin until then, one of them the month of the asking: a quarter of a point of 5,000.00 less each.
        let less = before.position.failure_to_pay.minus(year.position.failure_to_pay).unwrap();
        assert_eq!(less, Cents::new(13 * 1_250));
        let loaded = payer.loaded(TODAY).await;
        let over = date(2027, 2, 20);
        payer.store.write(end(pack(), &loaded, moment(over)).unwrap()).await.unwrap();
        let ended = payer.year(later).await;
        assert!(ended.has_agreement(over) && !ended.has_agreement(date(2027, 2, 21)));
        assert_eq!(ended.ledger.agreements.len(), 1);
        // The month that begins on 16 February still has a day of it.
        let less = before.position.failure_to_pay.minus(ended.position.failure_to_pay).unwrap();
        assert_eq!(less, Cents::new(4 * 1_250));
    })
    .await;
}

/// A short-term plan is time to pay and no agreement.
#[tokio::test]
async fn a_short_term_plan_changes_no_rate() {
    on_each_engine(async |store| {
        let payer = Debtor::new(store).await;
        payer.ask(Kind::ShortTerm, wishes(15)).await;
        let year = payer.year(TODAY).await;
        assert!(year.ledger.agreements.is_empty());
        assert!(year.ledger.transactions.iter().all(|posted| posted.code.get() != 971));
        let loaded = payer.loaded(TODAY).await;
        assert_eq!((loaded.plan.fee, loaded.plan.state.as_str()), (Cents::ZERO, "active"));
    })
    .await;
}

#[tokio::test]
async fn what_needs_a_decision_waits_for_it() {
    on_each_engine(async |store| {
        for (decision, state, marks) in [
            ("grant", "active", [(971, "043"), (971, "063")]),
            ("refuse", "refused", [(971, "043"), (972, "043")]),
            ("withdraw", "withdrawn", [(971, "043"), (972, "043")]),
        ] {
            let payer = Debtor::fresh(store.clone()).await;
            let wishes = Wishes { ability: Some(Cents::new(2_000)), ..wishes(15) };
            payer.ask(Kind::PartialPayment, wishes).await;
            let loaded = payer.loaded(TODAY).await;
            assert_eq!((loaded.plan.state.as_str(), loaded.plan.began_on), ("asked", None));
            // Nothing is debited meanwhile, and the rate is as it was.
            payer.run(date(2027, 3, 1)).await;
            assert!(payer.loaded(TODAY).await.payments.is_empty());
            assert!(!payer.year(TODAY).await.has_agreement(date(2027, 3, 1)));
            let on = date(2027, 3, 2);
            let write = match decision {
                "grant" => grant(pack(), &loaded, on, &job(on)),
                "refuse" => refuse(pack(), &loaded, on, &job(on)),
                _ => withdraw(pack(), &loaded, moment(on)),
            };
            payer.store.write(write.unwrap()).await.unwrap();
            let decided = payer.loaded(on).await;
            assert_eq!(decided.plan.state, state);
            let year = payer.year(on).await;
            let posted = year.ledger.transactions.iter().filter(|posted| posted.amount.is_zero());
            let found: Vec<_> =
                posted.map(|posted| (posted.code.get(), posted.section.as_deref().unwrap())).collect();
            assert_eq!(found, marks);
            assert_eq!(year.has_agreement(on), decision == "grant");
            if decision == "grant" {
                assert_eq!(decided.plan.first_on, date(2027, 3, 15));
                // An amount that was decided on is not changed here; its day is.
                let books = payer.books(on).await;
                let to = |monthly, day| Change { monthly: Cents::new(monthly), day, account_id: Some(id(7)) };
                let refused = preview(pack(), &books, &decided, to(1_999, 15), on).unwrap_err();
                assert!(matches!(refused, Refusal::Amount));
                assert!(preview(pack(), &books, &decided, to(2_000, 20), on).unwrap().terms.is_none());
            } else {
                assert!(store::taxes::plans::planned(&payer.store, payer.id).await.unwrap().is_empty());
            }
        }
    })
    .await;
}
