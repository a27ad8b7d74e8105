//! Where a session signed in, so that those sites are told when it ends.
//!
//! [`super::sessions`] marks the rows of a session that ends in the same write; a worker finds the marks.

use values::{Id, Timestamp};

use crate::{Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO session_site (session_id, client_id, sign_in_id, ends_at, tell_at) \
    VALUES ($1, $2, $3, $4, NULL) ON CONFLICT (session_id, client_id) DO UPDATE SET ends_at = excluded.ends_at";
const LIST_TO_TELL: &str = "SELECT session_id, client_id, sign_in_id, tell_at FROM session_site \
    WHERE tell_at <= $1 ORDER BY tell_at LIMIT $2";
const CLOSE: &str =
    "DELETE FROM session_site WHERE session_id = $1 AND client_id = $2 AND tell_at IS NOT NULL";
const REMOVE_ENDED: &str = "DELETE FROM session_site WHERE ends_at <= $1 AND tell_at IS NULL";
const TELL: &str = "UPDATE session_site SET tell_at = $3 \
    WHERE session_id = $1 AND sign_in_id = $2 AND tell_at IS NULL";
const TELL_OTHERS: &str = "UPDATE session_site SET tell_at = $3 \
    WHERE sign_in_id = $1 AND session_id <> $2 AND tell_at IS NULL";
const TELL_ALL: &str = "UPDATE session_site SET tell_at = $2 WHERE sign_in_id = $1 AND tell_at IS NULL";

/// A site to be told that a session ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToTell {
    /// Which session.
    pub session_id: Id,
    /// Which site.
    pub client_id: String,
    /// Whose session.
    pub sign_in_id: Id,
    /// When it ended.
    pub ended_at: Timestamp,
}

/// Remembers that a session signs in at a site.
pub fn add(session: Id, sign_in: Id, client_id: &str, ends_at: Timestamp) -> Write {
    let params = vec![session.into(), client_id.into(), sign_in.into(), ends_at.into()];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Sites to be told, oldest first.
pub async fn list_to_tell(store: &Store, now: Timestamp, most: i64) -> Result<Vec<ToTell>, StoreError> {
    let rows = store.rows(LIST_TO_TELL, &[now.into(), most.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(ToTell {
                session_id: row.id(0)?,
                client_id: row.text(1)?.to_owned(),
                sign_in_id: row.id(2)?,
                ended_at: row.timestamp(3)?,
            })
        })
        .collect()
}

/// Takes a mark over, together with what tells the site; a conflict if another worker was faster.
pub fn close(told: &ToTell) -> Write {
    let params = vec![told.session_id.into(), told.client_id.clone().into()];
    Write::new().statement(CLOSE, params, Rows::Exactly(1))
}

/// Forgets sessions whose time is over: their sites know when that is.
pub fn remove_ended(now: Timestamp) -> Write {
    Write::new().statement(REMOVE_ENDED, vec![now.into()], Rows::Any)
}

/// Marks the sites of one session of a person.
pub(super) fn tell(session: Id, sign_in: Id, now: Timestamp) -> Write {
    Write::new().statement(TELL, vec![session.into(), sign_in.into(), now.into()], Rows::Any)
}

/// Marks the sites of all sessions of a person but one.
pub(super) fn tell_others(sign_in: Id, but: Id, now: Timestamp) -> Write {
    Write::new().statement(TELL_OTHERS, vec![sign_in.into(), but.into(), now.into()], Rows::Any)
}

/// Marks the sites of all sessions of a person.
pub(super) fn tell_all(sign_in: Id, now: Timestamp) -> Write {
    Write::new().statement(TELL_ALL, vec![sign_in.into(), now.into()], Rows::Any)
}
