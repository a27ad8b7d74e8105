//! Whether the books come back as they were brought in, however often, and to the right people only.

use values::{Cents, Date, Timestamp, Tin, date};

use super::entries::Entry;
use super::modules::{Fact, Module};
use super::returns::{Dependant, Summary, TaxReturn};
use super::taxpayers::{Address, INDEX_PURPOSE, Profile, Taxpayer};
use super::*;
use crate::seal::{DataKey, Realm, Sealer};
use crate::testing::{Scratch, on_each_engine, sealer};
use crate::{ConflictKind, StoreError, Target, WriteError, person_keys};

const TIN: &str = "900-12-3456";

fn taxpayer(record_key: &str) -> Taxpayer {
    Taxpayer {
        id: record_id(RecordKind::Taxpayer, record_key),
        record_key: record_key.to_owned(),
        kind: "individual".to_owned(),
        profile: Profile {
            given_name: "Canary".to_owned(),
            family_name: "Nightingale".to_owned(),
            former_names: vec!["Canary Wren".to_owned()],
            business_name: None,
            tin: "900123456".to_owned(),
            born_on: date(1980, 2, 29),
            died_on: None,
            address: Address {
                lines: vec!["1 Birdcage Walk".to_owned()],
                city: "Aviary".to_owned(),
                region: None,
                postal_code: Some("00000".to_owned()),
                country: "US".to_owned(),
            },
            email: Some("canary@example.com".to_owned()),
            phone: None,
        },
        language: "es".to_owned(),
        version: 1,
    }
}

fn index(sealer: &Sealer, tin: &str) -> [u8; 32] {
    sealer.index(INDEX_PURPOSE, &Tin::parse_individual(tin).unwrap())
}

async fn bring(
    store: &Store,
    sealer: &Sealer,
    taxpayer: &Taxpayer,
    tin: &str,
) -> Result<DataKey, WriteError> {
    let found = person_keys::find_or_add(store, sealer, Write::new(), taxpayer.id, Realm::Taxes).await;
    let (key, write) = found.unwrap();
    let write = taxpayers::add_or_change(write, sealer, &key, taxpayer, index(sealer, tin));
    store.write(write).await.map(|()| key)
}

fn module(owner: &str, spouse: Option<&str>, year: i64) -> Module {
    let record_key = format!("{owner}/1040/{year}");
    Module {
        taxpayer_id: record_id(RecordKind::Taxpayer, owner),
        id: record_id(RecordKind::Module, &record_key),
        record_key,
        form: "1040".to_owned(),
        tax_year: year,
        spouse_id: spouse.map(|key| record_id(RecordKind::Taxpayer, key)),
        return_due: date(2021, 4, 15),
        extended_due: Some(date(2021, 10, 15)),
        due_postponed: Some(date(2021, 5, 17)),
        filed_on: None,
        levy_notice_on: Some(date(2023, 1, 2)),
        version: 1,
        facts: vec![
            Fact::Notice { on: date(2021, 7, 5), amount: Cents::new(510_000) },
            Fact::Suspension { from: date(2022, 1, 1), to: Some(date(2022, 2, 10)) },
            Fact::Agreement { from: date(2021, 1, 10), to: None },
            Fact::Abatement("failure_to_file".to_owned()),
        ],
        entries: Vec::new(),
    }
}

fn entry(number: u16, on: Date) -> Entry {
    let record_key = format!("entry {number}");
    Entry {
        id: record_id(RecordKind::Entry, &record_key),
        record_key,
        code: number,
        posted_on: on,
        amount: Cents::new(-i64::from(number) * 100),
        section: Some("6662".to_owned()),
        cycle: None,
        description: None,
    }
}

fn id_of(key: &str) -> Id {
    record_id(RecordKind::Taxpayer, key)
}

#[test]
fn record_ids_are_the_same_for_ever_and_differ_by_kind() {
    assert_eq!(record_id(RecordKind::Taxpayer, "p1").to_string(), "2705cc8a1a3251bbaade0ceaed22f8fb");
    let kinds = [RecordKind::Taxpayer, RecordKind::Return, RecordKind::Module, RecordKind::Entry];
    let ids: std::collections::BTreeSet<_> = kinds.iter().map(|kind| record_id(*kind, "p1")).collect();
    assert_eq!(ids.len(), 4);
}

