//! W-2 and W-2c as employers send them: EFW2 (512 characters) and EFW2C (1,024), SSA Publications 42-007 and 42-014.
//!
//! A file is RA, then for each employer RE, the employees' RW with optional RO and RS, RT, RU and RV, and at last RF;
//! of corrections the same with a C behind the R. Where fields stand is in `layout.csv`.

mod assemble;
mod reader;
mod tables;
#[cfg(test)]
mod tests;
mod writer;

pub use reader::Reader;
pub use writer::Writer;

use crate::fixed::table::Kind;

/// The names of all amounts and facts of a W-2.
pub fn fields() -> impl Iterator<Item = &'static str> {
    let optional = tables::LAYOUTS.iter().filter(|layout| matches!(layout.id, "RW" | "RO"));
    let fields = optional.flat_map(|layout| &layout.fields);
    let amounts = fields.filter(|field| field.kind == Kind::Money).map(|field| field.name);
    amounts.chain(assemble::OF_EMPLOYER).chain(assemble::OF_EMPLOYEE)
}

/// Which of the two formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// First reports.
    W2,
    /// Corrections.
    W2c,
}

impl Variant {
    /// The format's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::W2 => "EFW2",
            Self::W2c => "EFW2C",
        }
    }

    /// The form's name.
    pub const fn form(self) -> &'static str {
        match self {
            Self::W2 => "W-2",
            Self::W2c => "W-2c",
        }
    }

    /// What every record begins with, before the letter that tells which it is.
    const fn prefix(self) -> &'static str {
        match self {
            Self::W2 => "R",
            Self::W2c => "RC",
        }
    }

    /// Characters of a record.
    const fn length(self) -> usize {
        match self {
            Self::W2 => 512,
            Self::W2c => 1_024,
        }
    }
}
