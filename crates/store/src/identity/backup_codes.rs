//! Backup codes: only their hashes under the salt of their set, each used once.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO backup_code (sign_in_id, code_hash, salt, made_at) VALUES ($1, $2, $3, $4)";
const LIST: &str = "SELECT code_hash, salt, made_at, used_at FROM backup_code WHERE sign_in_id = $1";
const USE: &str =
    "UPDATE backup_code SET used_at = $3 WHERE sign_in_id = $1 AND code_hash = $2 AND used_at IS NULL";
const REMOVE: &str = "DELETE FROM backup_code WHERE sign_in_id = $1";

/// One code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupCode {
    /// Its hash.
    pub code_hash: [u8; 32],
    /// The salt of its set.
    pub salt: [u8; 16],
    /// When the set was made.
    pub made_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// Adds a set in place of the one before it.
pub fn add(sign_in: Id, hashes: &[[u8; 32]], salt: [u8; 16], now: Timestamp) -> Write {
    hashes.iter().fold(remove(sign_in), |write, hash| {
        let params = vec![sign_in.into(), (*hash).into(), salt.to_vec().into(), now.into()];
        write.statement(ADD, params, Rows::Exactly(1))
    })
}

/// Uses one up; a conflict if there is no such code or it was used.
pub fn use_up(sign_in: Id, hash: [u8; 32], now: Timestamp) -> Write {
    Write::new().statement(USE, vec![sign_in.into(), hash.into(), now.into()], Rows::Exactly(1))
}

/// Removes a person's set.
pub fn remove(sign_in: Id) -> Write {
    Write::new().statement(REMOVE, vec![sign_in.into()], Rows::Any)
}

/// A person's set, used ones too.
pub async fn list(store: &Store, sign_in: Id) -> Result<Vec<BackupCode>, StoreError> {
    store.rows(LIST, &[sign_in.into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<BackupCode, StoreError> {
    let salt = row.bytes(1)?.try_into().map_err(|_| StoreError::Unreadable)?;
    Ok(BackupCode {
        code_hash: row.hash(0)?,
        salt,
        made_at: row.timestamp(2)?,
        used_at: row.timestamp_or_null(3)?,
    })
}
