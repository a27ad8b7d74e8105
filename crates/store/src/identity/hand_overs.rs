//! Handing a case over from a computer to a phone: a code, kept as a hash, used once, by which the phone gets a visit of
//! its own to that one case (NIST SP 800-63A-4 section 3.9).

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO hand_over (id, code_hash, sign_in_id, proofing_id, made_at, ends_at) \
    VALUES ($1, $2, $3, $4, $5, $6)";
const FIND: &str = "SELECT id, code_hash, sign_in_id, proofing_id, made_at, ends_at, used_at FROM hand_over \
    WHERE code_hash = $1";
const FIND_BY_VISIT: &str = "SELECT id, code_hash, sign_in_id, proofing_id, made_at, ends_at, used_at FROM hand_over \
    WHERE visit_hash = $1";
const LIST: &str = "SELECT id, code_hash, sign_in_id, proofing_id, made_at, ends_at, used_at FROM hand_over \
    WHERE proofing_id = $1 ORDER BY made_at, id";
const USE: &str = "UPDATE hand_over SET used_at = $2, visit_hash = $3, ends_at = $4 \
    WHERE code_hash = $1 AND used_at IS NULL AND ends_at > $2";
const REMOVE: &str = "DELETE FROM hand_over WHERE proofing_id = $1";
const REMOVE_ENDED: &str = "DELETE FROM hand_over WHERE ends_at <= $1";

/// One code, and the phone's visit once it was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// Its id.
    pub id: Id,
    /// Hash of the code.
    pub code_hash: [u8; 32],
    /// Whose.
    pub sign_in_id: Id,
    /// Which case.
    pub proofing_id: Id,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when the code, then the visit, is good.
    pub ends_at: Timestamp,
    /// When a phone used it.
    pub used_at: Option<Timestamp>,
}

/// Adds a code.
pub fn add(code: HandOver) -> Write {
    let params = vec![
        code.id.into(),
        code.code_hash.into(),
        code.sign_in_id.into(),
        code.proofing_id.into(),
        code.made_at.into(),
        code.ends_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// By the hash of its code.
pub async fn find(store: &Store, code_hash: [u8; 32]) -> Result<Option<HandOver>, StoreError> {
    store.row(FIND, &[code_hash.into()]).await?.as_ref().map(read).transpose()
}

/// By the hash of what the phone holds.
pub async fn find_by_visit(store: &Store, visit_hash: [u8; 32]) -> Result<Option<HandOver>, StoreError> {
    store.row(FIND_BY_VISIT, &[visit_hash.into()]).await?.as_ref().map(read).transpose()
}

/// Those of a case, the newest last.
pub async fn list(store: &Store, proofing: Id) -> Result<Vec<HandOver>, StoreError> {
    store.rows(LIST, &[proofing.into()]).await?.iter().map(read).collect()
}

/// Uses a code up: the phone's visit is good until then. A conflict if it was used, or its time is over.
pub fn use_up(code_hash: [u8; 32], now: Timestamp, visit_hash: [u8; 32], until: Timestamp) -> Write {
    let params = vec![code_hash.into(), now.into(), visit_hash.into(), until.into()];
    Write::new().statement(USE, params, Rows::Exactly(1))
}

/// Ends all of a case, codes and visits.
pub fn remove_all(proofing: Id) -> Write {
    Write::new().statement(REMOVE, vec![proofing.into()], Rows::Any)
}

/// Forgets those whose time is over.
pub fn remove_ended(now: Timestamp) -> Write {
    Write::new().statement(REMOVE_ENDED, vec![now.into()], Rows::Any)
}

fn read(row: &Row) -> Result<HandOver, StoreError> {
    Ok(HandOver {
        id: row.id(0)?,
        code_hash: row.hash(1)?,
        sign_in_id: row.id(2)?,
        proofing_id: row.id(3)?,
        made_at: row.timestamp(4)?,
        ends_at: row.timestamp(5)?,
        used_at: row.timestamp_or_null(6)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::on_each_engine;

    #[tokio::test]
    async fn a_code_is_used_once_and_in_time() {
        let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).unwrap();
        on_each_engine(async |store| {
            let code = HandOver {
                id: Id::from_bytes([4; 16]),
                code_hash: [1; 32],
                sign_in_id: Id::from_bytes([2; 16]),
                proofing_id: Id::from_bytes([3; 16]),
                made_at: at(0),
                ends_at: at(900),
                used_at: None,
            };
            store.write(add(code)).await.unwrap();
            assert!(store.write(use_up([1; 32], at(900), [9; 32], at(2_700))).await.is_err(), "too late");
            store.write(use_up([1; 32], at(899), [9; 32], at(2_699))).await.unwrap();
            assert!(store.write(use_up([1; 32], at(899), [8; 32], at(2_699))).await.is_err(), "twice");
            let visit = find_by_visit(&store, [9; 32]).await.unwrap().unwrap();
            assert_eq!((visit.used_at, visit.ends_at), (Some(at(899)), at(2_699)));
            assert_eq!(list(&store, code.proofing_id).await.unwrap(), [visit]);
            store.write(remove_ended(at(2_698))).await.unwrap();
            assert!(find(&store, [1; 32]).await.unwrap().is_some());
            store.write(remove_all(code.proofing_id)).await.unwrap();
            assert!(find(&store, [1; 32]).await.unwrap().is_none());
        })
        .await;
    }
}
