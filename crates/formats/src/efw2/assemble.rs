//! What do the records of one employee say together?

use std::sync::Arc;

use values::Cents;

use super::Variant;
use crate::deviation::{Deviations, Weight};
use crate::fixed::record::{Amounts, Record};
use crate::fixed::table::Kind;
use crate::information_returns::{
    Address, Amount, Correction, Fact, InformationReturn, Name, Party, Payee, State,
};

/// What the name of a field begins with that holds what was reported before.
const BEFORE: &str = "was_";

/// What RE says of all its employees.
pub(super) const OF_EMPLOYER: [&str; 5] =
    ["agent_code", "agent_for", "employment_code", "kind_of_employer", "jurisdiction_code"];

/// What is ticked for an employee.
pub(super) const OF_EMPLOYEE: [&str; 3] = ["statutory_employee", "retirement_plan", "sick_pay"];

/// What RE says about all its employees.
#[derive(Debug)]
pub(super) struct Employer {
    pub(super) party: Arc<Party>,
    pub(super) tax_year: i16,
    facts: Vec<Fact>,
}

/// Reads RE; nothing without a year or an employer's number.
pub(super) fn employer(record: &Record<'_>, deviations: &mut Deviations) -> Option<Employer> {
    let year = record.year("tax_year");
    if year.is_none() {
        deviations.add(record.place("tax_year"), Weight::Wrong, "tax_year is no year");
    }
    let tin = record.digits("tin");
    if tin.is_none() {
        deviations.add(record.place("tin"), Weight::Wrong, "the employer's number is missing");
    }
    let tin = tin?;
    let party = Party {
        was_tin: record.digits("was_tin").filter(|before| *before != tin),
        tin,
        name: record.text("name"),
        second_name: String::new(),
        address: address(record),
        phone: record.text("phone"),
    };
    let facts = OF_EMPLOYER.into_iter().filter_map(|name| fact(record, name)).collect();
    Some(Employer { party: Arc::new(party), tax_year: year?, facts })
}

/// Reads RW, which was checked.
pub(super) fn employee(
    record: &Record<'_>,
    employer: &Employer,
    (variant, amounts): (Variant, &Amounts),
    deviations: &mut Deviations,
) -> Option<InformationReturn> {
    let (tin, before) = (record.digits("tin"), record.digits("was_tin"));
    // A correction that is not about the name may have only the one reported before.
    let named = |name: &str| {
        Some(record.text(name))
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| record.text(&format!("{BEFORE}{name}")))
    };
    let name = Name::Person {
        given: named("given_name"),
        middle: named("middle_name"),
        family: named("family_name"),
        suffix: named("suffix"),
    };
    let mut facts = employer.facts.clone();
    facts.extend(OF_EMPLOYEE.into_iter().filter_map(|name| {
        // Of a correction, nought says that the box is not ticked any more.
        let keeps_nought = variant == Variant::W2c;
        fact(record, name).filter(|fact| keeps_nought || fact.value != "0")
    }));
    Some(InformationReturn {
        record: record.number,
        form: variant.form(),
        tax_year: employer.tax_year,
        correction: if variant == Variant::W2c { Correction::Changes } else { Correction::Original },
        payer: Arc::clone(&employer.party),
        payee: Payee {
            was_tin: before.clone().filter(|before| tin.as_ref().is_some_and(|tin| tin != before)),
            tin: tin.or(before),
            name,
            address: address(record),
        },
        account: String::new(),
        amounts: listed(record, variant, amounts, deviations)?,
        facts,
        states: Vec::new(),
    })
}

/// Adds what RO says; false where it cannot be used.
pub(super) fn add_optional(
    found: &mut InformationReturn,
    record: &Record<'_>,
    (variant, amounts): (Variant, &Amounts),
    deviations: &mut Deviations,
) -> bool {
    let Some(more) = listed(record, variant, amounts, deviations) else { return false };
    found.amounts.extend(more);
    true
}

/// Adds what RS says; false where it names somebody else.
pub(super) fn add_state(
    found: &mut InformationReturn,
    record: &Record<'_>,
    amounts: &Amounts,
    deviations: &mut Deviations,
) -> bool {
    if record.digits("tin").is_some_and(|tin| found.payee.tin.as_ref().is_some_and(|payee| *payee != tin)) {
        deviations.add(record.place("tin"), Weight::Wrong, "the state's record names somebody else");
        return false;
    }
    let amount = |name: &str| {
        let index = record.layout.fields.iter().position(|field| field.name == name)?;
        amounts.iter().find(|(place, _)| *place == index).map(|(_, cents)| Cents::new(*cents))
    };
    let code = Some(record.text("income_state")).filter(|code| !code.is_empty());
    found.states.push(State {
        code: code.unwrap_or_else(|| record.text("state_code")),
        account: record.text("state_account"),
        income: amount("state_wages"),
        tax: amount("state_tax"),
        local_income: amount("local_wages"),
        local_tax: amount("local_tax"),
    });
    true
}

/// The amounts by name: those not nought, or of a correction both sides of each pair.
fn listed(
    record: &Record<'_>,
    variant: Variant,
    amounts: &Amounts,
    deviations: &mut Deviations,
) -> Option<Vec<Amount>> {
    let fields = &record.layout.fields;
    let cents =
        |index: usize| amounts.iter().find(|(place, _)| *place == index).map(|(_, cents)| Cents::new(*cents));
    if variant == Variant::W2 {
        let there = amounts.iter().filter(|(_, cents)| *cents != 0);
        return Some(
            there
                .map(|(index, cents)| Amount {
                    name: fields[*index].name,
                    amount: Cents::new(*cents),
                    was: None,
                })
                .collect(),
        );
    }
    let mut found = Vec::new();
    // Each amount stands behind what was reported before.
    for (index, field) in fields.iter().enumerate() {
        if field.kind != Kind::Money || field.name.starts_with(BEFORE) {
            continue;
        }
        match (cents(index - 1), cents(index)) {
            (None, None) => {}
            (Some(was), Some(amount)) => found.push(Amount { name: field.name, amount, was: Some(was) }),
            _ => {
                let what =
                    format!("{}: a correction needs both the amount before and the right one", field.name);
                deviations.add((record.number, fields[index - 1].place.0), Weight::Wrong, what);
                return None;
            }
        }
    }
    Some(found)
}

fn fact(record: &Record<'_>, name: &'static str) -> Option<Fact> {
    Some(Fact { name, value: record.text(name) }).filter(|fact| !fact.value.is_empty())
}

fn address(record: &Record<'_>) -> Address {
    let either = |first: String, second: &str| if first.is_empty() { record.text(second) } else { first };
    Address {
        location: record.text("location"),
        street: record.text("street"),
        city: record.text("city"),
        region: either(record.text("state"), "foreign_region"),
        postal_code: either(record.text("zip") + &record.text("zip_extension"), "foreign_postal_code"),
        country: record.text("country"),
    }
}
