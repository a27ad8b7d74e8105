//! Made-up returns for tests, by number; no real person's, and numbers that are never issued.

use std::sync::Arc;

use values::Cents;

use super::{
    Address, Amount, Correction, Fact, InformationReturn, LineEnd, Name, Party, Payee, State, WriteError,
};
use crate::{efw2, pub1220};

/// The codes of amounts of Publication 1220.
const CODES: [&str; 18] =
    ["1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F", "G", "H", "J"];

/// A payer.
pub fn payer(number: u64) -> Arc<Party> {
    Arc::new(Party {
        tin: format!("00{:07}", number % 10_000_000).replacen("00", "12", 1),
        was_tin: None,
        name: format!("MADE UP WORKS {number}"),
        second_name: String::new(),
        address: address(number),
        phone: "5550100".to_owned(),
    })
}

/// The nine digits of a made-up person.
pub fn tin(number: u64) -> String {
    format!("900{:02}{:04}", 1 + number / 9_999 % 49, 1 + number % 9_999)
}

fn address(number: u64) -> Address {
    Address {
        location: String::new(),
        street: format!("{} ALDER ST", 1 + number % 900),
        city: "FERNHOLLOW".to_owned(),
        region: "CA".to_owned(),
        postal_code: "97110".to_owned(),
        country: String::new(),
    }
}

fn amount(name: &'static str, cents: i64) -> Amount {
    Amount { name, amount: Cents::new(cents), was: None }
}

/// A W-2 with optional amounts and a state's record.
pub fn w2(number: u64, payer: &Arc<Party>) -> InformationReturn {
    let wages = 4_000_000 + i64::try_from(number % 1_000_000).expect("small");
    InformationReturn {
        record: 0,
        form: "W-2",
        tax_year: 2025,
        correction: Correction::Original,
        payer: Arc::clone(payer),
        payee: Payee {
            tin: Some(tin(number)),
            was_tin: None,
            name: Name::Person {
                given: "MIRA".to_owned(),
                middle: "Q".to_owned(),
                family: format!("CANARY{number}"),
                suffix: String::new(),
            },
            address: address(number),
        },
        account: String::new(),
        amounts: vec![
            amount("wages", wages),
            amount("federal_tax", wages / 8),
            amount("social_security_wages", wages),
            amount("social_security_tax", wages / 16),
            amount("code_d", 250_000),
            amount("allocated_tips", 1_234),
        ],
        facts: vec![Fact { name: "employment_code", value: "R".to_owned() }, flag("retirement_plan")],
        states: vec![State {
            code: "06".to_owned(),
            account: "123-4567".to_owned(),
            income: Some(Cents::new(wages)),
            tax: Some(Cents::new(wages / 20)),
            local_income: Some(Cents::ZERO),
            local_tax: Some(Cents::ZERO),
        }],
    }
}

fn flag(name: &'static str) -> Fact {
    Fact { name, value: "1".to_owned() }
}

/// A W-2c that gives a W-2 other wages.
pub fn w2c(first: &InformationReturn, wages: i64) -> InformationReturn {
    let was = first.amounts.iter().find(|amount| amount.name == "wages").map(|amount| amount.amount);
    InformationReturn {
        form: "W-2c",
        correction: Correction::Changes,
        amounts: vec![Amount { name: "wages", amount: Cents::new(wages), was }],
        facts: vec![Fact { name: "employment_code", value: "R".to_owned() }],
        states: Vec::new(),
        ..first.clone()
    }
}

/// A return of Publication 1220 with the first amount that the form has.
pub fn form(name: &'static str, number: u64, payer: &Arc<Party>) -> InformationReturn {
    let form = pub1220::forms::all().iter().find(|form| form.name == name).expect("a form of the format");
    let first = CODES.into_iter().find(|code| form.amounts.starts_with(code)).expect("a form has amounts");
    let cents = 100 + i64::try_from(number % 1_000_000).expect("small");
    InformationReturn {
        form: form.name,
        payee: Payee {
            name: Name::Lines(format!("MIRA CANARY{number}"), String::new()),
            ..w2(number, payer).payee
        },
        account: format!("A{number}"),
        amounts: vec![amount(first, cents)],
        facts: vec![Fact { name: "tin_type", value: "2".to_owned() }],
        states: Vec::new(),
        ..w2(number, payer)
    }
}

/// A file of W-2 or W-2c.
pub fn efw2_file(returns: &[InformationReturn], line_end: LineEnd) -> Result<Vec<u8>, WriteError> {
    let is_correction = returns.first().is_some_and(|found| found.form == "W-2c");
    let variant = if is_correction { efw2::Variant::W2c } else { efw2::Variant::W2 };
    let mut writer = efw2::Writer::begin(Vec::new(), variant, &payer(0), line_end)?;
    for found in returns {
        writer.add(found)?;
    }
    writer.finish()
}

/// A file of Publication 1220.
pub fn pub1220_file(returns: &[InformationReturn], line_end: LineEnd) -> Result<Vec<u8>, WriteError> {
    let year = returns.first().map_or(2025, |found| found.tax_year);
    let mut writer = pub1220::Writer::begin(Vec::new(), year, &payer(0), line_end)?;
    for found in returns {
        writer.add(found)?;
    }
    writer.finish()
}
