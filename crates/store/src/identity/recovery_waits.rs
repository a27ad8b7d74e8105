//! The waiting period of a weak recovery: at most one for each sign-in, and one way for it to end.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

// One whose time is over stands in nobody's way; one that runs is never replaced.
const ADD: &str = "INSERT INTO recovery_wait \
    (sign_in_id, recovery_id, stop_hash, shown, begun_at, ready_at, ends_at, reminder_id) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (sign_in_id) DO UPDATE SET \
    recovery_id = excluded.recovery_id, stop_hash = excluded.stop_hash, shown = excluded.shown, \
    begun_at = excluded.begun_at, ready_at = excluded.ready_at, ends_at = excluded.ends_at, \
    reminder_id = excluded.reminder_id WHERE recovery_wait.ends_at <= excluded.begun_at";
const FIND: &str = "SELECT sign_in_id, recovery_id, stop_hash, shown, begun_at, ready_at, ends_at, reminder_id \
    FROM recovery_wait WHERE sign_in_id = $1 AND ends_at > $2";
const FIND_BY_STOP: &str = "SELECT sign_in_id, recovery_id, stop_hash, shown, begun_at, ready_at, ends_at, \
    reminder_id FROM recovery_wait WHERE stop_hash = $1";
const CLOSE: &str = "DELETE FROM recovery_wait WHERE sign_in_id = $1 AND recovery_id = $2";
const CLOSE_READY: &str = "DELETE FROM recovery_wait \
    WHERE sign_in_id = $1 AND recovery_id = $2 AND ready_at <= $3 AND ends_at > $3";
const CLOSE_ANY: &str = "DELETE FROM recovery_wait WHERE sign_in_id = $1";
const REMOVE_ENDED: &str = "DELETE FROM recovery_wait WHERE ends_at <= $1";

/// One waiting period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Whose.
    pub sign_in_id: Id,
    /// The recovery that it belongs to.
    pub recovery_id: Id,
    /// Hash of what the link that stops it carries.
    pub stop_hash: [u8; 32],
    /// What had been shown when it began; the same is shown again to finish.
    pub shown: String,
    /// When it began.
    pub begun_at: Timestamp,
    /// When it is over.
    pub ready_at: Timestamp,
    /// Until when the recovery may then be finished.
    pub ends_at: Timestamp,
    /// The message in the outbox that says that it is over.
    pub reminder_id: Id,
}

/// Adds one; a conflict if one runs.
pub fn add(wait: &Wait) -> Write {
    let params = vec![
        wait.sign_in_id.into(),
        wait.recovery_id.into(),
        wait.stop_hash.into(),
        wait.shown.clone().into(),
        wait.begun_at.into(),
        wait.ready_at.into(),
        wait.ends_at.into(),
        wait.reminder_id.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Ends one before its time; a conflict if it was stopped or used.
pub fn close(wait: &Wait) -> Write {
    Write::new().statement(CLOSE, vec![wait.sign_in_id.into(), wait.recovery_id.into()], Rows::Exactly(1))
}

/// Uses one that is over; a conflict if it is not, or was stopped or used.
pub fn close_ready(wait: &Wait, now: Timestamp) -> Write {
    let params = vec![wait.sign_in_id.into(), wait.recovery_id.into(), now.into()];
    Write::new().statement(CLOSE_READY, params, Rows::Exactly(1))
}

/// Ends whatever runs for a sign-in.
pub fn close_any(sign_in: Id) -> Write {
    Write::new().statement(CLOSE_ANY, vec![sign_in.into()], Rows::Any)
}

/// The one that runs, or is over and was not used yet.
pub async fn find(store: &Store, sign_in: Id, now: Timestamp) -> Result<Option<Wait>, StoreError> {
    store.row(FIND, &[sign_in.into(), now.into()]).await?.as_ref().map(read).transpose()
}

/// The one that a link stops.
pub async fn find_by_stop(store: &Store, hash: [u8; 32]) -> Result<Option<Wait>, StoreError> {
    store.row(FIND_BY_STOP, &[hash.into()]).await?.as_ref().map(read).transpose()
}

/// Forgets those that were not used.
pub fn remove_ended(now: Timestamp) -> Write {
    Write::new().statement(REMOVE_ENDED, vec![now.into()], Rows::Any)
}

fn read(row: &Row) -> Result<Wait, StoreError> {
    Ok(Wait {
        sign_in_id: row.id(0)?,
        recovery_id: row.id(1)?,
        stop_hash: row.hash(2)?,
        shown: row.text(3)?.to_owned(),
        begun_at: row.timestamp(4)?,
        ready_at: row.timestamp(5)?,
        ends_at: row.timestamp(6)?,
        reminder_id: row.id(7)?,
    })
}
