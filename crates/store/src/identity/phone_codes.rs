//! Codes that were sent to telephones: only their hashes, one at a time for each browser and purpose, each used once.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const PUT: &str = "INSERT INTO phone_code \
    (session_id, purpose, id, sign_in_id, phone_id, number_sealed, channel, code_hash, sent_at, ends_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (session_id, purpose) DO UPDATE SET \
    id = excluded.id, sign_in_id = excluded.sign_in_id, phone_id = excluded.phone_id, \
    number_sealed = excluded.number_sealed, channel = excluded.channel, code_hash = excluded.code_hash, \
    sent_at = excluded.sent_at, ends_at = excluded.ends_at, used_at = NULL";
const FIND: &str = "SELECT session_id, purpose, id, sign_in_id, phone_id, number_sealed, channel, code_hash, sent_at, \
    ends_at FROM phone_code WHERE session_id = $1 AND purpose = $2 AND ends_at > $3 AND used_at IS NULL";
const USE: &str = "UPDATE phone_code SET used_at = $4 \
    WHERE session_id = $1 AND purpose = $2 AND id = $3 AND used_at IS NULL AND ends_at > $4";
const REMOVE_ENDED: &str = "DELETE FROM phone_code WHERE ends_at <= $1";

/// One code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneCode {
    /// In which browser session it was asked for.
    pub session_id: Id,
    /// For what.
    pub purpose: String,
    /// Its id.
    pub id: Id,
    /// Whose.
    pub sign_in_id: Id,
    /// To which telephone; none if it is being added.
    pub phone_id: Option<Id>,
    /// To which number.
    pub number_sealed: Vec<u8>,
    /// `text` or `call`.
    pub channel: String,
    /// Keyed hash of the code.
    pub code_hash: [u8; 32],
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Until when it may be used.
    pub ends_at: Timestamp,
}

/// Adds one, in place of the one before it.
pub fn add(code: &PhoneCode) -> Write {
    let params = vec![
        code.session_id.into(),
        code.purpose.clone().into(),
        code.id.into(),
        code.sign_in_id.into(),
        code.phone_id.into(),
        code.number_sealed.clone().into(),
        code.channel.clone().into(),
        code.code_hash.into(),
        code.sent_at.into(),
        code.ends_at.into(),
    ];
    Write::new().statement(PUT, params, Rows::Exactly(1))
}

/// Uses one up; a conflict if it was used, replaced, or its time is over.
pub fn use_up(code: &PhoneCode, now: Timestamp) -> Write {
    let params = vec![code.session_id.into(), code.purpose.clone().into(), code.id.into(), now.into()];
    Write::new().statement(USE, params, Rows::Exactly(1))
}

/// Forgets those whose time is over.
pub fn remove_ended(now: Timestamp) -> Write {
    Write::new().statement(REMOVE_ENDED, vec![now.into()], Rows::Any)
}

/// The one that can be used now.
pub async fn find(
    store: &Store,
    session: Id,
    purpose: &str,
    now: Timestamp,
) -> Result<Option<PhoneCode>, StoreError> {
    store.row(FIND, &[session.into(), purpose.into(), now.into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<PhoneCode, StoreError> {
    Ok(PhoneCode {
        session_id: row.id(0)?,
        purpose: row.text(1)?.to_owned(),
        id: row.id(2)?,
        sign_in_id: row.id(3)?,
        phone_id: row.id_or_null(4)?,
        number_sealed: row.bytes(5)?.to_vec(),
        channel: row.text(6)?.to_owned(),
        code_hash: row.hash(7)?,
        sent_at: row.timestamp(8)?,
        ends_at: row.timestamp(9)?,
    })
}
