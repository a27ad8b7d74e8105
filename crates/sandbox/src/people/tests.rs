//! Are made-up people the same every time, different from each other, and is each account one the rules accept?

use std::collections::{BTreeMap, HashMap, HashSet};

use formats::books::{FilingStatus, Lines, Module, Record, Transaction};
use formats::information_returns::{Correction, Item, Reader};
use tax::ledger::{self, Position};
use tax::pack::Pack;
use values::{Cents, TinKind};

use super::*;

/// A module of the books with its postings.
type Account<'a> = (&'a Module, Vec<&'a Transaction>);

fn accounts(records: &[Record]) -> BTreeMap<&str, Account<'_>> {
    let mut accounts: BTreeMap<&str, Account<'_>> = BTreeMap::new();
    for record in records {
        match record {
            Record::Module(module) => {
                accounts.insert(module.key.as_str(), (module, Vec::new()));
            }
            Record::Transaction(transaction) => {
                accounts.get_mut(transaction.module.as_str()).expect("owner first").1.push(transaction);
            }
            Record::Taxpayer(_) | Record::Return(_) => {}
        }
    }
    accounts
}

/// The account as the rules read it: the books and the ledger share their words.
fn position_of((module, postings): &Account<'_>) -> Position {
    let mut ledger = serde_json::to_value(module).unwrap();
    let fields = ledger.as_object_mut().unwrap();
    for name in ["key", "taxpayer", "spouse", "form", "tax_year"] {
        fields.remove(name);
    }
    let posted = |posting: &&Transaction| {
        let mut posting = serde_json::to_value(posting).unwrap();
        for name in ["key", "module", "cycle"] {
            posting.as_object_mut().unwrap().remove(name);
        }
        posting
    };
    fields.insert("transactions".to_owned(), postings.iter().map(posted).collect());
    let pack = Pack::us_federal();
    let key = module.key.as_str();
    let module = ledger::read(pack, &ledger.to_string()).unwrap_or_else(|error| panic!("{key}: {error}"));
    ledger::position(pack, &module, TODAY).unwrap()
}

fn posted(account: &Account<'_>) -> Cents {
    Cents::total(account.1.iter().map(|posting| posting.amount)).unwrap()
}

fn codes(account: &Account<'_>) -> Vec<u16> {
    account.1.iter().map(|posting| posting.code.get()).collect()
}

#[test]
fn the_same_seed_makes_the_same_people_and_more_only_adds_to_the_end() {
    let many: Vec<Record> = generate(101, 7).collect();
    assert_eq!(generate(101, 7).collect::<Vec<_>>(), many);
    for count in [0, 1, 2, 33, 100] {
        let fewer: Vec<Record> = generate(count, 7).collect();
        assert_eq!(fewer[..], many[..fewer.len()], "{count}");
        let people = fewer.iter().filter(|record| matches!(record, Record::Taxpayer(_))).count() as u64;
        assert_eq!(people, count);
    }
    assert_ne!(generate(101, 8).collect::<Vec<_>>(), many);
}

#[test]
fn tax_numbers_are_specimens_and_never_repeat() {
    let mut seen = HashSet::new();
    for index in (0..20_000).chain(9_990_000..10_000_000) {
        for itin in [false, true] {
            let number = person::number(index, itin);
            assert_eq!(number.kind(), TinKind::Specimen);
            assert_eq!(number.expose()[3..5].parse::<u8>().unwrap() >= 66, itin);
            let digits: u32 = number.expose().parse().unwrap();
            assert!(digits < 999_000_000 && seen.insert(digits), "{index}");
        }
    }
    // Numbers are a product modulo their count: were a divisor shared, they would repeat at this distance.
    for (itin, count) in [(false, 99 * 49 * 9_999), (true, 99 * 6 * 9_999)] {
        for divisor in [2, 3, 7, 11, 101].into_iter().filter(|divisor| count % divisor == 0) {
            let (near, far) = (person::number(5, itin), person::number(5 + count / divisor, itin));
            assert_ne!(near.expose(), far.expose(), "{divisor}");
        }
    }
}

