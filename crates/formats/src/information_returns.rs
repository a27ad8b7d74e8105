//! What has somebody reported about somebody else? W-2, 1099, 1098, W-2G, 5498 and their kin, whatever file they came in.

#[cfg(any(test, feature = "testing"))]
pub mod testing;

use std::fmt;
use std::io::BufRead;
use std::sync::Arc;

use values::Cents;

use crate::deviation::Deviations;
use crate::{efw2, pub1220};

/// The amounts and facts that a file can bring, form by form: those that are about a person, not about the file.
pub fn fields() -> impl Iterator<Item = (&'static str, &'static str)> {
    efw2::fields().map(|field| ("W-2", field)).chain(pub1220::fields())
}

/// One information return.
#[derive(Clone, PartialEq, Eq)]
pub struct InformationReturn {
    /// The number of its record in the file, counted from 1.
    pub record: u64,
    /// `W-2`, `1099-INT` …
    pub form: &'static str,
    /// The year it is for.
    pub tax_year: i16,
    /// What it does to one that came before.
    pub correction: Correction,
    /// Who reports.
    pub payer: Arc<Party>,
    /// Whom it is about.
    pub payee: Payee,
    /// The payer's number for the payee's account; blank if there is none.
    pub account: String,
    /// The amounts that are there. Of W-2: those not nought. Of W-2c: those that change.
    pub amounts: Vec<Amount>,
    /// Whatever else the form says, by the name of its field.
    pub facts: Vec<Fact>,
    /// What is said to states.
    pub states: Vec<State>,
}

impl fmt::Debug for InformationReturn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "InformationReturn(record {}, {} of {}, …)", self.record, self.form, self.tax_year)
    }
}

/// What an information return does to an earlier one of the same payer, payee, form, year and account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Correction {
    /// It is the first.
    Original,
    /// It stands in the place of the one before (code G).
    Replaces,
    /// It is the second of a pair: what was wrong has been set to nothing, and this is right (code C).
    Adds,
    /// It changes what it names and leaves the rest (W-2c).
    Changes,
}

/// Who reports, and where they are.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Party {
    /// Nine digits.
    pub tin: String,
    /// The number under which it was reported wrongly before (W-2c).
    pub was_tin: Option<String>,
    /// The name.
    pub name: String,
    /// Its second line.
    pub second_name: String,
    /// Where they are.
    pub address: Address,
    /// Telephone number.
    pub phone: String,
}

impl fmt::Debug for Party {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Party(…)")
    }
}

/// Whom it is about.
#[derive(Clone, PartialEq, Eq)]
pub struct Payee {
    /// Nine digits; nothing where the payer does not know the number.
    pub tin: Option<String>,
    /// The number under which it was reported wrongly before (W-2c).
    pub was_tin: Option<String>,
    /// What they are called.
    pub name: Name,
    /// Where they live.
    pub address: Address,
}

/// A name as the format has it.
#[derive(Clone, PartialEq, Eq)]
pub enum Name {
    /// In parts.
    Person {
        /// First name.
        given: String,
        /// Middle name or initial.
        middle: String,
        /// Last name.
        family: String,
        /// `JR` …
        suffix: String,
    },
    /// In lines.
    Lines(String, String),
}

/// A postal address.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// Suite, attention, room.
    pub location: String,
    /// Street or post office box.
    pub street: String,
    /// Town.
    pub city: String,
    /// State, two letters; or, abroad, the province.
    pub region: String,
    /// ZIP code, five or nine digits, or a foreign code.
    pub postal_code: String,
    /// Country, as the format writes it; blank at home.
    pub country: String,
}

/// An amount by the name of its field: `wages`, or the amount code of Publication 1220.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// Which.
    pub name: &'static str,
    /// How much.
    pub amount: Cents,
    /// How much was reported before (W-2c).
    pub was: Option<Cents>,
}

/// A field that is no amount.
#[derive(Clone, PartialEq, Eq)]
pub struct Fact {
    /// Which.
    pub name: &'static str,
    /// What it says.
    pub value: String,
}

