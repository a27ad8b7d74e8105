//! At the staff site: whom the identity site let in, under its name for them, with what it last said of their work. The
//! list of the agency's people is the identity site's; this only remembers who stands behind an audit record.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const FIND: &str =
    "SELECT id, issuer, subject, role, address_sealed, seen_at FROM staff_member WHERE id = $1";
const FIND_BY_SUBJECT: &str = "SELECT id, issuer, subject, role, address_sealed, seen_at FROM staff_member \
    WHERE issuer = $1 AND subject = $2";
const SEEN: &str = "INSERT INTO staff_member (id, issuer, subject, role, address_sealed, seen_at) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET role = excluded.role, \
    address_sealed = excluded.address_sealed, seen_at = excluded.seen_at";

/// One of the agency's people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// What sessions, records and audit lines call them.
    pub id: Id,
    /// Who let them in.
    pub issuer: String,
    /// Its name for them.
    pub subject: String,
    /// What they do, in the word of the identity site.
    pub role: String,
    /// Their address at work, sealed under their own key.
    pub address_sealed: Vec<u8>,
    /// When they last came in.
    pub seen_at: Timestamp,
}

/// Remembers somebody as they came in now; a conflict means that they came for the first time twice at once.
pub fn seen(write: Write, member: &StaffMember) -> Write {
    let params = vec![
        member.id.into(),
        member.issuer.clone().into(),
        member.subject.clone().into(),
        member.role.clone().into(),
        member.address_sealed.clone().into(),
        member.seen_at.into(),
    ];
    write.statement(SEEN, params, Rows::Exactly(1))
}

/// Somebody, by our own name for them.
pub async fn find(store: &Store, id: Id) -> Result<Option<StaffMember>, StoreError> {
    store.row(FIND, &[id.into()]).await?.as_ref().map(read).transpose()
}

/// Somebody, by the identity site's name for them.
pub async fn find_by_subject(
    store: &Store,
    issuer: &str,
    subject: &str,
) -> Result<Option<StaffMember>, StoreError> {
    store.row(FIND_BY_SUBJECT, &[issuer.into(), subject.into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<StaffMember, StoreError> {
    Ok(StaffMember {
        id: row.id(0)?,
        issuer: row.text(1)?.to_owned(),
        subject: row.text(2)?.to_owned(),
        role: row.text(3)?.to_owned(),
        address_sealed: row.bytes(4)?.to_vec(),
        seen_at: row.timestamp(5)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::WriteError;
    use crate::testing::on_each_engine;

    #[tokio::test]
    async fn who_comes_again_is_the_same_person_with_the_work_they_have_now() {
        on_each_engine(async |store| {
            let first = StaffMember {
                id: Id::from_bytes([1; 16]),
                issuer: "https://id".to_owned(),
                subject: "anna".to_owned(),
                role: "examiner".to_owned(),
                address_sealed: vec![7],
                seen_at: Timestamp::from_second(5).unwrap(),
            };
            store.write(seen(Write::new(), &first)).await.unwrap();
            let again = StaffMember { role: "treasurer".to_owned(), ..first.clone() };
            store.write(seen(Write::new(), &again)).await.unwrap();
            assert_eq!(find(&store, first.id).await.unwrap(), Some(again.clone()));
            let found = find_by_subject(&store, "https://id", "anna").await.unwrap();
            assert_eq!(found, Some(again.clone()));
            assert_eq!(find_by_subject(&store, "https://other", "anna").await.unwrap(), None);
            let other = StaffMember { id: Id::from_bytes([2; 16]), ..again };
            let twice = store.write(seen(Write::new(), &other)).await;
            assert!(matches!(twice, Err(WriteError::Conflict { .. })), "one name leads to one person");
        })
        .await;
    }
}
