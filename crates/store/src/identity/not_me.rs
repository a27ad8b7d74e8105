//! Links in notices with which a person says "this was not me": only the hash of each, good once.

use values::{Id, Timestamp};

use crate::{Rows, Store, StoreError, Write};

const ADD: &str =
    "INSERT INTO not_me_link (token_hash, sign_in_id, event_id, ends_at) VALUES ($1, $2, $3, $4)";
const FIND: &str = "SELECT sign_in_id, event_id FROM not_me_link \
    WHERE token_hash = $1 AND ends_at > $2 AND used_at IS NULL";
const USE: &str =
    "UPDATE not_me_link SET used_at = $2 WHERE token_hash = $1 AND ends_at > $2 AND used_at IS NULL";
const REMOVE: &str = "DELETE FROM not_me_link WHERE ends_at <= $1";

/// What a link is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Whose sign-in.
    pub sign_in_id: Id,
    /// Which event.
    pub event_id: Id,
}

/// Adds one.
pub fn add(hash: [u8; 32], link: Link, ends_at: Timestamp) -> Write {
    let params = vec![hash.into(), link.sign_in_id.into(), link.event_id.into(), ends_at.into()];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// One that may still be used.
pub async fn find(store: &Store, hash: [u8; 32], now: Timestamp) -> Result<Option<Link>, StoreError> {
    let Some(row) = store.row(FIND, &[hash.into(), now.into()]).await? else { return Ok(None) };
    Ok(Some(Link { sign_in_id: row.id(0)?, event_id: row.id(1)? }))
}

/// Uses one up; a conflict if it was used.
pub fn use_up(hash: [u8; 32], now: Timestamp) -> Write {
    Write::new().statement(USE, vec![hash.into(), now.into()], Rows::Exactly(1))
}

/// Forgets those whose time is over.
pub fn remove_ended(now: Timestamp) -> Write {
    Write::new().statement(REMOVE, vec![now.into()], Rows::Any)
}
