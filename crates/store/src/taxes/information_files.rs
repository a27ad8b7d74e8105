//! Which files of information returns came in, and how far: known by what they hold, so that each comes in once.

use values::Timestamp;

use crate::{Row, Rows, Store, StoreError, Write};

const FIND: &str = "SELECT format, state, received_at, changed_at, records_done, added, repeated, left_out, version \
    FROM information_file WHERE file_digest = $1";
const ADD: &str = "INSERT INTO information_file (file_digest, format, state, received_at, changed_at, records_done, \
    added, repeated, left_out, version) VALUES ($1, $2, 'open', $3, $3, 0, 0, 0, 0, 1)";
const CHANGE: &str = "UPDATE information_file SET state = $3, changed_at = $4, records_done = $5, added = $6, \
    repeated = $7, left_out = $8, version = version + 1 WHERE file_digest = $1 AND version = $2 AND state = 'open'";
const LEAVE_OUT: &str = "INSERT INTO information_record_left_out (file_digest, record) VALUES ($1, $2)";
const LIST_LEFT_OUT: &str = "SELECT record FROM information_record_left_out WHERE file_digest = $1 AND record > $2 \
    ORDER BY record LIMIT $3";

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InformationFile {
    /// SHA-256 of the whole file.
    pub digest: [u8; 32],
    /// The format's name.
    pub format: String,
    /// Whether all of it is in. Until then nobody sees anything of it.
    pub done: bool,
    /// When it began to come in: later files correct earlier ones.
    pub received_at: Timestamp,
    /// When it last came forward.
    pub changed_at: Timestamp,
    /// Records that need not be looked at again.
    pub records_done: i64,
    /// Returns that were new.
    pub added: i64,
    /// Returns that had come before, to the letter.
    pub repeated: i64,
    /// Records that could not be read.
    pub left_out: i64,
    /// Counts changes; two programs that bring in the same file conflict.
    pub version: i64,
}

impl InformationFile {
    /// A file of which nothing is in yet.
    pub fn new(digest: [u8; 32], format: &str, now: Timestamp) -> Self {
        Self {
            digest,
            format: format.to_owned(),
            done: false,
            received_at: now,
            changed_at: now,
            records_done: 0,
            added: 0,
            repeated: 0,
            left_out: 0,
            version: 1,
        }
    }
}

fn read(digest: [u8; 32], row: &Row) -> Result<InformationFile, StoreError> {
    Ok(InformationFile {
        digest,
        format: row.text(0)?.to_owned(),
        done: row.text(1)? == "done",
        received_at: row.timestamp(2)?,
        changed_at: row.timestamp(3)?,
        records_done: row.int(4)?,
        added: row.int(5)?,
        repeated: row.int(6)?,
        left_out: row.int(7)?,
        version: row.int(8)?,
    })
}

/// A file by its digest.
pub async fn find(store: &Store, digest: [u8; 32]) -> Result<Option<InformationFile>, StoreError> {
    let row = store.row(FIND, &[digest.into()]).await?;
    row.as_ref().map(|row| read(digest, row)).transpose()
}

/// Adds a new file.
pub fn add(write: Write, file: &InformationFile) -> Write {
    let params = vec![file.digest.into(), file.format.as_str().into(), file.received_at.into()];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// Brings a file forward, in the same write as its returns; `file` holds the version that was loaded and the new counts.
/// A conflict means that another program brings in the same file.
pub fn change(write: Write, file: &InformationFile) -> Write {
    let params = vec![
        file.digest.into(),
        file.version.into(),
        if file.done { "done" } else { "open" }.into(),
        file.changed_at.into(),
        file.records_done.into(),
        file.added.into(),
        file.repeated.into(),
        file.left_out.into(),
    ];
    write.statement(CHANGE, params, Rows::Exactly(1))
}

/// Notes that a record could not be read.
pub fn leave_out(write: Write, digest: [u8; 32], record: i64) -> Write {
    write.statement(LEAVE_OUT, vec![digest.into(), record.into()], Rows::Exactly(1))
}

/// Records that could not be read; `after` is the last one seen, at first 0.
pub async fn list_left_out(
    store: &Store,
    digest: [u8; 32],
    after: i64,
    most: i64,
) -> Result<Vec<i64>, StoreError> {
    let rows = store.rows(LIST_LEFT_OUT, &[digest.into(), after.into(), most.into()]).await?;
    rows.iter().map(|row| row.int(0)).collect()
}
