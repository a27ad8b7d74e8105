//! How do information returns come in, and what stands after corrections?
//!
//! A file is read twice: first whole, against its own totals and counts, and only then into the store, batch by batch. So
//! a bad file changes nothing. A file that is interrupted goes on where its last batch stood, and nobody sees anything of
//! it before all of it is in. A file, and a return that was reported to the letter before, comes in once.

mod batches;
pub mod boxes;
mod check;
pub mod codes;
mod convert;
pub mod disputes;
pub mod fdx;
mod standing;
#[cfg(test)]
mod tests;
mod write;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use formats::deviation::{Deviations, Weight};
use outside::Clock;
use serde::Serialize;
use store::seal::Sealer;
use store::{Store, StoreError};

pub use boxes::{BoxKind, Form, FormBox, form};
pub use check::{Checked, check};
pub use standing::{Changed, Standing, Step, first_year, list};

/// How often a file goes on from its last batch when something else changes the same holders.
const ATTEMPTS: u32 = 5;

/// Why an import stopped.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is of no format that is read here.
    #[error("{}: the file begins like none of EFW2 (RA), EFW2C (RCA) or Publication 1220 (T)", path.display())]
    Unknown {
        /// Which file.
        path: PathBuf,
    },
    /// The file is not what it was when it was checked.
    #[error("the file changed while it was read: nothing of it is visible; import it again")]
    Changed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another program brings in the same file.
    #[error("another program brings in the same file: wait until it has finished")]
    Taken,
    /// It was told to stop.
    #[error(
        "the import was stopped: nothing of the file is visible; import it again, it goes on where it stopped"
    )]
    Stopped,
    /// Something else kept changing the same holders.
    #[error(
        "other imports kept changing the same people's records: import the file again, it goes on where it stopped"
    )]
    Contested,
    /// A part of the program ended early.
    #[error("a part of the import ended early; see the log")]
    Ended,
}

/// What becomes of a file with faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accept {
    /// Nothing of it is brought in.
    Whole,
    /// What can be read is brought in.
    Partial,
}

/// How an import ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was only looked at.
    Checked,
    /// It has faults: nothing was changed.
    Refused,
    /// Its sender says that it is a test: nothing was changed.
    Test,
    /// It is in.
    BroughtIn,
    /// It had been brought in before: nothing was changed.
    BroughtInBefore,
}

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How it ended.
    pub outcome: Outcome,
    /// The format's name.
    pub format: &'static str,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Records of the file.
    pub records: u64,
    /// Returns that can be read, by form.
    pub returns: BTreeMap<&'static str, u64>,
    /// Records that cannot be read.
    pub left_out: u64,
    /// Returns that were new.
    pub added: u64,
    /// Returns that had come before, to the letter.
    pub repeated: u64,
}

/// How far an import is, for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Records of the file.
    pub records: u64,
    /// Records that are in.
    pub records_done: u64,
}

impl Checked {
    /// Whether the file may come in.
    pub fn outcome(&self, accept: Accept) -> Option<Outcome> {
        if self.is_test {
            return Some(Outcome::Test);
        }
        let is_wrong = self.deviations.worst() == Some(Weight::Wrong);
        (is_wrong && accept == Accept::Whole).then_some(Outcome::Refused)
    }

    /// What is told of it; nothing has come in.
    pub fn report(&self, outcome: Outcome) -> Report {
        Report {
            outcome,
            format: self.format,
            sha256: hex(&self.digest),
            records: self.records,
            returns: self.returns.clone(),
            left_out: self.left_out,
            added: 0,
            repeated: 0,
        }
    }
}

/// A digest in hexadecimal.
fn hex(digest: &[u8]) -> String {
    let mut text = String::with_capacity(2 * digest.len());
    for byte in digest {
        write!(text, "{byte:02x}").expect("a String takes all");
    }
    text
}

/// Brings a file in. `progress` is called after each batch; `Break` stops there in good order, with nothing visible.
pub async fn import(
    store: &Store,
    sealer: &Sealer,
    clock: &Clock,
    path: &Path,
    accept: Accept,
    mut progress: impl FnMut(Progress) -> ControlFlow<()> + Send,
) -> Result<(Report, Deviations), ImportError> {
    let checked = check(path).await?;
    if let Some(outcome) = checked.outcome(accept) {
        return Ok((checked.report(outcome), checked.deviations));
    }
    for _ in 0..ATTEMPTS {
        let desk = write::Desk::new(store, sealer, clock, &checked);
        if let Some(report) = desk.bring(path, &mut progress).await? {
            return Ok((report, checked.deviations));
        }
        tracing::info!("a file of information returns goes on at its last batch");
    }
    Err(ImportError::Contested)
}
