//! How often in a row was an authenticator tried in vain, and since when are those of that time shut
//! (NIST SP 800-63B-4 section 3.2.2)?

use values::Timestamp;

use crate::{Rows, Store, StoreError, Write};

const FIND: &str = "SELECT failures, last_at, disabled_at FROM failure_count WHERE failure_key = $1";
const ADD: &str = "INSERT INTO failure_count (failure_key, failures, last_at, disabled_at, of_nobody) \
    VALUES ($1, $2, $3, $4, $5)";
const CHANGE: &str = "UPDATE failure_count SET failures = $2, last_at = $3, disabled_at = $4 \
    WHERE failure_key = $1 AND failures = $5 AND last_at = $6";
const CLEAR: &str = "UPDATE failure_count SET failures = 0 WHERE failure_key = $1";
const REMOVE_OF_NOBODY: &str = "DELETE FROM failure_count WHERE of_nobody = 1 AND last_at < $1";

/// The failures under one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    /// How many in a row.
    pub count: i64,
    /// When the last one was.
    pub last_at: Timestamp,
    /// Authenticators bound until this instant are shut.
    pub disabled_at: Option<Timestamp>,
}

/// Moves the count from what was read to what it is now; a conflict if another try came between. What belongs to
/// no sign-in may be forgotten one day.
pub fn change(key: [u8; 32], before: Option<Failures>, after: Failures, of_nobody: bool) -> Write {
    let mut params = vec![key.into(), after.count.into(), after.last_at.into(), after.disabled_at.into()];
    let Some(before) = before else {
        params.push(of_nobody.into());
        return Write::new().statement(ADD, params, Rows::Exactly(1));
    };
    params.push(before.count.into());
    params.push(before.last_at.into());
    Write::new().statement(CHANGE, params, Rows::Exactly(1))
}

/// Counts from the beginning: a try was right.
pub fn clear(key: [u8; 32]) -> Write {
    Write::new().statement(CLEAR, vec![key.into()], Rows::Any)
}

/// The failures under a key.
pub async fn find(store: &Store, key: [u8; 32]) -> Result<Option<Failures>, StoreError> {
    let Some(row) = store.row(FIND, &[key.into()]).await? else { return Ok(None) };
    Ok(Some(Failures {
        count: row.int(0)?,
        last_at: row.timestamp(1)?,
        disabled_at: row.timestamp_or_null(2)?,
    }))
}

/// Forgets tries at addresses that nobody has.
pub fn remove_of_nobody(before: Timestamp) -> Write {
    Write::new().statement(REMOVE_OF_NOBODY, vec![before.into()], Rows::Any)
}
