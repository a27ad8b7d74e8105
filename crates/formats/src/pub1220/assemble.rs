//! What do the records of a payer and a payee say?

use std::sync::Arc;

use values::Cents;

use super::forms::{self, Form};
use crate::deviation::{Deviations, Weight};
use crate::fixed::record::{Amounts, Record};
use crate::fixed::table::{Kind, Layout};
use crate::information_returns::{
    Address, Amount, Correction, Fact, InformationReturn, Name, Party, Payee, State,
};

/// What A says about all its payees.
#[derive(Debug)]
pub(super) struct Payer {
    party: Arc<Party>,
    form: &'static Form,
    tax_year: i16,
    /// The codes of the amounts that B records may have.
    codes: String,
}

/// What the end of B says to a state.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) state: String,
    /// State and local tax.
    pub(super) taxes: [i64; 2],
}

/// Reads A; nothing without a year, a number or a form.
pub(super) fn payer(record: &Record<'_>, deviations: &mut Deviations) -> Option<Payer> {
    let form = forms::by_code(&record.text("form"));
    if form.is_none() {
        deviations.add(record.place("form"), Weight::Wrong, "the type of return is none of the format's");
    }
    let tin = record.digits("tin");
    if tin.is_none() {
        deviations.add(record.place("tin"), Weight::Wrong, "the payer's number is missing");
    }
    let codes = record.text("amount_codes");
    if let Some(strange) = form.and_then(|form| codes.chars().find(|code| !form.amounts.contains(*code))) {
        let what = format!("amount {strange} is none of the form's: it is kept");
        deviations.add(record.place("amount_codes"), Weight::Missing, what);
    }
    let party = Party {
        tin: tin?,
        was_tin: None,
        name: record.text("name"),
        second_name: record.text("second_name"),
        address: address(record),
        phone: record.text("phone"),
    };
    Some(Payer { party: Arc::new(party), form: form?, tax_year: record.year("tax_year")?, codes })
}

/// Reads B, which was checked, with the block of its form; nothing where something in it cannot be read.
pub(super) fn payee(
    record: &Record<'_>,
    payer: &Payer,
    amounts: &Amounts,
    deviations: &mut Deviations,
) -> Option<(InformationReturn, Block)> {
    let mut is_good = true;
    let mut wrong = |place, what: &'static str| {
        deviations.add(place, Weight::Wrong, what);
        is_good = false;
    };
    let correction = match record.text("correction").as_str() {
        "" => Correction::Original,
        "G" => Correction::Replaces,
        "C" => Correction::Adds,
        _ => {
            wrong(record.place("correction"), "the correction is neither blank, G nor C");
            Correction::Original
        }
    };
    let tin_type = record.text("tin_type");
    if !matches!(tin_type.as_str(), "" | "1" | "2") {
        wrong(record.place("tin_type"), "the type of the payee's number is neither blank, 1 nor 2");
    }
    let amounts = listed(record, payer, amounts, deviations);
    let block = Record { number: record.number, bytes: record.bytes, layout: payer.form.block };
    let mut of_state = Amounts::new();
    is_good &= block.check(payer.tax_year, &mut of_state, deviations);
    let found = InformationReturn {
        record: record.number,
        form: payer.form.name,
        tax_year: payer.tax_year,
        correction,
        payer: Arc::clone(&payer.party),
        payee: Payee {
            tin: record.digits("tin"),
            was_tin: None,
            name: Name::Lines(record.text("name"), record.text("second_name")),
            address: address(record),
        },
        account: record.text("account"),
        facts: facts(record, &block),
        states: state(&block, &of_state).into_iter().collect(),
        amounts: amounts?,
    };
    let tax = |name: &str| cents(&block, &of_state, name).map_or(0, Cents::get);
    let told = Block { state: block.text("combined_state"), taxes: [tax("state_tax"), tax("local_tax")] };
    is_good.then_some((found, told))
}

/// The amounts that are not nought, by their codes; nothing where A did not announce one.
fn listed(
    record: &Record<'_>,
    payer: &Payer,
    amounts: &Amounts,
    deviations: &mut Deviations,
) -> Option<Vec<Amount>> {
    let mut found = Vec::new();
    let mut are_announced = true;
    for (index, cents) in amounts.iter().filter(|(_, cents)| *cents != 0) {
        let field = &record.layout.fields[*index];
        if !payer.codes.contains(field.name) {
            let what = format!("amount {}: the payer's record does not announce it", field.name);
            deviations.add((record.number, field.place.0), Weight::Wrong, what);
            are_announced = false;
        }
        found.push(Amount { name: field.name, amount: Cents::new(*cents), was: None });
    }
    are_announced.then_some(found)
}

/// The names of the facts at the end of a form's B record.
pub(super) fn names_of_facts(block: &'static Layout) -> impl Iterator<Item = &'static str> {
    let is_fact = |kind: Kind, name: &str| {
        matches!(kind, Kind::Text | Kind::Date) && !matches!(name, "combined_state" | "special_data_entries")
    };
    block.fields.iter().filter(move |field| is_fact(field.kind, field.name)).map(|field| field.name)
}

fn facts(record: &Record<'_>, block: &Record<'_>) -> Vec<Fact> {
    let of_record = ["tin_type", "name_control", "office", "foreign"].into_iter().map(|name| (name, record));
    let all = of_record.chain(names_of_facts(block.layout).map(|name| (name, block)));
    let said = all.map(|(name, record)| Fact { name, value: record.text(name) });
    said.filter(|fact| fact.value.bytes().any(|byte| byte != b'0')).collect()
}

fn state(block: &Record<'_>, amounts: &Amounts) -> Option<State> {
    let amount = |name| cents(block, amounts, name).filter(|cents| !cents.is_zero());
    let state = State {
        code: Some(block.text("combined_state")).filter(|code| code != "00").unwrap_or_default(),
        account: block.text("special_data_entries"),
        tax: amount("state_tax"),
        local_tax: amount("local_tax"),
        ..State::default()
    };
    Some(state).filter(|state| *state != State::default())
}

fn cents(record: &Record<'_>, amounts: &Amounts, name: &str) -> Option<Cents> {
    let index = record.layout.fields.iter().position(|field| field.name == name)?;
    amounts.iter().find(|(place, _)| *place == index).map(|(_, cents)| Cents::new(*cents))
}

fn address(record: &Record<'_>) -> Address {
    let is_foreign = record.text("foreign") == "1";
    Address {
        location: String::new(),
        street: record.text("street"),
        city: record.text("city"),
        region: record.text("state"),
        postal_code: record.text("zip"),
        country: if is_foreign { "1".to_owned() } else { String::new() },
    }
}
