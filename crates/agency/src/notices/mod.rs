//! Notices: which there are, what brings each about, what it says, and when it was read.
//!
//! `rules` and `of_plans` decide from the ledger, `run` writes, `templates` holds the words. docs/decisions/0070, 0071.

mod kinds;
mod of_plans;
mod rules;
mod run;
pub mod templates;
#[cfg(test)]
mod tests;

use store::{Actor, AuditRecord, Store, StoreError, Write, WriteError};
use values::Timestamp;

use crate::balance::BalanceError;
use crate::plans;

pub use kinds::Kind;
pub use of_plans::for_plan;
pub use rules::{Draft, Due, Look, for_year};
pub use run::{Issued, issue};
pub use store::taxes::notices::Notice;
pub use templates::{Template, Wording, newest};

/// Why notices cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// The books cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A balance cannot be told.
    #[error(transparent)]
    Balance(#[from] BalanceError),
    /// A plan cannot be read.
    #[error(transparent)]
    Plan(#[from] plans::LoadError),
    /// A plan is not what it should be.
    #[error(transparent)]
    Refused(#[from] plans::Refusal),
    /// The pack lacks a figure.
    #[error(transparent)]
    Pack(#[from] tax::pack::PackError),
}

/// The number that stands on a notice: twelve characters.
pub fn number(notice: &Notice) -> String {
    crate::payments::confirmation(notice.id)
}

/// Whether its addressee has still to open it; a copy of what was sent long ago waits for nobody.
pub fn is_new(notice: &Notice) -> bool {
    notice.first_read_at.is_none() && !notice.is_copy
}

/// Remembers that its addressee opened a notice; the first time counts.
pub async fn read(store: &Store, notice: &Notice, now: Timestamp) -> Result<(), StoreError> {
    if notice.first_read_at.is_some() {
        return Ok(());
    }
    let audit = AuditRecord {
        at: now,
        actor: Actor::Person(notice.taxpayer_id),
        action: "notice.read",
        subject: Some(notice.taxpayer_id),
        reason: Some(number(notice)),
    };
    let write = store::taxes::notices::add_read(Write::new(), notice, now).audit(audit);
    match store.write(write).await {
        // Opened in two windows at once: the first one stands.
        Ok(()) | Err(WriteError::Conflict { .. }) => Ok(()),
        Err(WriteError::Store(error)) => Err(error),
    }
}
