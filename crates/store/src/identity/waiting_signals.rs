//! What happened to a sign-in and is still to be told to the sites that know the person. A worker turns each into
//! one effect per site.

use values::{Id, Timestamp};

use crate::{Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO waiting_signal (signal_id, sign_in_id, what, at) VALUES ($1, $2, $3, $4)";
const LIST: &str = "SELECT signal_id, sign_in_id, what, at FROM waiting_signal ORDER BY signal_id LIMIT $1";
const CLOSE: &str = "DELETE FROM waiting_signal WHERE signal_id = $1";

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Its id, ordered by time.
    pub id: Id,
    /// To whom.
    pub sign_in_id: Id,
    /// What, by the key of its words.
    pub what: String,
    /// When.
    pub at: Timestamp,
}

/// Adds one.
pub fn add(signal: &Signal) -> Write {
    let params =
        vec![signal.id.into(), signal.sign_in_id.into(), signal.what.clone().into(), signal.at.into()];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// The oldest.
pub async fn list(store: &Store, most: i64) -> Result<Vec<Signal>, StoreError> {
    let rows = store.rows(LIST, &[most.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Signal {
                id: row.id(0)?,
                sign_in_id: row.id(1)?,
                what: row.text(2)?.to_owned(),
                at: row.timestamp(3)?,
            })
        })
        .collect()
}

/// Takes one over; a conflict if another worker was faster.
pub fn close(id: Id) -> Write {
    Write::new().statement(CLOSE, vec![id.into()], Rows::Exactly(1))
}
