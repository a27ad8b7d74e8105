//! Who is signed in at a site: one row for each cookie, found by the hash of its token.
//!
//! The token itself is never stored. When a session has ended is decided by the site from the instants kept here.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const FIND: &str = "SELECT session_id, subject, created_at, seen_at, absolute_end_at, data, version \
    FROM web_session WHERE site = $1 AND token_hash = $2";
const ADD: &str = "INSERT INTO web_session \
    (site, token_hash, session_id, subject, created_at, seen_at, absolute_end_at, data, version) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
const TOUCH: &str =
    "UPDATE web_session SET seen_at = $3 WHERE site = $1 AND token_hash = $2 AND seen_at <= $3";
const CHANGE: &str = "UPDATE web_session SET data = $4, version = version + 1 \
    WHERE site = $1 AND token_hash = $2 AND version = $3";
const CLOSE: &str = "DELETE FROM web_session WHERE site = $1 AND token_hash = $2";
const CLOSE_ALL: &str = "DELETE FROM web_session WHERE subject = $1 AND site = $2";
const REMOVE_ENDED: &str = "DELETE FROM web_session WHERE absolute_end_at <= $1";

/// A session of one browser at one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The site's name; a session of one site means nothing at another.
    pub site: String,
    /// SHA-256 of the cookie's token.
    pub token_hash: [u8; 32],
    /// What logs and audit records call it; stays when the token is issued anew.
    pub id: Id,
    /// Who is signed in; nobody before sign-in.
    pub subject: Option<Id>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends whatever happens.
    pub absolute_end_at: Timestamp,
    /// What the site keeps in it: JSON without personal data, or sealed.
    pub data: Vec<u8>,
    /// Counts changes of `data`; 1 when new.
    pub version: i64,
}

fn read(site: &str, token_hash: [u8; 32], row: &Row) -> Result<Session, StoreError> {
    Ok(Session {
        site: site.to_owned(),
        token_hash,
        id: row.id(0)?,
        subject: row.id_or_null(1)?,
        created_at: row.timestamp(2)?,
        seen_at: row.timestamp(3)?,
        absolute_end_at: row.timestamp(4)?,
        data: row.bytes(5)?.to_vec(),
        version: row.int(6)?,
    })
}

/// The session of a token, ended or not.
pub async fn find(store: &Store, site: &str, token_hash: [u8; 32]) -> Result<Option<Session>, StoreError> {
    let row = store.row(FIND, &[site.into(), token_hash.into()]).await?;
    row.as_ref().map(|row| read(site, token_hash, row)).transpose()
}

