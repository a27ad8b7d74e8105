//! How does an information return look as JSON? In the shapes of FDX 5.0 for the forms of which their names were found
//! (W-2, 1099-INT, 1099-DIV, 1099-NEC; taxdataexchange.org); in one of our own, `informationReturn`, for all others.
//!
//! The payee's number is masked, the payer's whole.

use serde_json::{Map, Number, Value, json};
use store::taxes::information_returns::{Party, State};
use values::Cents;

use super::boxes::{self, BoxKind};
use super::{Standing, form};

/// All returns of a year; those that their payers took back are left out.
pub fn statement(tax_year: i64, all: &[Standing]) -> Value {
    let forms: Vec<Value> = all.iter().filter(|standing| !standing.is_withdrawn).map(document).collect();
    json!({ "taxYear": tax_year, "taxDataType": "JSON", "forms": forms })
}

/// One return.
pub fn document(standing: &Standing) -> Value {
    let name = form(&standing.form).map_or("", |form| form.fdx.as_str());
    match name {
        "" => json!({ "informationReturn": own(standing) }),
        "taxW2" => wrap(name, w2(standing)),
        _ => wrap(name, payment(standing)),
    }
}

fn wrap(name: &str, content: Map<String, Value>) -> Value {
    let mut outer = Map::new();
    outer.insert(name.to_owned(), Value::Object(content));
    Value::Object(outer)
}

/// What every form begins with.
fn begun(standing: &Standing) -> Map<String, Value> {
    let mut all = Map::new();
    all.insert("taxYear".to_owned(), standing.tax_year.into());
    all.insert("corrected".to_owned(), standing.is_corrected().into());
    all.insert("taxFormId".to_owned(), standing.id().to_string().into());
    all
}

fn w2(standing: &Standing) -> Map<String, Value> {
    let mut all = begun(standing);
    let (payer, recipient) = (&standing.now.payer, &standing.now.payee);
    all.insert("employeeTin".to_owned(), masked(recipient).into());
    all.insert("employerTin".to_owned(), employer_number(payer).into());
    all.insert("employerNameAddress".to_owned(), Value::Object(named(payer)));
    let parts = ["first", "middle", "last", "suffix"].into_iter().zip(&recipient.name);
    let name: Map<_, _> = parts.filter(|(_, part)| !part.is_empty()).map(text).collect();
    all.insert("employeeName".to_owned(), Value::Object(name));
    all.insert("employeeAddress".to_owned(), Value::Object(address(recipient)));
    add_boxes(&mut all, standing);
    let states = standing.now.states.iter().map(|state| {
        let mut one = of_state(state, boxes::state(&state.code));
        add_money(&mut one, "stateIncome", state.amounts[0]);
        one
    });
    add_list(&mut all, "stateTaxWithholding", states.map(Value::Object).collect());
    let has_local = |state: &&State| state.amounts[2..].iter().flatten().any(|amount| !amount.is_zero());
    let local = standing.now.states.iter().filter(has_local).map(|state| {
        let mut one = Map::new();
        one.insert("state".to_owned(), boxes::state(&state.code).into());
        add_money(&mut one, "localTaxWithheld", state.amounts[3]);
        add_money(&mut one, "localIncome", state.amounts[2]);
        Value::Object(one)
    });
    add_list(&mut all, "localTaxWithholding", local.collect());
    all
}

fn payment(standing: &Standing) -> Map<String, Value> {
    let mut all = begun(standing);
    let (payer, recipient) = (&standing.now.payer, &standing.now.payee);
    all.insert("payerNameAddress".to_owned(), Value::Object(named(payer)));
    all.insert("payerTin".to_owned(), employer_number(payer).into());
    all.insert("recipientTin".to_owned(), masked(recipient).into());
    all.insert("recipientNameAddress".to_owned(), Value::Object(named(recipient)));
    if !standing.now.account.is_empty() {
        all.insert("accountNumber".to_owned(), standing.now.account.as_str().into());
    }
    add_boxes(&mut all, standing);
    let states = standing.now.states.iter().map(|state| Value::Object(of_state(state, &state.code)));
    add_list(&mut all, "stateTaxWithholding", states.collect());
    all
}