#[tokio::test]
async fn a_taxpayer_is_found_by_id_and_number_and_brought_twice() {
    on_each_engine(async |store| {
        let sealer = sealer();
        let mut anna = taxpayer("p1");
        bring(&store, &sealer, &anna, TIN).await.unwrap();
        assert_eq!(taxpayers::find(&store, &sealer, anna.id).await.unwrap().as_ref(), Some(&anna));
        let by_tin = taxpayers::find_by_tin_index(&store, index(&sealer, TIN)).await.unwrap();
        assert_eq!(by_tin, Some(anna.id));
        anna.profile.family_name = "Robin".to_owned();
        let key = bring(&store, &sealer, &anna, "900-12-3457").await.unwrap();
        anna.version = 2;
        assert_eq!(taxpayers::find(&store, &sealer, anna.id).await.unwrap().as_ref(), Some(&anna));
        let old = taxpayers::find_by_tin_index(&store, index(&sealer, TIN)).await.unwrap();
        assert_eq!(old, None, "the old number leads nowhere");
        let new = taxpayers::find_by_tin_index(&store, index(&sealer, "900-12-3457")).await.unwrap();
        assert_eq!(new, Some(anna.id));
        anna.profile.email = None;
        store.write(taxpayers::change_profile(Write::new(), &sealer, &key, &anna)).await.unwrap();
        let late = store.write(taxpayers::change_profile(Write::new(), &sealer, &key, &anna)).await;
        assert!(matches!(late, Err(WriteError::Conflict { statement: 0, kind: ConflictKind::Missed })));
    })
    .await;
}

#[tokio::test]
async fn a_number_that_is_taken_is_a_conflict_and_changes_nothing() {
    on_each_engine(async |store| {
        let sealer = sealer();
        bring(&store, &sealer, &taxpayer("p1"), TIN).await.unwrap();
        let taken = bring(&store, &sealer, &taxpayer("p2"), TIN).await.unwrap_err();
        assert!(
            matches!(taken, WriteError::Conflict { statement: 2, kind: ConflictKind::Missed }),
            "{taken:?}"
        );
        assert_eq!(taxpayers::find(&store, &sealer, id_of("p2")).await.unwrap(), None);
        let pages = [
            taxpayers::list(&store, None, 1).await.unwrap(),
            taxpayers::list(&store, Some(id_of("p1")), 1).await.unwrap(),
        ];
        assert_eq!(pages, [vec![(id_of("p1"), "p1".to_owned())], vec![]]);
    })
    .await;
}

#[tokio::test]
async fn an_erased_person_cannot_be_read() {
    on_each_engine(async |store| {
        let sealer = sealer();
        bring(&store, &sealer, &taxpayer("p1"), TIN).await.unwrap();
        store.write(person_keys::close(Write::new(), id_of("p1"), Realm::Taxes)).await.unwrap();
        let gone = taxpayers::find(&store, &sealer, id_of("p1")).await;
        assert!(matches!(gone, Err(StoreError::KeyErased)));
    })
    .await;
}

#[tokio::test]
async fn a_profile_moved_to_another_row_does_not_open() {
    const SWAP: &str = "UPDATE taxpayer SET profile = (SELECT profile FROM taxpayer WHERE record_key = 'p1') \
        WHERE record_key = 'p2'";
    on_each_engine(async |store| {
        let sealer = sealer();
        bring(&store, &sealer, &taxpayer("p1"), TIN).await.unwrap();
        bring(&store, &sealer, &taxpayer("p2"), "900-12-3457").await.unwrap();
        store.write(Write::new().statement(SWAP, vec![], Rows::Exactly(1))).await.unwrap();
        let moved = taxpayers::find(&store, &sealer, id_of("p2")).await;
        assert!(matches!(moved, Err(StoreError::Unreadable)));
    })
    .await;
}

#[tokio::test]
async fn modules_come_with_their_facts_and_entries_to_both_spouses() {
    on_each_engine(async |store| {
        let (mut joint, mut own, other) =
            (module("p1", Some("p2"), 2020), module("p2", None, 2021), module("p1", None, 2022));
        own.facts = Vec::new();
        let (late, early) = (entry(670, date(2021, 5, 1)), entry(150, date(2021, 4, 15)));
        let mut write = [&joint, &own, &other].into_iter().fold(Write::new(), modules::add_or_change);
        write = entries::add_if_new(write, joint.taxpayer_id, joint.id, &late);
        write = entries::add_if_new(write, joint.taxpayer_id, joint.id, &early);
        write = entries::add_if_new(write, own.taxpayer_id, own.id, &entry(300, date(2022, 1, 1)));
        store.write(write).await.unwrap();
        joint.entries = vec![early, late];
        own.entries = vec![entry(300, date(2022, 1, 1))];
        assert_eq!(modules::list(&store, id_of("p2")).await.unwrap(), [own.clone(), joint.clone()]);
        assert_eq!(modules::list(&store, id_of("p1")).await.unwrap(), [other, joint.clone()]);
        assert_eq!(modules::list(&store, id_of("p3")).await.unwrap(), []);
        assert_eq!(modules::find(&store, id_of("p2"), "1040", 2020).await.unwrap(), Some(joint.clone()));
        assert_eq!(modules::find(&store, id_of("p2"), "1040", 2021).await.unwrap(), Some(own));
        assert_eq!(modules::find(&store, id_of("p2"), "1040", 2022).await.unwrap(), None);
        assert_eq!(modules::find_owner(&store, joint.id).await.unwrap(), Some(id_of("p1")));
    })
    .await;
}

