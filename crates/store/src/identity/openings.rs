//! Each time an agent opened a person's record: who, whose, why, and until when it stays open to them.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO record_opening \
    (id, sign_in_id, agent_id, session_id, reason, note_sealed, opened_at, ends_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const IS_OPEN: &str = "SELECT id FROM record_opening \
    WHERE agent_id = $1 AND session_id = $2 AND sign_in_id = $3 AND ends_at > $4 LIMIT 1";
const LIST: &str = "SELECT id, sign_in_id, agent_id, session_id, reason, note_sealed, opened_at, ends_at \
    FROM record_opening ORDER BY id DESC LIMIT $1";
const LIST_BEFORE: &str = "SELECT id, sign_in_id, agent_id, session_id, reason, note_sealed, opened_at, ends_at \
    FROM record_opening WHERE id < $2 ORDER BY id DESC LIMIT $1";

/// One opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Its id, ordered by time.
    pub id: Id,
    /// Whose record.
    pub sign_in_id: Id,
    /// Who opened it.
    pub agent_id: Id,
    /// In which of their sessions; it is open in no other.
    pub session_id: Id,
    /// Why: a word of the identity site's list.
    pub reason: String,
    /// Why, in the agent's own words, sealed under the key of the person whose record it is.
    pub note_sealed: Vec<u8>,
    /// When.
    pub opened_at: Timestamp,
    /// Until when it stays open.
    pub ends_at: Timestamp,
}

/// Adds one.
pub fn add(opening: &Opening) -> Write {
    let params = vec![
        opening.id.into(),
        opening.sign_in_id.into(),
        opening.agent_id.into(),
        opening.session_id.into(),
        opening.reason.clone().into(),
        opening.note_sealed.clone().into(),
        opening.opened_at.into(),
        opening.ends_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Whether a record is open to an agent in this session.
pub async fn is_open(
    store: &Store,
    agent: Id,
    session: Id,
    sign_in: Id,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let params = [agent.into(), session.into(), sign_in.into(), now.into()];
    Ok(store.row(IS_OPEN, &params).await?.is_some())
}

/// The newest, or those before one.
pub async fn list(store: &Store, before: Option<Id>, most: i64) -> Result<Vec<Opening>, StoreError> {
    let rows = match before {
        Some(before) => store.rows(LIST_BEFORE, &[most.into(), before.into()]).await?,
        None => store.rows(LIST, &[most.into()]).await?,
    };
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Opening, StoreError> {
    Ok(Opening {
        id: row.id(0)?,
        sign_in_id: row.id(1)?,
        agent_id: row.id(2)?,
        session_id: row.id(3)?,
        reason: row.text(4)?.to_owned(),
        note_sealed: row.bytes(5)?.to_vec(),
        opened_at: row.timestamp(6)?,
        ends_at: row.timestamp(7)?,
    })
}
