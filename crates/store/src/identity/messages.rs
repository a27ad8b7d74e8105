//! Messages of the demonstration, kept to be read instead of sent.

use values::{Id, Timestamp};

use crate::{Rows, Store, StoreError, Write};

const ADD: &str =
    "INSERT INTO kept_message (id, sent_at, content_sealed) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING";
const LIST: &str =
    "SELECT id, sent_at, content_sealed FROM kept_message ORDER BY sent_at DESC, id DESC LIMIT $1";
const REMOVE_OLD: &str = "DELETE FROM kept_message WHERE sent_at < $1";

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its key: the effect's.
    pub id: Id,
    /// When it was "sent".
    pub sent_at: Timestamp,
    /// What it says.
    pub content_sealed: Vec<u8>,
}

/// Keeps one; a second attempt under the same key changes nothing.
pub fn add(message: &Message) -> Write {
    let params = vec![message.id.into(), message.sent_at.into(), message.content_sealed.clone().into()];
    Write::new().statement(ADD, params, Rows::Any)
}

/// Forgets old ones.
pub fn remove_old(before: Timestamp) -> Write {
    Write::new().statement(REMOVE_OLD, vec![before.into()], Rows::Any)
}

/// The newest.
pub async fn list(store: &Store, most: i64) -> Result<Vec<Message>, StoreError> {
    let rows = store.rows(LIST, &[most.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Message { id: row.id(0)?, sent_at: row.timestamp(1)?, content_sealed: row.bytes(2)?.to_vec() })
        })
        .collect()
}
