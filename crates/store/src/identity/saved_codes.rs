//! The saved recovery code: one for each sign-in, kept as a hash, used once (NIST SP 800-63B-4 section 4.2.1.1).

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO saved_code (sign_in_id, code_hash, made_at, shown_sealed, shown_until) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (sign_in_id) DO UPDATE SET code_hash = excluded.code_hash, \
    made_at = excluded.made_at, shown_sealed = excluded.shown_sealed, shown_until = excluded.shown_until";
const FIND: &str = "SELECT sign_in_id, code_hash, made_at, shown_sealed, shown_until FROM saved_code \
    WHERE sign_in_id = $1";
const HIDE: &str = "UPDATE saved_code SET shown_sealed = NULL WHERE sign_in_id = $1 AND made_at = $2";
const USE: &str = "DELETE FROM saved_code WHERE sign_in_id = $1 AND made_at = $2";

/// One code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedCode {
    /// Whose.
    pub sign_in_id: Id,
    /// Its hash.
    pub code_hash: String,
    /// When it was made; no two of one sign-in are made at the same instant.
    pub made_at: Timestamp,
    /// The code itself, until its owner has kept it.
    pub shown_sealed: Option<Vec<u8>>,
    /// Until when it may be shown.
    pub shown_until: Timestamp,
}

/// Adds one in place of the one before.
pub fn add(code: &SavedCode) -> Write {
    let params = vec![
        code.sign_in_id.into(),
        code.code_hash.clone().into(),
        code.made_at.into(),
        code.shown_sealed.clone().into(),
        code.shown_until.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Forgets the code itself: its owner has kept it. A conflict if there is another one meanwhile.
pub fn hide(sign_in: Id, made_at: Timestamp) -> Write {
    Write::new().statement(HIDE, vec![sign_in.into(), made_at.into()], Rows::Exactly(1))
}

/// Uses it up; a conflict if it was used or replaced.
pub fn use_up(sign_in: Id, made_at: Timestamp) -> Write {
    Write::new().statement(USE, vec![sign_in.into(), made_at.into()], Rows::Exactly(1))
}

/// That of a sign-in.
pub async fn find(store: &Store, sign_in: Id) -> Result<Option<SavedCode>, StoreError> {
    store.row(FIND, &[sign_in.into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<SavedCode, StoreError> {
    Ok(SavedCode {
        sign_in_id: row.id(0)?,
        code_hash: row.text(1)?.to_owned(),
        made_at: row.timestamp(2)?,
        shown_sealed: row.bytes_or_null(3)?.map(<[u8]>::to_vec),
        shown_until: row.timestamp(4)?,
    })
}
