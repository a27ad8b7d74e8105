//! Recovery codes: only their hashes, each used once.

use values::{Id, Timestamp};

use crate::{Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO recovery_code (sign_in_id, code_hash, made_at) VALUES ($1, $2, $3)";
const USE: &str =
    "UPDATE recovery_code SET used_at = $3 WHERE sign_in_id = $1 AND code_hash = $2 AND used_at IS NULL";
const LEFT: &str =
    "SELECT CAST(COUNT(*) AS BIGINT) FROM recovery_code WHERE sign_in_id = $1 AND used_at IS NULL";
const UNUSED: &str =
    "SELECT made_at FROM recovery_code WHERE sign_in_id = $1 AND code_hash = $2 AND used_at IS NULL";
const REMOVE: &str = "DELETE FROM recovery_code WHERE sign_in_id = $1";

/// Adds some.
pub fn add(sign_in: Id, hashes: &[[u8; 32]], now: Timestamp) -> Write {
    hashes.iter().fold(Write::new(), |write, hash| {
        write.statement(ADD, vec![sign_in.into(), (*hash).into(), now.into()], Rows::Exactly(1))
    })
}

/// Uses one up; a conflict if there is no such code or it was used.
pub fn use_up(sign_in: Id, hash: [u8; 32], now: Timestamp) -> Write {
    Write::new().statement(USE, vec![sign_in.into(), hash.into(), now.into()], Rows::Exactly(1))
}

/// Removes all.
pub fn remove(sign_in: Id) -> Write {
    Write::new().statement(REMOVE, vec![sign_in.into()], Rows::Any)
}

/// Whether there is such a code and it was not used.
pub async fn is_unused(store: &Store, sign_in: Id, hash: [u8; 32]) -> Result<bool, StoreError> {
    Ok(store.row(UNUSED, &[sign_in.into(), hash.into()]).await?.is_some())
}

/// How many are left.
pub async fn count_left(store: &Store, sign_in: Id) -> Result<i64, StoreError> {
    store.row(LEFT, &[sign_in.into()]).await?.map_or(Ok(0), |row| row.int(0))
}
