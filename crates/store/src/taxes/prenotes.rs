//! Which accounts were asked about before money is taken from them, and what their banks said.

use values::{Date, Id};

use crate::{Rows, Store, StoreError, Write};

const FIND: &str = "SELECT b.ownership, p.file_id, p.live_on, p.return_code FROM bank_account b \
    LEFT JOIN prenote p ON p.taxpayer_id = b.taxpayer_id AND p.account_id = b.account_id \
    WHERE b.taxpayer_id = $1 AND b.account_id = $2";
const ADD: &str = "INSERT INTO prenote (taxpayer_id, account_id, file_id) VALUES ($1, $2, $3)";
const LEFT: &str = "UPDATE prenote SET live_on = $2 WHERE file_id = $1";
const REFUSE: &str = "UPDATE prenote SET return_code = $3 \
    WHERE taxpayer_id = $1 AND account_id = $2 AND return_code IS NULL";

/// What is known of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What the check of ownership said: `matches`, `unknown` …
    pub ownership: String,
    /// Whether its bank is asked, in a file that left or will.
    pub is_asked: bool,
    /// The day from which money may move, once the question left.
    pub live_on: Option<Date>,
    /// Why its bank says that none may.
    pub return_code: Option<String>,
}

/// What is known of an account, by its owner and id.
pub async fn find(store: &Store, (taxpayer, account): (Id, Id)) -> Result<Option<Known>, StoreError> {
    let Some(row) = store.row(FIND, &[taxpayer.into(), account.into()]).await? else { return Ok(None) };
    Ok(Some(Known {
        ownership: row.text(0)?.to_owned(),
        is_asked: row.id_or_null(1)?.is_some(),
        live_on: row.date_or_null(2)?,
        return_code: row.text_or_null(3)?.map(str::to_owned),
    }))
}

/// Notes that an account is asked about in a file; a conflict means that it was before.
pub fn add(write: Write, (taxpayer, account): (Id, Id), file: Id) -> Write {
    write.statement(ADD, vec![taxpayer.into(), account.into(), file.into()], Rows::Exactly(1))
}

/// Notes from which day on money may move, for all accounts that a file asks about: it left.
pub fn left(write: Write, file: Id, live_on: Date) -> Write {
    write.statement(LEFT, vec![file.into(), live_on.into()], Rows::Any)
}

/// Notes that its bank refuses it; a conflict means that it did before.
pub fn refuse(write: Write, (taxpayer, account): (Id, Id), code: &str) -> Write {
    write.statement(REFUSE, vec![taxpayer.into(), account.into(), code.into()], Rows::Exactly(1))
}
