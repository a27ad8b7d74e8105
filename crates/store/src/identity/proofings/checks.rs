//! What was looked up about a case: where, how far that place can be relied on, and what came out.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const PUT: &str = "INSERT INTO proofing_check (proofing_id, what, sign_in_id, source, class, outcome, at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (proofing_id, what) DO UPDATE SET source = excluded.source, \
    class = excluded.class, outcome = excluded.outcome, at = excluded.at";
const LIST: &str = "SELECT proofing_id, what, sign_in_id, source, class, outcome, at FROM proofing_check \
    WHERE proofing_id = $1 ORDER BY what";

/// One thing that was looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Of which case.
    pub proofing_id: Id,
    /// What: a word.
    pub what: String,
    /// Whose.
    pub sign_in_id: Id,
    /// Where: the name of the source.
    pub source: String,
    /// `authoritative` or `credible`.
    pub class: String,
    /// What came out: a word.
    pub outcome: String,
    /// When.
    pub at: Timestamp,
}

/// Keeps one, in place of the same thing looked up before.
pub fn put(check: &Check) -> Write {
    let params = vec![
        check.proofing_id.into(),
        check.what.clone().into(),
        check.sign_in_id.into(),
        check.source.clone().into(),
        check.class.clone().into(),
        check.outcome.clone().into(),
        check.at.into(),
    ];
    Write::new().statement(PUT, params, Rows::Exactly(1))
}

/// All of a case.
pub async fn list(store: &Store, case: Id) -> Result<Vec<Check>, StoreError> {
    store.rows(LIST, &[case.into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Check, StoreError> {
    Ok(Check {
        proofing_id: row.id(0)?,
        what: row.text(1)?.to_owned(),
        sign_in_id: row.id(2)?,
        source: row.text(3)?.to_owned(),
        class: row.text(4)?.to_owned(),
        outcome: row.text(5)?.to_owned(),
        at: row.timestamp(6)?,
    })
}
