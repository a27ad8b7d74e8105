//! Passkeys and security keys: the public key of each, and how often it has signed (WebAuthn Level 2, 4: credential record).

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO passkey (id, sign_in_id, credential_id, user_handle, kind, name_sealed, key_sealed, \
    sign_count, verifies_person, can_be_copied, is_copied, added_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const LIST: &str = "SELECT id, sign_in_id, credential_id, user_handle, kind, name_sealed, key_sealed, sign_count, \
    verifies_person, can_be_copied, is_copied, added_at, used_at FROM passkey WHERE sign_in_id = $1 ORDER BY added_at, id";
const FIND: &str = "SELECT id, sign_in_id, credential_id, user_handle, kind, name_sealed, key_sealed, sign_count, \
    verifies_person, can_be_copied, is_copied, added_at, used_at FROM passkey WHERE credential_id = $1";
const USE: &str = "UPDATE passkey SET sign_count = $4, is_copied = $5, used_at = $6 \
    WHERE id = $1 AND sign_in_id = $2 AND sign_count = $3";
const CHANGE_NAME: &str = "UPDATE passkey SET name_sealed = $3 WHERE id = $1 AND sign_in_id = $2";
const REMOVE: &str = "DELETE FROM passkey WHERE id = $1 AND sign_in_id = $2";

/// One passkey or security key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Its id here.
    pub id: Id,
    /// Whose.
    pub sign_in_id: Id,
    /// What the authenticator calls it.
    pub credential_id: Vec<u8>,
    /// What the authenticator calls the person: random, the same for all passkeys of one person.
    pub user_handle: Vec<u8>,
    /// `passkey` or `security key`.
    pub kind: String,
    /// What the person calls it.
    pub name_sealed: Vec<u8>,
    /// The public key with what was learnt when it was added.
    pub key_sealed: Vec<u8>,
    /// The highest count of signatures seen; 0 for those that do not count.
    pub sign_count: i64,
    /// Whether it verified the person (by PIN, finger or face) when it was added.
    pub verifies_person: bool,
    /// Whether it may be copied to other devices of the person (flag BE).
    pub can_be_copied: bool,
    /// Whether it was, when last seen (flag BS).
    pub is_copied: bool,
    /// When it was added.
    pub added_at: Timestamp,
    /// When it last signed in.
    pub used_at: Option<Timestamp>,
}

/// Adds one; a conflict if any sign-in has the same credential already.
pub fn add(passkey: &Passkey) -> Write {
    let params = vec![
        passkey.id.into(),
        passkey.sign_in_id.into(),
        passkey.credential_id.clone().into(),
        passkey.user_handle.clone().into(),
        passkey.kind.clone().into(),
        passkey.name_sealed.clone().into(),
        passkey.key_sealed.clone().into(),
        passkey.sign_count.into(),
        passkey.verifies_person.into(),
        passkey.can_be_copied.into(),
        passkey.is_copied.into(),
        passkey.added_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Notes a use; a conflict if it was used or removed meanwhile.
pub fn use_one(passkey: &Passkey, sign_count: i64, is_copied: bool, now: Timestamp) -> Write {
    let params = vec![
        passkey.id.into(),
        passkey.sign_in_id.into(),
        passkey.sign_count.into(),
        sign_count.into(),
        is_copied.into(),
        now.into(),
    ];
    Write::new().statement(USE, params, Rows::Exactly(1))
}

/// Changes what the person calls it; a conflict if it is not theirs.
pub fn change_name(id: Id, sign_in: Id, name_sealed: Vec<u8>) -> Write {
    Write::new().statement(CHANGE_NAME, vec![id.into(), sign_in.into(), name_sealed.into()], Rows::Exactly(1))
}

/// Removes one; a conflict if it is not theirs or gone.
pub fn remove(id: Id, sign_in: Id) -> Write {
    Write::new().statement(REMOVE, vec![id.into(), sign_in.into()], Rows::Exactly(1))
}

/// Those of one sign-in, oldest first.
pub async fn list(store: &Store, sign_in: Id) -> Result<Vec<Passkey>, StoreError> {
    store.rows(LIST, &[sign_in.into()]).await?.iter().map(read).collect()
}

/// By what the authenticator calls it.
pub async fn find(store: &Store, credential_id: &[u8]) -> Result<Option<Passkey>, StoreError> {
    store.row(FIND, &[credential_id.to_vec().into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Passkey, StoreError> {
    Ok(Passkey {
        id: row.id(0)?,
        sign_in_id: row.id(1)?,
        credential_id: row.bytes(2)?.to_vec(),
        user_handle: row.bytes(3)?.to_vec(),
        kind: row.text(4)?.to_owned(),
        name_sealed: row.bytes(5)?.to_vec(),
        key_sealed: row.bytes(6)?.to_vec(),
        sign_count: row.int(7)?,
        verifies_person: row.bool(8)?,
        can_be_copied: row.bool(9)?,
        is_copied: row.bool(10)?,
        added_at: row.timestamp(11)?,
        used_at: row.timestamp_or_null(12)?,
    })
}
