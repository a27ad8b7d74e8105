//! From which browsers cases were sent: whether several people use one. Only a keyed hash is kept of what a browser was given.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

/// More people than this behind one browser are not told apart.
const MOST: i64 = 500;

const PUT: &str = "INSERT INTO proofing_device (device_index, proofing_id, sign_in_id, at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (device_index, proofing_id) DO UPDATE SET at = excluded.at";
const LIST: &str = "SELECT device_index, proofing_id, sign_in_id, at FROM proofing_device WHERE device_index = $1 \
    ORDER BY proofing_id LIMIT $2";
const LIST_OF_CASE: &str = "SELECT device_index, proofing_id, sign_in_id, at FROM proofing_device \
    WHERE proofing_id = $1 ORDER BY device_index LIMIT $2";
const REMOVE_OLD: &str = "DELETE FROM proofing_device WHERE at < $1";

/// One case, sent from one browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Keyed hash of what the browser was given.
    pub index: [u8; 32],
    /// Which case.
    pub proofing_id: Id,
    /// Whose.
    pub sign_in_id: Id,
    /// When it was last sent.
    pub at: Timestamp,
}

/// Remembers that a case was sent from a browser, for the first time or again.
pub fn put(device: &Device) -> Write {
    let params =
        vec![device.index.into(), device.proofing_id.into(), device.sign_in_id.into(), device.at.into()];
    Write::new().statement(PUT, params, Rows::Exactly(1))
}

/// All cases that were sent from a browser.
pub async fn list(store: &Store, index: [u8; 32]) -> Result<Vec<Device>, StoreError> {
    store.rows(LIST, &[index.into(), MOST.into()]).await?.iter().map(read).collect()
}

/// The browsers that a case was sent from.
pub async fn list_of_case(store: &Store, case: Id) -> Result<Vec<Device>, StoreError> {
    store.rows(LIST_OF_CASE, &[case.into(), MOST.into()]).await?.iter().map(read).collect()
}

/// Forgets what was sent before an instant.
pub fn remove_old(before: Timestamp) -> Write {
    Write::new().statement(REMOVE_OLD, vec![before.into()], Rows::Any)
}

fn read(row: &Row) -> Result<Device, StoreError> {
    Ok(Device { index: row.hash(0)?, proofing_id: row.id(1)?, sign_in_id: row.id(2)?, at: row.timestamp(3)? })
}
