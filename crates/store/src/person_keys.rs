//! Where each person's data key is kept, sealed; erasing it erases the person.

use values::Id;

use crate::seal::{DataKey, Realm, Sealer, WrappedKey};
use crate::{Rows, Store, StoreError, Write};

const FIND: &str = "SELECT key_id, wrapped FROM person_key WHERE person_id = $1 AND realm = $2";
const ADD: &str = "INSERT INTO person_key (person_id, realm, key_id, wrapped) VALUES ($1, $2, $3, $4)";
const REMOVE: &str = "DELETE FROM person_key WHERE person_id = $1 AND realm = $2";

/// A person's data key, if there is one.
pub async fn find(
    store: &Store,
    sealer: &Sealer,
    person: Id,
    realm: Realm,
) -> Result<Option<DataKey>, StoreError> {
    let Some(row) = store.row(FIND, &[person.into(), realm.name().into()]).await? else { return Ok(None) };
    let wrapped = WrappedKey { person, realm, key_id: row.int(0)?, wrapped: row.bytes(1)?.to_vec() };
    sealer.unwrap(&wrapped).map(Some)
}

/// A person's data key, or `KeyErased`.
pub async fn require(
    store: &Store,
    sealer: &Sealer,
    person: Id,
    realm: Realm,
) -> Result<DataKey, StoreError> {
    find(store, sealer, person, realm).await?.ok_or(StoreError::KeyErased)
}

/// A person's data key, or a new one that the returned write adds; give that write with what is sealed under it.
/// Two that do this at once conflict, and the second finds the first one's key when it loads again.
pub async fn find_or_add(
    store: &Store,
    sealer: &Sealer,
    write: Write,
    person: Id,
    realm: Realm,
) -> Result<(DataKey, Write), StoreError> {
    if let Some(key) = find(store, sealer, person, realm).await? {
        return Ok((key, write));
    }
    let (key, wrapped) = sealer.new_person_key(person, realm);
    Ok((key, add(write, wrapped)))
}

/// Adds a person's data key.
pub fn add(write: Write, key: WrappedKey) -> Write {
    let params = vec![key.person.into(), key.realm.name().into(), key.key_id.into(), key.wrapped.into()];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// Erases a person's data key: what was sealed under it can never be opened again. Indexes that point to the
/// person must be removed beside it.
pub fn close(write: Write, person: Id, realm: Realm) -> Write {
    write.statement(REMOVE, vec![person.into(), realm.name().into()], Rows::Exactly(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{on_each_engine, sealer};
    use crate::{ConflictKind, WriteError};

    const PERSON: Id = Id::from_bytes([7; 16]);

    #[tokio::test]
    async fn a_key_is_made_once_and_found_again() {
        on_each_engine(async |store| {
            let sealer = sealer();
            let (first, write) =
                find_or_add(&store, &sealer, Write::new(), PERSON, Realm::Taxes).await.unwrap();
            let (_, racing) = find_or_add(&store, &sealer, Write::new(), PERSON, Realm::Taxes).await.unwrap();
            store.write(write).await.unwrap();
            let lost = store.write(racing).await;
            assert!(matches!(lost, Err(WriteError::Conflict { kind: ConflictKind::Duplicate, .. })));
            let field = sealer.seal(&first, "t", "c", PERSON, b"content");
            let (again, write) =
                find_or_add(&store, &sealer, Write::new(), PERSON, Realm::Taxes).await.unwrap();
            assert!(write.is_empty());
            assert_eq!(sealer.open(&again, "t", "c", PERSON, &field).unwrap().expose(), b"content");
            assert!(find(&store, &sealer, PERSON, Realm::Identity).await.unwrap().is_none());
        })
        .await;
    }

    #[tokio::test]
    async fn what_was_sealed_under_an_erased_key_is_gone() {
        on_each_engine(async |store| {
            let sealer = sealer();
            for realm in [Realm::Taxes, Realm::Identity] {
                let (_, write) = find_or_add(&store, &sealer, Write::new(), PERSON, realm).await.unwrap();
                store.write(write).await.unwrap();
            }
            let key = require(&store, &sealer, PERSON, Realm::Taxes).await.unwrap();
            let field = sealer.seal(&key, "t", "c", PERSON, b"content");
            store.write(close(Write::new(), PERSON, Realm::Taxes)).await.unwrap();
            let gone = require(&store, &sealer, PERSON, Realm::Taxes).await;
            assert!(matches!(gone, Err(StoreError::KeyErased)));
            require(&store, &sealer, PERSON, Realm::Identity).await.unwrap();
            let (new, _) = find_or_add(&store, &sealer, Write::new(), PERSON, Realm::Taxes).await.unwrap();
            assert!(matches!(sealer.open(&new, "t", "c", PERSON, &field), Err(StoreError::Unreadable)));
        })
        .await;
    }
}
