//! Sign-ins in the making: the address, and whether it was confirmed.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO sign_up (id, email_index, email_sealed, code_hash, code_until, ends_at, version) \
    VALUES ($1, $2, $3, $4, $5, $6, 0)";
const FIND: &str = "SELECT id, email_index, email_sealed, code_hash, code_until, confirmed_at, ends_at, version \
    FROM sign_up WHERE id = $1 AND ends_at > $2";
const CHANGE: &str = "UPDATE sign_up SET code_hash = $3, code_until = $4, confirmed_at = $5, version = version + 1 \
    WHERE id = $1 AND version = $2";
const CLOSE: &str = "DELETE FROM sign_up WHERE id = $1 AND version = $2";
const REMOVE_ENDED: &str = "DELETE FROM sign_up WHERE ends_at <= $1";

/// One sign-in in the making. Its id becomes the sign-in's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignUp {
    /// Its id.
    pub id: Id,
    /// Keyed index of the address.
    pub email_index: [u8; 32],
    /// The address.
    pub email_sealed: Vec<u8>,
    /// Hash of the code that was mailed.
    pub code_hash: [u8; 32],
    /// Until when that code may be used.
    pub code_until: Timestamp,
    /// When the address was confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// When it is forgotten.
    pub ends_at: Timestamp,
    /// Moves with each change.
    pub version: i64,
}

/// Adds one whose code was just mailed.
pub fn add(sign_up: &SignUp) -> Write {
    let params = vec![
        sign_up.id.into(),
        sign_up.email_index.into(),
        sign_up.email_sealed.clone().into(),
        sign_up.code_hash.into(),
        sign_up.code_until.into(),
        sign_up.ends_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Changes what the steps have brought; a conflict if it was changed meanwhile.
pub fn change(sign_up: &SignUp) -> Write {
    let params = vec![
        sign_up.id.into(),
        sign_up.version.into(),
        sign_up.code_hash.into(),
        sign_up.code_until.into(),
        sign_up.confirmed_at.into(),
    ];
    Write::new().statement(CHANGE, params, Rows::Exactly(1))
}

/// Ends it: the sign-in is made.
pub fn close(sign_up: &SignUp) -> Write {
    Write::new().statement(CLOSE, vec![sign_up.id.into(), sign_up.version.into()], Rows::Exactly(1))
}

/// Forgets those that were given up.
pub fn remove_ended(now: Timestamp) -> Write {
    Write::new().statement(REMOVE_ENDED, vec![now.into()], Rows::Any)
}

/// One that has not ended.
pub async fn find(store: &Store, id: Id, now: Timestamp) -> Result<Option<SignUp>, StoreError> {
    store.row(FIND, &[id.into(), now.into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<SignUp, StoreError> {
    Ok(SignUp {
        id: row.id(0)?,
        email_index: row.hash(1)?,
        email_sealed: row.bytes(2)?.to_vec(),
        code_hash: row.hash(3)?,
        code_until: row.timestamp(4)?,
        confirmed_at: row.timestamp_or_null(5)?,
        ends_at: row.timestamp(6)?,
        version: row.int(7)?,
    })
}
