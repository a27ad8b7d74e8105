//! Browsers with which a person signed in before: only a hash of what each was given to be known again.

use values::{Id, Timestamp};

use crate::{Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO known_browser (sign_in_id, browser_hash, device, first_at, last_at) \
    VALUES ($1, $2, $3, $4, $4) \
    ON CONFLICT (sign_in_id, browser_hash) DO UPDATE SET last_at = excluded.last_at, device = excluded.device";
const FIND: &str = "SELECT last_at FROM known_browser WHERE sign_in_id = $1 AND browser_hash = $2";
const LIST: &str = "SELECT device, first_at, last_at FROM known_browser WHERE sign_in_id = $1 \
    ORDER BY browser_hash LIMIT 500";
const REMOVE_ALL: &str = "DELETE FROM known_browser WHERE sign_in_id = $1";
const REMOVE_SINCE: &str = "DELETE FROM known_browser WHERE sign_in_id = $1 AND first_at >= $2";
const REMOVE_OLD: &str = "DELETE FROM known_browser WHERE last_at < $1";

/// One known browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Browser {
    /// What it was.
    pub device: String,
    /// When it was first used to sign in.
    pub first_at: Timestamp,
    /// When it was last used to sign in.
    pub last_at: Timestamp,
}

/// Remembers that somebody signed in with it, for the first time or again.
pub fn add(sign_in: Id, hash: [u8; 32], device: &str, now: Timestamp) -> Write {
    Write::new().statement(
        ADD,
        vec![sign_in.into(), hash.into(), device.into(), now.into()],
        Rows::Exactly(1),
    )
}

/// Whether somebody signed in with it before.
pub async fn is_known(store: &Store, sign_in: Id, hash: [u8; 32]) -> Result<bool, StoreError> {
    Ok(store.row(FIND, &[sign_in.into(), hash.into()]).await?.is_some())
}

/// Those of one person.
pub async fn list(store: &Store, sign_in: Id) -> Result<Vec<Browser>, StoreError> {
    let rows = store.rows(LIST, &[sign_in.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Browser {
                device: row.text(0)?.to_owned(),
                first_at: row.timestamp(1)?,
                last_at: row.timestamp(2)?,
            })
        })
        .collect()
}

/// Forgets all of one person.
pub fn remove_all(sign_in: Id) -> Write {
    Write::new().statement(REMOVE_ALL, vec![sign_in.into()], Rows::Any)
}

/// Forgets those first used at an instant or after it.
pub fn remove_since(sign_in: Id, since: Timestamp) -> Write {
    Write::new().statement(REMOVE_SINCE, vec![sign_in.into(), since.into()], Rows::Any)
}

/// Forgets those not used since.
pub fn remove_old(before: Timestamp) -> Write {
    Write::new().statement(REMOVE_OLD, vec![before.into()], Rows::Any)
}
