//! Which forms does Publication 1220 know, and which amounts does each have? From `forms.csv`.

use std::sync::LazyLock;

use super::tables::LAYOUTS;
use crate::fixed::table::Layout;

/// A kind of return.
#[derive(Debug)]
pub struct Form {
    /// `1099-INT` …
    pub name: &'static str,
    /// How the A record names it.
    pub code: &'static str,
    /// The codes of its amounts.
    pub amounts: &'static str,
    /// The end of the B record.
    pub(super) block: &'static Layout,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let rows = include_str!("forms.csv").lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|row| form(row).expect("a row of the forms has three columns and a block of its name")).collect()
});

fn form(row: &'static str) -> Option<Form> {
    let mut columns = row.split(',');
    let (name, code, amounts) = (columns.next()?, columns.next()?, columns.next()?);
    let block = LAYOUTS.iter().find(|layout| layout.id == name)?;
    Some(Form { name, code, amounts, block })
}

/// All forms.
pub fn all() -> &'static [Form] {
    &FORMS
}

/// The form with this code in the A record.
pub(super) fn by_code(code: &str) -> Option<&'static Form> {
    FORMS.iter().find(|form| form.code == code)
}

/// The form with this name.
pub(super) fn by_name(name: &str) -> Option<&'static Form> {
    FORMS.iter().find(|form| form.name == name)
}
