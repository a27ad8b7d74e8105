//! Which files left for the agency's bank? One is open while payments are taken into it, and written once.

use values::{Cents, Date, Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const FIND_LAST: &str = "SELECT made_on, number, file_id, made_at, effective_on, first_trace, entries, amount, state, \
    hash, version, credits, left_on FROM bank_file WHERE made_on <= $1 ORDER BY made_on DESC, number DESC LIMIT 1";
const FIND: &str = "SELECT made_on, number, file_id, made_at, effective_on, first_trace, entries, amount, state, \
    hash, version, credits, left_on FROM bank_file WHERE made_on = $1 AND number = $2";
const LIST: &str = "SELECT made_on, number, file_id, made_at, effective_on, first_trace, entries, amount, state, \
    hash, version, credits, left_on FROM bank_file WHERE made_on >= $1 ORDER BY made_on, number LIMIT $2";
const FIND_BY_ID: &str = "SELECT made_on, number, file_id, made_at, effective_on, first_trace, entries, amount, state, \
    hash, version, credits, left_on FROM bank_file WHERE file_id = $1";
const LIST_WAITING: &str = "SELECT made_on, number, file_id, made_at, effective_on, first_trace, entries, amount, state, \
    hash, version, credits, left_on FROM bank_file WHERE state = 'written' ORDER BY made_on, number";
const ADD: &str = "INSERT INTO bank_file (made_on, number, file_id, made_at, effective_on, first_trace, entries, amount, \
    state, version) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 'open', 1)";
const TAKE: &str = "UPDATE bank_file SET entries = entries + $4, amount = amount + $5, credits = credits + $6, version = version + 1 \
    WHERE made_on = $1 AND number = $2 AND version = $3 AND state = 'open'";
const RELEASE: &str = "INSERT INTO bank_release (file_id, operator, released_at) VALUES ($1, $2, $3)";
const LIST_RELEASES: &str = "SELECT operator FROM bank_release WHERE file_id = $1 ORDER BY operator";
const CLOSE: &str = "UPDATE bank_file SET state = 'written', hash = $4, version = version + 1 \
    WHERE made_on = $1 AND number = $2 AND version = $3 AND state = 'open'";
const LEAVE: &str = "UPDATE bank_file SET state = 'left', left_on = $4, version = version + 1 \
    WHERE made_on = $1 AND number = $2 AND version = $3 AND state IN ('written', 'left')";

/// A file to the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankFile {
    /// The day it was begun.
    pub made_on: Date,
    /// Which of that day, from 1.
    pub number: i64,
    /// The id that its payments carry.
    pub id: Id,
    /// When it was begun.
    pub made_at: Timestamp,
    /// The day on which the money should move.
    pub effective_on: Date,
    /// The number of its first entry.
    pub first_trace: i64,
    /// How many entries it holds, those that balance it aside.
    pub entries: i64,
    /// What is taken from people's accounts.
    pub amount: Cents,
    /// What goes into them.
    pub credits: Cents,
    /// Whether payments may still be taken into it.
    pub is_open: bool,
    /// SHA-256 of what was written.
    pub hash: Option<Vec<u8>>,
    /// The day it left; none while it is written or waits.
    pub left_on: Option<Date>,
    /// Counts changes; 1 when new, whatever is given to [`add`].
    pub version: i64,
}

fn read(row: &Row) -> Result<BankFile, StoreError> {
    Ok(BankFile {
        made_on: row.date(0)?,
        number: row.int(1)?,
        id: row.id(2)?,
        made_at: row.timestamp(3)?,
        effective_on: row.date(4)?,
        first_trace: row.int(5)?,
        entries: row.int(6)?,
        amount: row.cents(7)?,
        is_open: row.text(8)? == "open",
        hash: row.bytes_or_null(9)?.map(<[u8]>::to_vec),
        version: row.int(10)?,
        credits: row.cents(11)?,
        left_on: row.date_or_null(12)?,
    })
}

/// The last file that was begun by a day.
pub async fn find_last(store: &Store, on: Date) -> Result<Option<BankFile>, StoreError> {
    store.row(FIND_LAST, &[on.into()]).await?.as_ref().map(read).transpose()
}

/// The file of a day and number.
pub async fn find(store: &Store, made_on: Date, number: i64) -> Result<Option<BankFile>, StoreError> {
    store.row(FIND, &[made_on.into(), number.into()]).await?.as_ref().map(read).transpose()
}

/// The file with this id.
pub async fn find_by_id(store: &Store, id: Id) -> Result<Option<BankFile>, StoreError> {
    store.row(FIND_BY_ID, &[id.into()]).await?.as_ref().map(read).transpose()
}

/// The files that are written and have not left, the oldest first.
pub async fn list_waiting(store: &Store) -> Result<Vec<BankFile>, StoreError> {
    store.rows(LIST_WAITING, &[]).await?.iter().map(read).collect()
}

/// The files that were begun since a day, the oldest first.
pub async fn list(store: &Store, since: Date, most: i64) -> Result<Vec<BankFile>, StoreError> {
    store.rows(LIST, &[since.into(), most.into()]).await?.iter().map(read).collect()
}

/// Who released a file.
pub async fn releases(store: &Store, file: Id) -> Result<Vec<String>, StoreError> {
    let rows = store.rows(LIST_RELEASES, &[file.into()]).await?;
    rows.iter().map(|row| row.text(0).map(str::to_owned)).collect()
}

/// Notes that an operator releases a file; a conflict means that they did before.
pub fn release(write: Write, file: Id, operator: &str, at: Timestamp) -> Write {
    write.statement(RELEASE, vec![file.into(), operator.into(), at.into()], Rows::Exactly(1))
}

/// Begins a file; a conflict means that another of its number was begun.
pub fn add(write: Write, file: &BankFile) -> Write {
    let params = vec![
        file.made_on.into(),
        file.number.into(),
        file.id.into(),
        file.made_at.into(),
        file.effective_on.into(),
        file.first_trace.into(),
    ];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// Counts entries that are taken into a file; a conflict means that somebody else takes too, or that it is written.
pub fn take(write: Write, file: &BankFile, entries: i64, (debits, credits): (Cents, Cents)) -> Write {
    let params = vec![
        file.made_on.into(),
        file.number.into(),
        file.version.into(),
        entries.into(),
        debits.into(),
        credits.into(),
    ];
    write.statement(TAKE, params, Rows::Exactly(1))
}

/// Notes what was written: nothing more is taken into it.
pub fn close(write: Write, file: &BankFile, hash: &[u8]) -> Write {
    let params = vec![file.made_on.into(), file.number.into(), file.version.into(), hash.to_vec().into()];
    write.statement(CLOSE, params, Rows::Exactly(1))
}

/// Notes that a file leaves; a conflict means that it changed since. It may leave again where it never got its name.
pub fn leave(write: Write, file: &BankFile, on: Date) -> Write {
    let params = vec![file.made_on.into(), file.number.into(), file.version.into(), on.into()];
    write.statement(LEAVE, params, Rows::Exactly(1))
}
