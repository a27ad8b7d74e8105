//! Sign-ins: one per person, found by the keyed index of the address.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO sign_in \
    (id, email_index, email_sealed, password_hash, language, state, made_at, password_set_at, version) \
    VALUES ($1, $2, $3, $4, $5, 'active', $6, $7, 0)";
const COLUMNS_BY_ID: &str = "SELECT id, email_index, email_sealed, password_hash, language, state, made_at, \
    password_set_at, version FROM sign_in WHERE id = $1";
const COLUMNS_BY_EMAIL: &str = "SELECT id, email_index, email_sealed, password_hash, language, state, made_at, \
    password_set_at, version FROM sign_in WHERE email_index = $1";
const CHANGE_PASSWORD: &str = "UPDATE sign_in SET password_hash = $3, password_set_at = $4, version = version + 1 \
    WHERE id = $1 AND version = $2 AND state = 'active'";

/// One sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Its id.
    pub id: Id,
    /// Keyed index of the address.
    pub email_index: [u8; 32],
    /// The address.
    pub email_sealed: Vec<u8>,
    /// The password, hashed; none for a demonstration person.
    pub password_hash: Option<String>,
    /// Language of messages: `en` or `es`.
    pub language: String,
    /// Whether it may be used.
    pub is_active: bool,
    /// When it was made.
    pub made_at: Timestamp,
    /// When the password was set.
    pub password_set_at: Option<Timestamp>,
    /// Moves with each change.
    pub version: i64,
}

/// Adds one; a conflict if the address already has one.
pub fn add(sign_in: &SignIn) -> Write {
    let params = vec![
        sign_in.id.into(),
        sign_in.email_index.into(),
        sign_in.email_sealed.clone().into(),
        sign_in.password_hash.clone().into(),
        sign_in.language.clone().into(),
        sign_in.made_at.into(),
        sign_in.password_set_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Changes the password; a conflict if the sign-in was changed meanwhile.
pub fn change_password(sign_in: &SignIn, hash: String, now: Timestamp) -> Write {
    let params = vec![sign_in.id.into(), sign_in.version.into(), hash.into(), now.into()];
    Write::new().statement(CHANGE_PASSWORD, params, Rows::Exactly(1))
}

/// By id.
pub async fn find(store: &Store, id: Id) -> Result<Option<SignIn>, StoreError> {
    store.row(COLUMNS_BY_ID, &[id.into()]).await?.as_ref().map(read).transpose()
}

/// By the index of the address.
pub async fn find_by_email(store: &Store, email_index: [u8; 32]) -> Result<Option<SignIn>, StoreError> {
    store.row(COLUMNS_BY_EMAIL, &[email_index.into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<SignIn, StoreError> {
    Ok(SignIn {
        id: row.id(0)?,
        email_index: row.hash(1)?,
        email_sealed: row.bytes(2)?.to_vec(),
        password_hash: row.text_or_null(3)?.map(str::to_owned),
        language: row.text(4)?.to_owned(),
        is_active: row.text(5)? == "active",
        made_at: row.timestamp(6)?,
        password_set_at: row.timestamp_or_null(7)?,
        version: row.int(8)?,
    })
}