/// The boxes by their names in FDX; the codes of box 12 are a list of their own, and two plans in box 11 are one sum.
fn add_boxes(all: &mut Map<String, Value>, standing: &Standing) {
    let (mut codes, mut sums) = (Vec::new(), Vec::<(&str, Cents)>::new());
    for known in boxes::of(&standing.form).filter(|known| !known.fdx.is_empty()) {
        let name = known.fdx.as_str();
        match (known.kind, standing.amount(&known.field), standing.fact(&known.field)) {
            (BoxKind::Money, Some(amount), _) if name == "codes" => {
                let code = known.number.trim_start_matches("12 ");
                codes.push(json!({ "code": code, "amount": number(amount) }));
            }
            (BoxKind::Money, Some(amount), _) => match sums.iter_mut().find(|(known, _)| *known == name) {
                Some((_, sum)) => *sum = sum.plus(amount).unwrap_or(*sum),
                None => sums.push((name, amount)),
            },
            (BoxKind::Tick, _, Some(_)) => {
                all.insert(name.to_owned(), true.into());
            }
            (BoxKind::Text | BoxKind::Date, _, Some(said)) => {
                all.insert(name.to_owned(), said.into());
            }
            _ => {}
        }
    }
    all.extend(sums.into_iter().map(|(name, sum)| (name.to_owned(), number(sum))));
    add_list(all, "codes", codes);
}

fn of_state(state: &State, name: &str) -> Map<String, Value> {
    let mut one = Map::new();
    one.insert("state".to_owned(), name.into());
    add_money(&mut one, "stateTaxWithheld", state.amounts[1]);
    if !state.account.is_empty() {
        one.insert("stateTaxId".to_owned(), state.account.as_str().into());
    }
    one
}

/// Our own shape: the boxes as a list, amounts as decimal strings.
fn own(standing: &Standing) -> Value {
    let content = &standing.now;
    let listed = boxes::of(&standing.form).filter_map(|known| {
        let amount = standing.amount(&known.field).map(|amount| amount.to_string());
        let value = amount.or_else(|| standing.fact(&known.field).map(str::to_owned))?;
        Some(json!({ "box": known.number, "field": known.field, "meaning": known.english, "value": value }))
    });
    let states = content.states.iter().map(|state| {
        json!({ "code": state.code, "account": state.account, "income": state.amounts[0], "tax": state.amounts[1],
            "localIncome": state.amounts[2], "localTax": state.amounts[3] })
    });
    json!({
        "form": standing.form,
        "taxYear": standing.tax_year,
        "corrected": standing.is_corrected(),
        "withdrawn": standing.is_withdrawn,
        "id": standing.id().to_string(),
        "payer": { "tin": employer_number(&content.payer), "nameAddress": named(&content.payer) },
        "recipient": { "tin": masked(&content.payee), "nameAddress": named(&content.payee) },
        "accountNumber": content.account,
        "boxes": listed.collect::<Vec<_>>(),
        "states": states.collect::<Vec<_>>(),
    })
}

fn masked(party: &Party) -> String {
    let last = party.tin.as_deref().and_then(|digits| digits.get(digits.len().saturating_sub(4)..));
    last.map(|last| format!("XXX-XX-{last}")).unwrap_or_default()
}

fn employer_number(party: &Party) -> String {
    let digits = party.tin.as_deref().unwrap_or_default();
    digits.split_at_checked(2).map_or_else(String::new, |(first, rest)| format!("{first}-{rest}"))
}

fn named(party: &Party) -> Map<String, Value> {
    let names = ["name1", "name2"].into_iter();
    // A name in parts is one line.
    let lines = if party.name.len() > 2 { vec![joined(&party.name)] } else { party.name.clone() };
    let mut all: Map<_, _> = names.zip(&lines).filter(|(_, line)| !line.is_empty()).map(text).collect();
    all.extend(address(party));
    if !party.phone.is_empty() {
        all.insert("phone".to_owned(), json!({ "number": party.phone }));
    }
    all
}

fn joined(words: &[String]) -> String {
    words.iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

/// Location, street, town, region, postal code, country.
fn address(party: &Party) -> Map<String, Value> {
    let names = ["line2", "line1", "city", "state", "postalCode", "country"].into_iter();
    names.zip(&party.address).filter(|(_, word)| !word.is_empty()).map(text).collect()
}

fn text((name, value): (&str, &String)) -> (String, Value) {
    (name.to_owned(), value.as_str().into())
}

fn add_list(all: &mut Map<String, Value>, name: &str, list: Vec<Value>) {
    if !list.is_empty() {
        all.insert(name.to_owned(), list.into());
    }
}

fn add_money(all: &mut Map<String, Value>, name: &str, amount: Option<Cents>) {
    if let Some(amount) = amount {
        all.insert(name.to_owned(), number(amount));
    }
}

/// An amount as FDX has it: a JSON number in dollars. Up to 15 digits it reads back to the cent.
fn number(amount: Cents) -> Value {
    let digits: Result<Number, _> = amount.to_string().parse();
    digits.map_or_else(|_| amount.to_string().into(), Value::Number)
}
