//! Recovery codes: only their hashes, each used once.

use values::{Id, Timestamp};

use crate::{Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO recovery_code (sign_in_id, code_hash, made_at) VALUES ($1, $2, $3)";
const USE: &str =
    "UPDATE recovery_code SET used_at = $3 WHERE sign_in_id = $1 AND code_hash = $2 AND used_at IS NULL";
const LEFT: &str =
    "SELECT CAST(COUNT(*) AS BIGINT) FROM recovery_code WHERE sign_in_id = $1 AND used_at IS NULL";

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

/// How many are left.
pub async fn count_left(store: &Store, sign_in: Id) -> Result<i64, StoreError> {
    store.row(LEFT, &[sign_in.into()]).await?.map_or(Ok(0), |row| row.int(0))
}
