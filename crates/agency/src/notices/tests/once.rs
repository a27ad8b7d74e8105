//! Does each cause bring one notice, whoever runs when, and does a run read only what changed or whose day has come?

use store::seal::Realm;
use store::taxes::entries::{self, Entry};
use store::taxes::modules::{self, Fact, Module};
use store::taxes::notices;
use store::testing::{on_each_engine, sealer};
use store::{Store, Write, person_keys};
use values::{Cents, Date, Id, date};

use super::super::*;
use super::pack;
use crate::payments::Moment;

const TODAY: Date = date(2024, 6, 4);

fn id(last: u8) -> Id {
    Id::from_bytes([last; 16])
}

fn moment(today: Date) -> Moment {
    Moment { now: Timestamp::UNIX_EPOCH, today }
}

/// A couple's year that was billed the day before, and the year of somebody else who owes nothing.
async fn books(store: &Store) {
    let billed = date(2024, 6, 3);
    let module = |owner: Id, of: Id, spouse_id, facts| Module {
        taxpayer_id: owner,
        id: of,
        record_key: format!("m{of}"),
        form: "1040".to_owned(),
        tax_year: 2023,
        spouse_id,
        return_due: date(2024, 4, 15),
        extended_due: None,
        due_postponed: None,
        filed_on: Some(date(2024, 4, 15)),
        levy_notice_on: None,
        version: 1,
        facts,
        entries: Vec::new(),
    };
    let demand = vec![Fact::Notice { on: billed, amount: Cents::new(100_000) }];
    for (owner, of, spouse, facts) in [(1, 9, Some(id(2)), demand), (3, 8, None, Vec::new())] {
        let module = module(id(owner), id(of), spouse, facts);
        let (sealer, owes) = (sealer(), !module.facts.is_empty());
        let found =
            person_keys::find_or_add(store, &sealer, Write::new(), module.taxpayer_id, Realm::Taxes).await;
        let mut write = modules::add_or_change(found.unwrap().1, &module);
        if owes {
            let entry = Entry::own("e".to_owned(), 150, billed, Cents::new(100_000));
            write = entries::add(write, module.taxpayer_id, module.id, &entry);
        }
        store.write(write).await.unwrap();
    }
}

async fn run(store: &Store, today: Date) -> Issued {
    issue(store, &sealer(), pack(), moment(today)).await.unwrap()
}

async fn written(store: &Store, taxpayer: u8) -> Vec<String> {
    notices::list(store, id(taxpayer)).await.unwrap().into_iter().map(|notice| notice.kind).collect()
}

#[tokio::test]
async fn each_cause_brings_one_notice_to_each_of_a_couple() {
    on_each_engine(async |store| {
        books(&store).await;
        assert_eq!(run(&store, TODAY).await, Issued { looked_at: 2, written: 2, unreadable: 0 });
        for taxpayer in [1, 2] {
            assert_eq!(written(&store, taxpayer).await, ["first_bill"]);
        }
        assert!(written(&store, 3).await.is_empty());
        // Nothing changed: nobody is looked at, on that day or the next.
        assert_eq!(run(&store, TODAY).await, Issued::default());
        assert_eq!(run(&store, date(2024, 7, 7)).await, Issued::default());
        // The day of the reminder comes: one year is looked at, and no other.
        assert_eq!(run(&store, date(2024, 7, 8)).await, Issued { looked_at: 1, written: 2, unreadable: 0 });
        assert_eq!(written(&store, 2).await, ["reminder", "first_bill"]);
        assert_eq!(run(&store, date(2024, 7, 9)).await, Issued { looked_at: 1, written: 0, unreadable: 0 });
        assert_eq!(run(&store, date(2024, 7, 10)).await, Issued::default());
        // A posting: the year is looked at again, and nothing is written twice.
        store.write(modules::touch(Write::new(), id(1), id(9))).await.unwrap();
        assert_eq!(run(&store, date(2024, 7, 10)).await, Issued { looked_at: 1, written: 0, unreadable: 0 });
    })
    .await;
}

#[tokio::test]
async fn two_runs_at_once_write_each_notice_once() {
    on_each_engine(async |store| {
        books(&store).await;
        let runs = tokio::join!(run(&store, TODAY), run(&store, TODAY), run(&store, TODAY));
        assert_eq!(runs.0.written + runs.1.written + runs.2.written, 2, "{runs:?}");
        assert_eq!(written(&store, 1).await, ["first_bill"]);
        assert_eq!(written(&store, 2).await, ["first_bill"]);
        assert_eq!(run(&store, TODAY).await.written, 0);
    })
    .await;
}

/// A run that ends after any of its writes leaves the rest to the next.
#[tokio::test]
async fn a_run_that_was_killed_is_made_good_by_the_next() {
    on_each_engine(async |store| {
        books(&store).await;
        let killed = tokio::time::timeout(std::time::Duration::from_millis(1), run(&store, TODAY)).await;
        let before = written(&store, 1).await.len() + written(&store, 2).await.len();
        assert!(before == 0 || before == 2, "both of a couple or neither: {killed:?}");
        run(&store, TODAY).await;
        assert_eq!((written(&store, 1).await.len(), written(&store, 2).await.len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn the_first_opening_counts() {
    on_each_engine(async |store| {
        books(&store).await;
        run(&store, TODAY).await;
        let first = notices::list(&store, id(1)).await.unwrap().remove(0);
        let at = |second| Timestamp::from_second(second).unwrap();
        read(&store, &first, at(5)).await.unwrap();
        // Another window, which had loaded it before.
        read(&store, &first, at(9)).await.unwrap();
        let now = notices::find(&store, id(1), first.id).await.unwrap().unwrap();
        assert_eq!(now.first_read_at, Some(at(5)));
        assert_eq!(
            notices::find(&store, id(2), first.id).await.unwrap(),
            None,
            "the spouse has one of their own"
        );
    })
    .await;
}
