//! What a balance is made of, on both engines.

use store::taxes::entries::Entry;
use store::taxes::modules::{self, Module};
use store::testing::on_each_engine;
use store::{Store, Write};
use tax::pack::{Code, Pack};
use values::{Cents, Date, Id, date};

use super::*;

const TODAY: Date = date(2026, 11, 22);

fn pack() -> &'static Pack {
    Pack::us_federal()
}

fn id(last: u8) -> Id {
    Id::from_bytes([last; 16])
}

/// A module of 2023 filed in time, without entries.
fn module(owner: u8, number: u8) -> Module {
    Module {
        taxpayer_id: id(owner),
        id: id(number),
        record_key: format!("m{number}"),
        form: "1040".to_owned(),
        tax_year: 2023,
        spouse_id: None,
        return_due: date(2024, 4, 15),
        extended_due: None,
        due_postponed: None,
        filed_on: Some(date(2024, 4, 15)),
        levy_notice_on: None,
        version: 1,
        facts: Vec::new(),
        entries: Vec::new(),
    }
}

async fn bring(store: &Store, module: &Module, entries: &[(u16, Date, i64)]) {
    let mut write = modules::add_or_change(Write::new(), module);
    for (number, (code, posted_on, cents)) in (1_u8..).zip(entries) {
        let entry = Entry {
            id: Id::from_bytes([number; 16]),
            record_key: format!("e{number}"),
            code: *code,
            posted_on: *posted_on,
            amount: Cents::new(*cents),
            section: None,
            cycle: None,
            description: None,
        };
        write = store::taxes::entries::add(write, module.taxpayer_id, module.id, &entry);
    }
    store.write(write).await.unwrap();
}

async fn only_year(store: &Store, on: Date) -> Year {
    years(store, pack(), id(1), on).await.unwrap().remove(0)
}

#[tokio::test]
async fn debts_and_credits_are_told_apart() {
    on_each_engine(async |store| {
        bring(&store, &module(1, 1), &[(150, date(2024, 4, 15), 50_000)]).await;
        let credit = Module {
            tax_year: 2024,
            return_due: date(2025, 4, 15),
            filed_on: Some(date(2025, 4, 1)),
            ..module(1, 2)
        };
        bring(&store, &credit, &[(806, date(2025, 4, 15), -700)]).await;
        let years = years(&store, pack(), id(1), TODAY).await.unwrap();
        assert_eq!(years.iter().map(|year| year.tax_year).collect::<Vec<_>>(), [2024, 2023]);
        let totals = totals(&years).unwrap();
        assert_eq!((totals.credit.get(), totals.owed), (700, years[1].position.balance));
        assert!(year(&store, pack(), id(2), ("1040", 2023), TODAY).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_postponed_deadline_and_every_fact_reach_the_law() {
    on_each_engine(async |store| {
        let facts = vec![
            Fact::Notice { on: date(2024, 6, 3), amount: Cents::new(50_000) },
            Fact::Agreement { from: date(2024, 9, 1), to: None },
            Fact::Suspension { from: date(2025, 1, 1), to: Some(date(2025, 1, 31)) },
            Fact::Abatement("failure_to_pay".to_owned()),
        ];
        let stored = Module { due_postponed: Some(date(2024, 7, 15)), facts, ..module(1, 1) };
        let entries = [(150, date(2024, 4, 15), 50_000), (670, date(2024, 7, 15), -50_000)];
        bring(&store, &stored, &entries).await;
        let year = only_year(&store, TODAY).await;
        assert_eq!(year.position.balance, Cents::ZERO);
        let ledger = &year.ledger;
        let counts = (
            ledger.notices.len(),
            ledger.agreements.len(),
            ledger.suspensions.len(),
            ledger.abatements.len(),
        );
        assert_eq!(counts, (1, 1, 1, 1));
    })
    .await;
}

#[tokio::test]
async fn books_that_the_law_cannot_read_are_named() {
    on_each_engine(async |store| {
        bring(&store, &module(1, 1), &[(150, date(2024, 4, 15), -1)]).await;
        let refused = years(&store, pack(), id(1), TODAY).await.unwrap_err();
        assert!(refused.to_string().contains("is a debit"), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn what_needs_doing_follows_the_books() {
    on_each_engine(async |store| {
        bring(&store, &module(1, 1), &[(150, date(2024, 4, 15), 50_000)]).await;
        let why = async |change: &dyn Fn(&mut Year)| {
            let mut year = only_year(&store, TODAY).await;
            change(&mut year);
            to_do(pack(), &[year], TODAY)
                .unwrap()
                .into_iter()
                .map(|to_do| (to_do.by, to_do.why))
                .collect::<Vec<_>>()
        };
        let owed = only_year(&store, TODAY).await.position.balance;
        let found = why(&|_| {}).await;
        assert!(matches!(found[..], [(TODAY, Why::PayOrPlan { in_30_days, .. })] if in_30_days > owed));
        let span = tax::ledger::Span { from: date(2025, 1, 1), to: None };
        assert_eq!(
            why(&|year| year.ledger.agreements = vec![span]).await,
            [(TODAY, Why::KeepPaying { owed })]
        );
        let noticed_on = date(2026, 10, 1);
        let levy = why(&|year| year.ledger.levy_notice = Some(noticed_on)).await;
        assert_eq!(levy, [(TODAY, Why::AnswerLevyNotice { noticed_on, owed })]);
        let notice = tax::ledger::Notice { date: date(2026, 11, 10), amount: owed };
        let found = why(&|year| year.ledger.notices = vec![notice]).await;
        assert_eq!(found, [(date(2026, 12, 1), Why::PayNotice { owed })]);
        let unfiled = why(&|year| {
            year.ledger.filed = None;
            year.position.balance = Cents::ZERO;
        });
        assert_eq!(unfiled.await, [(date(2024, 4, 15), Why::FileReturn)]);
        let payer = why(&|year| {
            year.position.balance = Cents::ZERO;
            year.ledger.transactions[0].code = Code::new(430).unwrap();
            year.ledger.transactions[0].date = date(2026, 9, 15);
        });
        assert_eq!(payer.await, [(date(2027, 1, 15), Why::EstimatedTax)]);
    })
    .await;
}

#[tokio::test]
async fn each_assessment_has_its_own_ten_years() {
    on_each_engine(async |store| {
        let entries = [
            (150, date(2024, 6, 3), 50_000),
            (300, date(2026, 2, 2), 10_000),
            (480, date(2025, 1, 1), 0),
            (482, date(2025, 1, 10), 0),
            (670, date(2025, 1, 1), -5),
            (290, date(2027, 1, 1), 7),
        ];
        bring(&store, &module(1, 1), &entries).await;
        let assessments = collection_statutes(pack(), &only_year(&store, TODAY).await, TODAY).unwrap();
        let told: Vec<_> =
            assessments.iter().map(|one| (one.code.get(), one.statute.expires_on.unwrap())).collect();
        // The offer stopped the first clock for 10 days and 30 more; the second had not begun.
        assert_eq!(told, [(150, date(2034, 7, 13)), (300, date(2036, 2, 2))]);
    })
    .await;
}
