//! How an agency's books travel: newline-delimited JSON, one record a line (docs/books.md).
//!
//! A record's owner precedes it: taxpayers, then their returns and modules, then transactions.
//! Unknown fields are refused, so that a misspelt one is not silently lost.

mod check;
mod fields;
mod line;
mod reader;
mod records;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use fields::{Code, Country, Cycle, FieldError, Form, Key, Language, Section, Tag, TaxYear, Text};
pub use line::{BooksError, Problem, parse_line};
pub use reader::{LINE_LIMIT, Line, Lines};
pub use records::{
    Abatement, Address, Dependant, Figures, FilingStatus, Module, Name, Notice, Span, TaxReturn, Taxpayer,
    TaxpayerKind, Transaction,
};

/// One line of the books.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    /// A person.
    Taxpayer(Box<Taxpayer>),
    /// A return as filed.
    Return(Box<TaxReturn>),
    /// One form of one year of one person or couple: what transactions are posted to.
    Module(Box<Module>),
    /// One posting to a module.
    Transaction(Transaction),
}

/// Which of the four a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A person.
    Taxpayer,
    /// A return.
    Return,
    /// A module.
    Module,
    /// A transaction.
    Transaction,
}

impl Record {
    /// Which of the four it is.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Taxpayer(_) => Kind::Taxpayer,
            Self::Return(_) => Kind::Return,
            Self::Module(_) => Kind::Module,
            Self::Transaction(_) => Kind::Transaction,
        }
    }

    /// The sending system's name for it.
    pub const fn key(&self) -> &Key {
        match self {
            Self::Taxpayer(taxpayer) => &taxpayer.key,
            Self::Return(filed) => &filed.key,
            Self::Module(module) => &module.key,
            Self::Transaction(transaction) => &transaction.key,
        }
    }

    /// The record as one line of the books, with its line end.
    pub fn print(&self, out: &mut Vec<u8>) {
        serde_json::to_writer(&mut *out, self).expect("every record is plain data with text keys");
        out.push(b'\n');
    }
}

impl Kind {
    /// The word in the field `record`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Taxpayer => "taxpayer",
            Self::Return => "return",
            Self::Module => "module",
            Self::Transaction => "transaction",
        }
    }
}
