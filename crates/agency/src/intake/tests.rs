//! Do books come in whole, once, and in spite of bad lines, cuts, interruptions and other programs?

use std::io::Write as _;
use std::ops::ControlFlow;

use formats::books::Record;
use proptest::prelude::*;
use sandbox::people;
use store::testing::{Scratch, on_each_engine};
use store::{Keys, audit, taxes};
use tempfile::NamedTempFile;

use super::*;

mod interrupted;

/// What tests bring books in with.
struct Office {
    store: Store,
    sealer: Sealer,
    clock: Clock,
    dice: Dice,
}

impl Office {
    fn new(store: Store) -> Self {
        let dice = Dice::seeded(1);
        let keys = {
            let dice = dice.clone();
            Keys::generate(move || dice.bytes::<32>())
        };
        let random = dice.clone();
        let sealer = Sealer::new(&keys, move || random.bytes::<32>());
        let clock = Clock::fixed("2026-11-22T12:00:00Z".parse().unwrap());
        Self { store, sealer, clock, dice }
    }

    async fn import(&self, file: &NamedTempFile) -> Summary {
        self.import_while(file, |_| ControlFlow::Continue(())).await.unwrap()
    }

    async fn import_while(
        &self,
        file: &NamedTempFile,
        progress: impl FnMut(&Progress) -> ControlFlow<()> + Send,
    ) -> Result<Summary, IntakeError> {
        import(&self.store, &self.sealer, &self.clock, &self.dice, file.path(), progress).await
    }

    /// All that stands, as text without what is random: taxpayers, returns, modules with facts and entries.
    async fn standing(&self) -> Vec<String> {
        let mut standing = Vec::new();
        for (id, _) in taxes::taxpayers::list(&self.store, None, 100_000).await.unwrap() {
            let taxpayer = taxes::taxpayers::find(&self.store, &self.sealer, id).await.unwrap().unwrap();
            let profile = &taxpayer.profile;
            standing.push(format!("{taxpayer:?} {} {}", profile.tin, profile.address.city));
            for filed in taxes::returns::list(&self.store, &self.sealer, id).await.unwrap() {
                standing.push(format!("{filed:?} {:?}", filed.summary.figures));
            }
            for module in taxes::modules::list(&self.store, id).await.unwrap() {
                standing.push(format!("{module:?}"));
            }
        }
        standing
    }

    async fn set_aside(&self, run: Id) -> Vec<(i64, String)> {
        intake::list_set_aside(&self.store, run, 0, 100_000).await.unwrap()
    }
}

fn file_of(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn printed(records: impl IntoIterator<Item = Record>) -> Vec<u8> {
    let mut bytes = Vec::new();
    people::write_ndjson(&mut bytes, records).unwrap();
    bytes
}

/// A small file: one taxpayer, a return, a module, two transactions.
const SMALL: &str = r#"{"record":"taxpayer","key":"P1","kind":"individual","tin":"900-12-3456","name":{"given":"Maria","family":"Canary"},"birth_date":"1980-02-28","address":{"lines":["12 Alder St"],"city":"Fernhollow","country":"US"},"language":"es"}
{"record":"return","key":"R1","taxpayer":"P1","tax_year":2023,"form":"1040","filed_on":"2024-04-15","filing_status":"single","figures":{"agi":"61200.00","taxable_income":"47350.00","total_tax":"5460.00"}}
{"record":"module","key":"M1","taxpayer":"P1","form":"1040","tax_year":2023,"return_due":"2024-04-15","filed":"2024-04-15","agreements":[{"from":"2024-09-10","to":null}]}
{"record":"transaction","key":"T1","module":"M1","code":"150","date":"2024-05-20","amount":"5460.00"}
{"record":"transaction","key":"T2","module":"M1","code":"670","date":"2024-09-28","amount":"-100.00"}
"#;

#[tokio::test]
async fn books_come_in_once_however_often_they_are_brought() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        let records: Vec<Record> =
            people::demonstration().records.into_iter().chain(people::generate(120, 4)).collect();
        let count = records.len() as u64;
        let file = file_of(&printed(records));
        let first = office.import(&file).await;
        assert!(first.finished && count > 2_000, "{count}");
        assert_eq!((first.added, first.changed, first.unchanged, first.bad), (count, 0, 0, 0), "{first:?}");
        let standing = office.standing().await;
        let second = office.import(&file).await;
        assert_eq!((second.added, second.changed, second.unchanged, second.bad), (0, 0, count, 0));
        assert_ne!(first.run, second.run);
        assert_eq!(office.standing().await, standing);
        audit::verify(&office.store).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_return_and_a_ledger_arrive_as_they_were_sent() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        assert_eq!(office.import(&file_of(SMALL.as_bytes())).await.added, 5);
        let id = taxes::record_id(taxes::RecordKind::Taxpayer, "P1");
        let tin = "900-12-3456".parse().unwrap();
        let index = office.sealer.index(taxes::taxpayers::INDEX_PURPOSE, &tin);
        assert_eq!(taxes::taxpayers::find_by_tin_index(&office.store, index).await.unwrap(), Some(id));
        let taxpayer = taxes::taxpayers::find(&office.store, &office.sealer, id).await.unwrap().unwrap();
        assert_eq!((taxpayer.profile.given_name.as_str(), taxpayer.language.as_str()), ("Maria", "es"));
        let filed = &taxes::returns::list(&office.store, &office.sealer, id).await.unwrap()[0];
        assert_eq!(filed.summary.figures["agi"].to_string(), "61200.00");
        let module = &taxes::modules::list(&office.store, id).await.unwrap()[0];
        let entries: Vec<(u16, String)> =
            module.entries.iter().map(|entry| (entry.code, entry.amount.to_string())).collect();
        assert_eq!(entries, [(150, "5460.00".to_owned()), (670, "-100.00".to_owned())]);
        assert_eq!((module.version, module.form.as_str(), module.tax_year), (1, "1040", 2023));
        let due = module.return_due.to_string();
        assert_eq!((due.as_str(), module.filed_on), ("2024-04-15", Some(module.return_due)));
        let from = "2024-09-10".parse().unwrap();
        assert_eq!(module.facts, [taxes::modules::Fact::Agreement { from, to: None }]);
    })
    .await;
}

