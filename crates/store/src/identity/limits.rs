//! Tries at guessing: how many, when the last, and until when the next must wait.

use values::Timestamp;

use crate::{Rows, Store, StoreError, Write};

const FIND: &str = "SELECT tries, last_at, wait_until FROM guess_limit WHERE guess_key = $1";
const ADD: &str = "INSERT INTO guess_limit (guess_key, tries, last_at, wait_until) VALUES ($1, $2, $3, $4)";
const CHANGE: &str = "UPDATE guess_limit SET tries = $2, last_at = $3, wait_until = $4 \
    WHERE guess_key = $1 AND tries = $5 AND last_at = $6";
const CLEAR: &str = "DELETE FROM guess_limit WHERE guess_key = $1";
const REMOVE_OLD: &str = "DELETE FROM guess_limit WHERE last_at < $1";

/// The tries under one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many.
    pub tries: i64,
    /// When the last one was.
    pub last_at: Timestamp,
    /// Until when the next must wait.
    pub wait_until: Timestamp,
}

/// Moves the count from what was read to what it is now; a conflict if another try came between.
pub fn change(key: [u8; 32], before: Option<Limit>, after: Limit) -> Write {
    let mut params = vec![key.into(), after.tries.into(), after.last_at.into(), after.wait_until.into()];
    let Some(before) = before else {
        return Write::new().statement(ADD, params, Rows::Exactly(1));
    };
    params.push(before.tries.into());
    params.push(before.last_at.into());
    Write::new().statement(CHANGE, params, Rows::Exactly(1))
}

/// Forgets the tries: one was right.
pub fn clear(key: [u8; 32]) -> Write {
    Write::new().statement(CLEAR, vec![key.into()], Rows::Any)
}

/// Forgets what no rule looks back to.
pub fn remove_old(before: Timestamp) -> Write {
    Write::new().statement(REMOVE_OLD, vec![before.into()], Rows::Any)
}

/// The tries so far.
pub async fn find(store: &Store, key: [u8; 32]) -> Result<Option<Limit>, StoreError> {
    let Some(row) = store.row(FIND, &[key.into()]).await? else { return Ok(None) };
    Ok(Some(Limit { tries: row.int(0)?, last_at: row.timestamp(1)?, wait_until: row.timestamp(2)? }))
}
