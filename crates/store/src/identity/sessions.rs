//! Where a person is signed in: how and when they proved themselves in each browser, and which of
//! these sessions they have ended.

use values::{Id, Timestamp};

use super::session_sites;
use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO sign_in_session \
    (session_id, sign_in_id, proved_at, means, device, network, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const FIND: &str = "SELECT session_id, sign_in_id, proved_at, means, device, network, ends_at FROM sign_in_session \
    WHERE session_id = $1 AND ends_at > $2 AND ended_at IS NULL";
// One that the browser let lie idle is gone from the site's own sessions, or was last seen too long ago.
const LIST: &str = "SELECT s.session_id, s.sign_in_id, s.proved_at, s.means, s.device, s.network, s.ends_at \
    FROM sign_in_session s JOIN web_session w ON w.session_id = s.session_id AND w.subject = s.sign_in_id \
    WHERE s.sign_in_id = $1 AND s.ends_at > $2 AND s.ended_at IS NULL AND w.site = 'identity' AND w.seen_at > $3 \
    ORDER BY s.proved_at DESC, s.session_id";
const STRENGTHEN: &str =
    "UPDATE sign_in_session SET means = $3 WHERE session_id = $1 AND sign_in_id = $2 AND ended_at IS NULL";
const CLOSE: &str = "UPDATE sign_in_session SET ended_at = $3 \
    WHERE session_id = $1 AND sign_in_id = $2 AND ended_at IS NULL";
const CLOSE_WEB: &str =
    "DELETE FROM web_session WHERE subject = $1 AND site = 'identity' AND session_id = $2";
const CLOSE_WEB_OTHERS: &str =
    "DELETE FROM web_session WHERE subject = $1 AND site = 'identity' AND session_id <> $2";
const CLOSE_OTHERS: &str = "UPDATE sign_in_session SET ended_at = $3 \
    WHERE sign_in_id = $1 AND session_id <> $2 AND ended_at IS NULL";
const CLOSE_WEB_ALL: &str = "DELETE FROM web_session WHERE subject = $1 AND site = 'identity'";
const CLOSE_ALL: &str = "UPDATE sign_in_session SET ended_at = $2 WHERE sign_in_id = $1 AND ended_at IS NULL";
const CHANGE_PROOF: &str = "UPDATE sign_in_session SET proved_at = $3, means = $4, device = $5, network = $6 \
    WHERE session_id = $1 AND sign_in_id = $2 AND ended_at IS NULL";
const LIST_SEEN: &str = "SELECT s.session_id, w.seen_at FROM sign_in_session s \
    JOIN web_session w ON w.session_id = s.session_id AND w.subject = s.sign_in_id \
    WHERE s.sign_in_id = $1 AND s.ends_at > $2 AND s.ended_at IS NULL AND w.site = 'identity' AND w.seen_at > $3 \
    ORDER BY s.proved_at DESC, s.session_id";
const REMOVE: &str = "DELETE FROM sign_in_session WHERE ends_at <= $1";

/// One session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub sign_in_id: Id,
    /// When they proved themselves.
    pub proved_at: Timestamp,
    /// By what: the values of `amr` with a space between.
    pub means: String,
    /// With what browser.
    pub device: String,
    /// From which network address.
    pub network: String,
    /// When it ends in any case.
    pub ends_at: Timestamp,
}

/// Adds one.
pub fn add(session: &Session) -> Write {
    let params = vec![
        session.id.into(),
        session.sign_in_id.into(),
        session.proved_at.into(),
        session.means.clone().into(),
        session.device.clone().into(),
        session.network.clone().into(),
        session.ends_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Keeps that one more way was shown in a session; a conflict if it has ended.
pub fn strengthen(session: Id, sign_in: Id, means: &str) -> Write {
    Write::new().statement(STRENGTHEN, vec![session.into(), sign_in.into(), means.into()], Rows::Exactly(1))
}

/// Ends one of a person's sessions; one that has ended, or is another's, is left alone. The sites it signed in to are
/// marked to be told.
pub fn close(session: Id, sign_in: Id, now: Timestamp) -> Write {
    Write::new()
        .statement(CLOSE, vec![session.into(), sign_in.into(), now.into()], Rows::Any)
        .statement(CLOSE_WEB, vec![sign_in.into(), session.into()], Rows::Any)
        .and(session_sites::tell(session, sign_in, now))
}

/// Ends all of a person's sessions but one; their sites are marked to be told.
pub fn close_others(sign_in: Id, but: Id, now: Timestamp) -> Write {
    Write::new()
        .statement(CLOSE_OTHERS, vec![sign_in.into(), but.into(), now.into()], Rows::Any)
        .statement(CLOSE_WEB_OTHERS, vec![sign_in.into(), but.into()], Rows::Any)
        .and(session_sites::tell_others(sign_in, but, now))
}

/// Ends all of a person's sessions; their sites are marked to be told.
pub fn close_all(sign_in: Id, now: Timestamp) -> Write {
    Write::new()
        .statement(CLOSE_ALL, vec![sign_in.into(), now.into()], Rows::Any)
        .statement(CLOSE_WEB_ALL, vec![sign_in.into()], Rows::Any)
        .and(session_sites::tell_all(sign_in, now))
}

/// The person proved themselves again in a session that stands; a conflict if it has ended.
pub fn change_proof(session: &Session) -> Write {
    let params = vec![
        session.id.into(),
        session.sign_in_id.into(),
        session.proved_at.into(),
        session.means.clone().into(),
        session.device.clone().into(),
        session.network.clone().into(),
    ];
    Write::new().statement(CHANGE_PROOF, params, Rows::Exactly(1))
}

/// When each of the sessions of `list` was last used.
pub async fn list_seen(
    store: &Store,
    sign_in: Id,
    now: Timestamp,
    seen_after: Timestamp,
) -> Result<Vec<(Id, Timestamp)>, StoreError> {
    let rows = store.rows(LIST_SEEN, &[sign_in.into(), now.into(), seen_after.into()]).await?;
    rows.iter().map(|row| Ok((row.id(0)?, row.timestamp(1)?))).collect()
}

/// One that stands.
pub async fn find(store: &Store, session: Id, now: Timestamp) -> Result<Option<Session>, StoreError> {
    store.row(FIND, &[session.into(), now.into()]).await?.as_ref().map(read).transpose()
}

/// Those of one person that stand and were used after an instant, newest first.
pub async fn list(
    store: &Store,
    sign_in: Id,
    now: Timestamp,
    seen_after: Timestamp,
) -> Result<Vec<Session>, StoreError> {
    store.rows(LIST, &[sign_in.into(), now.into(), seen_after.into()]).await?.iter().map(read).collect()
}

/// Forgets those whose time is over.
pub fn remove_ended(now: Timestamp) -> Write {
    Write::new().statement(REMOVE, vec![now.into()], Rows::Any)
}

fn read(row: &Row) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.id(0)?,
        sign_in_id: row.id(1)?,
        proved_at: row.timestamp(2)?,
        means: row.text(3)?.to_owned(),
        device: row.text(4)?.to_owned(),
        network: row.text(5)?.to_owned(),
        ends_at: row.timestamp(6)?,
    })
}