/// What is said to one state.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct State {
    /// The state, as the format writes it: a code of two digits.
    pub code: String,
    /// The payer's number there, or what the states asked for.
    pub account: String,
    /// Wages or income there.
    pub income: Option<Cents>,
    /// Tax withheld for it.
    pub tax: Option<Cents>,
    /// Wages or income in a place there.
    pub local_income: Option<Cents>,
    /// Tax withheld for the place.
    pub local_tax: Option<Cents>,
}

/// What comes next in a file.
#[derive(Clone, Debug)]
pub enum Item {
    /// An information return.
    Return(Box<InformationReturn>),
    /// A record that should be one and cannot be read; the deviations say why.
    LeftOut {
        /// Its number.
        record: u64,
    },
}

impl Item {
    /// The number of its record.
    pub const fn record(&self) -> u64 {
        match self {
            Self::Return(found) => found.record,
            Self::LeftOut { record } => *record,
        }
    }
}

/// Reads a file of any kind.
#[derive(Debug)]
pub enum Reader<R> {
    /// W-2 and W-2c.
    Efw2(Box<efw2::Reader<R>>),
    /// 1099, 1098, W-2G, 5498 …
    Pub1220(Box<pub1220::Reader<R>>),
}

impl<R: BufRead> Reader<R> {
    /// Looks at the first letters and chooses; nothing where they belong to neither.
    pub fn new(mut input: R) -> std::io::Result<Option<Self>> {
        const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
        let chunk = input.fill_buf()?;
        let text = chunk.strip_prefix(BYTE_ORDER_MARK).unwrap_or(chunk).trim_ascii_start();
        let variant = match text {
            [b'R', b'A', ..] => Some(efw2::Variant::W2),
            [b'R', b'C', b'A', ..] => Some(efw2::Variant::W2c),
            [b'T', b'1' | b'2', ..] => None,
            _ => return Ok(None),
        };
        Ok(Some(match variant {
            Some(variant) => Self::Efw2(Box::new(efw2::Reader::new(input, variant))),
            None => Self::Pub1220(Box::new(pub1220::Reader::new(input))),
        }))
    }

    /// The format's name.
    pub fn format(&self) -> &'static str {
        match self {
            Self::Efw2(reader) => reader.variant().name(),
            Self::Pub1220(_) => "Publication 1220",
        }
    }

    /// The next return; nothing at the end. Fails only where the stream does.
    pub fn next_item(&mut self) -> std::io::Result<Option<Item>> {
        match self {
            Self::Efw2(reader) => reader.next_item(),
            Self::Pub1220(reader) => reader.next_item(),
        }
    }

    /// Where the file departs from its format, so far as it has been read.
    pub fn deviations(&self) -> &Deviations {
        match self {
            Self::Efw2(reader) => reader.deviations(),
            Self::Pub1220(reader) => reader.deviations(),
        }
    }

    /// How many records have been read.
    pub fn records(&self) -> u64 {
        match self {
            Self::Efw2(reader) => reader.records(),
            Self::Pub1220(reader) => reader.records(),
        }
    }

    /// Whether the sender says that the file is only a test.
    pub fn is_test(&self) -> bool {
        match self {
            Self::Efw2(_) => false,
            Self::Pub1220(reader) => reader.is_test(),
        }
    }
}

impl fmt::Debug for Fact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Fact({}, …)", self.name)
    }
}

/// How records are separated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// By nothing.
    None,
    /// By a line feed.
    Feed,
    /// By carriage return and line feed.
    ReturnFeed,
}

impl LineEnd {
    pub(crate) const fn bytes(self) -> &'static [u8] {
        match self {
            Self::None => b"",
            Self::Feed => b"\n",
            Self::ReturnFeed => b"\r\n",
        }
    }
}

/// Why a file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The stream failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The form has no such amount, or it is too large for its field.
    #[error("record {record}: {name} has no place, or does not fit into it")]
    Amount {
        /// Which record.
        record: u64,
        /// Which amount.
        name: &'static str,
    },
    /// The form is none of the format's.
    #[error("{form} is none of the format's forms")]
    Form {
        /// Which form.
        form: &'static str,
    },
}
