//! What was posted: the transactions of a module, only ever inserted.

use values::{Cents, Date, Id};

use super::{RecordKind, record_id};
use crate::{Row, Rows, Store, StoreError, Write};

const LIST_OF_OWNER: &str = "SELECT e.module_id, e.entry_id, e.record_key, e.code, e.posted_on, e.amount, e.section, \
    e.cycle, e.description FROM entry e \
    JOIN module m ON m.taxpayer_id = e.taxpayer_id AND m.module_id = e.module_id \
    WHERE e.taxpayer_id = $1 AND (m.taxpayer_id = $2 OR m.spouse_id = $2) \
    ORDER BY e.module_id, e.posted_on, e.code, e.entry_id";
const LIST: &str = "SELECT module_id, entry_id, record_key, code, posted_on, amount, section, cycle, description \
    FROM entry WHERE taxpayer_id = $1 AND module_id = $2 ORDER BY posted_on, code, entry_id";
const BRING: &str = "INSERT INTO entry (taxpayer_id, module_id, entry_id, record_key, code, posted_on, amount, \
    section, cycle, description) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
    ON CONFLICT (taxpayer_id, module_id, entry_id) DO NOTHING";
const ADD: &str = "INSERT INTO entry (taxpayer_id, module_id, entry_id, record_key, code, posted_on, amount, \
    section, cycle, description) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// One posting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The id; derived from the record key when it was brought in.
    pub id: Id,
    /// The sending system's name for it, or the program's own.
    pub record_key: String,
    /// Transaction code, 1 to 999.
    pub code: u16,
    /// The day for which it counts.
    pub posted_on: Date,
    /// Debits positive, credits negative.
    pub amount: Cents,
    /// The section of the law that a penalty rests on.
    pub section: Option<String>,
    /// The posting cycle.
    pub cycle: Option<String>,
    /// A wording of its own, where the code's does not do.
    pub description: Option<String>,
}

impl Entry {
    /// A posting of the program's own, with the code's wording, under no section.
    pub fn own(record_key: String, code: u16, posted_on: Date, amount: Cents) -> Self {
        let id = record_id(RecordKind::Entry, &record_key);
        Self { id, record_key, code, posted_on, amount, section: None, cycle: None, description: None }
    }
}

/// The module of the row and the entry.
fn read(row: &Row) -> Result<(Id, Entry), StoreError> {
    let entry = Entry {
        id: row.id(1)?,
        record_key: row.text(2)?.to_owned(),
        code: u16::try_from(row.int(3)?).map_err(|_| StoreError::Stored { what: "an entry's code" })?,
        posted_on: row.date(4)?,
        amount: row.cents(5)?,
        section: row.text_or_null(6)?.map(str::to_owned),
        cycle: row.text_or_null(7)?.map(str::to_owned),
        description: row.text_or_null(8)?.map(str::to_owned),
    };
    Ok((row.id(0)?, entry))
}

/// All entries in the modules of `owner` that also belong to `viewer`, with their modules, by day and code.
pub(super) async fn list_of_owner(
    store: &Store,
    owner: Id,
    viewer: Id,
) -> Result<Vec<(Id, Entry)>, StoreError> {
    store.rows(LIST_OF_OWNER, &[owner.into(), viewer.into()]).await?.iter().map(read).collect()
}

/// The entries of one module, by day and code.
pub async fn list(store: &Store, owner: Id, module: Id) -> Result<Vec<Entry>, StoreError> {
    let rows = store.rows(LIST, &[owner.into(), module.into()]).await?;
    rows.iter().map(|row| read(row).map(|(_, entry)| entry)).collect()
}

/// Posts an entry; a `Duplicate` conflict means that it was posted before. Move the module's version in the same
/// write ([`super::modules::advance`]).
pub fn add(write: Write, owner: Id, module: Id, entry: &Entry) -> Write {
    write.statement(ADD, params(owner, module, entry), Rows::Exactly(1))
}

/// Brings an entry in; one that was brought before stays as it stands.
pub fn add_if_new(write: Write, owner: Id, module: Id, entry: &Entry) -> Write {
    write.statement(BRING, params(owner, module, entry), Rows::Any)
}

fn params(owner: Id, module: Id, entry: &Entry) -> Vec<crate::Value> {
    vec![
        owner.into(),
        module.into(),
        entry.id.into(),
        entry.record_key.as_str().into(),
        i64::from(entry.code).into(),
        entry.posted_on.into(),
        entry.amount.into(),
        entry.section.as_deref().into(),
        entry.cycle.as_deref().into(),
        entry.description.as_deref().into(),
    ]
}
