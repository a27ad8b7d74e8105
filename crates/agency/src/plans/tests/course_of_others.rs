//! Plans that are changed, paid by hand, or for tax that is only expected.

use super::*;

#[tokio::test]
async fn a_change_calls_off_what_is_waiting_and_counts_anew() {
    on_each_engine(async |store| {
        let payer = Debtor::new(store).await;
        payer.ask(Kind::Simple, Wishes { monthly: Some(Cents::new(30_000)), ..wishes(20) }).await;
        let day = date(2026, 12, 11);
        payer.run(day).await;
        let loaded = payer.loaded(day).await;
        assert_eq!(loaded.payments.len(), 2, "the installment of the 21st and the fee");
        let books = payer.books(day).await;
        let to = Change { monthly: Cents::new(60_000), day: 24, account_id: Some(id(7)) };
        let shown = preview(pack(), &books, &loaded, to, day).unwrap();
        assert_eq!(
            (shown.cancelled.len(), shown.first_on, shown.fee.amount),
            (2, date(2026, 12, 24), Cents::ZERO)
        );
        let terms = shown.terms.unwrap();
        assert!(terms.months < 14 && terms.last_on < loaded.plan.last_on);
        let write = || change(pack(), &books, &loaded, to, moment(day)).unwrap();
        payer.store.write(write()).await.unwrap();
        let twice = payer.store.write(write()).await.unwrap_err();
        assert!(matches!(twice, WriteError::Conflict { .. }));
        payer.run(date(2026, 12, 14)).await;
        let changed = payer.loaded(date(2026, 12, 14)).await;
        let waiting: Vec<_> = changed
            .payments
            .iter()
            .filter(|payment| payment.state == "scheduled")
            .map(|payment| (payment.debit_on, payment.reason.as_str(), payment.amount))
            .collect();
        assert_eq!(waiting.len(), 2);
        assert!(waiting.contains(&(date(2026, 12, 24), "plan", Cents::new(60_000))));
        // Too late to be called off: the next one comes a month later.
        let late = date(2026, 12, 23);
        let loaded = payer.loaded(late).await;
        let to = Change { day: 28, ..to };
        let shown = preview(pack(), &payer.books(late).await, &loaded, to, late).unwrap();
        assert_eq!((shown.cancelled.len(), shown.first_on), (0, date(2027, 1, 28)));
        let low = preview(pack(), &books, &loaded, Change { monthly: Cents::new(100), ..to }, late);
        assert!(matches!(low.unwrap_err(), Refusal::DoesNotFit(_)));
        // Giving direct debit up costs the fee of a change.
        let by_hand = preview(pack(), &books, &loaded, Change { account_id: None, ..to }, late).unwrap();
        assert_eq!(by_hand.fee.amount, Cents::new(600));
    })
    .await;
}

#[tokio::test]
async fn an_end_calls_off_what_is_waiting() {
    on_each_engine(async |store| {
        let payer = Debtor::new(store).await;
        payer.ask(Kind::Simple, wishes(20)).await;
        let day = date(2026, 12, 11);
        payer.run(day).await;
        let loaded = payer.loaded(day).await;
        payer.store.write(end(pack(), &loaded, moment(day)).unwrap()).await.unwrap();
        let ended = payer.loaded(day).await;
        assert_eq!((ended.plan.state.as_str(), ended.plan.ended_on), ("ended", Some(day)));
        assert!(ended.payments.iter().all(|payment| payment.state == "cancelled"));
        let events = store::taxes::plans::events(&payer.store, id(1), ended.plan.id).await.unwrap();
        assert_eq!(events.iter().map(|event| event.what.as_str()).collect::<Vec<_>>(), ["active", "ended"]);
        let twice = payer.store.write(end(pack(), &loaded, moment(day)).unwrap()).await.unwrap_err();
        assert!(matches!(twice, WriteError::Conflict { .. }));
    })
    .await;
}

#[tokio::test]
async fn who_pays_by_hand_is_never_debited() {
    on_each_engine(async |store| {
        let payer = Debtor::new(store).await;
        let wishes = Wishes { monthly: Some(Cents::new(90_000)), is_direct_debit: false, ..wishes(5) };
        let terms = payer.ask(Kind::Simple, wishes).await;
        assert_eq!(terms.fee.amount, Cents::new(6_900));
        payer.days(TODAY, date(2027, 1, 6)).await;
        assert!(payer.payments().await.is_empty());
        let on = date(2027, 1, 6);
        let loaded = payer.loaded(on).await;
        assert_eq!((loaded.plan.state.as_str(), loaded.fee_left().unwrap()), ("active", Cents::new(6_900)));
        let stands = footing(pack(), &loaded, on).unwrap();
        assert_eq!(stands.next_on, Some(date(2027, 2, 5)));
        let missed = stands.missed.unwrap();
        assert_eq!((missed.amount, missed.until), (Cents::new(180_000), date(2027, 1, 6)));
        payer.days(date(2027, 1, 7), date(2027, 1, 7)).await;
        assert_eq!(payer.loaded(date(2027, 1, 7)).await.plan.state, "defaulted");
    })
    .await;
}

/// A plan for the tax of the year that runs opens the year, and pays what is expected although nothing is assessed.
#[tokio::test]
async fn expected_tax_is_paid_before_it_is_assessed() {
    on_each_engine(async |store| {
        let payer = Debtor::owing(store, (id(1), id(9), id(7)), 0).await;
        let books = payer.books(TODAY).await;
        assert_eq!(expected_year(pack(), &books, TODAY), Some(2026));
        let (monthly, expected) = (Some(Cents::new(80_000)), Some(Cents::new(200_000)));
        let terms = payer.ask(Kind::BeforeAssessment, Wishes { monthly, expected, ..wishes(10) }).await;
        assert_eq!((terms.months, terms.total), (3, Cents::new(200_000 + 2_900)));
        let end = date(2027, 3, 1);
        payer.days(TODAY, end).await;
        let loaded = payer.loaded(end).await;
        assert_eq!((loaded.plan.state.as_str(), loaded.debts[0].year.tax_year), ("fulfilled", 2026));
        let years = crate::balance::years(&payer.store, pack(), id(1), end).await.unwrap();
        let opened = years.iter().find(|year| year.tax_year == 2026).unwrap();
        assert_eq!(opened.position.balance, Cents::new(-200_000));
    })
    .await;
}
