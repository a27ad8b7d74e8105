//! Sign-ins that are to be closed, and what is destroyed when one is.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str =
    "INSERT INTO closing (sign_in_id, asked_at, closes_at, cancel_hash) VALUES ($1, $2, $3, $4)";
const FIND: &str = "SELECT sign_in_id, asked_at, closes_at FROM closing WHERE sign_in_id = $1";
const FIND_BY_CANCEL: &str = "SELECT sign_in_id, asked_at, closes_at FROM closing WHERE cancel_hash = $1";
const LIST_DUE: &str = "SELECT sign_in_id, asked_at, closes_at FROM closing WHERE closes_at <= $1 \
    ORDER BY closes_at, sign_in_id LIMIT $2";
const CLOSE: &str = "DELETE FROM closing WHERE sign_in_id = $1";

/// A closing that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    /// Of which sign-in.
    pub sign_in_id: Id,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it happens.
    pub closes_at: Timestamp,
}

/// Adds one with the hash of what cancels it; a conflict if there is one.
pub fn add(closing: Closing, cancel_hash: [u8; 32]) -> Write {
    let params = vec![
        closing.sign_in_id.into(),
        closing.asked_at.into(),
        closing.closes_at.into(),
        cancel_hash.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// That of one sign-in.
pub async fn find(store: &Store, sign_in: Id) -> Result<Option<Closing>, StoreError> {
    store.row(FIND, &[sign_in.into()]).await?.as_ref().map(read).transpose()
}

/// The one that a link cancels.
pub async fn find_by_cancel(store: &Store, cancel_hash: [u8; 32]) -> Result<Option<Closing>, StoreError> {
    store.row(FIND_BY_CANCEL, &[cancel_hash.into()]).await?.as_ref().map(read).transpose()
}

/// Those whose time has come.
pub async fn list_due(store: &Store, now: Timestamp, most: i64) -> Result<Vec<Closing>, StoreError> {
    store.rows(LIST_DUE, &[now.into(), most.into()]).await?.iter().map(read).collect()
}

/// Ends the waiting, cancelled or carried out; a conflict if it has ended.
pub fn close(sign_in: Id) -> Write {
    Write::new().statement(CLOSE, vec![sign_in.into()], Rows::Exactly(1))
}

fn read(row: &Row) -> Result<Closing, StoreError> {
    Ok(Closing { sign_in_id: row.id(0)?, asked_at: row.timestamp(1)?, closes_at: row.timestamp(2)? })
}
