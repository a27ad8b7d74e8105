//! Codes that were sent by post: only their hashes; the newest of a case is good, once, until its end.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO proofing_letter (id, proofing_id, sign_in_id, code_hash, sent_at, ends_at) \
    VALUES ($1, $2, $3, $4, $5, $6)";
const NEWEST: &str = "SELECT id, proofing_id, sign_in_id, code_hash, sent_at, ends_at, used_at FROM proofing_letter \
    WHERE proofing_id = $1 ORDER BY sent_at DESC, id DESC LIMIT 1";
const LIST_SINCE: &str = "SELECT id, proofing_id, sign_in_id, code_hash, sent_at, ends_at, used_at \
    FROM proofing_letter WHERE sign_in_id = $1 AND sent_at > $2 ORDER BY sent_at";
const USE: &str =
    "UPDATE proofing_letter SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND ends_at > $2";

/// One letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its id.
    pub id: Id,
    /// Of which case.
    pub proofing_id: Id,
    /// Whose.
    pub sign_in_id: Id,
    /// Keyed hash of the code.
    pub code_hash: [u8; 32],
    /// When it was written.
    pub sent_at: Timestamp,
    /// Until when its code is good.
    pub ends_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// Adds one.
pub fn add(letter: &Letter) -> Write {
    let params = vec![
        letter.id.into(),
        letter.proofing_id.into(),
        letter.sign_in_id.into(),
        letter.code_hash.into(),
        letter.sent_at.into(),
        letter.ends_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Uses one up; a conflict if it was used or its time is over.
pub fn use_up(id: Id, now: Timestamp) -> Write {
    Write::new().statement(USE, vec![id.into(), now.into()], Rows::Exactly(1))
}

/// The newest of a case.
pub async fn newest(store: &Store, case: Id) -> Result<Option<Letter>, StoreError> {
    store.row(NEWEST, &[case.into()]).await?.as_ref().map(read).transpose()
}

/// A person's, of all cases, written after an instant.
pub async fn list_since(store: &Store, sign_in: Id, since: Timestamp) -> Result<Vec<Letter>, StoreError> {
    store.rows(LIST_SINCE, &[sign_in.into(), since.into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Letter, StoreError> {
    Ok(Letter {
        id: row.id(0)?,
        proofing_id: row.id(1)?,
        sign_in_id: row.id(2)?,
        code_hash: row.hash(3)?,
        sent_at: row.timestamp(4)?,
        ends_at: row.timestamp(5)?,
        used_at: row.timestamp_or_null(6)?,
    })
}
