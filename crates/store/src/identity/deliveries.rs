//! How the last delivery to a site went, for operators.

use values::Timestamp;

use crate::{Rows, Store, StoreError, Write};

const DONE: &str = "INSERT INTO site_delivery (client_id, what, done_at) VALUES ($1, $2, $3) \
    ON CONFLICT (client_id, what) DO UPDATE SET done_at = excluded.done_at";
const FAILED: &str = "INSERT INTO site_delivery (client_id, what, failed_at, last_error) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (client_id, what) DO UPDATE SET failed_at = excluded.failed_at, last_error = excluded.last_error";
const LIST: &str =
    "SELECT what, done_at, failed_at, last_error FROM site_delivery WHERE client_id = $1 ORDER BY what";

/// The last deliveries of one kind to one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// What was delivered.
    pub what: String,
    /// When it last succeeded.
    pub done_at: Option<Timestamp>,
    /// When it last failed.
    pub failed_at: Option<Timestamp>,
    /// What was wrong then.
    pub last_error: Option<String>,
}

/// Notes a delivery that succeeded.
pub fn add_done(client_id: &str, what: &str, now: Timestamp) -> Write {
    Write::new().statement(DONE, vec![client_id.into(), what.into(), now.into()], Rows::Any)
}

/// Notes one that failed; the text holds no personal data.
pub fn add_failed(client_id: &str, what: &str, now: Timestamp, error: &str) -> Write {
    let params = vec![client_id.into(), what.into(), now.into(), error.into()];
    Write::new().statement(FAILED, params, Rows::Any)
}

/// How the last ones to a site went.
pub async fn list(store: &Store, client_id: &str) -> Result<Vec<Delivery>, StoreError> {
    let rows = store.rows(LIST, &[client_id.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Delivery {
                what: row.text(0)?.to_owned(),
                done_at: row.timestamp_or_null(1)?,
                failed_at: row.timestamp_or_null(2)?,
                last_error: row.text_or_null(3)?.map(str::to_owned),
            })
        })
        .collect()
}
