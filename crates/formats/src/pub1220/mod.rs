//! 1099, 1098, W-2G, 5498 and their kin as payers send them: records of 750 characters (IRS Publication 1220).
//!
//! A file is T, then for each payer and form A, the payees' B, C and for states K, and at last F. Where fields stand is
//! in `layout.csv`, which forms there are in `forms.csv`.

mod assemble;
pub mod forms;
mod reader;
mod tables;
#[cfg(test)]
mod tests;
mod writer;

pub use reader::Reader;
pub use writer::Writer;

/// The names of all amounts and facts of each form, but for those that only the file needs.
pub fn fields() -> impl Iterator<Item = (&'static str, &'static str)> {
    forms::all().iter().flat_map(|form| {
        let amounts = (0..form.amounts.len()).map(|place| &form.amounts[place..=place]);
        amounts.chain(assemble::names_of_facts(form.block)).map(|field| (form.name, field))
    })
}

/// Characters of a record.
const LENGTH: usize = 750;
