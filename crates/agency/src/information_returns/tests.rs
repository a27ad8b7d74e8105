//! Do information returns come in once, whole or not at all, and do corrections change what stands in their order?

use std::io::Write as _;
use std::ops::ControlFlow;

use formats::information_returns::testing::{efw2_file, form, payer, pub1220_file, tin, w2, w2c};
use formats::information_returns::{Correction, InformationReturn, LineEnd};
use outside::Dice;
use proptest::prelude::*;
use store::seal::Realm;
use store::taxes::information_files;
use store::taxes::information_returns::{self as stored, NumberKind};
use store::testing::{Scratch, on_each_engine};
use store::{Keys, Write, audit, person_keys};
use tempfile::NamedTempFile;
use values::{Cents, Tin};

use super::*;

/// What tests bring files in with; each file a minute after the one before.
struct Office {
    store: Store,
    sealer: Sealer,
    minute: std::cell::Cell<i64>,
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
        Self { store, sealer, minute: std::cell::Cell::new(0) }
    }

    async fn import_as(&self, bytes: &[u8], accept: Accept) -> Result<(Report, Deviations), ImportError> {
        self.import_while(bytes, accept, |_| ControlFlow::Continue(())).await
    }

    async fn import_while(
        &self,
        bytes: &[u8],
        accept: Accept,
        progress: impl FnMut(Progress) -> ControlFlow<()> + Send,
    ) -> Result<(Report, Deviations), ImportError> {
        self.minute.set(self.minute.get() + 1);
        let clock = Clock::fixed(store_time(self.minute.get()));
        let file = file_of(bytes);
        import(&self.store, &self.sealer, &clock, file.path(), accept, progress).await
    }

    async fn import(&self, bytes: &[u8]) -> Report {
        self.import_as(bytes, Accept::Whole).await.unwrap().0
    }

    /// What stands about a made-up person.
    async fn list(&self, number: u64) -> Vec<Standing> {
        list(&self.store, &self.sealer, &person(number)).await.unwrap()
    }
}

fn store_time(minute: i64) -> values::Timestamp {
    let begin: values::Timestamp = "2026-01-22T12:00:00Z".parse().unwrap();
    values::Timestamp::from_second(begin.as_second() + 60 * minute).unwrap()
}

fn person(number: u64) -> Tin {
    tin(number).parse().unwrap()
}

fn file_of(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn wages_file(numbers: impl IntoIterator<Item = u64>) -> Vec<u8> {
    let payer = payer(1);
    let returns: Vec<_> = numbers.into_iter().map(|number| w2(number, &payer)).collect();
    efw2_file(&returns, LineEnd::Feed).unwrap()
}

fn corrected(returns: &[InformationReturn]) -> Vec<u8> {
    efw2_file(returns, LineEnd::Feed).unwrap()
}

fn amount(standing: &Standing, name: &str) -> Option<i64> {
    standing.amount(name).map(Cents::get)
}

#[tokio::test]
async fn a_file_comes_in_once_and_each_return_of_it_once() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        let first = office.import(&wages_file(0..5_000)).await;
        assert_eq!((first.outcome, first.added, first.repeated), (Outcome::BroughtIn, 5_000, 0));
        assert_eq!((first.returns["W-2"], first.records), (5_000, 15_005));
        let again = office.import(&wages_file(0..5_000)).await;
        assert_eq!((again.outcome, again.added), (Outcome::BroughtInBefore, 5_000));
        // Another file with some of the same.
        let more = office.import(&wages_file(4_990..5_010)).await;
        assert_eq!((more.outcome, more.added, more.repeated), (Outcome::BroughtIn, 10, 10));
        for number in [0, 1_999, 2_000, 4_999, 5_009] {
            let standing = office.list(number).await;
            assert_eq!(standing.len(), 1, "{number}");
            assert_eq!(amount(&standing[0], "wages"), Some(4_000_000 + i64::try_from(number).unwrap()));
        }
        assert!(office.list(5_010).await.is_empty());
        audit::verify(&office.store).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_return_arrives_as_it_was_sent() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        office.import(&pub1220_file(&[form("1099-INT", 7, &payer(3))], LineEnd::None).unwrap()).await;
        let standing = office.list(7).await.remove(0);
        assert_eq!(
            (standing.form.as_str(), standing.tax_year, amount(&standing, "1")),
            ("1099-INT", 2025, Some(107))
        );
        let now = &standing.now;
        assert_eq!(now.payer.name, ["MADE UP WORKS 3"]);
        assert_eq!(
            (now.payer.tin.as_deref(), now.payee.tin.as_deref()),
            (Some("120000003"), Some("900010008"))
        );
        assert_eq!(now.payee.name, ["MIRA CANARY7"]);
        assert_eq!(now.payee.address, ["", "8 ALDER ST", "FERNHOLLOW", "CA", "97110"]);
        assert_eq!(now.account, "A7");
        assert!(!format!("{standing:?}").contains("CANARY"));
    })
    .await;
}