#[test]
fn every_record_reads_back_and_follows_its_owner() {
    let records: Vec<Record> = demonstration().records.into_iter().chain(generate(400, 5)).collect();
    let mut bytes = Vec::new();
    assert_eq!(write_ndjson(&mut bytes, records.clone()).unwrap(), records.len() as u64);
    let mut lines = Lines::new(bytes.as_slice());
    let mut known: HashSet<String> = HashSet::new();
    let mut numbers = HashSet::new();
    for record in &records {
        let read = lines.next_line().unwrap().unwrap().content.unwrap();
        assert_eq!(read, *record);
        let owners = match record {
            Record::Taxpayer(taxpayer) => {
                assert!(numbers.insert(taxpayer.tin.expose()));
                Vec::new()
            }
            Record::Return(filed) => std::iter::once(&filed.taxpayer).chain(&filed.spouse).collect(),
            Record::Module(module) => std::iter::once(&module.taxpayer).chain(&module.spouse).collect(),
            Record::Transaction(transaction) => vec![&transaction.module],
        };
        assert!(owners.iter().all(|owner| known.contains(owner.as_str())), "{record:?}");
        assert!(known.insert(record.key().as_str().to_owned()), "{record:?}");
    }
    assert!(lines.next_line().unwrap().is_none());
}

#[test]
fn the_rules_accept_every_account_and_nothing_lies_in_the_future() {
    let records: Vec<Record> = generate(3_000, 21).collect();
    let mut paid_late = 0;
    for (key, account) in accounts(&records) {
        let position = position_of(&account);
        assert!(account.1.iter().all(|posting| posting.date <= TODAY), "{key}");
        assert!(position.balance.get().abs() < 40_000_000, "{key} {position:?}");
        // Where the postings leave nothing, the rules agree to within the rounding of made-up interest.
        let examined = codes(&account).iter().any(|code| [300, 290, 291].contains(code));
        if posted(&account).is_zero() && !examined {
            paid_late += u32::from(codes(&account).contains(&276));
            assert!(position.balance.get().abs() <= 100, "{key} {position:?}\n{account:#?}");
        }
    }
    assert!(paid_late > 100, "{paid_late}");
}

#[test]
fn refunds_equal_the_credit_they_pay_out() {
    let records: Vec<Record> = generate(2_000, 22).collect();
    let mut refunds = 0;
    for (key, account) in accounts(&records) {
        if codes(&account).contains(&846) {
            refunds += 1;
            // Only a refund that came back may still lie there.
            let returned = codes(&account).contains(&841);
            assert!(returned || posted(&account).get() >= 0, "{key}: more is left than nothing");
            let plain = codes(&account)
                .iter()
                .all(|code| [150, 766, 776, 806, 846, 570, 571, 971, 716, 430, 660, 460].contains(code));
            assert!(!plain || posted(&account).is_zero(), "{key}");
        }
    }
    assert!(refunds > 1_000, "{refunds}");
}

#[test]
fn all_walks_of_life_occur() {
    let records: Vec<Record> = generate(12_000, 23).collect();
    let mut count: HashMap<&str, u32> = HashMap::new();
    let mut met = |what: &'static str, yes: bool| *count.entry(what).or_default() += u32::from(yes);
    for record in &records {
        match record {
            Record::Taxpayer(person) => {
                met("ITIN", person.tin.expose()[3..5].parse::<u8>().unwrap() >= 66);
                met("abroad", person.address.country.as_str() != "US");
                met("former name", !person.name.former.is_empty());
                met("deceased", person.death_date.is_some());
                met("business", person.business_name.is_some());
                met("Spanish", person.language.as_str() == "es");
            }
            Record::Return(filed) => {
                met("joint", filed.filing_status == FilingStatus::MarriedJoint);
                met("head of household", filed.filing_status == FilingStatus::HeadOfHousehold);
                met("dependants", !filed.dependants.is_empty());
            }
            Record::Module(module) => {
                met(
                    "late",
                    module
                        .filed
                        .is_some_and(|filed| filed > module.extended_due.unwrap_or(module.return_due)),
                );
                met("never filed", module.filed.is_none());
                met("agreement", !module.agreements.is_empty());
                met("levy notice", module.levy_notice.is_some());
                met("abated", !module.abatements.is_empty());
            }
            Record::Transaction(posting) => {
                met("accuracy penalty", posting.section.is_some());
                for (code, what) in [
                    (176, "estimated tax penalty"),
                    (286, "dishonoured"),
                    (291, "amended"),
                    (300, "examined"),
                    (420, "audit"),
                    (430, "estimated"),
                    (480, "offer"),
                    (494, "deficiency notice"),
                    (520, "bankruptcy"),
                    (530, "hardship"),
                    (540, "death"),
                    (582, "lien"),
                    (776, "refund interest"),
                    (836, "credit elect"),
                    (898, "offset"),
                    (922, "unreported income"),
                ] {
                    met(what, posting.code.get() == code);
                }
            }
        }
    }
    let rare: Vec<_> = count.iter().filter(|(_, times)| **times < 3).collect();
    assert!(rare.is_empty() && count.len() == 31, "{rare:?} of {}", count.len());
}

