//! What people say who disagree with a decision, and what they were answered.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO redress_request (id, sign_in_id, about, text_sealed, state, asked_at) \
    VALUES ($1, $2, $3, $4, 'open', $5)";
const FIND: &str = "SELECT id, sign_in_id, about, text_sealed, state, asked_at, answer_sealed, answered_at \
    FROM redress_request WHERE id = $1";
const LIST_OPEN: &str = "SELECT id, sign_in_id, about, text_sealed, state, asked_at, answer_sealed, answered_at \
    FROM redress_request WHERE state = 'open' ORDER BY asked_at, id LIMIT $1";
const LIST_OF: &str = "SELECT id, sign_in_id, about, text_sealed, state, asked_at, answer_sealed, answered_at \
    FROM redress_request WHERE sign_in_id = $1 ORDER BY asked_at DESC";
const ANSWER: &str = "UPDATE redress_request SET state = $2, agent_id = $3, answer_sealed = $4, answered_at = $5 \
    WHERE id = $1 AND state = 'open'";

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redress {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub sign_in_id: Id,
    /// What it is about: a word of the identity site's list.
    pub about: String,
    /// What they say, sealed under their key.
    pub text_sealed: Vec<u8>,
    /// `open`, or how it was answered.
    pub state: String,
    /// When.
    pub asked_at: Timestamp,
    /// The answer, sealed under their key.
    pub answer_sealed: Option<Vec<u8>>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
}

/// Adds one.
pub fn add(request: &Redress) -> Write {
    let params = vec![
        request.id.into(),
        request.sign_in_id.into(),
        request.about.clone().into(),
        request.text_sealed.clone().into(),
        request.asked_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// One by its id.
pub async fn find(store: &Store, id: Id) -> Result<Option<Redress>, StoreError> {
    store.row(FIND, &[id.into()]).await?.as_ref().map(read).transpose()
}

/// Those without an answer, the oldest first.
pub async fn list_open(store: &Store, most: i64) -> Result<Vec<Redress>, StoreError> {
    store.rows(LIST_OPEN, &[most.into()]).await?.iter().map(read).collect()
}

/// Those of one person, the newest first.
pub async fn list_of(store: &Store, sign_in: Id) -> Result<Vec<Redress>, StoreError> {
    store.rows(LIST_OF, &[sign_in.into()]).await?.iter().map(read).collect()
}

/// Answers one, once; a conflict if it was answered.
pub fn close(id: Id, state: &str, agent: Id, answer_sealed: Vec<u8>, now: Timestamp) -> Write {
    let params = vec![id.into(), state.into(), agent.into(), answer_sealed.into(), now.into()];
    Write::new().statement(ANSWER, params, Rows::Exactly(1))
}

fn read(row: &Row) -> Result<Redress, StoreError> {
    Ok(Redress {
        id: row.id(0)?,
        sign_in_id: row.id(1)?,
        about: row.text(2)?.to_owned(),
        text_sealed: row.bytes(3)?.to_vec(),
        state: row.text(4)?.to_owned(),
        asked_at: row.timestamp(5)?,
        answer_sealed: row.bytes_or_null(6)?.map(<[u8]>::to_vec),
        answered_at: row.timestamp_or_null(7)?,
    })
}
