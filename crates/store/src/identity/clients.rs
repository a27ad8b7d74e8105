//! What the provider remembers of other sites: whom a person agreed to tell what, and which proofs of
//! a site were used. Which sites there are stands in the configuration.

use values::{Id, Timestamp};

use super::refresh;
use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO consent (sign_in_id, client_id, told, kept_back, address_id, given_at) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (sign_in_id, client_id) DO UPDATE SET told = excluded.told, \
    kept_back = excluded.kept_back, address_id = excluded.address_id, given_at = excluded.given_at";
const FIND: &str = "SELECT client_id, told, kept_back, address_id, given_at FROM consent WHERE sign_in_id = $1 AND client_id = $2";
const LIST: &str = "SELECT client_id, told, kept_back, address_id, given_at FROM consent \
    WHERE sign_in_id = $1 ORDER BY client_id";
const CLOSE: &str = "DELETE FROM consent WHERE sign_in_id = $1 AND client_id = $2";
const REVOKE: &str = "UPDATE access_token SET revoked_at = $3 \
    WHERE sign_in_id = $1 AND client_id = $2 AND revoked_at IS NULL";
const USE_ASSERTION: &str = "INSERT INTO used_assertion (assertion_hash, ends_at) VALUES ($1, $2)";
const FIND_ASSERTION: &str = "SELECT ends_at FROM used_assertion WHERE assertion_hash = $1";
const REMOVE_ASSERTIONS: &str = "DELETE FROM used_assertion WHERE ends_at <= $1";

/// What a person decided to tell one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Which site.
    pub client_id: String,
    /// What it is told, as names of claims with a space between.
    pub told: String,
    /// What it asked for and is not told, in the same form.
    pub kept_back: String,
    /// Which email address it is told, if the person chose one.
    pub address_id: Option<Id>,
    /// When it was decided.
    pub given_at: Timestamp,
}

/// Adds a consent, in place of an earlier one.
pub fn add_consent(sign_in: Id, consent: &Consent) -> Write {
    let params = vec![
        sign_in.into(),
        consent.client_id.clone().into(),
        consent.told.clone().into(),
        consent.kept_back.clone().into(),
        consent.address_id.into(),
        consent.given_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Ends a consent and what was given out under it.
pub fn close_consent(sign_in: Id, client_id: &str, now: Timestamp) -> Write {
    let whose = vec![sign_in.into(), client_id.into()];
    let given = vec![sign_in.into(), client_id.into(), now.into()];
    Write::new()
        .statement(CLOSE, whose, Rows::Exactly(1))
        .statement(REVOKE, given, Rows::Any)
        .and(refresh::close_of_client(sign_in, client_id, now))
}

/// What was decided about one site.
pub async fn find_consent(
    store: &Store,
    sign_in: Id,
    client_id: &str,
) -> Result<Option<Consent>, StoreError> {
    store.row(FIND, &[sign_in.into(), client_id.into()]).await?.as_ref().map(read).transpose()
}

/// All consents of a person.
pub async fn list_consents(store: &Store, sign_in: Id) -> Result<Vec<Consent>, StoreError> {
    store.rows(LIST, &[sign_in.into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Consent, StoreError> {
    Ok(Consent {
        client_id: row.text(0)?.to_owned(),
        told: row.text(1)?.to_owned(),
        kept_back: row.text(2)?.to_owned(),
        address_id: row.id_or_null(3)?,
        given_at: row.timestamp(4)?,
    })
}

/// Uses up a proof, of a site or of a key; a conflict if it was used.
pub fn use_assertion(hash: [u8; 32], ends_at: Timestamp) -> Write {
    Write::new().statement(USE_ASSERTION, vec![hash.into(), ends_at.into()], Rows::Exactly(1))
}

/// Whether a proof was used up.
pub async fn is_used(store: &Store, hash: [u8; 32]) -> Result<bool, StoreError> {
    Ok(store.row(FIND_ASSERTION, &[hash.into()]).await?.is_some())
}

/// Forgets proofs that could no longer be used anyway.
pub fn remove_assertions(now: Timestamp) -> Write {
    Write::new().statement(REMOVE_ASSERTIONS, vec![now.into()], Rows::Any)
}
