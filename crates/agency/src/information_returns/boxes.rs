//! Which boxes does each form have, in which order, and what are they called? From `boxes.csv`, which names its sources.

use std::sync::OnceLock;

use serde::Deserialize;

/// What a box holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoxKind {
    /// An amount.
    Money,
    /// A day.
    Date,
    /// A cross or none.
    Tick,
    /// Words, a code or a count.
    Text,
}

/// One box of a form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FormBox {
    /// `W-2`, `1099-INT` …
    pub form: String,
    /// The field as the file names it.
    pub field: String,
    /// Its number on the form, as `12 D`; blank where it has none.
    #[serde(rename = "box")]
    pub number: String,
    /// What it holds.
    pub kind: BoxKind,
    /// In English.
    pub english: String,
    /// In Spanish.
    pub spanish: String,
    /// Its name in the shapes of FDX; blank where the form has none there.
    pub fdx: String,
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Form {
    /// `W-2`, `1099-INT` …
    pub form: String,
    /// What it is about, in English.
    pub english: String,
    /// In Spanish.
    pub spanish: String,
    /// Its name in the shapes of FDX; blank where we know none.
    pub fdx: String,
}

/// A form by its name.
pub fn form(name: &str) -> Option<&'static Form> {
    static ALL: OnceLock<Vec<Form>> = OnceLock::new();
    ALL.get_or_init(|| read(include_str!("forms.csv"))).iter().find(|known| known.form == name)
}

/// A state as EFW2 numbers it, and its two letters.
#[derive(Deserialize)]
struct StateCode {
    code: String,
    state: String,
}

/// All boxes, form by form, in their order on the form.
pub fn all() -> &'static [FormBox] {
    static ALL: OnceLock<Vec<FormBox>> = OnceLock::new();
    ALL.get_or_init(|| read(include_str!("boxes.csv")))
}

/// The boxes of one form.
pub fn of(form: &str) -> impl Iterator<Item = &'static FormBox> {
    all().iter().filter(move |found| found.form == form)
}

/// The two letters of a state of a W-2, whose file has its number (FIPS 5-2); the number itself where it is unknown.
pub fn state(code: &str) -> &str {
    static ALL: OnceLock<Vec<StateCode>> = OnceLock::new();
    let all = ALL.get_or_init(|| read(include_str!("states.csv")));
    all.iter().find(|known| known.code == code).map_or(code, |known| &known.state)
}

pub(super) fn read<T: for<'a> Deserialize<'a>>(table: &'static str) -> Vec<T> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().expect("the table is checked by a test")
}

#[cfg(test)]
mod tests {
    use formats::information_returns::fields;

    use super::*;

    #[test]
    fn every_field_that_a_file_can_bring_has_a_box() {
        let mut missing = Vec::new();
        let mut seen = 0;
        for (form, field) in fields() {
            seen += 1;
            assert!(super::form(form).is_some(), "{form} has no name");
            if !of(form).any(|known| known.field == field) {
                missing.push(format!("{form} {field}"));
            }
        }
        assert!(missing.is_empty(), "{missing:?}");
        assert_eq!(seen, all().len(), "a box that no file can bring");
    }

    #[test]
    fn every_box_has_words_in_both_languages_and_stands_once() {
        for (place, found) in all().iter().enumerate() {
            assert!(!found.english.is_empty() && !found.spanish.is_empty(), "{found:?}");
            let again =
                all()[..place].iter().any(|one| (&one.form, &one.field) == (&found.form, &found.field));
            assert!(!again, "{found:?}");
        }
        assert_eq!((state("06"), state("48"), state("99")), ("CA", "TX", "99"));
    }
}
