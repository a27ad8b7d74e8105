//! Challenges for passkeys: only their hashes, each answered once, by the browser and for the purpose it was made for
//! (WebAuthn Level 2, 13.4.3; ASVS 5.0, 6.7.2).

use values::{Id, Timestamp};

use crate::{Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO passkey_challenge (challenge_hash, browser_hash, purpose, subject, user_handle, ends_at) \
    VALUES ($1, $2, $3, $4, $5, $6)";
const FIND: &str = "SELECT browser_hash, purpose, subject, user_handle, ends_at FROM passkey_challenge WHERE challenge_hash = $1";
const USE: &str = "DELETE FROM passkey_challenge WHERE challenge_hash = $1";
const REMOVE: &str = "DELETE FROM passkey_challenge WHERE ends_at <= $1";

/// What a challenge was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Hash of what only this browser knows.
    pub browser_hash: [u8; 32],
    /// What for.
    pub purpose: String,
    /// For whose sign-in or sign-up; nobody's while it is not known who comes.
    pub subject: Option<Id>,
    /// What a new passkey shall call the person.
    pub user_handle: Option<Vec<u8>>,
    /// Until when it may be answered.
    pub ends_at: Timestamp,
}

/// Adds one.
pub fn add(hash: [u8; 32], challenge: &Challenge) -> Write {
    let params = vec![
        hash.into(),
        challenge.browser_hash.into(),
        challenge.purpose.clone().into(),
        challenge.subject.into(),
        challenge.user_handle.clone().into(),
        challenge.ends_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// By its hash.
pub async fn find(store: &Store, hash: [u8; 32]) -> Result<Option<Challenge>, StoreError> {
    let Some(row) = store.row(FIND, &[hash.into()]).await? else { return Ok(None) };
    Ok(Some(Challenge {
        browser_hash: row.hash(0)?,
        purpose: row.text(1)?.to_owned(),
        subject: row.id_or_null(2)?,
        user_handle: row.bytes_or_null(3)?.map(<[u8]>::to_vec),
        ends_at: row.timestamp(4)?,
    }))
}

/// Uses one up; a conflict if it was used.
pub fn use_up(hash: [u8; 32]) -> Write {
    Write::new().statement(USE, vec![hash.into()], Rows::Exactly(1))
}

/// Forgets those that nobody answered.
pub fn remove_ended(now: Timestamp) -> Write {
    Write::new().statement(REMOVE, vec![now.into()], Rows::Any)
}
