//! What the two ends of a video call send each other through us: how their browsers meet, what they type. Sealed, numbered
//! for each sender, gone when the call is over.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO call_message (id, call_id, sender, number, sign_in_id, proofing_id, kind, \
    content_sealed, at) VALUES ($1, $2, $3, \
    (SELECT COALESCE(MAX(number), 0) + 1 FROM call_message WHERE call_id = $2 AND sender = $3), \
    $4, $5, $6, $7, $8)";
const LIST: &str = "SELECT id, call_id, sender, number, sign_in_id, proofing_id, kind, content_sealed, at \
    FROM call_message WHERE call_id = $1 AND sender = $2 AND number > $3 ORDER BY number LIMIT $4";
const REMOVE_OF: &str = "DELETE FROM call_message WHERE proofing_id = $1";
const REMOVE_OLD: &str = "DELETE FROM call_message WHERE at <= $1";

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: Id,
    /// In which call.
    pub call_id: Id,
    /// Who sent it: a word.
    pub sender: String,
    /// Which of this sender's, from 1; given when it is added.
    pub number: i64,
    /// Whose call.
    pub sign_in_id: Id,
    /// With which case.
    pub proofing_id: Id,
    /// What it is: a word.
    pub kind: String,
    /// What it says, sealed in table `call_message`, row `id`.
    pub content_sealed: Vec<u8>,
    /// When it was sent.
    pub at: Timestamp,
}

/// Adds one after its sender's others; a conflict if the sender added another at the same moment.
pub fn add(message: &Message) -> Write {
    let params = vec![
        message.id.into(),
        message.call_id.into(),
        message.sender.as_str().into(),
        message.sign_in_id.into(),
        message.proofing_id.into(),
        message.kind.as_str().into(),
        message.content_sealed.clone().into(),
        message.at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// A sender's after a number, in their order.
pub async fn list(
    store: &Store,
    call: Id,
    sender: &str,
    after: i64,
    most: i64,
) -> Result<Vec<Message>, StoreError> {
    let params = [call.into(), sender.into(), after.into(), most.into()];
    store.rows(LIST, &params).await?.iter().map(read).collect()
}

/// Forgets a case's.
pub fn remove_of(proofing: Id) -> Write {
    Write::new().statement(REMOVE_OF, vec![proofing.into()], Rows::Any)
}

/// Forgets those sent before an instant.
pub fn remove_old(before: Timestamp) -> Write {
    Write::new().statement(REMOVE_OLD, vec![before.into()], Rows::Any)
}

fn read(row: &Row) -> Result<Message, StoreError> {
    Ok(Message {
        id: row.id(0)?,
        call_id: row.id(1)?,
        sender: row.text(2)?.to_owned(),
        number: row.int(3)?,
        sign_in_id: row.id(4)?,
        proofing_id: row.id(5)?,
        kind: row.text(6)?.to_owned(),
        content_sealed: row.bytes(7)?.to_vec(),
        at: row.timestamp(8)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::on_each_engine;

    #[tokio::test]
    async fn messages_are_numbered_for_each_sender_and_call() {
        let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).unwrap();
        on_each_engine(async |store| {
            for (id, call, sender) in
                [(1, 1, "person"), (2, 1, "agent"), (3, 1, "person"), (4, 2, "person"), (5, 1, "person")]
            {
                let message = Message {
                    id: Id::from_bytes([id; 16]),
                    call_id: Id::from_bytes([call; 16]),
                    sender: sender.to_owned(),
                    number: 0,
                    sign_in_id: Id::from_bytes([7; 16]),
                    proofing_id: Id::from_bytes([call + 10; 16]),
                    kind: "chat".to_owned(),
                    content_sealed: vec![id],
                    at: at(id.into()),
                };
                store.write(add(&message)).await.unwrap();
            }
            let numbers = async |call: u8, sender: &str, after| {
                let found = list(&store, Id::from_bytes([call; 16]), sender, after, 9).await.unwrap();
                found.iter().map(|message| (message.number, message.content_sealed[0])).collect::<Vec<_>>()
            };
            assert_eq!(numbers(1, "person", 0).await, [(1, 1), (2, 3), (3, 5)]);
            assert_eq!(numbers(1, "person", 2).await, [(3, 5)]);
            assert_eq!(numbers(1, "agent", 0).await, [(1, 2)]);
            store.write(remove_of(Id::from_bytes([11; 16]))).await.unwrap();
            assert!(numbers(1, "person", 0).await.is_empty() && numbers(2, "person", 0).await.len() == 1);
            store.write(remove_old(at(4))).await.unwrap();
            assert!(numbers(2, "person", 0).await.is_empty());
        })
        .await;
    }
}
