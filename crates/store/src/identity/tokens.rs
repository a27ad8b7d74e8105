//! Access tokens: only their hashes, with what each opens and until when.

use values::{Id, Timestamp};

use crate::{Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO access_token (token_hash, code_hash, client_id, sign_in_id, scopes, ends_at) \
    VALUES ($1, $2, $3, $4, $5, $6)";
const FIND: &str = "SELECT client_id, sign_in_id, scopes FROM access_token \
    WHERE token_hash = $1 AND ends_at > $2 AND revoked_at IS NULL";
const CLOSE_OF_CODE: &str =
    "UPDATE access_token SET revoked_at = $2 WHERE code_hash = $1 AND revoked_at IS NULL";
const CLOSE_ALL: &str =
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
}

/// Adds one that came from a code.
pub fn add(hash: [u8; 32], code_hash: [u8; 32], token: &Token, ends_at: Timestamp) -> Write {
    let params = vec![
        hash.into(),
        code_hash.into(),
        token.client_id.clone().into(),
        token.sign_in_id.into(),
        token.scopes.clone().into(),
        ends_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Ends what came from a code: it was traded twice.
pub fn close_of_code(code_hash: [u8; 32], now: Timestamp) -> Write {
    Write::new().statement(CLOSE_OF_CODE, vec![code_hash.into(), now.into()], Rows::Any)
}

/// Ends everything that was given out for a person.
pub fn close_all(sign_in: Id, now: Timestamp) -> Write {
    Write::new().statement(CLOSE_ALL, vec![sign_in.into(), now.into()], Rows::Any)
}

/// One that is good now.
pub async fn find(store: &Store, hash: [u8; 32], now: Timestamp) -> Result<Option<Token>, StoreError> {
    let Some(row) = store.row(FIND, &[hash.into(), now.into()]).await? else { return Ok(None) };
    Ok(Some(Token {
        client_id: row.text(0)?.to_owned(),
        sign_in_id: row.id(1)?,
        scopes: row.text(2)?.to_owned(),
    }))
}

/// Forgets those whose time is over.
pub fn remove_ended(now: Timestamp) -> Write {
    Write::new().statement(REMOVE, vec![now.into()], Rows::Any)
}
