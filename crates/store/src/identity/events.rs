//! What happened to a sign-in, as its owner may see it: only ever added to.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO sign_in_event (sign_in_id, event_id, at, what, session_id, device, network) \
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const LIST: &str = "SELECT sign_in_id, event_id, at, what, session_id, device, network FROM sign_in_event \
    WHERE sign_in_id = $1 ORDER BY event_id DESC LIMIT $2";
const LIST_BEFORE: &str = "SELECT sign_in_id, event_id, at, what, session_id, device, network FROM sign_in_event \
    WHERE sign_in_id = $1 AND event_id < $3 ORDER BY event_id DESC LIMIT $2";
const FIND: &str = "SELECT sign_in_id, event_id, at, what, session_id, device, network FROM sign_in_event \
    WHERE sign_in_id = $1 AND event_id = $2";

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Whose.
    pub sign_in_id: Id,
    /// Its id, ordered by time.
    pub id: Id,
    /// When.
    pub at: Timestamp,
    /// What: the key of the message that tells it.
    pub what: String,
    /// In which session.
    pub session_id: Option<Id>,
    /// With what browser.
    pub device: String,
    /// From which network address.
    pub network: String,
}

/// Adds one.
pub fn add(event: &Event) -> Write {
    let params = vec![
        event.sign_in_id.into(),
        event.id.into(),
        event.at.into(),
        event.what.clone().into(),
        event.session_id.into(),
        event.device.clone().into(),
        event.network.clone().into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// The newest of one sign-in.
pub async fn list(store: &Store, sign_in: Id, most: i64) -> Result<Vec<Event>, StoreError> {
    store.rows(LIST, &[sign_in.into(), most.into()]).await?.iter().map(read).collect()
}

/// The newest of one sign-in that came before another event.
pub async fn list_before(
    store: &Store,
    sign_in: Id,
    before: Id,
    most: i64,
) -> Result<Vec<Event>, StoreError> {
    store.rows(LIST_BEFORE, &[sign_in.into(), most.into(), before.into()]).await?.iter().map(read).collect()
}

/// One, if it is this person's.
pub async fn find(store: &Store, sign_in: Id, event: Id) -> Result<Option<Event>, StoreError> {
    store.row(FIND, &[sign_in.into(), event.into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Event, StoreError> {
    Ok(Event {
        sign_in_id: row.id(0)?,
        id: row.id(1)?,
        at: row.timestamp(2)?,
        what: row.text(3)?.to_owned(),
        session_id: row.id_or_null(4)?,
        device: row.text(5)?.to_owned(),
        network: row.text(6)?.to_owned(),
    })
}
