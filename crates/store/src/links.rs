//! Which sign-in belongs to which taxpayer: an OpenID subject at an issuer, linked once to one tax number.
//!
//! Two tables, each with one key, hold the two promises "a sign-in has one taxpayer" and "a taxpayer has one
//! sign-in", since a sharded table can keep only the promise that contains its shard key.

use values::{Id, Timestamp};

use crate::{Rows, Store, StoreError, Write};

const FIND: &str = "SELECT taxpayer_id, linked_at FROM account_link WHERE issuer = $1 AND subject = $2";
const FIND_OF_TAXPAYER: &str = "SELECT issuer, subject FROM linked_taxpayer WHERE taxpayer_id = $1";
const ADD: &str =
    "INSERT INTO account_link (issuer, subject, taxpayer_id, linked_at) VALUES ($1, $2, $3, $4)";
const ADD_OF_TAXPAYER: &str =
    "INSERT INTO linked_taxpayer (taxpayer_id, issuer, subject) VALUES ($1, $2, $3)";
const CLOSE: &str = "DELETE FROM account_link WHERE issuer = $1 AND subject = $2 AND taxpayer_id = $3";
const CLOSE_OF_TAXPAYER: &str = "DELETE FROM linked_taxpayer WHERE taxpayer_id = $1";

/// What a sign-in is linked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Whose record.
    pub taxpayer_id: Id,
    /// Since when.
    pub linked_at: Timestamp,
}

/// What a sign-in is linked to, if it is.
pub async fn find(store: &Store, issuer: &str, subject: &str) -> Result<Option<Link>, StoreError> {
    let row = store.row(FIND, &[issuer.into(), subject.into()]).await?;
    row.map(|row| Ok(Link { taxpayer_id: row.id(0)?, linked_at: row.timestamp(1)? })).transpose()
}

/// The issuer and subject that a taxpayer is linked to, if any.
pub async fn find_of_taxpayer(store: &Store, taxpayer: Id) -> Result<Option<(String, String)>, StoreError> {
    let row = store.row(FIND_OF_TAXPAYER, &[taxpayer.into()]).await?;
    row.map(|row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()))).transpose()
}

/// Links a sign-in to a taxpayer; a `Duplicate` conflict means that one of them is linked already.
pub fn add(write: Write, issuer: &str, subject: &str, link: Link) -> Write {
    let params = vec![issuer.into(), subject.into(), link.taxpayer_id.into(), link.linked_at.into()];
    let write = write.statement(ADD, params, Rows::Exactly(1));
    let params = vec![link.taxpayer_id.into(), issuer.into(), subject.into()];
    write.statement(ADD_OF_TAXPAYER, params, Rows::Exactly(1))
}

/// Undoes a link; a conflict means that it is not there.
pub fn close(write: Write, issuer: &str, subject: &str, taxpayer: Id) -> Write {
    let write =
        write.statement(CLOSE, vec![issuer.into(), subject.into(), taxpayer.into()], Rows::Exactly(1));
    write.statement(CLOSE_OF_TAXPAYER, vec![taxpayer.into()], Rows::Exactly(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::on_each_engine;
    use crate::{ConflictKind, WriteError};

    fn link(last: u8) -> Link {
        Link { taxpayer_id: Id::from_bytes([last; 16]), linked_at: Timestamp::from_second(5).unwrap() }
    }

    fn is_duplicate(result: &Result<(), WriteError>) -> bool {
        matches!(result, Err(WriteError::Conflict { kind: ConflictKind::Duplicate, .. }))
    }

    #[tokio::test]
    async fn a_sign_in_and_a_taxpayer_are_linked_once() {
        on_each_engine(async |store| {
            store.write(add(Write::new(), "https://id", "anna", link(1))).await.unwrap();
            let taken = store.write(add(Write::new(), "https://id", "bob", link(1))).await;
            assert!(is_duplicate(&taken), "the taxpayer has a sign-in: {taken:?}");
            let taken = store.write(add(Write::new(), "https://id", "anna", link(2))).await;
            assert!(is_duplicate(&taken), "the sign-in has a taxpayer: {taken:?}");
            assert_eq!(find(&store, "https://id", "bob").await.unwrap(), None);
            assert_eq!(find(&store, "https://other", "anna").await.unwrap(), None);
            assert_eq!(find(&store, "https://id", "anna").await.unwrap(), Some(link(1)));
            let found = find_of_taxpayer(&store, link(1).taxpayer_id).await.unwrap();
            assert_eq!(found, Some(("https://id".to_owned(), "anna".to_owned())));
            assert_eq!(find_of_taxpayer(&store, link(2).taxpayer_id).await.unwrap(), None);
        })
        .await;
    }

    #[tokio::test]
    async fn a_link_that_was_closed_can_be_made_anew() {
        on_each_engine(async |store| {
            store.write(add(Write::new(), "https://id", "anna", link(1))).await.unwrap();
            let other = store.write(close(Write::new(), "https://id", "anna", link(2).taxpayer_id)).await;
            assert!(matches!(other, Err(WriteError::Conflict { .. })));
            store.write(close(Write::new(), "https://id", "anna", link(1).taxpayer_id)).await.unwrap();
            store.write(add(Write::new(), "https://id", "bob", link(1))).await.unwrap();
            assert_eq!(find(&store, "https://id", "anna").await.unwrap(), None);
        })
        .await;
    }
}
