//! Authorization codes: only their hashes, each traded once.

use values::{Id, Timestamp};

use crate::{Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO authorization_code (code_hash, client_id, sign_in_id, content, ends_at) \
    VALUES ($1, $2, $3, $4, $5)";
const FIND: &str =
    "SELECT client_id, sign_in_id, content, ends_at, used_at FROM authorization_code WHERE code_hash = $1";
const USE: &str = "UPDATE authorization_code SET used_at = $2 WHERE code_hash = $1 AND used_at IS NULL";
const REMOVE: &str = "DELETE FROM authorization_code WHERE ends_at <= $1";

/// One code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// For which site.
    pub client_id: String,
    /// Whose sign-in.
    pub sign_in_id: Id,
    /// What it stands for.
    pub content: String,
    /// Until when it may be traded.
    pub ends_at: Timestamp,
    /// Whether it was traded.
    pub is_used: bool,
}

/// Adds one.
pub fn add(hash: [u8; 32], code: &Code) -> Write {
    let params = vec![
        hash.into(),
        code.client_id.clone().into(),
        code.sign_in_id.into(),
        code.content.clone().into(),
        code.ends_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Uses one up; a conflict if it was used.
pub fn use_up(hash: [u8; 32], now: Timestamp) -> Write {
    Write::new().statement(USE, vec![hash.into(), now.into()], Rows::Exactly(1))
}

/// By its hash.
pub async fn find(store: &Store, hash: [u8; 32]) -> Result<Option<Code>, StoreError> {
    let Some(row) = store.row(FIND, &[hash.into()]).await? else { return Ok(None) };
    Ok(Some(Code {
        client_id: row.text(0)?.to_owned(),
        sign_in_id: row.id(1)?,
        content: row.text(2)?.to_owned(),
        ends_at: row.timestamp(3)?,
        is_used: row.timestamp_or_null(4)?.is_some(),
    }))
}

/// Forgets old ones. They are kept for a while after their end, so that a late replay is still known as one.
pub fn remove_ended(before: Timestamp) -> Write {
    Write::new().statement(REMOVE, vec![before.into()], Rows::Any)
}