#[tokio::test]
async fn changed_records_replace_and_changed_transactions_are_set_aside() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        office.import(&file_of(SMALL.as_bytes())).await;
        let changed = SMALL
            .replace("Fernhollow", "Graymouth")
            .replace("47350.00", "47351.00")
            .replace("\"to\":null", "\"to\":\"2025-01-31\"")
            .replace("\"-100.00\"", "\"-101.00\"");
        let later = "{\"record\":\"transaction\",\"key\":\"T3\",\"module\":\"M1\",\"code\":\"670\",\
            \"date\":\"2024-10-28\",\"amount\":\"-100.00\"}\n";
        let summary = office.import(&file_of(format!("{changed}{later}").as_bytes())).await;
        assert_eq!(
            (summary.added, summary.changed, summary.unchanged, summary.bad),
            (1, 3, 1, 1),
            "{summary:?}"
        );
        assert_eq!(summary.named_lines[0].0, 5);
        assert!(
            summary.named_lines[0].1.starts_with("field key: a transaction with other content was posted")
        );
        let id = taxes::record_id(taxes::RecordKind::Taxpayer, "P1");
        let taxpayer = taxes::taxpayers::find(&office.store, &office.sealer, id).await.unwrap().unwrap();
        assert_eq!((taxpayer.version, taxpayer.profile.address.city.as_str()), (2, "Graymouth"));
        let module = &taxes::modules::list(&office.store, id).await.unwrap()[0];
        assert_eq!((module.version, module.entries.len()), (2, 3));
        assert_eq!(module.entries[1].amount.to_string(), "-100.00");
        // A posting alone moves the module's version too.
        let summary =
            office.import(&file_of(format!("{SMALL}{}", later.replace("T3", "T4")).as_bytes())).await;
        assert_eq!(summary.added, 1);
        let module = &taxes::modules::list(&office.store, id).await.unwrap()[0];
        assert_eq!(module.version, 3, "the module went back to its first facts");
        let again = SMALL.lines().nth(2).unwrap();
        let summary =
            office.import(&file_of(format!("{again}\n{}", later.replace("T3", "T5")).as_bytes())).await;
        assert_eq!((summary.added, summary.unchanged), (1, 1));
        assert_eq!(taxes::modules::list(&office.store, id).await.unwrap()[0].version, 4);
    })
    .await;
}

