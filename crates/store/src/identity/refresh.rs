//! Refresh tokens: for each grant one row, with the number of the token that is good now. No token stands here,
//! nor what one could be made from without the program's key.

use values::{Id, Timestamp};

use crate::{Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO refresh_grant (id, salt, generation, rotated_at, client_id, sign_in_id, session_id, \
    code_hash, content, binding, begun_at, used_at, ends_at) VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $3, $3, $10)";
const FIND: &str = "SELECT id, salt, generation, rotated_at, client_id, sign_in_id, session_id, code_hash, content, \
    binding, begun_at, used_at, ends_at, ended_at FROM refresh_grant WHERE id = $1";
// One statement looks and uses: of two that come with one token the second finds the number moved on.
const USE: &str = "UPDATE refresh_grant SET used_at = $3 \
    WHERE id = $1 AND generation = $2 AND ended_at IS NULL AND ends_at > $3 AND used_at > $4";
const ROTATE: &str = "UPDATE refresh_grant SET used_at = $3, rotated_at = $3, generation = generation + 1 \
    WHERE id = $1 AND generation = $2 AND ended_at IS NULL AND ends_at > $3 AND used_at > $4";
const CLOSE: &str = "UPDATE refresh_grant SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
const CLOSE_OF_CODE: &str =
    "UPDATE refresh_grant SET ended_at = $2 WHERE code_hash = $1 AND ended_at IS NULL";
const CLOSE_OF_CLIENT: &str = "UPDATE refresh_grant SET ended_at = $3 \
    WHERE sign_in_id = $1 AND client_id = $2 AND ended_at IS NULL";
const CLOSE_OF_SIGN_IN: &str =
    "UPDATE refresh_grant SET ended_at = $2 WHERE sign_in_id = $1 AND ended_at IS NULL";
const REMOVE: &str = "DELETE FROM refresh_grant WHERE ends_at <= $1";

/// What a refresh token stands for, through all its generations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its id, which the token carries.
    pub id: Id,
    /// Random; goes into each token beside the program's key.
    pub salt: [u8; 32],
    /// The number of the token that is good now.
    pub generation: i64,
    /// When that one was given.
    pub rotated_at: Timestamp,
    /// For which site.
    pub client_id: String,
    /// Whose sign-in.
    pub sign_in_id: Id,
    /// The session it ends with; none if the person agreed to access without them.
    pub session_id: Option<Id>,
    /// The code it came from.
    pub code_hash: [u8; 32],
    /// What was granted.
    pub content: String,
    /// The key it is bound to, for a client that cannot prove itself otherwise.
    pub binding: Option<String>,
    /// When it was first given.
    pub begun_at: Timestamp,
    /// When it was last used.
    pub used_at: Timestamp,
    /// When it ends in any case.
    pub ends_at: Timestamp,
    /// When it was ended before its time.
    pub ended_at: Option<Timestamp>,
}

/// Adds one, with its first token.
pub fn add(grant: &Grant) -> Write {
    let params = vec![
        grant.id.into(),
        grant.salt.into(),
        grant.begun_at.into(),
        grant.client_id.clone().into(),
        grant.sign_in_id.into(),
        grant.session_id.into(),
        grant.code_hash.into(),
        grant.content.clone().into(),
        grant.binding.clone().into(),
        grant.ends_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Uses the token of a generation, which stays good; a conflict if it is not, or was not used since `idle_before`.
pub fn use_again(id: Id, generation: i64, now: Timestamp, idle_before: Timestamp) -> Write {
    let params = vec![id.into(), generation.into(), now.into(), idle_before.into()];
    Write::new().statement(USE, params, Rows::Exactly(1))
}

/// Uses up the token of a generation: the next one takes its place. Conflicts as [`use_again`].
pub fn use_up(id: Id, generation: i64, now: Timestamp, idle_before: Timestamp) -> Write {
    let params = vec![id.into(), generation.into(), now.into(), idle_before.into()];
    Write::new().statement(ROTATE, params, Rows::Exactly(1))
}

/// Ends one.
pub fn close(id: Id, now: Timestamp) -> Write {
    Write::new().statement(CLOSE, vec![id.into(), now.into()], Rows::Any)
}

/// Ends what came from a code.
pub fn close_of_code(code_hash: [u8; 32], now: Timestamp) -> Write {
    Write::new().statement(CLOSE_OF_CODE, vec![code_hash.into(), now.into()], Rows::Any)
}

/// Ends what a site has of a person.
pub fn close_of_client(sign_in: Id, client_id: &str, now: Timestamp) -> Write {
    Write::new().statement(CLOSE_OF_CLIENT, vec![sign_in.into(), client_id.into(), now.into()], Rows::Any)
}

/// Ends all of a person's.
pub fn close_of_sign_in(sign_in: Id, now: Timestamp) -> Write {
    Write::new().statement(CLOSE_OF_SIGN_IN, vec![sign_in.into(), now.into()], Rows::Any)
}

/// By id, whether or not it has ended.
pub async fn find(store: &Store, id: Id) -> Result<Option<Grant>, StoreError> {
    let Some(row) = store.row(FIND, &[id.into()]).await? else { return Ok(None) };
    Ok(Some(Grant {
        id: row.id(0)?,
        salt: row.hash(1)?,
        generation: row.int(2)?,
        rotated_at: row.timestamp(3)?,
        client_id: row.text(4)?.to_owned(),
        sign_in_id: row.id(5)?,
        session_id: row.id_or_null(6)?,
        code_hash: row.hash(7)?,
        content: row.text(8)?.to_owned(),
        binding: row.text_or_null(9)?.map(str::to_owned),
        begun_at: row.timestamp(10)?,
        used_at: row.timestamp(11)?,
        ends_at: row.timestamp(12)?,
        ended_at: row.timestamp_or_null(13)?,
    }))
}

/// Forgets those whose time is over.
pub fn remove_ended(now: Timestamp) -> Write {
    Write::new().statement(REMOVE, vec![now.into()], Rows::Any)
}
