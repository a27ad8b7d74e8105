//! Does the check take from the books what they know, and are answers kept as they were given?

mod course;
mod endings;

use store::taxes::plans::Planned;
use tax::ledger::{self, Notice, Transaction, position};
use tax::offers::{Item, Pledged};
use tax::pack::Code;
use values::{Id, date};

use super::*;
use crate::balance::Year;
use crate::plans::Books;

const TODAY: Date = date(2026, 11, 23);

fn pack() -> &'static Pack {
    Pack::us_federal()
}

fn dollars(amount: i64) -> Cents {
    Cents::new(amount * 100)
}

/// A year's ledger: filed in time if at all, with what was posted.
fn year(tax_year: i16, is_filed: bool, posted: &[(u16, Date, i64)], billed: Option<Date>) -> Year {
    let return_due = pack().return_due_of(tax_year);
    let transactions = posted.iter().map(|(code, on, amount)| Transaction {
        code: Code::new(*code).unwrap(),
        date: *on,
        amount: dollars(*amount),
        section: None,
    });
    let ledger = ledger::Module {
        return_due,
        extended_due: None,
        due_postponed: None,
        filed: is_filed.then_some(return_due),
        transactions: transactions.collect(),
        notices: billed.map(|on| Notice { date: on, amount: dollars(100) }).into_iter().collect(),
        agreements: Vec::new(),
        levy_notice: None,
        suspensions: Vec::new(),
        abatements: Vec::new(),
    };
    let position = position(pack(), &ledger, TODAY).unwrap();
    let last = u8::try_from(tax_year - 2000).unwrap();
    Year {
        form: "1040".to_owned(),
        tax_year: tax_year.into(),
        joint: false,
        spouse_id: None,
        module: (Id::from_bytes([1; 16]), Id::from_bytes([last; 16])),
        version: 1,
        ledger,
        split: position.split().unwrap(),
        position,
    }
}

fn books(years: Vec<Year>) -> Books {
    let planned: Vec<Planned> = Vec::new();
    Books { taxpayer_id: Id::from_bytes([1; 16]), years, planned, household: None }
}

fn found(years: Vec<Year>) -> Footing {
    footing(pack(), &books(years), TODAY).unwrap()
}

/// Assessed on the day the return was due: ten years from then.
fn assessed(tax_year: i16) -> (u16, Date, i64) {
    (150, date(tax_year + 1, 5, 1), 10_000)
}

#[test]
fn the_books_say_what_is_owed_and_until_when() {
    let billed = Some(date(2023, 6, 1));
    let paid = year(2020, true, &[(150, date(2021, 5, 1), 500), (610, date(2021, 4, 15), -500)], None);
    let owed = found(vec![
        year(2023, true, &[assessed(2023)], None),
        year(2021, true, &[assessed(2021)], billed),
        paid.clone(),
    ]);
    assert_eq!(owed.owed.iter().map(|one| one.tax_year).collect::<Vec<_>>(), [2023, 2021]);
    assert_eq!(owed.balance, Cents::total(owed.owed.iter().map(|one| one.balance)).unwrap());
    assert!(owed.balance > dollars(20_000), "with interest and penalties");
    // The later of the two: an offer counts the months in which any of it can be collected.
    assert_eq!(owed.collectible_to, Some(date(2034, 5, 1)));
    assert_eq!((owed.obstacles.as_slice(), owed.has_offer, owed.last_income), (&[][..], false, None));
    assert_eq!(found(vec![paid]).balance, Cents::ZERO);
}

#[test]
fn the_books_say_what_stands_in_the_way() {
    let billed = Some(date(2023, 6, 1));
    let open = |posted: &[(u16, Date, i64)], billed| {
        found(vec![year(2021, true, &[&[assessed(2021)], posted].concat(), billed)])
    };
    assert_eq!(open(&[], None).obstacles, [Obstacle::NoBill]);
    let later = open(&[], Some(date(2026, 11, 24)));
    assert_eq!(later.obstacles, [Obstacle::NoBill], "a bill of tomorrow is none yet");
    let bankrupt = open(&[(520, date(2024, 1, 8), 0)], billed);
    assert_eq!((bankrupt.obstacles.as_slice(), bankrupt.collectible_to), (&[Obstacle::Bankruptcy][..], None));
    let pending = open(&[(480, date(2026, 3, 2), 0)], billed);
    assert_eq!((pending.has_offer, pending.collectible_to), (true, None));
    let unfiled = found(vec![year(2022, false, &[], None), year(2021, true, &[assessed(2021)], billed)]);
    assert_eq!(unfiled.obstacles, [Obstacle::UnfiledReturns]);
}

/// What books and person say is joined, and the household decides the limit of low income.
#[test]
fn answers_and_books_make_one_check() {
    let unfiled = year(2022, false, &[], None);
    let owed = year(2021, true, &[assessed(2021)], Some(date(2023, 6, 1)));
    let footing = found(vec![unfiled, owed]);
    let mut answers = Answers::default();
    answers.obstacles.extend([Obstacle::OpenAudit, Obstacle::UnfiledReturns]);
    answers.assets.bank = dollars(5_000);
    answers.income.wages = dollars(4_000);
    answers.expenses.home.people = 1;
    let checked = |answers: &Answers, footing: &Footing| check(pack(), answers, footing, TODAY).unwrap();
    let first = checked(&answers, &footing);
    assert_eq!(first.obstacles, [Obstacle::UnfiledReturns, Obstacle::OpenAudit]);
    assert_eq!(first.box_a, dollars(4_000));
    // 48,000 a year is above the 39,900 of the 48 states, and below the 49,875 of Alaska.
    assert!(!first.is_low_income);
    answers.expenses.home.state = "AK".to_owned();
    assert!(checked(&answers, &footing).is_low_income);
    answers.expenses.home.state = "HI".to_owned();
    assert!(!checked(&answers, &footing).is_low_income);
    // The last return decides where it says less.
    let poorer = Footing { last_income: Some(dollars(30_000)), ..footing };
    assert!(checked(&answers, &poorer).is_low_income);
}

#[test]
fn answers_are_kept_as_they_were_given() {
    let mut answers = Answers::default();
    assert_eq!(answers.next(), Some(Section::Standing));
    assert_eq!(serde_json::from_str::<Answers>("{}").unwrap(), answers);
    answers.answered.extend([Section::Standing, Section::Bank]);
    answers.obstacles.insert(Obstacle::JusticeDepartment);
    answers.assets.real_property.push(Pledged { value: dollars(9), loan: dollars(1) });
    answers.expenses.home.county = "Doña Ana".to_owned();
    let kept = serde_json::to_vec(&answers).unwrap();
    assert_eq!(serde_json::from_slice::<Answers>(&kept).unwrap(), answers);
    assert_eq!(answers.next(), Some(Section::Household));
    answers.answered.extend(Section::ALL);
    assert_eq!(answers.next(), None);
    assert_eq!(Section::ALL.map(|section| Section::named(section.name())), Section::ALL.map(Some));
    assert_eq!(Section::named("garden"), None);
    let bank = check(pack(), &Answers::default(), &found(Vec::new()), TODAY).unwrap();
    assert!(bank.lines.iter().any(|line| line.item == Item::Bank));
}