#[tokio::test]
async fn bringing_a_module_again_changes_it_and_keeps_its_entries() {
    on_each_engine(async |store| {
        let mut first = module("p1", Some("p2"), 2020);
        let posted = entry(150, date(2021, 4, 15));
        let bring = |module: &Module| {
            let write = modules::add_or_change(Write::new(), module);
            let write = entries::add_if_new(write, module.taxpayer_id, module.id, &posted);
            modules::touch(write, module.taxpayer_id, module.id)
        };
        store.write(bring(&first)).await.unwrap();
        first.facts.remove(0);
        first.filed_on = Some(date(2021, 6, 1));
        first.spouse_id = None;
        store.write(bring(&first)).await.unwrap();
        first.entries = vec![posted.clone()];
        first.version = 4;
        assert_eq!(modules::list(&store, id_of("p1")).await.unwrap(), [first.clone()]);
        assert_eq!(modules::list(&store, id_of("p2")).await.unwrap(), [], "no longer joint");
        let stolen = Module { taxpayer_id: id_of("p3"), ..first.clone() };
        let refused = store.write(modules::add_or_change(Write::new(), &stolen)).await;
        assert!(matches!(refused, Err(WriteError::Conflict { statement: 0, kind: ConflictKind::Missed })));
        let again =
            entries::add(modules::advance(Write::new(), &first), first.taxpayer_id, first.id, &posted);
        let refused = store.write(again).await;
        assert!(matches!(refused, Err(WriteError::Conflict { statement: 1, kind: ConflictKind::Duplicate })));
        let add = entries::add(
            modules::advance(Write::new(), &first),
            first.taxpayer_id,
            first.id,
            &entry(670, date(2021, 5, 1)),
        );
        store.write(add.clone()).await.unwrap();
        let refused = store.write(add).await;
        assert!(matches!(refused, Err(WriteError::Conflict { statement: 0, kind: ConflictKind::Missed })));
    })
    .await;
}

#[tokio::test]
async fn returns_are_listed_for_both_filers_and_opened_with_the_first_ones_key() {
    on_each_engine(async |store| {
        let sealer = sealer();
        let key = bring(&store, &sealer, &taxpayer("p1"), TIN).await.unwrap();
        let filed = |year: i64, spouse: Option<&str>| TaxReturn {
            taxpayer_id: id_of("p1"),
            id: record_id(RecordKind::Return, &format!("r{year}")),
            record_key: format!("r{year}"),
            spouse_id: spouse.map(id_of),
            tax_year: year,
            form: "1040".to_owned(),
            filed_on: date(2021, 4, 1),
            filing_status: "married_joint".to_owned(),
            summary: Summary {
                figures: [("agi".to_owned(), Cents::new(5_000_001))].into(),
                dependants: vec![Dependant {
                    given_name: "Finch".to_owned(),
                    family_name: "Nightingale".to_owned(),
                    born_on: None,
                    relationship: "child".to_owned(),
                }],
            },
            version: 1,
        };
        let (joint, alone) = (filed(2020, Some("p2")), filed(2021, None));
        let write = returns::add_or_change(Write::new(), &sealer, &key, &joint);
        store.write(returns::add_or_change(write, &sealer, &key, &alone)).await.unwrap();
        assert_eq!(returns::list(&store, &sealer, id_of("p1")).await.unwrap(), [alone, joint.clone()]);
        assert_eq!(returns::list(&store, &sealer, id_of("p2")).await.unwrap(), vec![joint.clone()]);
        store.write(returns::add_or_change(Write::new(), &sealer, &key, &joint)).await.unwrap();
        assert_eq!(
            returns::list(&store, &sealer, id_of("p2")).await.unwrap(),
            [TaxReturn { version: 2, ..joint }]
        );
    })
    .await;
}