/// Adds a session; its `version` is 1 whatever is given.
pub fn add(write: Write, session: &Session) -> Write {
    let params = vec![
        session.site.as_str().into(),
        session.token_hash.into(),
        session.id.into(),
        session.subject.into(),
        session.created_at.into(),
        session.seen_at.into(),
        session.absolute_end_at.into(),
        session.data.clone().into(),
    ];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// Notes that the session was used. A session that is gone, or was seen later already, is left as it is.
pub fn touch(write: Write, site: &str, token_hash: [u8; 32], seen_at: Timestamp) -> Write {
    write.statement(TOUCH, vec![site.into(), token_hash.into(), seen_at.into()], Rows::Any)
}

/// Changes what the site keeps in it; a conflict means that another request was faster.
pub fn change(write: Write, session: &Session, data: Vec<u8>) -> Write {
    let params =
        vec![session.site.as_str().into(), session.token_hash.into(), session.version.into(), data.into()];
    write.statement(CHANGE, params, Rows::Exactly(1))
}

/// Ends a session; one that is gone already does not matter.
pub fn close(write: Write, site: &str, token_hash: [u8; 32]) -> Write {
    write.statement(CLOSE, vec![site.into(), token_hash.into()], Rows::Any)
}

/// Ends every session of someone at a site.
pub fn close_all_of(write: Write, site: &str, subject: Id) -> Write {
    write.statement(CLOSE_ALL, vec![subject.into(), site.into()], Rows::Any)
}

/// Forgets sessions whose absolute end has passed, of all sites.
pub fn remove_ended(write: Write, now: Timestamp) -> Write {
    write.statement(REMOVE_ENDED, vec![now.into()], Rows::Any)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::on_each_engine;
    use crate::{ConflictKind, WriteError};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn session(site: &str, token: u8, subject: Option<u8>) -> Session {
        Session {
            site: site.to_owned(),
            token_hash: [token; 32],
            id: Id::from_bytes([token; 16]),
            subject: subject.map(|last| Id::from_bytes([last; 16])),
            created_at: at(100),
            seen_at: at(100),
            absolute_end_at: at(500),
            data: b"{}".to_vec(),
            version: 1,
        }
    }

    #[tokio::test]
    async fn a_session_is_found_by_its_site_and_token_only() {
        on_each_engine(async |store| {
            let ours = session("account", 1, None);
            store.write(add(Write::new(), &ours)).await.unwrap();
            assert_eq!(find(&store, "account", [1; 32]).await.unwrap(), Some(ours.clone()));
            assert_eq!(find(&store, "staff", [1; 32]).await.unwrap(), None);
            assert_eq!(find(&store, "account", [2; 32]).await.unwrap(), None);
            let again = store.write(add(Write::new(), &ours)).await;
            assert!(matches!(again, Err(WriteError::Conflict { kind: ConflictKind::Duplicate, .. })));
        })
        .await;
    }

    #[tokio::test]
    async fn seen_moves_forward_only_and_data_changes_once() {
        on_each_engine(async |store| {
            let ours = session("account", 1, Some(9));
            store.write(add(Write::new(), &ours)).await.unwrap();
            for (second, seen) in [(200, 200), (150, 200)] {
                store.write(touch(Write::new(), "account", [1; 32], at(second))).await.unwrap();
                assert_eq!(find(&store, "account", [1; 32]).await.unwrap().unwrap().seen_at, at(seen));
            }
            store.write(change(Write::new(), &ours, b"{\"a\":1}".to_vec())).await.unwrap();
            let late = store.write(change(Write::new(), &ours, Vec::new())).await;
            assert!(matches!(late, Err(WriteError::Conflict { kind: ConflictKind::Missed, .. })));
            let found = find(&store, "account", [1; 32]).await.unwrap().unwrap();
            assert_eq!((found.data.as_slice(), found.version), (&b"{\"a\":1}"[..], 2));
        })
        .await;
    }

    #[tokio::test]
    async fn sessions_are_closed_one_by_one_by_person_or_by_age() {
        on_each_engine(async |store| {
            let late = Session { absolute_end_at: at(900), ..session("account", 4, None) };
            let all = [
                session("account", 1, Some(9)),
                session("account", 2, Some(9)),
                session("staff", 3, Some(9)),
                late,
                session("account", 5, Some(8)),
            ];
            store.write(all.iter().fold(Write::new(), add)).await.unwrap();
            let left = async || {
                let rows = store.rows("SELECT token_hash FROM web_session ORDER BY token_hash", &[]).await;
                rows.unwrap().iter().map(|row| row.hash(0).unwrap()[0]).collect::<Vec<_>>()
            };
            store.write(close_all_of(Write::new(), "account", Id::from_bytes([9; 16]))).await.unwrap();
            assert_eq!(left().await, [3, 4, 5]);
            store.write(close(Write::new(), "account", [5; 32])).await.unwrap();
            store.write(close(Write::new(), "account", [5; 32])).await.unwrap();
            assert_eq!(left().await, [3, 4]);
            store.write(remove_ended(Write::new(), at(500))).await.unwrap();
            assert_eq!(left().await, [4]);
        })
        .await;
    }
}
