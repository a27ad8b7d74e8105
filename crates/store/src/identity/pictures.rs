//! Pictures of papers and faces, sealed under their owner's key: one of each kind in a case. Each has an end from its
//! beginning; what removes one says so in the log in the same write.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO picture \
    (id, sign_in_id, proofing_id, kind, origin, content_sealed, reading_sealed, taken_at, ends_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const LIST: &str = "SELECT id, sign_in_id, proofing_id, kind, origin, reading_sealed, taken_at, ends_at FROM picture \
    WHERE proofing_id = $1 ORDER BY kind";
const LIST_ENDED: &str = "SELECT id, sign_in_id, proofing_id, kind, origin, reading_sealed, taken_at, ends_at FROM picture \
    WHERE ends_at <= $1 ORDER BY ends_at, id LIMIT $2";
const CONTENT: &str = "SELECT content_sealed FROM picture WHERE id = $1";
const CHANGE_READING: &str = "UPDATE picture SET reading_sealed = $2 WHERE id = $1";
const HOLD: &str = "UPDATE picture SET ends_at = $2 WHERE proofing_id = $1 AND ends_at < $2";
const END: &str = "UPDATE picture SET ends_at = $2 WHERE proofing_id = $1 AND ends_at > $2";
const REMOVE: &str = "DELETE FROM picture WHERE id = $1";

/// One picture, without what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub sign_in_id: Id,
    /// For which case of proving who they are.
    pub proofing_id: Id,
    /// What it shows, in a word: a paper's side, or the face.
    pub kind: String,
    /// How it came, as the browser says, in a word: by a camera, or as a file.
    pub origin: String,
    /// What could be read on it.
    pub reading_sealed: Option<Vec<u8>>,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// When it goes at the latest.
    pub ends_at: Timestamp,
}

/// Adds one with what it shows; a conflict if the case has one of its kind.
pub fn add(picture: &Picture, content_sealed: Vec<u8>) -> Write {
    let params = vec![
        picture.id.into(),
        picture.sign_in_id.into(),
        picture.proofing_id.into(),
        picture.kind.clone().into(),
        picture.origin.clone().into(),
        content_sealed.into(),
        picture.reading_sealed.clone().into(),
        picture.taken_at.into(),
        picture.ends_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Those of a case, in the order of their kinds.
pub async fn list(store: &Store, proofing: Id) -> Result<Vec<Picture>, StoreError> {
    store.rows(LIST, &[proofing.into()]).await?.iter().map(read).collect()
}

/// Those whose time is over, the oldest first, so many at most.
pub async fn list_ended(store: &Store, now: Timestamp, most: i64) -> Result<Vec<Picture>, StoreError> {
    store.rows(LIST_ENDED, &[now.into(), most.into()]).await?.iter().map(read).collect()
}

/// What one shows, sealed.
pub async fn content(store: &Store, picture: Id) -> Result<Option<Vec<u8>>, StoreError> {
    let row = store.row(CONTENT, &[picture.into()]).await?;
    row.map(|row| row.bytes(0).map(<[u8]>::to_vec)).transpose()
}

/// Changes what was read on one; a conflict if it is gone.
pub fn change_reading(picture: Id, reading_sealed: Vec<u8>) -> Write {
    Write::new().statement(CHANGE_READING, vec![picture.into(), reading_sealed.into()], Rows::Exactly(1))
}

/// Keeps those of a case until then: somebody is to look at them.
pub fn hold(proofing: Id, until: Timestamp) -> Write {
    Write::new().statement(HOLD, vec![proofing.into(), until.into()], Rows::Any)
}

/// Ends those of a case then at the latest: now, where it was decided or given up. The worker removes them within a second.
pub fn end(proofing: Id, at: Timestamp) -> Write {
    Write::new().statement(END, vec![proofing.into(), at.into()], Rows::Any)
}

/// Removes one; a conflict if it is gone, so that no removal is told twice.
pub fn remove(picture: Id) -> Write {
    Write::new().statement(REMOVE, vec![picture.into()], Rows::Exactly(1))
}

fn read(row: &Row) -> Result<Picture, StoreError> {
    Ok(Picture {
        id: row.id(0)?,
        sign_in_id: row.id(1)?,
        proofing_id: row.id(2)?,
        kind: row.text(3)?.to_owned(),
        origin: row.text(4)?.to_owned(),
        reading_sealed: row.bytes_or_null(5)?.map(<[u8]>::to_vec),
        taken_at: row.timestamp(6)?,
        ends_at: row.timestamp(7)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::on_each_engine;
    use crate::{ConflictKind, WriteError};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn picture(id: u8, case: u8, kind: &str, end: i64) -> Picture {
        Picture {
            id: Id::from_bytes([id; 16]),
            sign_in_id: Id::from_bytes([90; 16]),
            proofing_id: Id::from_bytes([case; 16]),
            kind: kind.to_owned(),
            origin: "file".to_owned(),
            reading_sealed: None,
            taken_at: at(0),
            ends_at: at(end),
        }
    }

    #[tokio::test]
    async fn a_case_has_one_of_each_kind_until_its_time_is_over() {
        on_each_engine(async |store| {
            let (front, back, other) =
                (picture(1, 7, "front", 100), picture(2, 7, "back", 100), picture(3, 8, "front", 50));
            for one in [&front, &back, &other] {
                store.write(add(one, vec![one.id.as_bytes()[0]; 900_000])).await.unwrap();
            }
            let twice = store.write(add(&picture(4, 7, "front", 100), vec![1])).await;
            assert!(matches!(twice, Err(WriteError::Conflict { kind: ConflictKind::Duplicate, .. })));
            let listed = list(&store, front.proofing_id).await.unwrap();
            assert_eq!(listed, [back.clone(), front.clone()]);
            assert_eq!(content(&store, front.id).await.unwrap(), Some(vec![1; 900_000]));
            assert_eq!(list_ended(&store, at(49), 10).await.unwrap(), []);
            assert_eq!(list_ended(&store, at(50), 10).await.unwrap(), [other]);
            store.write(hold(front.proofing_id, at(700))).await.unwrap();
            // Holding it again for a shorter time takes nothing away.
            store.write(hold(front.proofing_id, at(600))).await.unwrap();
            assert_eq!(list_ended(&store, at(699), 10).await.unwrap().len(), 1);
            assert_eq!(list_ended(&store, at(700), 2).await.unwrap().len(), 2);
            store.write(end(front.proofing_id, at(300))).await.unwrap();
            assert_eq!(list_ended(&store, at(300), 10).await.unwrap().len(), 3);
            store.write(change_reading(front.id, vec![5])).await.unwrap();
            assert_eq!(list(&store, front.proofing_id).await.unwrap()[1].reading_sealed, Some(vec![5]));
            store.write(remove(front.id)).await.unwrap();
            let again = store.write(remove(front.id)).await;
            assert!(matches!(again, Err(WriteError::Conflict { .. })));
            assert_eq!(content(&store, front.id).await.unwrap(), None);
        })
        .await;
    }
}