#[tokio::test]
async fn a_bad_file_changes_nothing_and_a_part_of_it_only_if_accepted() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        let mut bad = wages_file(0..30);
        // The wages of the third employee: RA, RE, then three records each.
        bad[513 * (2 + 6) + 190] = b'x';
        let (report, deviations) = office.import_as(&bad, Accept::Whole).await.unwrap();
        assert_eq!((report.outcome, report.left_out, report.added), (Outcome::Refused, 1, 0));
        let told: Vec<_> = deviations.listed().iter().map(ToString::to_string).collect();
        assert!(told[0].starts_with("line 9, column 188: wages is not a number"), "{told:?}");
        let digest = check(file_of(&bad).path()).await.unwrap().digest;
        assert_eq!(information_files::find(&office.store, digest).await.unwrap(), None);
        assert!(office.list(0).await.is_empty());
        let (report, _) = office.import_as(&bad, Accept::Partial).await.unwrap();
        assert_eq!((report.outcome, report.left_out, report.added), (Outcome::BroughtIn, 1, 29));
        assert_eq!(information_files::list_left_out(&office.store, digest, 0, 9).await.unwrap(), [9]);
        assert_eq!((office.list(1).await.len(), office.list(2).await.len()), (1, 0));
        // The whole file, sent again, adds what was missing.
        let whole = office.import(&wages_file(0..30)).await;
        assert_eq!((whole.added, whole.repeated), (1, 29));
        assert_eq!(office.list(2).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_test_file_and_an_unknown_one_change_nothing() {
    let scratch = Scratch::sqlite().await;
    let office = Office::new(scratch.store.clone());
    let mut test = pub1220_file(&[form("1099-INT", 7, &payer(3))], LineEnd::None).unwrap();
    test[27] = b'T';
    assert_eq!(office.import_as(&test, Accept::Partial).await.unwrap().0.outcome, Outcome::Test);
    assert!(office.list(7).await.is_empty());
    for bytes in [&b""[..], b"hello", b"{}"] {
        let outcome = office.import_as(bytes, Accept::Partial).await;
        assert!(matches!(outcome, Err(ImportError::Unknown { .. })), "{outcome:?}");
    }
}

#[tokio::test]
async fn what_is_interrupted_is_not_seen_and_goes_on() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        let file = wages_file(0..7_000);
        let mut batches = 0;
        let stopped = office.import_while(&file, Accept::Whole, |_| {
            batches += 1;
            if batches == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert!(matches!(stopped.await, Err(ImportError::Stopped)));
        let digest = check(file_of(&file).path()).await.unwrap().digest;
        let stands = information_files::find(&office.store, digest).await.unwrap().unwrap();
        assert_eq!((stands.done, stands.added), (false, 4_000));
        assert!(office.list(0).await.is_empty(), "a part of a file is seen");
        // What another file brings meanwhile is not taken for there.
        assert_eq!(office.import(&wages_file(0..2)).await.added, 2);
        assert_eq!(office.list(0).await.len(), 1);
        let report = office.import(&file).await;
        assert_eq!((report.outcome, report.added + report.repeated), (Outcome::BroughtIn, 7_000));
        assert_eq!((office.list(0).await.len(), office.list(6_999).await.len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn corrections_of_wages_change_what_they_name_in_their_order() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        let first = w2(1, &payer(1));
        office.import(&corrected(std::slice::from_ref(&first))).await;
        office.import(&corrected(&[w2c(&first, 4_500_000)])).await;
        office.import(&corrected(&[w2c(&first, 4_200_000)])).await;
        // The first correction sent again in a file of its own counts again, as the latest.
        let again = corrected(&[w2c(&first, 4_500_000), w2c(&w2(9, &payer(1)), 1)]);
        office.import(&again).await;
        let standing = office.list(1).await;
        assert_eq!(standing.len(), 1);
        assert_eq!(amount(&standing[0], "wages"), Some(4_500_000));
        assert_eq!(amount(&standing[0], "federal_tax"), Some(500_000), "what is not named stays");
        let history: Vec<_> = standing[0].history.iter().map(|one| one.reported.form.as_str()).collect();
        assert_eq!(history, ["W-2", "W-2c", "W-2c", "W-2c"]);
        // One whose first return is not known stands for itself.
        assert_eq!(amount(&office.list(9).await[0], "wages"), Some(1));
    })
    .await;
}

#[tokio::test]
async fn a_correction_changes_nothing_of_another_payer_year_or_form() {
    let scratch = Scratch::sqlite().await;
    let office = Office::new(scratch.store.clone());
    let first = w2(1, &payer(1));
    office.import(&corrected(std::slice::from_ref(&first))).await;
    let other_payer = w2(1, &payer(2));
    let mut other_year = first.clone();
    other_year.tax_year = 2024;
    office.import(&corrected(&[w2c(&other_payer, 7), w2c(&other_year, 8)])).await;
    let wages = |standing: &Standing| (standing.tax_year, amount(standing, "wages"));
    let mut standing: Vec<_> = office.list(1).await.iter().map(wages).collect();
    standing.sort();
    assert_eq!(standing, [(2024, Some(8)), (2025, Some(7)), (2025, Some(4_000_001))]);
}

#[tokio::test]
async fn a_number_that_was_wrong_moves_the_return() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        let first = w2(1, &payer(1));
        let mut colleague = w2(8, &payer(1));
        colleague.payee.tin = first.payee.tin.clone();
        // Two of one name of number and employer, apart by their last names.
        office.import(&corrected(&[first.clone(), colleague])).await;
        let mut correction = w2c(&first, 4_000_001);
        correction.amounts.clear();
        correction.payee.was_tin = first.payee.tin.clone();
        correction.payee.tin = Some(tin(50));
        office.import(&corrected(&[correction])).await;
        let before = office.list(1).await;
        let withdrawn: Vec<_> =
            before.iter().map(|one| (one.now.payee.name[2].as_str(), one.is_withdrawn)).collect();
        assert_eq!(withdrawn, [("CANARY1", true), ("CANARY8", false)]);
        let told = &before[0].history[1].reported.content;
        assert!(told.payee.tin.is_none() && told.payee.address.is_empty(), "another person's number is told");
        let now = office.list(50).await;
        assert_eq!((now.len(), amount(&now[0], "wages"), now[0].is_withdrawn), (1, Some(4_000_001), false));
        assert_eq!(now[0].now.payee.tin, Some(tin(50)));
    })
    .await;
}

