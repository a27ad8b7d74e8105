//! Sign-ins: one per person, found by the keyed index of any of their confirmed addresses.

use values::{Id, Timestamp};

use super::addresses;
use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO sign_in \
    (id, email_index, email_sealed, password_hash, language, state, made_at, password_set_at, version) \
    VALUES ($1, $2, $3, $4, $5, 'active', $6, $7, 0)";
const COLUMNS_BY_ID: &str = "SELECT id, email_index, email_sealed, password_hash, language, state, made_at, \
    password_set_at, version FROM sign_in WHERE id = $1";
// A subquery in place of a join: SQLite takes five times as long for the join.
const COLUMNS_BY_EMAIL: &str = "SELECT id, email_index, email_sealed, password_hash, language, state, made_at, \
    password_set_at, version FROM sign_in WHERE id = \
    (SELECT a.sign_in_id FROM sign_in_address a WHERE a.email_index = $1)";
/// Some sign-in, read where none is found: see [`find_by_email`].
const COLUMNS_OF_ANY: &str = "SELECT id, email_index, email_sealed, password_hash, language, state, made_at, \
    password_set_at, version FROM sign_in WHERE id = \
    (SELECT a.sign_in_id FROM sign_in_address a WHERE a.email_index > $1 ORDER BY a.email_index LIMIT 1)";
/// The index of no address.
const NOBODY: [u8; 32] = [0; 32];
const CHANGE_PASSWORD: &str = "UPDATE sign_in SET password_hash = $3, password_set_at = $4, version = version + 1 \
    WHERE id = $1 AND version = $2 AND state = 'active'";
const CHANGE_LANGUAGE: &str = "UPDATE sign_in SET language = $2 WHERE id = $1";
const CHANGE_MAIN: &str = "UPDATE sign_in SET email_index = $3, email_sealed = $4, version = version + 1 \
    WHERE id = $1 AND version = $2 \
    AND EXISTS (SELECT 1 FROM sign_in_address a WHERE a.email_index = $3 AND a.sign_in_id = $1)";
const FREEZE: &str = "UPDATE sign_in SET version = version + 1, \
    state = CASE state WHEN 'disabled' THEN 'frozen and disabled' ELSE 'frozen' END \
    WHERE id = $1 AND state IN ('active', 'disabled')";
const UNFREEZE: &str =
    "UPDATE sign_in SET state = 'active', version = version + 1 WHERE id = $1 AND state = 'frozen'";
const DISABLE: &str = "UPDATE sign_in SET version = version + 1, \
    state = CASE state WHEN 'frozen' THEN 'frozen and disabled' ELSE 'disabled' END \
    WHERE id = $1 AND state IN ('active', 'frozen')";
const ENABLE: &str = "UPDATE sign_in SET state = $3, version = version + 1 WHERE id = $1 AND state = $2";
const LIST_AFTER: &str = "SELECT id FROM sign_in WHERE id > $1 ORDER BY id LIMIT $2";
const FIND_STATE: &str = "SELECT state FROM sign_in WHERE id = $1";
const CLOSE_PASSWORD: &str = "UPDATE sign_in SET password_hash = NULL, password_set_at = NULL, version = version + 1 \
    WHERE id = $1 AND password_set_at >= $2";

const CHECK: &str =
    "UPDATE sign_in SET version = version WHERE id = $1 AND version = $2 AND state = 'active'";
const CHANGE_VERSION: &str =
    "UPDATE sign_in SET version = version + 1 WHERE id = $1 AND version = $2 AND state = 'active'";

/// Whether a sign-in may be used. What its owner did and what an operator did are undone by each alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It may.
    Active,
    /// Its owner said "this was not me"; recovery lifts it.
    Frozen,
    /// An operator shut it.
    Disabled,
    /// Both.
    FrozenAndDisabled,
}

impl State {
    const ALL: [Self; 4] = [Self::Active, Self::Frozen, Self::Disabled, Self::FrozenAndDisabled];

    const fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Frozen => "frozen",
            Self::Disabled => "disabled",
            Self::FrozenAndDisabled => "frozen and disabled",
        }
    }

    /// What becomes of it when an operator opens it; nothing if none shut it.
    pub const fn enabled(self) -> Option<Self> {
        match self {
            Self::Disabled => Some(Self::Active),
            Self::FrozenAndDisabled => Some(Self::Frozen),
            Self::Active | Self::Frozen => None,
        }
    }
}

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

/// Adds one with its address; a conflict if the address already has one.
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
    let address = addresses::Address {
        id: sign_in.id,
        sign_in_id: sign_in.id,
        email_index: sign_in.email_index,
        email_sealed: sign_in.email_sealed.clone(),
        confirmed_at: sign_in.made_at,
        told_new_device: true,
        told_each_sign_in: false,
    };
    Write::new().statement(ADD, params, Rows::Exactly(1)).and(addresses::add(&address))
}

