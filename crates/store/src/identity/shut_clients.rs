//! Which sites are shut for now, by an operator. The files say which sites there are; this says which of them are
//! served.

use values::Timestamp;

use crate::{Rows, Store, StoreError, Write};

const LIST: &str = "SELECT client_id, shut_at, reason FROM shut_client ORDER BY client_id";
const ADD: &str = "INSERT INTO shut_client (client_id, shut_at, reason) VALUES ($1, $2, $3)";
const REMOVE: &str = "DELETE FROM shut_client WHERE client_id = $1";
const REVOKE: &str = "UPDATE access_token SET revoked_at = $2 WHERE client_id = $1 AND revoked_at IS NULL";
const CLOSE_REFRESH: &str =
    "UPDATE refresh_grant SET ended_at = $2 WHERE client_id = $1 AND ended_at IS NULL";

/// A site that is shut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shut {
    /// Which.
    pub client_id: String,
    /// Since when.
    pub shut_at: Timestamp,
    /// Why.
    pub reason: String,
}

/// All of them.
pub async fn list(store: &Store) -> Result<Vec<Shut>, StoreError> {
    let rows = store.rows(LIST, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(Shut {
                client_id: row.text(0)?.to_owned(),
                shut_at: row.timestamp(1)?,
                reason: row.text(2)?.to_owned(),
            })
        })
        .collect()
}

/// Shuts a site and ends what was given out to it; a conflict if it is shut.
pub fn add(shut: &Shut) -> Write {
    let params = vec![shut.client_id.clone().into(), shut.shut_at.into(), shut.reason.clone().into()];
    let which = || vec![shut.client_id.clone().into(), shut.shut_at.into()];
    Write::new().statement(ADD, params, Rows::Exactly(1)).statement(REVOKE, which(), Rows::Any).statement(
        CLOSE_REFRESH,
        which(),
        Rows::Any,
    )
}

/// Opens it again; a conflict if it is open.
pub fn remove(client_id: &str) -> Write {
    Write::new().statement(REMOVE, vec![client_id.into()], Rows::Exactly(1))
}
