//! What did somebody type into a page, and how is it kept?

use std::collections::BTreeMap;

use values::{Cents, Tin};

use super::shape::{Field, Kind};

/// What a page sent.
pub type Typed = BTreeMap<String, String>;

/// The answer to a field as it is kept; what is no such thing is kept as it was typed, so that the page can show it again.
pub fn typed(field: &Field, typed: &Typed) -> String {
    let said = |name: &str| typed.get(name).map(|text| text.trim()).unwrap_or_default();
    let text = said(&field.name);
    match field.kind {
        Kind::Date => {
            let part = |part: &str| said(&format!("{}_{part}", field.name));
            day(part("year"), part("month"), part("day"))
        }
        Kind::Money => money(text).map_or_else(|| text.to_owned(), |amount| amount.to_string()),
        Kind::TaxNumber => Tin::parse_individual(text).map_or_else(|_| text.to_owned(), |tin| tin.expose()),
        Kind::EmployerNumber => {
            Tin::parse_employer(text).map_or_else(|_| text.to_owned(), |tin| tin.expose())
        }
        Kind::State => text.to_uppercase(),
        Kind::Story => text.replace("\r\n", "\n"),
        _ => text.to_owned(),
    }
}

fn day(year: &str, month: &str, day: &str) -> String {
    match (year.is_empty() && month.is_empty() && day.is_empty(), month.len(), day.len()) {
        (true, ..) => String::new(),
        (false, 0..=2, 0..=2) => format!("{year:0>4}-{month:0>2}-{day:0>2}"),
        (false, ..) => format!("{year}-{month}-{day}"),
    }
}

/// Dollars as people type them: with a sign, with commas, with or without cents.
fn money(text: &str) -> Option<Cents> {
    let plain: String =
        text.trim_start_matches('$').chars().filter(|letter| !matches!(letter, ',' | ' ')).collect();
    plain.parse().ok()
}
