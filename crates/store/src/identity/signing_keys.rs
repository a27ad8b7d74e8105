//! The provider's signing keys: one signs, those before it still verify.

use values::Timestamp;

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str =
    "INSERT INTO signing_key (key_id, private_sealed, made_at, state) VALUES ($1, $2, $3, 'active')";
const LIST: &str = "SELECT key_id, private_sealed, made_at FROM signing_key WHERE state = 'active' \
    ORDER BY made_at DESC, key_id";
const CLOSE: &str = "UPDATE signing_key SET state = 'ended' WHERE key_id = $1 AND state = 'active'";

/// One key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// Its id in the key set.
    pub key_id: String,
    /// The private key.
    pub private_sealed: Vec<u8>,
    /// When it was made.
    pub made_at: Timestamp,
}

/// Adds one, which from then on is the newest.
pub fn add(key: &SigningKey) -> Write {
    let params = vec![key.key_id.clone().into(), key.private_sealed.clone().into(), key.made_at.into()];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Ends one: it leaves the key set.
pub fn close(key_id: &str) -> Write {
    Write::new().statement(CLOSE, vec![key_id.into()], Rows::Exactly(1))
}

/// Those in the key set, newest first.
pub async fn list(store: &Store) -> Result<Vec<SigningKey>, StoreError> {
    store.rows(LIST, &[]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<SigningKey, StoreError> {
    Ok(SigningKey {
        key_id: row.text(0)?.to_owned(),
        private_sealed: row.bytes(1)?.to_vec(),
        made_at: row.timestamp(2)?,
    })
}
