//! The provider's signing keys: of each kind one signs, those before it still verify, one to come is shown already.

use values::Timestamp;

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO signing_key (key_id, private_sealed, made_at, state, algorithm, signs_from, number) \
    VALUES ($1, $2, $3, 'active', $4, $5, $6)";
const LIST: &str = "SELECT key_id, private_sealed, made_at, algorithm, signs_from, number FROM signing_key \
    WHERE state = 'active' ORDER BY signs_from DESC, made_at DESC, key_id";
// Its number is free again for the one that takes its place.
const CLOSE: &str =
    "UPDATE signing_key SET state = 'ended', number = NULL WHERE key_id = $1 AND state = 'active'";

/// One key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// Its id in the key set.
    pub key_id: String,
    /// The private key.
    pub private_sealed: Vec<u8>,
    /// When it was made.
    pub made_at: Timestamp,
    /// How it signs, by its registered name.
    pub algorithm: String,
    /// From when on it signs: before, it is only shown.
    pub signs_from: Timestamp,
    /// Which of its kind it is, from 1; keys of old have none.
    pub number: Option<i64>,
}

/// Adds one; a conflict if another process has added the one of this number.
pub fn add(key: &SigningKey) -> Write {
    let params = vec![
        key.key_id.clone().into(),
        key.private_sealed.clone().into(),
        key.made_at.into(),
        key.algorithm.clone().into(),
        key.signs_from.into(),
        key.number.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Ends one: it leaves the key set. A conflict if it has ended.
pub fn close(key_id: &str) -> Write {
    Write::new().statement(CLOSE, vec![key_id.into()], Rows::Exactly(1))
}

/// Those in the key set, the last to sign first.
pub async fn list(store: &Store) -> Result<Vec<SigningKey>, StoreError> {
    store.rows(LIST, &[]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<SigningKey, StoreError> {
    Ok(SigningKey {
        key_id: row.text(0)?.to_owned(),
        private_sealed: row.bytes(1)?.to_vec(),
        made_at: row.timestamp(2)?,
        algorithm: row.text(3)?.to_owned(),
        signs_from: row.timestamp(4)?,
        number: row.int_or_null(5)?,
    })
}
