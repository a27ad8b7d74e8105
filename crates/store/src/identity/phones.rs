//! Telephones: the number of each, how it is reached, which notice of the risk its owner saw, and whether it was found
//! moved to another card or operator.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO phone \
    (id, sign_in_id, number_sealed, number_index, channel, notice, notice_shown_at, added_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const LIST: &str = "SELECT id, sign_in_id, number_sealed, number_index, channel, notice, notice_shown_at, added_at, \
    flagged_at FROM phone WHERE sign_in_id = $1 ORDER BY number_index";
const CHANGE_CHANNEL: &str = "UPDATE phone SET channel = $3 WHERE id = $1 AND sign_in_id = $2";
const CHANGE_FLAG: &str = "UPDATE phone SET flagged_at = $2 WHERE id = $1";
const REMOVE: &str = "DELETE FROM phone WHERE id = $1 AND sign_in_id = $2";
const REMOVE_ALL: &str = "DELETE FROM phone WHERE sign_in_id = $1";

/// One telephone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub sign_in_id: Id,
    /// The number.
    pub number_sealed: Vec<u8>,
    /// Keyed index of the number.
    pub number_index: [u8; 32],
    /// `text` or `call`.
    pub channel: String,
    /// Which notice of the risk was shown.
    pub notice: String,
    /// When.
    pub notice_shown_at: Timestamp,
    /// When it was added.
    pub added_at: Timestamp,
    /// When it was found to have been moved lately.
    pub flagged_at: Option<Timestamp>,
}

/// Adds one; a conflict if the person has that number already.
pub fn add(phone: &Phone) -> Write {
    let params = vec![
        phone.id.into(),
        phone.sign_in_id.into(),
        phone.number_sealed.clone().into(),
        phone.number_index.into(),
        phone.channel.clone().into(),
        phone.notice.clone().into(),
        phone.notice_shown_at.into(),
        phone.added_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Changes how it is reached.
pub fn change_channel(phone: Id, sign_in: Id, channel: &str) -> Write {
    let params = vec![phone.into(), sign_in.into(), channel.into()];
    Write::new().statement(CHANGE_CHANNEL, params, Rows::Exactly(1))
}

/// Notes that it was found moved, or that it no longer is.
pub fn change_flag(phone: Id, flagged_at: Option<Timestamp>) -> Write {
    Write::new().statement(CHANGE_FLAG, vec![phone.into(), flagged_at.into()], Rows::Any)
}

/// Removes one; a conflict if it is gone, or another's.
pub fn remove(phone: Id, sign_in: Id) -> Write {
    Write::new().statement(REMOVE, vec![phone.into(), sign_in.into()], Rows::Exactly(1))
}

/// Removes all of a person's.
pub fn remove_all(sign_in: Id) -> Write {
    Write::new().statement(REMOVE_ALL, vec![sign_in.into()], Rows::Any)
}

/// Those of one sign-in.
pub async fn list(store: &Store, sign_in: Id) -> Result<Vec<Phone>, StoreError> {
    let mut phones: Vec<Phone> =
        store.rows(LIST, &[sign_in.into()]).await?.iter().map(read).collect::<Result<_, _>>()?;
    // At most five: oldest first, as their owner added them.
    phones.sort_by_key(|phone| (phone.added_at, phone.id));
    Ok(phones)
}

fn read(row: &Row) -> Result<Phone, StoreError> {
    Ok(Phone {
        id: row.id(0)?,
        sign_in_id: row.id(1)?,
        number_sealed: row.bytes(2)?.to_vec(),
        number_index: row.hash(3)?,
        channel: row.text(4)?.to_owned(),
        notice: row.text(5)?.to_owned(),
        notice_shown_at: row.timestamp(6)?,
        added_at: row.timestamp(7)?,
        flagged_at: row.timestamp_or_null(8)?,
    })
}
