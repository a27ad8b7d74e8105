//! Is each payment taken once, posted once, and taken back whole?

use std::collections::BTreeSet;

use outside::Dice;
use store::seal::Realm;
use store::taxes::entries::Entry;
use store::taxes::{modules, payments};
use store::testing::{on_each_engine, sealer};
use store::{Store, Write, WriteError, person_keys};
use tax::pack::PaymentReason;
use values::date;

use super::*;

mod answering;
mod damaged;
mod histories;
mod leaving;
mod once;
pub(crate) mod payer;
mod settlement;

use payer::*;

#[test]
fn there_is_no_way_but_those_in_the_table() {
    let ways = State::ALL.iter().flat_map(|from| State::ALL.iter().map(move |to| (*from, *to)));
    let found: Vec<_> = ways.filter(|(from, to)| from.may_become(*to)).collect();
    assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), EDGES.into_iter().collect());
    assert_eq!(State::ALL.map(|state| State::named(state.name())), State::ALL.map(Some));
    assert_eq!(State::named("lost"), None);
}

#[test]
fn every_return_code_has_words_in_both_languages() {
    let ranges = [1..=47, 50..=53, 61..=62, 67..=77, 80..=85, 90..=90];
    let codes: Vec<String> = ranges.into_iter().flatten().map(|number| format!("R{number:02}")).collect();
    assert_eq!(returns::all().iter().map(|reason| reason.code.clone()).collect::<Vec<_>>(), codes);
    let mut seen = BTreeSet::new();
    for reason in returns::all() {
        assert!(reason.english.ends_with('.') && reason.spanish.ends_with('.'), "{}", reason.code);
        assert!(
            seen.insert(&reason.english) && seen.insert(&reason.spanish),
            "{} is said twice",
            reason.code
        );
        assert!(!reason.bears_penalty || reason.step != returns::NextStep::Wait, "{}", reason.code);
    }
    assert_eq!(returns::find("R48"), None);
}

#[test]
fn confirmation_numbers_tell_payments_apart() {
    let dice = Dice::seeded(1);
    let numbers: BTreeSet<String> = (0..1_000).map(|_| confirmation(dice.id(now()))).collect();
    assert!(numbers.len() == 1_000 && numbers.iter().all(|number| number.len() == 12));
    assert_eq!(confirmation(Id::from_bytes([0xff; 16])), "ZZZZZZZZZZZZ");
}

/// Every act on a payment in a state that it does not start from is refused and writes nothing.
#[tokio::test]
async fn each_act_is_refused_from_every_other_state() {
    on_each_engine(async |store| {
        let payer = Payer::new(store).await;
        let paid = payer.pay(&payer.asked(10_000, vec![date(2026, 12, 18)]).await).await.remove(0);
        for state in State::ALL {
            let payment = Payment { state: state.name().to_owned(), ..paid.clone() };
            let back = Return { code: "R01".to_owned(), on: date(2026, 12, 21) };
            let today = moment(TODAY, now());
            let changed = Changed { amount: Cents::new(5), day: date(2026, 12, 18), account_id: id(7) };
            let acts = [
                (State::Sent, send(&[(payment.clone(), "1".to_owned())], id(3), &job())),
                (State::Settled, settle(std::slice::from_ref(&payment), id(3), &job())),
                (State::Returned, take_back(pack(), &payment, &back, &job())),
                (State::Cancelled, cancel(pack(), &payment, today)),
                (State::Cancelled, change(pack(), &payment, changed, today)),
            ];
            for (to, outcome) in acts {
                assert_eq!(outcome.is_ok(), state.may_become(to), "{state:?} to {to:?}: {outcome:?}");
            }
            // Two acts lead to a posted payment, each from its own state.
            assert_eq!(post(pack(), &payment, &job()).is_ok(), state == State::Settled, "{state:?}");
            let stands = reinstate(pack(), &payment, &job());
            assert_eq!(stands.is_ok(), state == State::Returned, "{state:?}");
        }
        let unknown = Payment { state: "lost".to_owned(), ..paid.clone() };
        assert!(matches!(post(pack(), &unknown, &job()), Err(Refusal::UnknownState)));
        let back = Return { code: "R48".to_owned(), on: TODAY };
        let sent = Payment { state: "sent".to_owned(), ..paid };
        assert!(matches!(take_back(pack(), &sent, &back, &job()), Err(Refusal::UnknownReturnCode)));
    })
    .await;
}

