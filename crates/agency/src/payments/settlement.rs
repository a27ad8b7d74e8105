//! How do payments leave for the bank, and what do its answers change?
//!
//! An entry is in one file, and a file is written once: payments and refunds are taken into an open file in writes that
//! count them, the file is made from what was taken, and closed with its hash before it gets its name. Whatever is interrupted goes on
//! from there. Answers find their payment by its trace number, and change it once however often they come.

mod answers;
mod corrections;
mod known;
mod outgoing;
mod progress;
mod rates;
mod reconciliation;
mod releasing;
mod taking;

use store::seal::Sealer;
use store::{Store, StoreError, Write, WriteError};
use tax::pack::Pack;

use super::{Act, Refusal};

pub use answers::{Answers, ReadError, read};
pub use known::Told;
pub use outgoing::{Sender, close, write};
pub use progress::{Progress, advance};
pub use rates::{ReturnRate, Standing, return_rates};
pub use reconciliation::{Expected, Movement, Reconciled, reconcile};
pub use releasing::{leave, people, release, resume, staff_operator, stop, stopped};
pub use store::taxes::bank_files::{BankFile, find, list, list_waiting, releases};
pub use taking::{Taken, next};

/// What all of it works with.
#[derive(Clone, Debug)]
pub struct House<'a> {
    /// The books.
    pub store: &'a Store,
    /// What opens accounts.
    pub sealer: &'a Sealer,
    /// The law.
    pub pack: &'a Pack,
    /// When, and by whom.
    pub act: Act,
}

/// Why a settlement ended early. What was written until then stands, and the next one goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum SettlementError {
    /// Outgoing files are stopped.
    #[error("outgoing files are stopped ({0}): counterfoil bank resume lets them go on")]
    Stopped(String),
    /// Another settlement takes payments at the same time.
    #[error("another settlement is running: wait for its end")]
    Busy,
    /// The day has had as many files as the format can tell apart.
    #[error("a day has at most 36 files")]
    TooManyFiles,
    /// The file is not written to its end yet.
    #[error("the file is not written yet: run counterfoil settle first")]
    NotWritten,
    /// A payment of the file cannot be written into it.
    #[error("payment {confirmation} cannot be written: {why}")]
    Payment {
        /// Its number.
        confirmation: String,
        /// Why.
        why: String,
    },
    /// More stands in the books for these days than can be compared at once.
    #[error(
        "the days of the statement have more than {most} answers: ask the bank for statements of single days"
    )]
    TooManyAnswers {
        /// How many can be.
        most: i64,
    },
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] formats::ach::WriteError),
    /// The books cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A payment is not what it should be.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A refund is not what it should be.
    #[error(transparent)]
    Refund(#[from] crate::refunds::Refusal),
}

/// Whether somebody else was first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Done,
    Conflict,
}

impl House<'_> {
    async fn write(&self, write: Write) -> Result<Outcome, StoreError> {
        match self.store.write(write).await {
            Ok(()) => Ok(Outcome::Done),
            Err(WriteError::Conflict { .. }) => Ok(Outcome::Conflict),
            Err(WriteError::Store(error)) => Err(error),
        }
    }
}