#[tokio::test]
async fn corrections_of_publication_1220_replace_and_add() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        let first = form("1099-INT", 1, &payer(1));
        let mut other = first.clone();
        other.account = "B".to_owned();
        let file = |returns: &[InformationReturn]| pub1220_file(returns, LineEnd::Feed).unwrap();
        office.import(&file(&[first.clone(), other])).await;
        let mut replaced = first.clone();
        replaced.correction = Correction::Replaces;
        replaced.amounts[0].amount = Cents::new(999);
        office.import(&file(&[replaced.clone()])).await;
        let standing = office.list(1).await;
        let amounts: Vec<_> = standing.iter().map(|one| amount(one, "1")).collect();
        assert_eq!(amounts, [Some(999), Some(101)], "only the account that it names");
        // The pair: the wrong one to nothing, the right one under another number.
        let mut nothing = replaced;
        nothing.amounts.clear();
        let mut right = first;
        right.payee.tin = Some(tin(2));
        right.correction = Correction::Adds;
        office.import(&file(&[nothing, right])).await;
        assert_eq!(amount(&office.list(1).await[0], "1"), None);
        assert_eq!(amount(&office.list(2).await[0], "1"), Some(101));
    })
    .await;
}

#[tokio::test]
async fn a_number_of_another_kind_is_somebody_elses() {
    let scratch = Scratch::sqlite().await;
    let office = Office::new(scratch.store.clone());
    let mut business = form("1099-INT", 1, &payer(1));
    business.facts[0].value = "1".to_owned();
    let mut unknown = form("1099-INT", 2, &payer(1));
    unknown.facts.clear();
    let mut missing = form("1099-INT", 3, &payer(1));
    missing.payee.tin = None;
    let file = pub1220_file(&[business, unknown, missing], LineEnd::Feed).unwrap();
    assert_eq!(office.import(&file).await.added, 3);
    for number in [1, 2, 3] {
        assert!(office.list(number).await.is_empty(), "{number}");
    }
    let business = Tin::parse_employer(&tin(1)).unwrap();
    assert_eq!(list(&office.store, &office.sealer, &business).await.unwrap().len(), 1);
    let unknown = stored::holder(&office.sealer, NumberKind::Unknown, &tin(2));
    assert_eq!(stored::list(&office.store, &office.sealer, unknown).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_erased_is_gone_and_later_returns_begin_anew() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        office.import(&wages_file(0..3)).await;
        let holder = stored::holder(&office.sealer, NumberKind::Individual, &tin(1));
        office.store.write(stored::close(Write::new(), holder)).await.unwrap();
        assert!(office.list(1).await.is_empty());
        assert!(
            person_keys::find(&office.store, &office.sealer, holder, Realm::Taxes).await.unwrap().is_none()
        );
        assert_eq!(office.list(2).await.len(), 1);
        office.import(&pub1220_file(&[form("1099-G", 1, &payer(1))], LineEnd::Feed).unwrap()).await;
        assert_eq!(office.list(1).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn two_imports_at_once_bring_each_return_once() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        let (one, two) = (wages_file(0..3_000), wages_file(1_000..4_000));
        let (one, two) = tokio::join!(office.import(&one), office.import(&two));
        assert_eq!((one.outcome, two.outcome), (Outcome::BroughtIn, Outcome::BroughtIn));
        for number in [0, 1_000, 2_999, 3_999] {
            assert_eq!(office.list(number).await.len(), 1, "{number}");
        }
    })
    .await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever corrections come, in whatever files: the latest says what stands, and nothing of the history is lost.
    #[test]
    fn the_latest_correction_stands(wages in proptest::collection::vec((1_i64..9_000_000, any::<bool>()), 1..8)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let scratch = Scratch::sqlite().await;
            let office = Office::new(scratch.store.clone());
            let first = w2(1, &payer(1));
            office.import(&corrected(std::slice::from_ref(&first))).await;
            let (mut waiting, mut sent) = (Vec::new(), std::collections::HashSet::new());
            let (mut expected, mut corrections) = (4_000_001, 0);
            for (place, (cents, ends)) in wages.iter().enumerate() {
                waiting.push(w2c(&first, *cents));
                if *ends || place + 1 == wages.len() {
                    let count = waiting.len();
                    let file = corrected(&std::mem::take(&mut waiting));
                    office.import(&file).await;
                    // The same file again is no other correction.
                    if sent.insert(file) {
                        (expected, corrections) = (*cents, corrections + count);
                    }
                }
            }
            let standing = office.list(1).await;
            assert_eq!(standing.len(), 1);
            assert_eq!(amount(&standing[0], "wages"), Some(expected));
            assert_eq!(standing[0].history.len(), 1 + corrections);
        });
    }
}
