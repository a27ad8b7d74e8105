//! The agency's books: taxpayers, returns as filed, modules, their entries and facts, and how they came in.
//!
//! Ids are derived from the sending system's record keys ([`record_id`]), so bringing the same record twice meets the
//! same primary key without looking anything up, and uniqueness of record keys follows from it. A `UNIQUE` on
//! `record_key` would do the same on one machine only: a table sharded by taxpayer cannot keep it. For the same
//! reason a tax number's and a module's taxpayer are found through small tables with a key of their own.
//!
//! Entries are only ever inserted: a correction is another entry.

pub mod bank_accounts;
pub mod bank_answers;
pub mod bank_counts;
pub mod bank_entries;
pub mod bank_files;
pub mod card_checkouts;
pub mod entries;
pub mod form_drafts;
pub mod information_disputes;
pub mod information_files;
pub mod information_returns;
pub mod intake;
pub mod ip_pins;
pub mod issued_documents;
pub mod modules;
pub mod notices;
pub mod offer_drafts;
pub mod offer_papers;
pub mod offers;
pub mod payment_drafts;
pub mod payments;
pub mod plans;
pub mod prenotes;
pub mod refunds;
pub mod returns;
pub mod sent_forms;
pub mod statements;
pub mod taxpayers;

#[cfg(test)]
mod tests;

use aws_lc_rs::digest;
use values::Id;

use crate::{Rows, Store, StoreError, Write};

const ADD_JOINT_OWNER: &str = "INSERT INTO joint_owner (taxpayer_id, owner_id) VALUES ($1, $2) \
    ON CONFLICT (taxpayer_id, owner_id) DO NOTHING";
const LIST_JOINT_OWNERS: &str = "SELECT owner_id FROM joint_owner WHERE taxpayer_id = $1 ORDER BY owner_id";

/// What a record key names: ids of different kinds never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    /// A taxpayer.
    Taxpayer,
    /// A return.
    Return,
    /// A module.
    Module,
    /// A transaction.
    Entry,
}

/// The id of the record with this key: the first half of SHA-256 over kind and key. The same on every run and machine.
pub fn record_id(kind: RecordKind, record_key: &str) -> Id {
    let kind: &[u8] = match kind {
        RecordKind::Taxpayer => b"taxpayer:",
        RecordKind::Return => b"return:",
        RecordKind::Module => b"module:",
        RecordKind::Entry => b"entry:",
    };
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(kind);
    context.update(record_key.as_bytes());
    Id::try_from(&context.finish().as_ref()[..16]).expect("half of SHA-256 has 16 bytes")
}

/// Remembers that records of `owner` also belong to `spouse`, who finds them through it.
fn add_joint_owner(write: Write, spouse: Option<Id>, owner: Id) -> Write {
    match spouse {
        Some(spouse) => write.statement(ADD_JOINT_OWNER, vec![spouse.into(), owner.into()], Rows::Any),
        None => write,
    }
}

/// Under whose ids a taxpayer's records stand: the own one first, then those of spouses with joint records.
async fn owners(store: &Store, taxpayer: Id) -> Result<Vec<Id>, StoreError> {
    let rows = store.rows(LIST_JOINT_OWNERS, &[taxpayer.into()]).await?;
    std::iter::once(Ok(taxpayer)).chain(rows.iter().map(|row| row.id(0))).collect()
}
