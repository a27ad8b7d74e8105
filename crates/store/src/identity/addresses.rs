//! Email addresses of a sign-in: confirmed ones, of which each belongs to one sign-in; those still to be
//! confirmed; and those removed lately, which are written to once more and can be put back.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

pub(super) const ADD: &str = "INSERT INTO sign_in_address \
    (id, sign_in_id, email_index, email_sealed, confirmed_at, told_new_device, told_each_sign_in) \
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const LIST: &str = "SELECT id, sign_in_id, email_index, email_sealed, confirmed_at, told_new_device, \
    told_each_sign_in FROM sign_in_address WHERE sign_in_id = $1 ORDER BY confirmed_at, id";
const CHANGE_TOLD: &str = "UPDATE sign_in_address SET told_new_device = $3, told_each_sign_in = $4 \
    WHERE id = $1 AND sign_in_id = $2";
// The main address stands in the sign-in itself and cannot be taken away under it.
const CLOSE: &str = "DELETE FROM sign_in_address WHERE id = $1 AND sign_in_id = $2 AND NOT EXISTS \
    (SELECT 1 FROM sign_in s WHERE s.id = $2 AND s.email_index = sign_in_address.email_index)";
const ADD_REMOVED: &str = "INSERT INTO removed_address \
    (id, sign_in_id, email_index, email_sealed, confirmed_at, removed_at) VALUES ($1, $2, $3, $4, $5, $6)";
const LIST_REMOVED: &str = "SELECT id, sign_in_id, email_index, email_sealed, confirmed_at, removed_at \
    FROM removed_address WHERE sign_in_id = $1 AND removed_at >= $2 ORDER BY removed_at, id";
const CLOSE_REMOVED: &str = "DELETE FROM removed_address WHERE id = $1 AND sign_in_id = $2";
const REMOVE_OLD: &str = "DELETE FROM removed_address WHERE removed_at < $1";
const ADD_TO_CONFIRM: &str = "INSERT INTO address_to_confirm \
    (id, sign_in_id, email_index, email_sealed, code_hash, code_until, added_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const LIST_TO_CONFIRM: &str = "SELECT id, sign_in_id, email_index, email_sealed, code_hash, code_until, added_at \
    FROM address_to_confirm WHERE sign_in_id = $1 AND code_until > $2 ORDER BY added_at, id";
const FIND_TO_CONFIRM: &str = "SELECT id, sign_in_id, email_index, email_sealed, code_hash, code_until, added_at \
    FROM address_to_confirm WHERE id = $1 AND sign_in_id = $2 AND code_until > $3";
const CHANGE_CODE: &str = "UPDATE address_to_confirm SET code_hash = $3, code_until = $4 \
    WHERE id = $1 AND sign_in_id = $2";
const CLOSE_TO_CONFIRM: &str = "DELETE FROM address_to_confirm WHERE id = $1 AND sign_in_id = $2";
const REMOVE_UNCONFIRMED: &str = "DELETE FROM address_to_confirm WHERE code_until <= $1";

/// A confirmed address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Its id; the first address of a sign-in has the sign-in's.
    pub id: Id,
    /// Whose.
    pub sign_in_id: Id,
    /// What it is found by.
    pub email_index: [u8; 32],
    /// The address, sealed as `email_sealed` of `sign_in` in the row of its id.
    pub email_sealed: Vec<u8>,
    /// When it was confirmed.
    pub confirmed_at: Timestamp,
    /// Whether a sign-in from a new device is told to it.
    pub told_new_device: bool,
    /// Whether each sign-in is told to it.
    pub told_each_sign_in: bool,
}

/// An address whose code was mailed and not typed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToConfirm {
    /// Its id, which the confirmed address keeps.
    pub id: Id,
    /// Whose.
    pub sign_in_id: Id,
    /// What it is found by.
    pub email_index: [u8; 32],
    /// The address.
    pub email_sealed: Vec<u8>,
    /// Hash of the code.
    pub code_hash: [u8; 32],
    /// Until when the code may be used.
    pub code_until: Timestamp,
    /// When it was added.
    pub added_at: Timestamp,
}

/// An address that was removed lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Its id.
    pub id: Id,
    /// Whose it was.
    pub sign_in_id: Id,
    /// What it was found by.
    pub email_index: [u8; 32],
    /// The address.
    pub email_sealed: Vec<u8>,
    /// When it was confirmed.
    pub confirmed_at: Timestamp,
    /// When it was removed.
    pub removed_at: Timestamp,
}

