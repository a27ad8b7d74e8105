//! What is remembered: all SQL of the program, one file or folder per thing remembered, over one small handle
//! that speaks to SQLite and to PostgreSQL.
//!
//! A read is one SQL text with `$1` placeholders ([`Store::rows`]). A write is a value ([`Write`]): a list of
//! statements, each with the number of rows it must touch, applied whole or not at all together with its audit
//! records and outbox entries.

pub mod audit;
mod error;
mod handle;
pub mod identity;
mod keys;
pub mod links;
mod migrations;
pub mod outbox;
pub mod person_keys;
pub mod provider_visits;
pub mod seal;
pub mod sessions;
pub mod settings;
pub mod staff_members;
pub mod taxes;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;

pub use audit::{Actor, AuditRecord};
pub use error::{ConflictKind, StoreError, WriteError};
pub use handle::{PageCache, Row, Rows, Store, Target, Value, Write};
pub use keys::Keys;
pub use outbox::Effect;
