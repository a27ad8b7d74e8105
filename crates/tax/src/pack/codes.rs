//! What a transaction code is: its sign, its part in the computation, and the words printed for it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use values::Cents;

use super::Confidence;

/// A three-digit transaction code as printed on an account transcript.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u16);

/// The text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a transaction code is three digits, like 150")]
pub struct CodeError;

/// Which sign a code's amount has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Zero or positive: it raises the balance.
    Debit,
    /// Zero or negative: it lowers the balance.
    Credit,
    /// Either, by the case.
    Either,
    /// The code carries no money.
    None,
}

/// What part a code has in the computation of a module's position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeRole {
    /// Tax shown on the return.
    TaxShown,
    /// Tax assessed or abated later.
    TaxChange,
    /// Withholding and refundable credits of the return: count from the due date.
    ReturnCredit,
    /// A payment or transferred credit: counts from its date.
    Payment,
    /// Takes a payment or credit back: owed again from its date.
    Reversal,
    /// A refund, transfer or fee: owed from its date.
    OtherDebit,
    /// A cancelled refund, a write-off or interest paid to the taxpayer: counts from its date.
    OtherCredit,
    /// A penalty as posted.
    Penalty,
    /// Takes a posted penalty back.
    PenaltyRemoved,
    /// Posted late-filing penalty: recomputed, never trusted.
    ComputedFailureToFile,
    /// Posted late-payment penalty: recomputed, never trusted.
    ComputedFailureToPay,
    /// Posted interest: recomputed, never trusted.
    ComputedInterest,
    /// Something that happened, without money.
    Information,
}

/// A code with what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeEntry {
    /// The code.
    pub code: Code,
    /// Which sign its amount has.
    pub sign: Sign,
    /// Its part in the computation.
    pub role: CodeRole,
    /// The printed wording in English.
    pub english: String,
    /// The printed wording in Spanish.
    pub spanish: String,
    /// How sure the wording is.
    pub confidence: Confidence,
}

/// All codes of a pack.
#[derive(Clone, Debug)]
pub struct CodeTable {
    /// Indexed by code: entry number, or none.
    index: Box<[Option<u16>; 1000]>,
    entries: Vec<CodeEntry>,
}

impl Code {
    /// From a number below 1000.
    pub const fn new(number: u16) -> Option<Self> {
        if number < 1000 { Some(Self(number)) } else { None }
    }

    /// The code as a number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl CodeTable {
    /// Builds the table. A money code that ends in 0 without its own reversal gets one ending in 3
    /// (Document 6209, section 8A: codes ending in 3 that are not listed reverse those ending in 0).
    pub(super) fn new(listed: Vec<CodeEntry>) -> Result<Self, Code> {
        let mut index = Box::new([None; 1000]);
        let mut entries = Vec::with_capacity(listed.len() * 2);
        let mut place = |entry: CodeEntry, index: &mut [Option<u16>; 1000]| {
            let slot = &mut index[usize::from(entry.code.0)];
            if slot.is_some() {
                return Err(entry.code);
            }
            *slot = Some(u16::try_from(entries.len()).expect("at most a thousand codes"));
            entries.push(entry);
            Ok(())
        };
        let reversals: Vec<_> = listed.iter().filter_map(unlisted_reversal).collect();
        for entry in listed {
            place(entry, &mut index)?;
        }
        for entry in reversals {
            if index[usize::from(entry.code.0)].is_none() {
                place(entry, &mut index)?;
            }
        }
        Ok(Self { index, entries })
    }

    /// What the code means, if it is known.
    pub fn find(&self, code: Code) -> Option<&CodeEntry> {
        self.index[usize::from(code.0)].map(|entry| &self.entries[usize::from(entry)])
    }

    /// All codes, listed ones first.
    pub fn entries(&self) -> &[CodeEntry] {
        &self.entries
    }
}

impl Sign {
    /// Whether an amount may stand beside a code of this sign.
    pub const fn allows(self, amount: Cents) -> bool {
        match self {
            Self::Debit => !amount.is_negative(),
            Self::Credit => !amount.is_positive(),
            Self::Either => true,
            Self::None => amount.is_zero(),
        }
    }
}

fn unlisted_reversal(entry: &CodeEntry) -> Option<CodeEntry> {
    let role = match entry.role {
        CodeRole::Payment | CodeRole::ReturnCredit => CodeRole::Reversal,
        CodeRole::OtherDebit => CodeRole::OtherCredit,
        _ => return None,
    };
    let sign = if role == CodeRole::Reversal { Sign::Debit } else { Sign::Credit };
    entry.code.0.is_multiple_of(10).then(|| CodeEntry {
        code: Code(entry.code.0 + 3),
        sign,
        role,
        english: format!("Reversed: {}", lower_first(&entry.english)),
        spanish: format!("Revertido: {}", lower_first(&entry.spanish)),
        confidence: Confidence::Inferred,
    })
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        if text.len() != 3 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CodeError);
        }
        text.parse().map(Self).map_err(|_| CodeError)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:03}", self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