#[tokio::test]
async fn what_is_out_of_bounds_is_refused() {
    let scratch = store::testing::Scratch::sqlite().await;
    let payer = Payer::new(scratch.store.clone()).await;
    let asked = payer.asked(10_000, vec![TODAY]).await;
    let outcome = |asked: &Asked, made| {
        schedule(pack(), asked, made, moment(TODAY, now()), || payer.new_id()).map(|(paid, _)| paid.len())
    };
    assert_eq!(outcome(&asked, 19).unwrap(), 1);
    assert!(matches!(outcome(&asked, 20), Err(Refusal::TooManyToday { most: 20, left: 0 })));
    let amount = |cents| {
        let shares = vec![Share { amount: Cents::new(cents), ..asked.shares[0].clone() }];
        outcome(&Asked { shares, ..asked.clone() }, 0)
    };
    assert!(amount(1).is_ok() && amount(999_999_999).is_ok());
    for cents in [0, -1, 1_000_000_000, i64::MAX] {
        assert!(matches!(amount(cents), Err(Refusal::Amount { .. })), "{cents}");
    }
    let on = |day| outcome(&Asked { days: vec![day], ..asked.clone() }, 0);
    assert!(on(date(2027, 11, 23)).is_ok());
    for day in [date(2026, 11, 22), date(2027, 11, 24)] {
        assert!(matches!(on(day), Err(Refusal::Day { .. })), "{day}");
    }
    assert!(matches!(outcome(&Asked { days: vec![], ..asked.clone() }, 0), Err(Refusal::Nothing)));
}

/// Two business days before, by the federal calendar: Thanksgiving 2026 is on 26 November.
#[tokio::test]
async fn a_payment_can_be_changed_until_two_business_days_before() {
    let scratch = store::testing::Scratch::sqlite().await;
    let payer = Payer::new(scratch.store.clone()).await;
    // Sunday the 29th: the bank is asked on Monday the 30th.
    let paid = payer.pay(&payer.asked(10_000, vec![date(2026, 11, 29)]).await).await.remove(0);
    assert_eq!(paid.debit_on, date(2026, 11, 30));
    for (today, may) in [(date(2026, 11, 25), true), (date(2026, 11, 26), false), (date(2026, 11, 27), false)]
    {
        let outcome = may_change(pack(), &paid, today);
        assert_eq!(outcome.is_ok(), may, "{today}");
        if !may {
            assert!(matches!(outcome, Err(Refusal::TooLate { until }) if until == date(2026, 11, 25)));
        }
    }
    let later = Changed { amount: Cents::new(20_000), day: date(2026, 12, 24), account_id: id(8) };
    let write = change(pack(), &paid, later, moment(date(2026, 11, 25), now()));
    let changed = payer.act(&paid, write).await;
    assert_eq!(
        (changed.amount.get(), changed.debit_on, changed.account_id),
        (20_000, date(2026, 12, 24), id(8))
    );
    let events = payments::events(&payer.store, id(1), paid.id).await.unwrap();
    assert_eq!(events.iter().map(|event| event.what.as_str()).collect::<Vec<_>>(), ["scheduled", "changed"]);
}

#[tokio::test]
async fn the_balance_follows_a_posting_at_once_and_a_return_leaves_only_the_penalty() {
    on_each_engine(async |store| {
        let payer = Payer::new(store).await;
        let (on, due) = (date(2026, 12, 31), date(2026, 11, 24));
        let before = payer.year(on).await;
        let paid = payer.pay(&payer.asked(200_000, vec![due]).await).await.remove(0);
        let waiting = waiting(&payer.store, &before).await.unwrap();
        let payoff = payoff(pack(), &before, &waiting, on).unwrap();
        let posted = payer.posted(&paid).await;
        let after = payer.year(on).await;
        assert_eq!(after.position.balance, payoff, "what was announced is what came");
        assert!(after.position.balance < before.position.balance.minus(Cents::new(199_999)).unwrap());
        let back = Return { code: "R01".to_owned(), on: date(2026, 12, 1) };
        let taken = payer.act(&posted, take_back(pack(), &posted, &back, &job())).await;
        assert_eq!((taken.state.as_str(), taken.return_code.as_deref()), ("returned", Some("R01")));
        // 2 percent of 2,000.00 and its interest until then; all else is as if the payment had never been made.
        let penalty = Cents::new(4_000);
        let returned = payer.year(date(2026, 12, 1)).await;
        let never = before.on(pack(), date(2026, 12, 1)).unwrap().balance;
        assert_eq!(returned.position.balance, never.plus(penalty).unwrap());
        assert!(matches!(take_back(pack(), &taken, &back, &job()), Err(Refusal::AlreadyReturned)));
        let codes: Vec<_> = returned.ledger.transactions.iter().map(|posted| posted.code.get()).collect();
        assert_eq!(codes, [150, 670, 671, 286]);
    })
    .await;
}

