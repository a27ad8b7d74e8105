//! Authenticator apps: the key of each, and the last code's step, so that no code is taken twice.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO authenticator_app (id, sign_in_id, key_sealed, last_step, added_at, name_sealed) \
    VALUES ($1, $2, $3, $4, $5, $6)";
const LIST: &str = "SELECT id, sign_in_id, key_sealed, last_step, added_at, name_sealed FROM authenticator_app \
    WHERE sign_in_id = $1 ORDER BY added_at, id";
const USE_STEP: &str = "UPDATE authenticator_app SET last_step = $2 WHERE id = $1 AND last_step < $2";
const CHANGE_NAME: &str = "UPDATE authenticator_app SET name_sealed = $3 WHERE id = $1 AND sign_in_id = $2";
const REMOVE: &str = "DELETE FROM authenticator_app WHERE id = $1 AND sign_in_id = $2";
const REMOVE_ALL: &str = "DELETE FROM authenticator_app WHERE sign_in_id = $1";

/// One app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub sign_in_id: Id,
    /// The shared key.
    pub key_sealed: Vec<u8>,
    /// The step of the last accepted code.
    pub last_step: i64,
    /// When it was added.
    pub added_at: Timestamp,
    /// What its owner calls it.
    pub name_sealed: Option<Vec<u8>>,
}

/// Adds one.
pub fn add(app: &App) -> Write {
    let params = vec![
        app.id.into(),
        app.sign_in_id.into(),
        app.key_sealed.clone().into(),
        app.last_step.into(),
        app.added_at.into(),
        app.name_sealed.clone().into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Uses up the code of a step; a conflict if that or a later one was used.
pub fn use_step(app: Id, step: i64) -> Write {
    Write::new().statement(USE_STEP, vec![app.into(), step.into()], Rows::Exactly(1))
}

/// Changes what its owner calls it; a conflict if it is gone, or another's.
pub fn change_name(app: Id, sign_in: Id, name_sealed: Vec<u8>) -> Write {
    let params = vec![app.into(), sign_in.into(), name_sealed.into()];
    Write::new().statement(CHANGE_NAME, params, Rows::Exactly(1))
}

/// Removes one; a conflict if it is gone, or another's.
pub fn remove(app: Id, sign_in: Id) -> Write {
    Write::new().statement(REMOVE, vec![app.into(), sign_in.into()], Rows::Exactly(1))
}

/// Removes all of a person's.
pub fn remove_all(sign_in: Id) -> Write {
    Write::new().statement(REMOVE_ALL, vec![sign_in.into()], Rows::Any)
}

/// Those of one sign-in, oldest first.
pub async fn list(store: &Store, sign_in: Id) -> Result<Vec<App>, StoreError> {
    store.rows(LIST, &[sign_in.into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<App, StoreError> {
    Ok(App {
        id: row.id(0)?,
        sign_in_id: row.id(1)?,
        key_sealed: row.bytes(2)?.to_vec(),
        last_step: row.int(3)?,
        added_at: row.timestamp(4)?,
        name_sealed: row.bytes_or_null(5)?.map(<[u8]>::to_vec),
    })
}
