//! What the provider remembers of other sites: whom a person agreed to tell what, and which proofs of
//! a site were used. Which sites there are stands in the configuration.

use values::{Id, Timestamp};

use crate::{Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO consent (sign_in_id, client_id, scopes, given_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (sign_in_id, client_id) DO UPDATE SET scopes = excluded.scopes, given_at = excluded.given_at";
const FIND: &str = "SELECT scopes FROM consent WHERE sign_in_id = $1 AND client_id = $2";
const LIST: &str = "SELECT client_id, scopes, given_at FROM consent WHERE sign_in_id = $1 ORDER BY client_id";
const CLOSE: &str = "DELETE FROM consent WHERE sign_in_id = $1 AND client_id = $2";
const REVOKE: &str = "UPDATE access_token SET revoked_at = $3 \
    WHERE sign_in_id = $1 AND client_id = $2 AND revoked_at IS NULL";
const USE_ASSERTION: &str = "INSERT INTO used_assertion (assertion_hash, ends_at) VALUES ($1, $2)";
const REMOVE_ASSERTIONS: &str = "DELETE FROM used_assertion WHERE ends_at <= $1";

/// What a person agreed to tell one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Which site.
    pub client_id: String,
    /// What, as scopes with a space between.
    pub scopes: String,
    /// When.
    pub given_at: Timestamp,
}

/// Adds a consent, in place of an earlier one.
pub fn add_consent(sign_in: Id, client_id: &str, scopes: &str, now: Timestamp) -> Write {
    let params = vec![sign_in.into(), client_id.into(), scopes.into(), now.into()];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Ends a consent and what was given out under it.
pub fn close_consent(sign_in: Id, client_id: &str, now: Timestamp) -> Write {
    Write::new().statement(CLOSE, vec![sign_in.into(), client_id.into()], Rows::Exactly(1)).statement(
        REVOKE,
        vec![sign_in.into(), client_id.into(), now.into()],
        Rows::Any,
    )
}

/// The scopes agreed to for one site.
pub async fn find_consent(store: &Store, sign_in: Id, client_id: &str) -> Result<Option<String>, StoreError> {
    let row = store.row(FIND, &[sign_in.into(), client_id.into()]).await?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// All consents of a person.
pub async fn list_consents(store: &Store, sign_in: Id) -> Result<Vec<Consent>, StoreError> {
    let rows = store.rows(LIST, &[sign_in.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Consent {
                client_id: row.text(0)?.to_owned(),
                scopes: row.text(1)?.to_owned(),
                given_at: row.timestamp(2)?,
            })
        })
        .collect()
}

/// Uses up a site's proof of itself; a conflict if it was used.
pub fn use_assertion(hash: [u8; 32], ends_at: Timestamp) -> Write {
    Write::new().statement(USE_ASSERTION, vec![hash.into(), ends_at.into()], Rows::Exactly(1))
}

/// Forgets proofs that could no longer be used anyway.
pub fn remove_assertions(now: Timestamp) -> Write {
    Write::new().statement(REMOVE_ASSERTIONS, vec![now.into()], Rows::Any)
}