/// A year that the books do not have is opened by its first payment, once.
#[tokio::test]
async fn an_estimated_payment_opens_its_year() {
    on_each_engine(async |store| {
        let payer = Payer::new(store).await;
        let key = module_key(id(1), "1040", 2026);
        let module_id = store::taxes::record_id(store::taxes::RecordKind::Module, &key);
        let days = vec![date(2027, 1, 15), date(2027, 1, 18)];
        let mut asked = payer.asked(30_000, days).await;
        asked.reason = PaymentReason::Estimated;
        asked.shares[0].tax_year = 2026;
        asked.shares[0].module_id = module_id;
        let paid = payer.pay(&asked).await;
        // The 18th is the birthday of Martin Luther King Jr.
        assert_eq!(paid[1].debit_on, date(2027, 1, 19));
        for (number, payment) in (1..).zip(&paid) {
            let trace = format!("01999999{number:07}");
            let sent = payer.act(payment, send(&[(payment.clone(), trace)], id(77), &job())).await;
            let settled = payer.act(&sent, settle(std::slice::from_ref(&sent), id(77), &job())).await;
            payer.act(&settled, post(pack(), &settled, &job())).await;
        }
        let module = modules::find(&payer.store, id(1), "1040", 2026).await.unwrap().unwrap();
        assert_eq!((module.record_key, module.return_due), (key, date(2027, 4, 15)));
        let posted: Vec<_> = module.entries.iter().map(|entry| (entry.code, entry.amount.get())).collect();
        assert_eq!(posted, [(660, -30_000), (660, -30_000)]);
    })
    .await;
}

#[tokio::test]
async fn due_payments_come_page_by_page_with_their_accounts() {
    on_each_engine(async |store| {
        let payer = Payer::new(store).await;
        let days = vec![date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 25), date(2026, 12, 10)];
        let paid = payer.pay(&payer.asked(1_000, days).await).await;
        let (mut after, mut found) = (None, Vec::new());
        loop {
            let page =
                payments::list_due(&payer.store, &sealer(), date(2026, 11, 25), after, 2).await.unwrap();
            let Some((last, _)) = page.last() else { break };
            after = Some((last.debit_on, last.id));
            for (payment, account) in page {
                let account = account.unwrap();
                assert_eq!(account.number.expose(), "00123456789");
                found.push(payment.id);
            }
        }
        let due: BTreeSet<_> = paid[..3].iter().map(|payment| payment.id).collect();
        assert_eq!((found.len(), found.into_iter().collect()), (3, due));
        payer.posted(&paid[0]).await;
        // An erased person's payments are still listed, so that somebody can look into them.
        payer.store.write(person_keys::close(Write::new(), id(1), Realm::Taxes)).await.unwrap();
        let due = payments::list_due(&payer.store, &sealer(), date(2026, 11, 25), None, 9).await.unwrap();
        assert!(due.len() == 2 && due.iter().all(|(_, account)| account.is_none()));
    })
    .await;
}

#[tokio::test]
async fn the_list_goes_on_without_end_and_can_be_narrowed() {
    on_each_engine(async |store| {
        let payer = Payer::new(store).await;
        let days = (1..=5).map(|day| date(2026, 12, 2 * day)).collect();
        let paid = payer.pay(&payer.asked(1_000, days).await).await;
        let cancelled = cancel(pack(), &paid[4], moment(TODAY, now()));
        payer.act(&paid[4], cancelled).await;
        payer.posted(&paid[0]).await;
        let elsewhere = Entry {
            id: id(200),
            record_key: "check".to_owned(),
            code: 670,
            posted_on: date(2024, 5, 1),
            amount: Cents::new(-777),
            section: None,
            cycle: None,
            description: None,
        };
        let write = store::taxes::entries::add(Write::new(), id(1), id(9), &elsewhere);
        payer.store.write(write).await.unwrap();
        for (filter, count) in [
            (Filter::All, 6),
            (Filter::Pending, 3),
            (Filter::Processed, 2),
            (Filter::Cancelled, 1),
            (Filter::Returned, 0),
        ] {
            let (mut before, mut places) = (None, Vec::new());
            loop {
                let page = list(&payer.store, pack(), id(1), filter, before, 2).await.unwrap();
                let Some(last) = page.last() else { break };
                before = Some(last.place);
                places.extend(page.iter().map(|listed| listed.place));
            }
            assert_eq!(places.len(), count, "{filter:?}: the posted one is listed once");
            assert!(places.is_sorted_by(|a, b| a > b), "{filter:?}");
        }
    })
    .await;
}