#[tokio::test]
async fn a_run_comes_forward_and_two_programs_conflict() {
    on_each_engine(async |store| {
        let now = Timestamp::from_second(100).unwrap();
        let run = intake::Run::new(Id::from_bytes([1; 16]), [5; 32], now);
        assert_eq!(intake::find(&store, [5; 32]).await.unwrap(), None);
        let write = intake::set_aside(intake::add(Write::new(), &run), run.id, 7, "field code: …");
        store.write(intake::set_aside(write, run.id, 9, "not JSON")).await.unwrap();
        assert_eq!(intake::find(&store, [5; 32]).await.unwrap(), Some(run.clone()));
        let further = intake::Run {
            lines_done: 2_000,
            bytes_done: 300_000,
            records: 1_998,
            bad: 2,
            done: true,
            ..run.clone()
        };
        store.write(intake::change(Write::new(), &further)).await.unwrap();
        let refused = store.write(intake::change(Write::new(), &further)).await;
        assert!(matches!(refused, Err(WriteError::Conflict { kind: ConflictKind::Missed, .. })));
        assert_eq!(intake::find(&store, [5; 32]).await.unwrap(), Some(intake::Run { version: 2, ..further }));
        let aside = intake::list_set_aside(&store, run.id, 7, 10).await.unwrap();
        assert_eq!(aside, [(9, "not JSON".to_owned())]);
    })
    .await;
}

/// The files of the database, its log beside it, hold no personal word in the clear.
#[tokio::test]
async fn no_canary_is_readable_in_the_files() {
    let scratch = Scratch::sqlite().await;
    let sealer = sealer();
    bring(&scratch.store, &sealer, &taxpayer("p1"), TIN).await.unwrap();
    let Target::Sqlite(path) = &scratch.target else { panic!("SQLite was asked for") };
    let folder = path.parent().unwrap();
    let files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    let holds =
        |word: &str| files.iter().any(|file| file.windows(word.len()).any(|part| part == word.as_bytes()));
    assert!(holds("individual") && files.len() > 1, "the row is in the files, the log among them");
    for canary in ["Canary", "Nightingale", "900123456", "Birdcage", "canary@example.com", "1980-02-29"] {
        assert!(!holds(canary), "{canary}");
    }
}

#[tokio::test]
async fn answers_of_an_offer_are_kept_for_their_person_and_forgotten() {
    use super::offer_drafts::{self, OfferDraft};
    on_each_engine(async |store| {
        let sealer = sealer();
        let someone = taxpayer("p-1");
        let key = bring(&store, &sealer, &someone, TIN).await.unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let draft = OfferDraft {
            taxpayer_id: someone.id,
            id: record_id(RecordKind::Entry, "draft"),
            content: b"bank: 5".to_vec(),
            changed_at: at("2026-11-22T17:00:00Z"),
            version: 1,
        };
        let found = async || offer_drafts::find(&store, &sealer, &key, someone.id).await.unwrap();
        assert_eq!(found().await, None);
        store.write(offer_drafts::add(Write::new(), &sealer, &key, &draft)).await.unwrap();
        assert_eq!(found().await.as_ref(), Some(&draft));
        let second = OfferDraft { id: record_id(RecordKind::Entry, "other"), ..draft.clone() };
        let refused = store.write(offer_drafts::add(Write::new(), &sealer, &key, &second)).await;
        assert!(matches!(refused, Err(WriteError::Conflict { .. })), "a person has one: {refused:?}");
        let later =
            OfferDraft { content: b"bank: 7".to_vec(), changed_at: at("2026-12-01T09:00:00Z"), ..draft };
        store.write(offer_drafts::change(Write::new(), &sealer, &key, &later)).await.unwrap();
        let stale = store.write(offer_drafts::change(Write::new(), &sealer, &key, &later)).await;
        assert!(matches!(stale, Err(WriteError::Conflict { .. })), "{stale:?}");
        let stands = found().await.unwrap();
        assert_eq!((stands.content.as_slice(), stands.version), (&b"bank: 7"[..], 2));
        store.write(offer_drafts::remove_old(Write::new(), stands.changed_at)).await.unwrap();
        assert_eq!(found().await.as_ref(), Some(&stands), "it was touched at that instant");
        assert!(store.write(offer_drafts::close(Write::new(), &later)).await.is_err());
        store.write(offer_drafts::close(Write::new(), &stands)).await.unwrap();
        assert_eq!(found().await, None);
        store.write(offer_drafts::add(Write::new(), &sealer, &key, &stands)).await.unwrap();
        store.write(offer_drafts::remove_old(Write::new(), at("2027-12-01T09:00:01Z"))).await.unwrap();
        assert_eq!(found().await, None);
    })
    .await;
}
