//! What a person last used as a second factor, and how many wrong codes in a row each kind of them got.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const LIST: &str = "SELECT kind, failures, used_at FROM second_factor WHERE sign_in_id = $1";
const FAIL: &str = "INSERT INTO second_factor (sign_in_id, kind, failures) VALUES ($1, $2, 1) \
    ON CONFLICT (sign_in_id, kind) DO UPDATE SET failures = second_factor.failures + 1";
const USE: &str = "INSERT INTO second_factor (sign_in_id, kind, failures, used_at) VALUES ($1, $2, 0, $3) \
    ON CONFLICT (sign_in_id, kind) DO UPDATE SET failures = 0, used_at = excluded.used_at";
const CLEAR: &str = "UPDATE second_factor SET failures = 0 WHERE sign_in_id = $1 AND kind = $2";

/// One kind of second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    /// `app`, `phone`, `backup` …
    pub kind: String,
    /// Wrong codes in a row.
    pub failures: i64,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

/// One more wrong code.
pub fn add_failure(sign_in: Id, kind: &str) -> Write {
    Write::new().statement(FAIL, vec![sign_in.into(), kind.into()], Rows::Exactly(1))
}

/// A right code: the wrong ones are forgotten.
pub fn change_used(sign_in: Id, kind: &str, now: Timestamp) -> Write {
    Write::new().statement(USE, vec![sign_in.into(), kind.into(), now.into()], Rows::Exactly(1))
}

/// Forgets the wrong ones: what they were for was replaced.
pub fn clear_failures(sign_in: Id, kind: &str) -> Write {
    Write::new().statement(CLEAR, vec![sign_in.into(), kind.into()], Rows::Any)
}

/// All kinds that a person used or that were tried.
pub async fn list(store: &Store, sign_in: Id) -> Result<Vec<SecondFactor>, StoreError> {
    store.rows(LIST, &[sign_in.into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<SecondFactor, StoreError> {
    Ok(SecondFactor {
        kind: row.text(0)?.to_owned(),
        failures: row.int(1)?,
        used_at: row.timestamp_or_null(2)?,
    })
}
