//! At which sites a person used their sign-in, and when last.

use values::{Id, Timestamp};

use super::refresh;
use crate::{Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO site_use (sign_in_id, client_id, first_at, last_at) VALUES ($1, $2, $3, $3) \
    ON CONFLICT (sign_in_id, client_id) DO UPDATE SET last_at = excluded.last_at";
const LIST: &str =
    "SELECT client_id, first_at, last_at FROM site_use WHERE sign_in_id = $1 ORDER BY client_id";
const CLOSE: &str = "DELETE FROM site_use WHERE sign_in_id = $1 AND client_id = $2";
const CLOSE_CONSENT: &str = "DELETE FROM consent WHERE sign_in_id = $1 AND client_id = $2";
const CLOSE_TOKENS: &str = "UPDATE access_token SET revoked_at = $3 \
    WHERE sign_in_id = $1 AND client_id = $2 AND revoked_at IS NULL";

/// The use of one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteUse {
    /// Which site.
    pub client_id: String,
    /// When first.
    pub first_at: Timestamp,
    /// When last.
    pub last_at: Timestamp,
}

/// Notes that a person went to a site with their sign-in.
pub fn add(sign_in: Id, client_id: &str, now: Timestamp) -> Write {
    Write::new().statement(ADD, vec![sign_in.into(), client_id.into(), now.into()], Rows::Exactly(1))
}

/// The sites one person went to.
pub async fn list(store: &Store, sign_in: Id) -> Result<Vec<SiteUse>, StoreError> {
    let rows = store.rows(LIST, &[sign_in.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(SiteUse {
                client_id: row.text(0)?.to_owned(),
                first_at: row.timestamp(1)?,
                last_at: row.timestamp(2)?,
            })
        })
        .collect()
}

/// Ends what a site may still do: the consent, if one was asked for, and every token.
pub fn close(sign_in: Id, client_id: &str, now: Timestamp) -> Write {
    let whose = || vec![sign_in.into(), client_id.into()];
    Write::new()
        .statement(CLOSE, whose(), Rows::Any)
        .statement(CLOSE_CONSENT, whose(), Rows::Any)
        .statement(CLOSE_TOKENS, vec![sign_in.into(), client_id.into(), now.into()], Rows::Any)
        .and(refresh::close_of_client(sign_in, client_id, now))
}