/// Makes another of its confirmed addresses the main one, sealed for the row of the sign-in; a conflict if the
/// sign-in was changed meanwhile or the address is not one of its own.
pub fn change_main(sign_in: &SignIn, email_index: [u8; 32], email_sealed: Vec<u8>) -> Write {
    let params = vec![sign_in.id.into(), sign_in.version.into(), email_index.into(), email_sealed.into()];
    Write::new().statement(CHANGE_MAIN, params, Rows::Exactly(1))
}

/// Changes the language of messages: `en` or `es`.
pub fn change_language(id: Id, language: &str) -> Write {
    Write::new().statement(CHANGE_LANGUAGE, vec![id.into(), language.into()], Rows::Exactly(1))
}

/// Freezes it: its owner said "this was not me". One that is frozen already stays as it is.
pub fn freeze(id: Id) -> Write {
    Write::new().statement(FREEZE, vec![id.into()], Rows::Any)
}

/// Lets a frozen one be used again; one that the operator shut stays shut.
pub fn unfreeze(id: Id) -> Write {
    Write::new().statement(UNFREEZE, vec![id.into()], Rows::Any)
}

/// Shuts a sign-in, whatever its owner did with it; a conflict if it is shut.
pub fn disable(id: Id) -> Write {
    Write::new().statement(DISABLE, vec![id.into()], Rows::Exactly(1))
}

/// Takes one from the state in which an operator shut it to the one it had; a conflict if it is in another by now.
pub fn enable(id: Id, from: State, to: State) -> Write {
    let params = vec![id.into(), from.word().into(), to.word().into()];
    Write::new().statement(ENABLE, params, Rows::Exactly(1))
}

/// Whether it may be used, and who shut it; none if there is none.
pub async fn find_state(store: &Store, id: Id) -> Result<Option<State>, StoreError> {
    let Some(row) = store.row(FIND_STATE, &[id.into()]).await? else { return Ok(None) };
    let word = row.text(0)?;
    Ok(State::ALL.into_iter().find(|state| state.word() == word))
}

/// Whether its owner, and nobody else, has shut it.
pub async fn is_frozen(store: &Store, id: Id) -> Result<bool, StoreError> {
    Ok(find_state(store, id).await? == Some(State::Frozen))
}

/// Takes away a password that was set at an instant or after it.
pub fn close_password_since(id: Id, since: Timestamp) -> Write {
    Write::new().statement(CLOSE_PASSWORD, vec![id.into(), since.into()], Rows::Any)
}

/// Changes the password; a conflict if the sign-in was changed meanwhile.
pub fn change_password(sign_in: &SignIn, hash: String, now: Timestamp) -> Write {
    let params = vec![sign_in.id.into(), sign_in.version.into(), hash.into(), now.into()];
    Write::new().statement(CHANGE_PASSWORD, params, Rows::Exactly(1))
}

/// Changes nothing; a conflict if the sign-in was changed meanwhile or may not be used. Whoever is let in by what was
/// read is not let in after it was changed.
pub fn check(sign_in: &SignIn) -> Write {
    let params = vec![sign_in.id.into(), sign_in.version.into()];
    Write::new().statement(CHECK, params, Rows::Exactly(1))
}

/// Changes nothing but the version, so that whatever else was decided on the one before is decided anew; a conflict
/// if the sign-in was changed meanwhile or may not be used.
pub fn change_version(sign_in: &SignIn) -> Write {
    let params = vec![sign_in.id.into(), sign_in.version.into()];
    Write::new().statement(CHANGE_VERSION, params, Rows::Exactly(1))
}

/// The ids that come after another, in their order.
pub async fn list_after(store: &Store, after: Id, most: i64) -> Result<Vec<Id>, StoreError> {
    store.rows(LIST_AFTER, &[after.into(), most.into()]).await?.iter().map(|row| row.id(0)).collect()
}

/// By id.
pub async fn find(store: &Store, id: Id) -> Result<Option<SignIn>, StoreError> {
    store.row(COLUMNS_BY_ID, &[id.into()]).await?.as_ref().map(read).transpose()
}

/// By the index of any confirmed address.
pub async fn find_by_email(store: &Store, email_index: [u8; 32]) -> Result<Option<SignIn>, StoreError> {
    let found = store.row(COLUMNS_BY_EMAIL, &[email_index.into()]).await?;
    // Once a row is read and once there is none, in either order: the time must not tell which address is known.
    if let Some(row) = found {
        store.row(COLUMNS_BY_EMAIL, &[NOBODY.into()]).await?;
        return read(&row).map(Some);
    }
    let other = store.row(COLUMNS_OF_ANY, &[NOBODY.into()]).await?;
    other.as_ref().map(read).transpose()?;
    Ok(None)
}

fn read(row: &Row) -> Result<SignIn, StoreError> {
    Ok(SignIn {
        id: row.id(0)?,
        email_index: row.hash(1)?,
        email_sealed: row.bytes(2)?.to_vec(),
        password_hash: row.text_or_null(3)?.map(str::to_owned),
        language: row.text(4)?.to_owned(),
        is_active: row.text(5)? == State::Active.word(),
        made_at: row.timestamp(6)?,
        password_set_at: row.timestamp_or_null(7)?,
        version: row.int(8)?,
    })
}
