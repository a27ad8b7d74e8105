//! How money moves between banks: files of the automated clearing house (Nacha Operating Rules, appendix three:
//! records of 94 characters in blocks of ten).
//!
//! [`Writer`] makes the files that an agency sends, entry by entry, in memory that does not grow with them. [`Reader`]
//! takes what comes back: returns, notifications of change, and what banks say of each other's returns. It is tolerant,
//! and tells each departure from the format with its line and column. Whether a return is late or a duplicate is for
//! the books to say.

pub mod codes;
mod controls;
mod entry;
mod headers;
mod layout;
mod lines;
mod reader;
mod record;
mod said;
#[cfg(test)]
mod tests;
mod totals;
mod writer;

pub use entry::{Account, AccountKind, Purpose, Side, TransactionCode};
pub use headers::{BatchHeader, FileHeader};
pub use reader::{Item, ReadEntry, Reader};
pub use said::{Contested, Correction, Dishonoured, Said};
pub use totals::Totals;
pub use writer::{Batch, Entry, EntryClass, File, WriteError, Writer};

/// Characters of a record.
pub const RECORD: usize = 94;
/// Records of a block.
pub const BLOCK: u64 = 10;
