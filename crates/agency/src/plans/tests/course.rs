//! The course of a plan that is debited: what was announced is what comes, once; what is missed ends it in time.

use tax::pack::PaymentReason;

use super::*;
use crate::payments::{Payment, cancel};

fn amounts(payments: &[Payment], reason: PaymentReason) -> Vec<(values::Date, Cents)> {
    let of_reason = payments.iter().filter(|payment| payment.reason == reason.name());
    of_reason.map(|payment| (payment.debit_on, payment.amount)).collect()
}

/// To the cent and to the day: the instalments that the comparison announced, and the fee once.
#[tokio::test]
async fn the_debits_are_those_that_were_announced() {
    on_each_engine(async |store| {
        let payer = Debtor::new(store).await;
        let terms = payer.ask(Kind::Simple, Wishes { monthly: Some(Cents::new(90_000)), ..wishes(5) }).await;
        let announced: Vec<_> =
            terms.schedule.instalments.iter().map(|instalment| (instalment.on, instalment.amount)).collect();
        let end = date(2027, 8, 31);
        payer.days(TODAY, end).await;
        let payments = payer.payments().await;
        assert_eq!(amounts(&payments, PaymentReason::Plan), announced);
        assert_eq!(amounts(&payments, PaymentReason::PlanFee), [(announced[0].0, terms.fee.amount)]);
        assert!(payments.iter().all(|payment| payment.state == "posted"));
        let total = Cents::total(payments.iter().map(|payment| payment.amount)).unwrap();
        assert_eq!(total, terms.total);
        let loaded = payer.loaded(end).await;
        assert_eq!(loaded.plan.state, "fulfilled");
        assert_eq!(payer.year(end).await.position.balance, Cents::ZERO);
        // The last one is on the ledger three business days after its day; then it is over.
        assert!(loaded.plan.ended_on.unwrap() > terms.last_on);
        assert!(!payer.year(end).await.has_agreement(end));
    })
    .await;
}

/// The days of a month and more may be looked at in one go: what was due in between is debited, each once.
#[tokio::test]
async fn days_that_nobody_looked_at_are_made_up_for() {
    on_each_engine(async |store| {
        let payer = Debtor::new(store).await;
        payer.ask(Kind::Simple, Wishes { monthly: Some(Cents::new(30_000)), ..wishes(5) }).await;
        let late = date(2027, 3, 20);
        for _ in 0..3 {
            payer.run(late).await;
        }
        let made = amounts(&payer.payments().await, PaymentReason::Plan);
        let days: Vec<_> = made.iter().map(|(day, _)| *day).collect();
        assert_eq!(days, [date(2026, 12, 7), date(2027, 1, 5), date(2027, 2, 5), date(2027, 3, 5)]);
        assert_eq!(payer.loaded(late).await.plan.state, "active");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn runs_at_once_make_an_installment_once() {
    on_each_engine(async |store| {
        let payer = Debtor::new(store).await;
        payer.ask(Kind::Simple, wishes(5)).await;
        let day = date(2026, 11, 30);
        tokio::join!(payer.run(day), payer.run(day), payer.run(day));
        let payments = payer.payments().await;
        assert_eq!(amounts(&payments, PaymentReason::Plan).len(), 1);
        assert_eq!(amounts(&payments, PaymentReason::PlanFee).len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_missed_installment_warns_and_ends_the_plan_after_thirty_days() {
    on_each_engine(async |store| {
        let payer = Debtor::new(store).await;
        payer.ask(Kind::Simple, Wishes { monthly: Some(Cents::new(30_000)), ..wishes(5) }).await;
        let first = date(2026, 12, 7);
        let returns = |payment: &Payment| payment.debit_on == first && payment.reason == "plan";
        payer.days_with(TODAY, date(2026, 12, 7), &returns).await;
        assert_eq!(footing(pack(), &payer.loaded(first).await, first).unwrap().missed, None);
        payer.days_with(date(2026, 12, 8), date(2026, 12, 8), &returns).await;
        let told = date(2026, 12, 8);
        let missed = footing(pack(), &payer.loaded(told).await, told).unwrap().missed;
        let expected = Missed { on: first, amount: Cents::new(30_000), until: date(2027, 1, 6) };
        assert_eq!(missed, Some(expected));
        // The next one is debited all the same, and the plan lives until the last day for what was missed.
        payer.days_with(date(2026, 12, 9), date(2027, 1, 6), &returns).await;
        assert_eq!(payer.loaded(date(2027, 1, 6)).await.plan.state, "active");
        payer.days_with(date(2027, 1, 7), date(2027, 1, 7), &returns).await;
        // The second came in between and stands for the first, so that now the second is missed.
        let stands = footing(pack(), &payer.loaded(date(2027, 1, 7)).await, date(2027, 1, 7)).unwrap();
        let second = Missed { on: date(2027, 1, 5), amount: Cents::new(30_000), until: date(2027, 2, 4) };
        assert_eq!(stands.missed, Some(second));
        // The third is on its way on 5 February, so that nothing ends; it comes back on Monday the 8th.
        let third = |payment: &Payment| payment.debit_on == date(2027, 2, 5) && payment.reason == "plan";
        payer.days_with(date(2027, 1, 8), date(2027, 2, 8), &third).await;
        assert_eq!(payer.loaded(date(2027, 2, 8)).await.plan.state, "active");
        let end = date(2027, 2, 9);
        payer.days_with(end, end, &third).await;
        let over = payer.loaded(end).await;
        assert_eq!((over.plan.state.as_str(), over.plan.ended_on), ("defaulted", Some(end)));
        let year = payer.year(TODAY).await;
        assert!(year.has_agreement(end) && !year.has_agreement(date(2027, 2, 10)));
        let debits = amounts(&payer.payments().await, PaymentReason::Plan).len();
        payer.days(date(2027, 2, 10), date(2027, 4, 30)).await;
        assert_eq!(
            amounts(&payer.payments().await, PaymentReason::Plan).len(),
            debits,
            "nothing more is taken"
        );
    })
    .await;
}

#[tokio::test]
async fn what_was_missed_may_be_paid_in_any_way() {
    on_each_engine(async |store| {
        let payer = Debtor::new(store).await;
        payer.ask(Kind::Simple, Wishes { monthly: Some(Cents::new(30_000)), ..wishes(5) }).await;
        payer.run(date(2026, 11, 28)).await;
        let day = date(2026, 11, 30);
        for payment in payer.payments().await {
            let write = cancel(pack(), &payment, moment(day)).unwrap();
            payer.store.write(write).await.unwrap();
        }
        let told = date(2026, 12, 9);
        assert!(footing(pack(), &payer.loaded(told).await, told).unwrap().missed.is_some());
        // A check that the books bring.
        let check = store::taxes::entries::Entry {
            id: id(67),
            record_key: "check".to_owned(),
            code: 670,
            posted_on: date(2026, 12, 10),
            amount: Cents::new(-30_000),
            section: None,
            cycle: None,
            description: None,
        };
        payer.store.write(store::taxes::entries::add(Write::new(), id(1), id(9), &check)).await.unwrap();
        let after = date(2026, 12, 11);
        assert_eq!(footing(pack(), &payer.loaded(after).await, after).unwrap().missed, None);
        // The fee that was called off is asked for again with the next one.
        payer.run(date(2026, 12, 28)).await;
        assert_eq!(amounts(&payer.payments().await, PaymentReason::PlanFee).len(), 2);
    })
    .await;
}