#[test]
fn the_demonstration_shows_what_its_stories_say() {
    let shown = demonstration();
    assert_eq!((shown.featured.len(), shown.unclaimed.len()), (13, 20));
    let accounts = accounts(&shown.records);
    let balance = |key: &str| position_of(&accounts[format!("{key}-M").as_str()]).balance.get();
    let owes = |key: &str, from: i64, to: i64| {
        let cents = balance(key);
        assert!((from * 100..=to * 100).contains(&cents), "{key} owes {cents} cents");
    };
    owes("demo-amelia-2023", 1_150, 1_250);
    for (key, from, to) in
        [("2019", 13_500, 15_000), ("2020", 10_500, 11_500), ("2021", 5_200, 5_800), ("2023", 1_950, 2_100)]
    {
        owes(&format!("demo-marcus-{key}"), from, to);
    }
    owes("demo-grace-2024", 2_300, 2_500);
    owes("demo-theo-2025", 7_500, 7_900);
    owes("demo-victor-2020", 4_000, 4_300);
    owes("demo-denise-2024", 1_350, 1_500);
    owes("demo-walter-2015", 26_000, 27_500);
    owes("demo-walter-2016", 22_000, 23_500);
    owes("demo-lucia-2025", 680, 720);
    owes("demo-claire-2024", 20, 60);
    // Money that has not left yet.
    let waits = ["demo-henry-2024-M", "demo-robert-2023-M"];
    for key in waits {
        assert!(position_of(&accounts[key]).balance.is_negative(), "{key}");
    }
    for (key, account) in accounts.iter().filter(|(key, _)| !waits.contains(key)) {
        let settled =
            ["demo-naomi", "demo-henry", "demo-robert"].iter().any(|person| key.starts_with(person));
        if settled {
            assert!(position_of(account).balance.get().abs() <= 5, "{key} {:?}", position_of(account));
        }
    }
    let interest = accounts["demo-henry-2022-M"].1.iter().find(|posting| posting.code.get() == 776).unwrap();
    assert!(interest.amount.get() < -10_000, "{interest:?}");
}

#[test]
fn stories_are_told_in_both_languages_and_differ() {
    let shown = demonstration();
    for person in &shown.featured {
        let Story { en, es } = person.story;
        assert!(!en.is_empty() && !es.is_empty() && en != es, "{person:?}");
        assert!(shown.records.iter().any(|record| record.key() == &person.key));
    }
}

#[test]
fn what_is_reported_is_sound_and_agrees_with_the_returns() {
    let records = demonstration().records;
    let (mut wages, mut interest, mut withheld) = (BTreeMap::new(), 0, 0);
    let (mut corrections, mut strays) = (Vec::new(), Vec::new());
    for file in reported(&records).unwrap() {
        let mut reader = Reader::new(&file.bytes[..]).unwrap().expect("a format that is known");
        while let Some(item) = reader.next_item().unwrap() {
            let Item::Return(found) = item else { panic!("a record cannot be read") };
            let amount = |name: &str| {
                found
                    .amounts
                    .iter()
                    .find(|amount| amount.name == name)
                    .map_or(0, |amount| amount.amount.get())
            };
            let is_stray = found.payer.name.starts_with("PINECREST")
                || found.tax_year == 2022 && amount("wages") == 9_310_000;
            if found.correction != Correction::Original {
                corrections.push(amount("wages"));
            } else if is_stray {
                strays.push(found.form);
            } else {
                *wages.entry(found.tax_year).or_insert(0) += amount("wages");
                interest += if found.form == "1099-INT" { amount("1") } else { 0 };
                withheld += amount("federal_tax") + if found.form == "1099-R" { amount("4") } else { 0 };
            }
        }
        assert_eq!(reader.deviations().worst(), None, "{:?}", reader.deviations().listed());
    }
    let (mut filed, mut earned_interest, mut credited) = (BTreeMap::new(), 0, 0);
    for record in &records {
        let Record::Return(one) = record else { continue };
        let cents = |amount: Option<Cents>| amount.map_or(0, Cents::get);
        *filed.entry(one.tax_year.get()).or_insert(0) += cents(one.figures.wages);
        earned_interest += cents(one.figures.taxable_interest);
        let is_employed = cents(one.figures.wages) + cents(one.figures.pensions) > 0;
        credited += if is_employed { cents(one.figures.withholding) } else { 0 };
    }
    // The one that was wrong at first is too high by what its correction takes off.
    *wages.get_mut(&2024).unwrap() -= 400_000;
    wages.retain(|_, cents| *cents != 0);
    filed.retain(|_, cents| *cents != 0);
    assert_eq!((wages, interest, withheld), (filed, earned_interest, credited));
    assert_eq!((corrections.len(), strays.as_slice()), (1, &["W-2", "1099-NEC"][..]));
}
