//! Access tokens: only their hashes, with what each opens, to whose key it is bound, and until when.

use values::{Id, Timestamp};

use super::refresh;
use crate::{Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO access_token (token_hash, code_hash, client_id, sign_in_id, scopes, ends_at, \
    binding, session_id, refresh_id, made_at, told) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const FIND: &str = "SELECT client_id, sign_in_id, scopes, binding, session_id, refresh_id, made_at, ends_at, told \
    FROM access_token t WHERE token_hash = $1 AND ends_at > $2 AND revoked_at IS NULL \
    AND (session_id IS NULL OR EXISTS (SELECT 1 FROM sign_in_session s \
    WHERE s.session_id = t.session_id AND s.ends_at > $2 AND s.ended_at IS NULL))";
const CLOSE: &str = "UPDATE access_token SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL";
const CLOSE_OF_CODE: &str =
    "UPDATE access_token SET revoked_at = $2 WHERE code_hash = $1 AND revoked_at IS NULL";
const CLOSE_OF_REFRESH: &str =
    "UPDATE access_token SET revoked_at = $2 WHERE refresh_id = $1 AND revoked_at IS NULL";
const CLOSE_OF_SIGN_IN: &str =
    "UPDATE access_token SET revoked_at = $2 WHERE sign_in_id = $1 AND revoked_at IS NULL";
const REMOVE: &str = "DELETE FROM access_token WHERE ends_at <= $1";

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// For which site.
    pub client_id: String,
    /// Whose sign-in.
    pub sign_in_id: Id,
    /// What it opens, as scopes with a space between.
    pub scopes: String,
    /// The key or certificate it is bound to; none for a bearer token.
    pub binding: Option<String>,
    /// The session it ends with; none if it was given for the time without one.
    pub session_id: Option<Id>,
    /// The refresh token it ends with.
    pub refresh_id: Option<Id>,
    /// When it was given.
    pub made_at: Timestamp,
    /// Until when it is good.
    pub ends_at: Timestamp,
    /// The facts that the request named one by one, as JSON; empty if it named none.
    pub told: String,
}

/// Adds one that came, by whatever way, from a code.
pub fn add(hash: [u8; 32], code_hash: [u8; 32], token: &Token) -> Write {
    let params = vec![
        hash.into(),
        code_hash.into(),
        token.client_id.clone().into(),
        token.sign_in_id.into(),
        token.scopes.clone().into(),
        token.ends_at.into(),
        token.binding.clone().into(),
        token.session_id.into(),
        token.refresh_id.into(),
        token.made_at.into(),
        token.told.clone().into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Ends one.
pub fn close(hash: [u8; 32], now: Timestamp) -> Write {
    Write::new().statement(CLOSE, vec![hash.into(), now.into()], Rows::Any)
}

/// Ends what came from a code: it was traded twice.
pub fn close_of_code(code_hash: [u8; 32], now: Timestamp) -> Write {
    Write::new().statement(CLOSE_OF_CODE, vec![code_hash.into(), now.into()], Rows::Any)
}

/// Ends what came from a refresh token.
pub fn close_of_refresh(refresh: Id, now: Timestamp) -> Write {
    Write::new().statement(CLOSE_OF_REFRESH, vec![refresh.into(), now.into()], Rows::Any)
}

/// Ends everything that was given out for a person, and what more could be had with.
pub fn close_all(sign_in: Id, now: Timestamp) -> Write {
    Write::new()
        .statement(CLOSE_OF_SIGN_IN, vec![sign_in.into(), now.into()], Rows::Any)
        .and(refresh::close_of_sign_in(sign_in, now))
}

/// One that is good now: not over, not taken back, and neither is the session it came of.
pub async fn find(store: &Store, hash: [u8; 32], now: Timestamp) -> Result<Option<Token>, StoreError> {
    let Some(row) = store.row(FIND, &[hash.into(), now.into()]).await? else { return Ok(None) };
    Ok(Some(Token {
        client_id: row.text(0)?.to_owned(),
        sign_in_id: row.id(1)?,
        scopes: row.text(2)?.to_owned(),
        binding: row.text_or_null(3)?.map(str::to_owned),
        session_id: row.id_or_null(4)?,
        refresh_id: row.id_or_null(5)?,
        made_at: row.timestamp(6)?,
        ends_at: row.timestamp(7)?,
        told: row.text(8)?.to_owned(),
    }))
}

/// Forgets those whose time is over.
pub fn remove_ended(now: Timestamp) -> Write {
    Write::new().statement(REMOVE, vec![now.into()], Rows::Any)
}
