//! Requests to wallets for a mobile driver's licence: good once, for minutes, in the session that asked. The token in
//! their addresses is kept as a hash; nonce, key and answer are sealed.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO wallet_request (id, sign_in_id, session_id, token_hash, secret_sealed, comes_back, \
    ends_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)";
const FIND: &str = "SELECT id, sign_in_id, session_id, token_hash, secret_sealed, comes_back, refusal, answer_sealed, \
    code_hash, ends_at, version FROM wallet_request WHERE token_hash = $1 AND ends_at > $2";
const FIND_OF_SESSION: &str = "SELECT id, sign_in_id, session_id, token_hash, secret_sealed, comes_back, refusal, \
    answer_sealed, code_hash, ends_at, version FROM wallet_request WHERE session_id = $1 AND ends_at > $2";
const REFUSE: &str = "UPDATE wallet_request SET refusal = $3, version = version + 1 \
    WHERE id = $1 AND version = $2 AND answer_sealed IS NULL";
const ANSWER: &str = "UPDATE wallet_request SET answer_sealed = $3, code_hash = $4, refusal = NULL, \
    version = version + 1 WHERE id = $1 AND version = $2 AND answer_sealed IS NULL";
const USE_UP: &str =
    "DELETE FROM wallet_request WHERE id = $1 AND version = $2 AND answer_sealed IS NOT NULL";
const REMOVE_OF_SESSION: &str = "DELETE FROM wallet_request WHERE session_id = $1";
const REMOVE_ENDED: &str = "DELETE FROM wallet_request WHERE ends_at <= $1";

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalletRequest {
    /// Its id.
    pub id: Id,
    /// Who asks.
    pub sign_in_id: Id,
    /// In which session.
    pub session_id: Id,
    /// Hash of the token in its addresses.
    pub token_hash: [u8; 32],
    /// Token, nonce and key to decrypt with.
    pub secret_sealed: Vec<u8>,
    /// Whether the wallet is on the device that asks, so that it comes back there with a code.
    pub comes_back: bool,
    /// Why the last answer was refused, if one was.
    pub refusal: Option<String>,
    /// What the licence says, once it was believed.
    pub answer_sealed: Option<Vec<u8>>,
    /// Hash of the code that the wallet was given to come back with.
    pub code_hash: Option<[u8; 32]>,
    /// Until when it is good.
    pub ends_at: Timestamp,
    /// Moves with each change.
    pub version: i64,
}

/// Adds one, in place of those the session has.
pub fn put(request: &WalletRequest) -> Write {
    let params = vec![
        request.id.into(),
        request.sign_in_id.into(),
        request.session_id.into(),
        request.token_hash.into(),
        request.secret_sealed.clone().into(),
        i64::from(request.comes_back).into(),
        request.ends_at.into(),
    ];
    remove_of_session(request.session_id).statement(ADD, params, Rows::Exactly(1))
}

/// The one that an address names.
pub async fn find(
    store: &Store,
    token_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<WalletRequest>, StoreError> {
    store.row(FIND, &[token_hash.into(), now.into()]).await?.as_ref().map(read).transpose()
}

/// The one of a session.
pub async fn find_of_session(
    store: &Store,
    session: Id,
    now: Timestamp,
) -> Result<Option<WalletRequest>, StoreError> {
    store.row(FIND_OF_SESSION, &[session.into(), now.into()]).await?.as_ref().map(read).transpose()
}

/// Notes why an answer was refused; a conflict if one was accepted meanwhile.
pub fn refuse(request: &WalletRequest, why: &str) -> Write {
    let params = vec![request.id.into(), request.version.into(), why.into()];
    Write::new().statement(REFUSE, params, Rows::Exactly(1))
}

/// Keeps what the licence says, once; a conflict if an answer was accepted before.
pub fn answer(request: &WalletRequest, sealed: Vec<u8>, code_hash: Option<[u8; 32]>) -> Write {
    let params = vec![request.id.into(), request.version.into(), sealed.into(), code_hash.into()];
    Write::new().statement(ANSWER, params, Rows::Exactly(1))
}

/// Takes an answered one away; a conflict if it was used before.
pub fn use_up(request: &WalletRequest) -> Write {
    let params = vec![request.id.into(), request.version.into()];
    Write::new().statement(USE_UP, params, Rows::Exactly(1))
}

/// Takes those of a session away.
pub fn remove_of_session(session: Id) -> Write {
    Write::new().statement(REMOVE_OF_SESSION, vec![session.into()], Rows::Any)
}

/// Forgets those whose time is over.
pub fn remove_ended(now: Timestamp) -> Write {
    Write::new().statement(REMOVE_ENDED, vec![now.into()], Rows::Any)
}

fn read(row: &Row) -> Result<WalletRequest, StoreError> {
    Ok(WalletRequest {
        id: row.id(0)?,
        sign_in_id: row.id(1)?,
        session_id: row.id(2)?,
        token_hash: row.hash(3)?,
        secret_sealed: row.bytes(4)?.to_vec(),
        comes_back: row.int(5)? != 0,
        refusal: row.text_or_null(6)?.map(str::to_owned),
        answer_sealed: row.bytes_or_null(7)?.map(<[u8]>::to_vec),
        code_hash: row.bytes_or_null(8)?.map(|_| row.hash(8)).transpose()?,
        ends_at: row.timestamp(9)?,
        version: row.int(10)?,
    })
}

#[cfg(test)]
mod tests;
