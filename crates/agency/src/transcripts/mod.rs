//! Transcripts: what the agency has on record about a year, for whoever has to prove it. Five kinds, each put together from
//! what stands: the return as filed, the ledger, what others reported.

mod load;
mod masked;
#[cfg(test)]
mod tests;

use serde::Serialize;
use tax::pack::{Pack, PackError};
use values::{Cents, Date};

pub use load::transcript;
pub use masked::Masked;

/// Why there is no transcript.
#[derive(Debug, thiserror::Error)]
pub enum TranscriptError {
    /// The year is not among those that are given out.
    #[error("no transcript of this kind is given for that year")]
    Year,
    /// The books cannot be read.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Balance(#[from] crate::balance::BalanceError),
    /// The pack lacks a figure.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The law's arithmetic refuses.
    #[error(transparent)]
    Law(#[from] tax::LawError),
    /// A taxpayer's number is none.
    #[error("a taxpayer's number is none: {0}")]
    Number(#[from] values::TinError),
}

/// Which transcript (irs.gov, "Transcript types").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The return as it was filed, without later changes.
    Return,
    /// What was posted to the account.
    Account,
    /// Both.
    Record,
    /// What employers, banks and others reported.
    Wages,
    /// That no return is on file.
    NonFiling,
}

impl Kind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Return, Self::Account, Self::Record, Self::Wages, Self::NonFiling];

    /// Its name in addresses and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Return => "return",
            Self::Account => "account",
            Self::Record => "record",
            Self::Wages => "wages",
            Self::NonFiling => "non-filing",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The tax years that are given out on a day, the latest first.
    pub fn years(self, pack: &Pack, today: Date) -> Result<Vec<i64>, PackError> {
        let (figure, last) = match self {
            Self::Return | Self::Record => ("records.return_transcript_years", 0),
            Self::Account => ("records.account_transcript_years", 0),
            Self::Wages => ("records.information_return_years", 0),
            // Of a year that is not over nobody can say that no return came.
            Self::NonFiling => ("records.account_transcript_years", 1),
        };
        let count = i64::from(pack.count(figure, today)?);
        let this = i64::from(today.year());
        Ok((this + 1 - count..=this - last).rev().collect())
    }
}

/// A number by which whoever asked for a transcript knows it again: one to ten digits that are no tax number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileNumber(String);

/// The text is no file number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileNumberError {
    /// It has other characters than digits, or too many.
    #[error("one to ten digits")]
    Shape,
    /// Nine digits could be a tax number.
    #[error("nine digits could be a tax number")]
    TaxNumber,
}

impl std::str::FromStr for FileNumber {
    type Err = FileNumberError;

    fn from_str(text: &str) -> Result<Self, FileNumberError> {
        let text = text.trim();
        if text.is_empty() || text.len() > 10 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(FileNumberError::Shape);
        }
        if text.len() == 9 { Err(FileNumberError::TaxNumber) } else { Ok(Self(text.to_owned())) }
    }
}

impl std::fmt::Display for FileNumber {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which transcript.
    pub kind: Kind,
    /// Of which form, as `1040`.
    pub form: String,
    /// Of which year.
    pub tax_year: i64,
    /// Printed as it is.
    pub file_number: Option<FileNumber>,
}

/// A transcript. What is not of its kind, and what is not on record, is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transcript {
    /// Which transcript.
    pub kind: Kind,
    /// Of which form.
    pub form: String,
    /// Of which year.
    pub tax_year: i64,
    /// The last day of the year it is about.
    pub period_ends_on: Date,
    /// The day on which it says so.
    pub requested_on: Date,
    /// As it was asked for.
    pub customer_file_number: Option<FileNumber>,
    /// Whose it is.
    pub person: Masked,
    /// With whom the year is shared.
    pub spouse: Option<Masked>,
    /// The return as filed.
    pub filed: Option<Filed>,
    /// The ledger.
    pub account: Option<Account>,
    /// What others reported.
    pub reported: Option<Vec<Reported>>,
    /// Whether a return is on file; said of all kinds.
    pub is_return_on_file: bool,
}

impl Transcript {
    /// Whether there is nothing on record of what was asked for.
    pub fn is_empty(&self) -> bool {
        match self.kind {
            Kind::Return => self.filed.is_none(),
            Kind::Account => self.account.is_none(),
            Kind::Record => self.filed.is_none() && self.account.is_none(),
            Kind::Wages => self.reported.as_ref().is_none_or(Vec::is_empty),
            Kind::NonFiling => self.is_return_on_file,
        }
    }
}

/// A return as it was filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Filed {
    /// The day it came.
    pub filed_on: Date,
    /// As in the books' format.
    pub filing_status: String,
    /// How many people depend on the filers.
    pub dependants: usize,
    /// Its amounts by their name in the books' format.
    pub figures: std::collections::BTreeMap<String, Cents>,
}

/// What was posted to a year, and what it comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// The due date or the day the return came, whichever is later.
    pub due_or_received_on: Date,
    /// The day the return was posted.
    pub processed_on: Option<Date>,
    /// The sum of what was posted.
    pub balance: Cents,
    /// Interest that is owed and not posted.
    pub accrued_interest: Cents,
    /// Penalties that are owed and not posted.
    pub accrued_penalty: Cents,
    /// The sum of the three.
    pub balance_with_accruals: Cents,
    /// The day of these sums.
    pub as_of: Date,
    /// What was posted, the oldest first.
    pub transactions: Vec<Line>,
}

/// A posted transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The transaction code.
    pub code: tax::ledger::Code,
    /// The wording that is printed for it, in English.
    pub wording: String,
    /// The same in Spanish.
    pub wording_spanish: String,
    /// The day.
    pub date: Date,
    /// Debits are positive, credits negative.
    pub amount: Cents,
}

/// An information return as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reported {
    /// `W-2`, `1099-INT` …
    pub form: String,
    /// Who reported.
    pub payer: Masked,
    /// Whose number was given.
    pub payee_number: String,
    /// The payer's number for the account.
    pub account: String,
    /// Whether the payer corrected it.
    pub is_corrected: bool,
    /// Its boxes, those that say something.
    pub boxes: Vec<Box>,
}

/// A box of an information return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Box {
    /// Its number on the form.
    pub number: String,
    /// What it is, in English.
    pub english: String,
    /// In Spanish.
    pub spanish: String,
    /// Its amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Cents>,
    /// What it says, where it holds no amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}
