//! Requests of sites to sign someone in: pushed ones (RFC 9126), and those a visitor is answering.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD_PUSHED: &str =
    "INSERT INTO pushed_request (request_hash, client_id, content, ends_at) VALUES ($1, $2, $3, $4)";
const FIND_PUSHED: &str =
    "SELECT client_id, content, ends_at, used_at FROM pushed_request WHERE request_hash = $1";
const USE_PUSHED: &str = "UPDATE pushed_request SET used_at = $2 WHERE request_hash = $1 AND used_at IS NULL";
const ADD: &str =
    "INSERT INTO sign_in_request (id, client_id, content, begun_at, ends_at) VALUES ($1, $2, $3, $4, $5)";
const FIND: &str = "SELECT id, client_id, content, begun_at, ends_at, proof_declined_at, level_declined_at \
    FROM sign_in_request WHERE id = $1 AND ends_at > $2 AND answered_at IS NULL";
const DECLINE_PROOF: &str =
    "UPDATE sign_in_request SET proof_declined_at = $2 WHERE id = $1 AND answered_at IS NULL";
const DECLINE_LEVEL: &str =
    "UPDATE sign_in_request SET level_declined_at = $2 WHERE id = $1 AND answered_at IS NULL";
const CLOSE: &str = "UPDATE sign_in_request SET answered_at = $2 WHERE id = $1 AND answered_at IS NULL";
const REMOVE_PUSHED: &str = "DELETE FROM pushed_request WHERE ends_at <= $1";
const REMOVE: &str = "DELETE FROM sign_in_request WHERE ends_at <= $1";

/// A request pushed by a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// Which site.
    pub client_id: String,
    /// Its parameters.
    pub content: String,
    /// Until when it may be used.
    pub ends_at: Timestamp,
    /// Whether it was used.
    pub is_used: bool,
}

/// A request that a visitor is answering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: Id,
    /// Which site.
    pub client_id: String,
    /// Its parameters.
    pub content: String,
    /// When the visitor came with it.
    pub begun_at: Timestamp,
    /// Until when it may be answered.
    pub ends_at: Timestamp,
    /// When the visitor chose to go on without proving who they are.
    pub proof_declined_at: Option<Timestamp>,
    /// When the visitor chose to go on without a stronger sign-in.
    pub level_declined_at: Option<Timestamp>,
}

/// Adds a pushed request.
pub fn add_pushed(hash: [u8; 32], client_id: &str, content: String, ends_at: Timestamp) -> Write {
    let params = vec![hash.into(), client_id.into(), content.into(), ends_at.into()];
    Write::new().statement(ADD_PUSHED, params, Rows::Exactly(1))
}

/// Uses one up; a conflict if it was used.
pub fn use_pushed(hash: [u8; 32], now: Timestamp) -> Write {
    Write::new().statement(USE_PUSHED, vec![hash.into(), now.into()], Rows::Exactly(1))
}

/// A pushed request by the hash of its name.
pub async fn find_pushed(store: &Store, hash: [u8; 32]) -> Result<Option<Pushed>, StoreError> {
    let Some(row) = store.row(FIND_PUSHED, &[hash.into()]).await? else { return Ok(None) };
    Ok(Some(Pushed {
        client_id: row.text(0)?.to_owned(),
        content: row.text(1)?.to_owned(),
        ends_at: row.timestamp(2)?,
        is_used: row.timestamp_or_null(3)?.is_some(),
    }))
}

/// Adds the request a visitor came with.
pub fn add(request: &Request) -> Write {
    let params = vec![
        request.id.into(),
        request.client_id.clone().into(),
        request.content.clone().into(),
        request.begun_at.into(),
        request.ends_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Remembers that the visitor goes on without proving who they are.
pub fn decline_proof(id: Id, now: Timestamp) -> Write {
    Write::new().statement(DECLINE_PROOF, vec![id.into(), now.into()], Rows::Exactly(1))
}

/// Remembers that the visitor goes on without a stronger sign-in.
pub fn decline_level(id: Id, now: Timestamp) -> Write {
    Write::new().statement(DECLINE_LEVEL, vec![id.into(), now.into()], Rows::Exactly(1))
}

/// Answers it; a conflict if it was answered.
pub fn close(id: Id, now: Timestamp) -> Write {
    Write::new().statement(CLOSE, vec![id.into(), now.into()], Rows::Exactly(1))
}

/// One that still waits for its answer.
pub async fn find(store: &Store, id: Id, now: Timestamp) -> Result<Option<Request>, StoreError> {
    store.row(FIND, &[id.into(), now.into()]).await?.as_ref().map(read).transpose()
}

/// Forgets those whose time is over.
pub fn remove_ended(now: Timestamp) -> Write {
    Write::new().statement(REMOVE_PUSHED, vec![now.into()], Rows::Any).statement(
        REMOVE,
        vec![now.into()],
        Rows::Any,
    )
}

fn read(row: &Row) -> Result<Request, StoreError> {
    Ok(Request {
        id: row.id(0)?,
        client_id: row.text(1)?.to_owned(),
        content: row.text(2)?.to_owned(),
        begun_at: row.timestamp(3)?,
        ends_at: row.timestamp(4)?,
        proof_declined_at: row.timestamp_or_null(5)?,
        level_declined_at: row.timestamp_or_null(6)?,
    })
}