/// Adds a confirmed one; a conflict if a sign-in has it.
pub fn add(address: &Address) -> Write {
    let params = vec![
        address.id.into(),
        address.sign_in_id.into(),
        address.email_index.into(),
        address.email_sealed.clone().into(),
        address.confirmed_at.into(),
        address.told_new_device.into(),
        address.told_each_sign_in.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Those of one sign-in, the oldest first.
pub async fn list(store: &Store, sign_in: Id) -> Result<Vec<Address>, StoreError> {
    store.rows(LIST, &[sign_in.into()]).await?.iter().map(read).collect()
}

/// Changes what is told to an address; a conflict if it is not this person's.
pub fn change_told(address: Id, sign_in: Id, new_device: bool, each_sign_in: bool) -> Write {
    let params = vec![address.into(), sign_in.into(), new_device.into(), each_sign_in.into()];
    Write::new().statement(CHANGE_TOLD, params, Rows::Exactly(1))
}

/// Removes one, and remembers it for a while; a conflict if it is the main one, or gone.
pub fn close(address: &Address, now: Timestamp) -> Write {
    let removed = vec![
        address.id.into(),
        address.sign_in_id.into(),
        address.email_index.into(),
        address.email_sealed.clone().into(),
        address.confirmed_at.into(),
        now.into(),
    ];
    Write::new()
        .statement(CLOSE, vec![address.id.into(), address.sign_in_id.into()], Rows::Exactly(1))
        .statement(ADD_REMOVED, removed, Rows::Exactly(1))
}

/// Those of one sign-in that were removed at an instant or after it.
pub async fn list_removed(store: &Store, sign_in: Id, since: Timestamp) -> Result<Vec<Removed>, StoreError> {
    let rows = store.rows(LIST_REMOVED, &[sign_in.into(), since.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Removed {
                id: row.id(0)?,
                sign_in_id: row.id(1)?,
                email_index: row.hash(2)?,
                email_sealed: row.bytes(3)?.to_vec(),
                confirmed_at: row.timestamp(4)?,
                removed_at: row.timestamp(5)?,
            })
        })
        .collect()
}

/// Puts a removed one back; a conflict if another sign-in has it by now.
pub fn restore(removed: &Removed) -> Write {
    let address = Address {
        id: removed.id,
        sign_in_id: removed.sign_in_id,
        email_index: removed.email_index,
        email_sealed: removed.email_sealed.clone(),
        confirmed_at: removed.confirmed_at,
        told_new_device: true,
        told_each_sign_in: false,
    };
    let params = vec![removed.id.into(), removed.sign_in_id.into()];
    add(&address).statement(CLOSE_REMOVED, params, Rows::Exactly(1))
}

/// Adds one that is to be confirmed.
pub fn add_to_confirm(address: &ToConfirm) -> Write {
    let params = vec![
        address.id.into(),
        address.sign_in_id.into(),
        address.email_index.into(),
        address.email_sealed.clone().into(),
        address.code_hash.into(),
        address.code_until.into(),
        address.added_at.into(),
    ];
    Write::new().statement(ADD_TO_CONFIRM, params, Rows::Exactly(1))
}

/// Those of one sign-in whose code may still be used.
pub async fn list_to_confirm(
    store: &Store,
    sign_in: Id,
    now: Timestamp,
) -> Result<Vec<ToConfirm>, StoreError> {
    store.rows(LIST_TO_CONFIRM, &[sign_in.into(), now.into()]).await?.iter().map(read_to_confirm).collect()
}

/// One of them, if it is this person's.
pub async fn find_to_confirm(
    store: &Store,
    id: Id,
    sign_in: Id,
    now: Timestamp,
) -> Result<Option<ToConfirm>, StoreError> {
    let params = [id.into(), sign_in.into(), now.into()];
    store.row(FIND_TO_CONFIRM, &params).await?.as_ref().map(read_to_confirm).transpose()
}

/// Another code in place of the one mailed before.
pub fn change_code(address: &ToConfirm) -> Write {
    let params = vec![
        address.id.into(),
        address.sign_in_id.into(),
        address.code_hash.into(),
        address.code_until.into(),
    ];
    Write::new().statement(CHANGE_CODE, params, Rows::Exactly(1))
}

/// Ends one, confirmed or given up; a conflict if it has ended.
pub fn close_to_confirm(id: Id, sign_in: Id) -> Write {
    Write::new().statement(CLOSE_TO_CONFIRM, vec![id.into(), sign_in.into()], Rows::Exactly(1))
}

/// Forgets codes that are too old, and what was removed before an instant.
pub fn remove_old(now: Timestamp, removed_before: Timestamp) -> Write {
    Write::new().statement(REMOVE_UNCONFIRMED, vec![now.into()], Rows::Any).statement(
        REMOVE_OLD,
        vec![removed_before.into()],
        Rows::Any,
    )
}

fn read(row: &Row) -> Result<Address, StoreError> {
    Ok(Address {
        id: row.id(0)?,
        sign_in_id: row.id(1)?,
        email_index: row.hash(2)?,
        email_sealed: row.bytes(3)?.to_vec(),
        confirmed_at: row.timestamp(4)?,
        told_new_device: row.bool(5)?,
        told_each_sign_in: row.bool(6)?,
    })
}

fn read_to_confirm(row: &Row) -> Result<ToConfirm, StoreError> {
    Ok(ToConfirm {
        id: row.id(0)?,
        sign_in_id: row.id(1)?,
        email_index: row.hash(2)?,
        email_sealed: row.bytes(3)?.to_vec(),
        code_hash: row.hash(4)?,
        code_until: row.timestamp(5)?,
        added_at: row.timestamp(6)?,
    })
}
