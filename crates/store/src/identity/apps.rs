//! Authenticator apps: the key of each, and the last code's step, so that no code is taken twice.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO authenticator_app (id, sign_in_id, key_sealed, last_step, added_at) \
    VALUES ($1, $2, $3, $4, $5)";
const LIST: &str = "SELECT id, sign_in_id, key_sealed, last_step, added_at FROM authenticator_app \
    WHERE sign_in_id = $1 ORDER BY added_at, id";
const USE_STEP: &str = "UPDATE authenticator_app SET last_step = $2 WHERE id = $1 AND last_step < $2";

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
}

/// Adds one.
pub fn add(app: &App) -> Write {
    let params = vec![
        app.id.into(),
        app.sign_in_id.into(),
        app.key_sealed.clone().into(),
        app.last_step.into(),
        app.added_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Uses up the code of a step; a conflict if that or a later one was used.
pub fn use_step(app: Id, step: i64) -> Write {
    Write::new().statement(USE_STEP, vec![app.into(), step.into()], Rows::Exactly(1))
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
    })
}
