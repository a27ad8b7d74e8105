//! How do payments leave for the bank, and what do its answers change?
//!
//! A payment is in one file, and a file is written once: payments are taken into an open file in writes that count them,
//! the file is made from what was taken, and closed with its hash before it gets its name. Whatever is interrupted goes on
//! from there. Answers find their payment by its trace number, and change it once however often they come.

mod answers;
mod outgoing;
mod progress;

use store::seal::Sealer;
use store::{Store, StoreError, Write, WriteError};
use tax::pack::Pack;

use super::{Act, Refusal};

pub use answers::{Answers, ReadError, read};
pub use outgoing::{Sender, close, next, resume, stop, stopped, write};
pub use progress::{Progress, advance};
pub use store::taxes::bank_files::{BankFile, find_last};

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
    /// A payment of the file cannot be written into it.
    #[error("payment {confirmation} cannot be written: {why}")]
    Payment {
        /// Its number.
        confirmation: String,
        /// Why.
        why: String,
    },
    /// What the bank answers cannot be booked.
    #[error(
        "the answer about entry {trace} cannot be booked: its payment, account or year changed each time: read the file again"
    )]
    Answer {
        /// The entry's trace number.
        trace: String,
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
