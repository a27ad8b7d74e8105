//! What does the barcode or magnetic stripe of a North American driver's licence or identity card say (AAMVA DL/ID Card
//! Design Standard, versions 1 to 10)?
//!
//! Tolerant by need: headers mangled on their way through other programs, offsets that point nowhere and dates of the
//! wrong order are common. Each departure from the standard is told as a deviation. A value that can be read in two
//! ways, or in none, is left out and its check fails; it is never guessed.
//!
//! The barcode is not signed: it fills in forms and is held against the printed side, and proves nothing by itself.

mod dates;
mod elements;
mod header;
mod issuers;
mod person;
mod stripe;
#[cfg(test)]
mod tests;
mod write;

use crate::evidence::{Check, Fields, Kind, Reading, Unreadable};
use dates::Order;
use elements::Elements;
use header::Header;
use issuers::Issuer;

pub use write::{Licence, write};

/// Whether a text looks as if it were meant to be such a code.
pub fn looks_like(text: &str) -> bool {
    header::find(text).is_some() || stripe::looks_like(text)
}

/// Reads the raw text of a barcode, or of all tracks of a magnetic stripe.
pub fn read(raw: &str) -> Result<Reading, Unreadable> {
    if stripe::looks_like(raw) {
        return stripe::read(raw);
    }
    let mut deviations = Vec::new();
    let text = header::plain(raw, &mut deviations);
    let header = header::read(&text, &mut deviations)?;
    let issuer = issuers::find(&header.issuer_number);
    let elements = elements::split(&text, &header, &mut deviations);
    if elements.is_empty() {
        return Err(Unreadable::because("the barcode has a header but no data elements"));
    }
    let fields = fields(&header, issuer, &elements, &mut deviations);
    let checks = checks(issuer, &fields, &elements);
    if fields.document_number.is_none() && fields.family_name.is_none() && fields.birth_date.is_none() {
        return Err(Unreadable::because("neither number, name nor birth date could be read"));
    }
    Ok(Reading { kind: Kind::DriverLicenceBarcode, fields, checks, deviations })
}

fn fields(
    header: &Header,
    issuer: Option<&Issuer>,
    elements: &Elements,
    deviations: &mut Vec<String>,
) -> Fields {
    let country =
        elements.get("DCG").and_then(country_of).or_else(|| issuer.map(|issuer| issuer.country.clone()));
    let order = if header.version <= 1 || country.as_deref() == Some("CAN") {
        Order::YearFirst
    } else {
        Order::MonthFirst
    };
    let mut date = |code: &str, what: &str| {
        elements.get(code).and_then(|text| dates::read(text, order, what, deviations))
    };
    let birth_date = date("DBB", "birth date");
    let issue_date = date("DBD", "issue date");
    let expiry_date = date("DBA", "expiry date").map(|date| date.to_string());
    let (family_name, given_names) = person::names(elements, deviations);
    let text = |code: &str| elements.get(code).map(str::to_owned);
    let street = match (text("DAG").or_else(|| text("DAL")), text("DAH").or_else(|| text("DAM"))) {
        // Some states repeat the city there.
        (Some(first), Some(second)) if elements.get("DAI").is_none_or(|city| !second.starts_with(city)) => {
            Some(format!("{first}, {second}"))
        }
        (first, second) => first.or(second),
    };
    Fields {
        family_name,
        given_names,
        birth_date,
        expiry_date,
        issue_date,
        document_number: text("DAQ"),
        sex: elements.get("DBC").and_then(person::sex),
        street,
        city: text("DAI").or_else(|| text("DAN")),
        state: text("DAJ").or_else(|| text("DAO")),
        postal_code: elements.get("DAK").or_else(|| elements.get("DAP")).map(postal_code),
        issuer: issuer.map(|issuer| issuer.letters.clone()),
        country,
        nationality: None,
    }
}

fn country_of(text: &str) -> Option<String> {
    match text {
        "USA" | "US" => Some("USA".to_owned()),
        "CAN" | "CA" => Some("CAN".to_owned()),
        "MEX" => Some("MEX".to_owned()),
        _ => None,
    }
}

/// Five digits, or nine where the last four say something; as written where it is no number.
fn postal_code(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.chars().any(|char| char.is_ascii_alphabetic()) || digits.len() < 5 {
        return text.to_owned();
    }
    let (first, last) = digits.split_at(5);
    if last.len() == 4 && last != "0000" { format!("{first}-{last}") } else { first.to_owned() }
}

/// What a reader of the printed side, or an agent, needs to know of this barcode.
fn checks(issuer: Option<&Issuer>, fields: &Fields, elements: &Elements) -> Vec<Check> {
    let mandatory = [
        ("family name", fields.family_name.is_some()),
        ("given names", fields.given_names.is_some()),
        ("document number", fields.document_number.is_some()),
        ("birth date", fields.birth_date.is_some()),
        ("expiry date", fields.expiry_date.is_some()),
    ];
    let missing: Vec<&str> =
        mandatory.iter().filter(|(_, is_there)| !is_there).map(|(name, _)| *name).collect();
    let (birth, issue) = (fields.birth_date, fields.issue_date);
    let expiry = fields.expiry_date.as_deref().and_then(|text| text.parse::<values::Date>().ok());
    let in_order = [(birth, issue), (birth, expiry), (issue, expiry)]
        .into_iter()
        .all(|pair| !matches!(pair, (Some(earlier), Some(later)) if earlier >= later));
    let at_home = match (issuer, &fields.state) {
        (Some(issuer), Some(state)) => issuer.letters == *state || issuer.letters == "DS",
        _ => true,
    };
    vec![
        Check {
            name: "mandatory elements".into(),
            ok: missing.is_empty(),
            detail: (!missing.is_empty()).then(|| format!("missing or unreadable: {}", missing.join(", "))),
        },
        Check::of("issuer is known", issuer.is_some()),
        Check::of("address is in the issuer's state", at_home),
        Check::of("born before issued, issued before it expires", in_order),
        Check::of("no element twice with different values", !elements.disagrees()),
    ]
}