#[tokio::test]
async fn records_without_an_owner_and_numbers_that_are_taken_are_set_aside() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        let lines: Vec<&str> = SMALL.lines().collect();
        let twin = lines[0].replace("P1", "P2");
        let other = lines[0].replace("P1", "P3").replace("900-12-3456", "900-12-3457");
        let file = [
            lines[1],
            lines[2],
            lines[3],
            lines[0],
            &twin,
            &other,
            &lines[1]
                .replace("\"single\"", "\"married_joint\"")
                .replace("\"P1\"", "\"P1\",\"spouse\":\"P2\""),
            lines[2],
            &lines[2].replace("P1", "P3"),
        ];
        let summary = office.import(&file_of(file.join("\n").as_bytes())).await;
        let expected = [
            (1, "field taxpayer: there is no such taxpayer"),
            (2, "field taxpayer: there is no such taxpayer"),
            (3, "field module: there is no such module"),
            (5, "field tin: another taxpayer of the books has this number"),
            (7, "field spouse: there is no such taxpayer"),
            (9, "field taxpayer: the module belongs to another taxpayer"),
        ];
        assert_eq!(summary.named_lines.len(), expected.len(), "{summary:?}");
        for ((line, why), (expected_line, expected_why)) in summary.named_lines.iter().zip(expected) {
            assert!(*line == expected_line && why.starts_with(expected_why), "{line} {why}");
        }
        assert_eq!(summary.added, 3);
        // The number is taken across files as well.
        assert_eq!(office.import(&file_of(twin.as_bytes())).await.bad, 1);
        // An erased taxpayer stays erased.
        let id = taxes::record_id(taxes::RecordKind::Taxpayer, "P1");
        let erase = store::person_keys::close(Write::new(), id, store::seal::Realm::Taxes);
        office.store.write(erase).await.unwrap();
        let summary = office.import(&file_of(SMALL.as_bytes())).await;
        assert_eq!((summary.bad, summary.records), (5, 0), "{summary:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_set_aside_holds_nothing_of_the_line() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        let mut file =
            SMALL.replace("\"Maria\"", "\"Maria\\n\"").replace("900-12-3456", "900-00-7777").into_bytes();
        file.extend_from_slice(b"\xff\xfe Canary 900-12-3456\nCanary\n{\"record\":\"Canary\"}\n");
        let summary = office.import(&file_of(&file)).await;
        let kept = office.set_aside(summary.run).await;
        assert_eq!(kept.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7, 8]);
        let printed = format!("{kept:?} {summary:?}");
        for canary in ["Canary", "Maria", "7777", "3456", "Alder", "Fernhollow"] {
            assert!(!printed.contains(canary), "{printed}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_cut_anywhere_brings_in_all_lines_before_the_cut() {
    let scratch = Scratch::sqlite().await;
    let office = Office::new(scratch.store.clone());
    for cut in (0..=SMALL.len()).step_by(29) {
        let summary = office.import(&file_of(&SMALL.as_bytes()[..cut])).await;
        let complete = SMALL[..cut].matches('\n').count() as u64;
        let rest = u64::from(!SMALL[..cut].is_empty() && !SMALL[..cut].ends_with('\n'));
        assert!(summary.finished);
        assert!(
            summary.records >= complete && summary.records + summary.bad == complete + rest,
            "{cut} {summary:?}"
        );
    }
    assert_eq!(office.import(&file_of(SMALL.as_bytes())).await.bad, 0);
}

#[tokio::test]
async fn a_file_that_is_not_there_is_an_error_that_names_it() {
    let scratch = Scratch::sqlite().await;
    let office = Office::new(scratch.store.clone());
    let missing = Path::new("/no/such/books.ndjson");
    let outcome = import(&office.store, &office.sealer, &office.clock, &office.dice, missing, |_| {
        ControlFlow::Continue(())
    })
    .await;
    assert!(outcome.unwrap_err().to_string().starts_with("cannot read /no/such/books.ndjson: "));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn bad_lines_anywhere_are_counted_by_number_and_cost_nothing_else(
        places in proptest::collection::btree_set(0_usize..400, 1..12),
        garbage in proptest::collection::vec("[^\\n]{1,60}", 12),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let text = String::from_utf8(printed(people::generate(24, 11))).unwrap();
            let mut lines: Vec<&str> = text.lines().collect();
            let good = lines.len() as u64;
            let mut numbers = Vec::new();
            for (place, garbage) in places.iter().zip(&garbage) {
                let place = (*place).min(lines.len());
                lines.insert(place, garbage);
                numbers.push(place as u64 + 1);
            }
            let blank = |number: &u64| lines[usize::try_from(*number).unwrap() - 1].trim_ascii().is_empty();
            numbers.retain(|number| !blank(number));
            let scratch = Scratch::sqlite().await;
            let office = Office::new(scratch.store.clone());
            let summary = office.import(&file_of(lines.join("\n").as_bytes())).await;
            assert_eq!(summary.added, good);
            let aside: Vec<u64> = summary.named_lines.iter().map(|(line, _)| *line).collect();
            assert_eq!(aside, numbers);
        });
    }
}
