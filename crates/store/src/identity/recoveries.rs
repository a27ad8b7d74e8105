//! Recoveries under way: what somebody has shown so far who cannot sign in, and how each one ended. One is kept
//! for an address that nobody has too, so that the two look alike.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO recovery (id, sign_in_id, email_index, email_sealed, code_hash, code_until, shown, \
    stop_hash, state, begun_at, ends_at, version) VALUES ($1, $2, $3, $4, $5, $6, '', $7, 'open', $8, $9, 0)";
const FIND: &str = "SELECT id, sign_in_id, email_index, email_sealed, code_hash, code_until, shown, saved_made_at, \
    stop_hash, state, begun_at, ends_at, version FROM recovery WHERE id = $1 AND ends_at > $2";
const FIND_BY_STOP: &str = "SELECT id, sign_in_id, email_index, email_sealed, code_hash, code_until, shown, \
    saved_made_at, stop_hash, state, begun_at, ends_at, version FROM recovery WHERE stop_hash = $1";
const CHANGE: &str = "UPDATE recovery SET code_hash = $3, code_until = $4, shown = $5, saved_made_at = $6, \
    version = version + 1 WHERE id = $1 AND version = $2 AND state = 'open'";
const CLOSE: &str =
    "UPDATE recovery SET state = $3, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'open'";
const STOP: &str = "UPDATE recovery SET state = 'stopped', version = version + 1 WHERE id = $1 AND state IN ('open', 'waiting')";
const CLOSE_ALL: &str = "UPDATE recovery SET state = $2, version = version + 1 \
    WHERE sign_in_id = $1 AND state IN ('open', 'waiting')";
const REMOVE_ENDED: &str = "DELETE FROM recovery WHERE ends_at <= $1";

/// How far one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Something is still to be shown.
    Open,
    /// Its waiting period runs, or is over and was not used yet.
    Waiting,
    /// The person is back in.
    Done,
    /// Stopped by its link, or by somebody who signed in.
    Stopped,
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Stopped => "stopped",
        }
    }

    fn read(word: &str) -> Self {
        let all = [Self::Open, Self::Waiting, Self::Done];
        all.into_iter().find(|state| state.word() == word).unwrap_or(Self::Stopped)
    }
}

/// One recovery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// Its id.
    pub id: Id,
    /// Which sign-in; none for an address that nobody has.
    pub sign_in_id: Option<Id>,
    /// Keyed index of the address that was typed.
    pub email_index: [u8; 32],
    /// That address.
    pub email_sealed: Vec<u8>,
    /// Hash of the code that was mailed.
    pub code_hash: [u8; 32],
    /// Until when that code may be used.
    pub code_until: Timestamp,
    /// What was shown so far: words with a space between.
    pub shown: String,
    /// When the saved code that was shown had been made.
    pub saved_made_at: Option<Timestamp>,
    /// Hash of what the link that stops it carries.
    pub stop_hash: [u8; 32],
    /// How far it is.
    pub state: State,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// Until when it may be gone on with.
    pub ends_at: Timestamp,
    /// Moves with each change.
    pub version: i64,
}

/// Adds one whose code was just mailed.
pub fn add(recovery: &Recovery) -> Write {
    let params = vec![
        recovery.id.into(),
        recovery.sign_in_id.into(),
        recovery.email_index.into(),
        recovery.email_sealed.clone().into(),
        recovery.code_hash.into(),
        recovery.code_until.into(),
        recovery.stop_hash.into(),
        recovery.begun_at.into(),
        recovery.ends_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Changes what was shown or mailed; a conflict if it was changed or ended meanwhile.
pub fn change(recovery: &Recovery) -> Write {
    let params = vec![
        recovery.id.into(),
        recovery.version.into(),
        recovery.code_hash.into(),
        recovery.code_until.into(),
        recovery.shown.clone().into(),
        recovery.saved_made_at.into(),
    ];
    Write::new().statement(CHANGE, params, Rows::Exactly(1))
}

/// Ends one; a conflict if it was changed or ended meanwhile.
pub fn close(recovery: &Recovery, state: State) -> Write {
    let params = vec![recovery.id.into(), recovery.version.into(), state.word().into()];
    Write::new().statement(CLOSE, params, Rows::Exactly(1))
}

/// Stops one; a conflict if it has ended.
pub fn stop(id: Id) -> Write {
    Write::new().statement(STOP, vec![id.into()], Rows::Exactly(1))
}

/// Ends all others of a sign-in; call it after the statement that ends the one.
pub fn close_all(sign_in: Id, state: State) -> Write {
    Write::new().statement(CLOSE_ALL, vec![sign_in.into(), state.word().into()], Rows::Any)
}

/// One whose time is not over, whatever its state.
pub async fn find(store: &Store, id: Id, now: Timestamp) -> Result<Option<Recovery>, StoreError> {
    store.row(FIND, &[id.into(), now.into()]).await?.as_ref().map(read).transpose()
}

/// The one that a link stops, whatever its state.
pub async fn find_by_stop(store: &Store, hash: [u8; 32]) -> Result<Option<Recovery>, StoreError> {
    store.row(FIND_BY_STOP, &[hash.into()]).await?.as_ref().map(read).transpose()
}

/// Forgets old ones. They are kept for a while after their end, so that their links still say what became of them.
pub fn remove_ended(before: Timestamp) -> Write {
    Write::new().statement(REMOVE_ENDED, vec![before.into()], Rows::Any)
}

fn read(row: &Row) -> Result<Recovery, StoreError> {
    Ok(Recovery {
        id: row.id(0)?,
        sign_in_id: row.id_or_null(1)?,
        email_index: row.hash(2)?,
        email_sealed: row.bytes(3)?.to_vec(),
        code_hash: row.hash(4)?,
        code_until: row.timestamp(5)?,
        shown: row.text(6)?.to_owned(),
        saved_made_at: row.timestamp_or_null(7)?,
        stop_hash: row.hash(8)?,
        state: State::read(row.text(9)?),
        begun_at: row.timestamp(10)?,
        ends_at: row.timestamp(11)?,
        version: row.int(12)?,
    })
}
