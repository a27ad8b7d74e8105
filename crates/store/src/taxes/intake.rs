//! How far a file of books has come in, and which of its lines were set aside.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const FIND: &str = "SELECT run_id, state, started_at, changed_at, lines_done, bytes_done, records, bad, version \
    FROM intake_run WHERE file_digest = $1 ORDER BY started_at DESC, run_id DESC LIMIT 1";
const ADD: &str = "INSERT INTO intake_run \
    (run_id, file_digest, state, started_at, changed_at, lines_done, bytes_done, records, bad, version) \
    VALUES ($1, $2, 'open', $3, $3, 0, 0, 0, 0, 1)";
const CHANGE: &str = "UPDATE intake_run SET state = $3, changed_at = $4, lines_done = $5, bytes_done = $6, \
    records = $7, bad = $8, version = version + 1 WHERE run_id = $1 AND version = $2 AND state = 'open'";
const SET_ASIDE: &str = "INSERT INTO intake_line_set_aside (run_id, line, why) VALUES ($1, $2, $3) \
    ON CONFLICT (run_id, line) DO NOTHING";
const LIST_SET_ASIDE: &str = "SELECT line, why FROM intake_line_set_aside WHERE run_id = $1 AND line > $2 \
    ORDER BY line LIMIT $3";

/// One intake of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: Id,
    /// What tells the file from others.
    pub file_digest: [u8; 32],
    /// Whether it is finished.
    pub done: bool,
    /// When it began.
    pub started_at: Timestamp,
    /// When it last came forward.
    pub changed_at: Timestamp,
    /// Lines that need not be read again.
    pub lines_done: i64,
    /// Bytes of those lines.
    pub bytes_done: i64,
    /// Records that stand in the books.
    pub records: i64,
    /// Lines that were set aside.
    pub bad: i64,
    /// Counts changes; two programs that bring in the same file conflict.
    pub version: i64,
}

impl Run {
    /// A run that has not begun.
    pub const fn new(id: Id, file_digest: [u8; 32], now: Timestamp) -> Self {
        Self {
            id,
            file_digest,
            done: false,
            started_at: now,
            changed_at: now,
            lines_done: 0,
            bytes_done: 0,
            records: 0,
            bad: 0,
            version: 1,
        }
    }
}

fn read(file_digest: [u8; 32], row: &Row) -> Result<Run, StoreError> {
    Ok(Run {
        id: row.id(0)?,
        file_digest,
        done: row.text(1)? == "done",
        started_at: row.timestamp(2)?,
        changed_at: row.timestamp(3)?,
        lines_done: row.int(4)?,
        bytes_done: row.int(5)?,
        records: row.int(6)?,
        bad: row.int(7)?,
        version: row.int(8)?,
    })
}

/// The last run of a file.
pub async fn find(store: &Store, file_digest: [u8; 32]) -> Result<Option<Run>, StoreError> {
    let row = store.row(FIND, &[file_digest.into()]).await?;
    row.as_ref().map(|row| read(file_digest, row)).transpose()
}

/// Adds a new run.
pub fn add(write: Write, run: &Run) -> Write {
    write.statement(ADD, vec![run.id.into(), run.file_digest.into(), run.started_at.into()], Rows::Exactly(1))
}

/// Brings a run forward, in the same write as the records; `run` holds the version that was loaded and the new
/// counts. A conflict means that another program brings in the same file.
pub fn change(write: Write, run: &Run) -> Write {
    let params = vec![
        run.id.into(),
        run.version.into(),
        if run.done { "done" } else { "open" }.into(),
        run.changed_at.into(),
        run.lines_done.into(),
        run.bytes_done.into(),
        run.records.into(),
        run.bad.into(),
    ];
    write.statement(CHANGE, params, Rows::Exactly(1))
}

/// Sets a line aside, by its number from 1. `why` holds no content of the line.
pub fn set_aside(write: Write, run: Id, line: i64, why: &str) -> Write {
    write.statement(SET_ASIDE, vec![run.into(), line.into(), why.into()], Rows::Any)
}

/// Lines that were set aside; `after` is the last line seen, at first 0.
pub async fn list_set_aside(
    store: &Store,
    run: Id,
    after: i64,
    most: i64,
) -> Result<Vec<(i64, String)>, StoreError> {
    let rows = store.rows(LIST_SET_ASIDE, &[run.into(), after.into(), most.into()]).await?;
    rows.iter().map(|row| Ok((row.int(0)?, row.text(1)?.to_owned()))).collect()
}
