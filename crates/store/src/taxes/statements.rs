//! Which lines of the bank's statements are known: what of the books each stands for.

use values::{Cents, Id};

use crate::{Rows, Store, StoreError, Write};

const FIND: &str = "SELECT statement, line FROM statement_match WHERE item = $1";
const ADD: &str = "INSERT INTO statement_match (item, statement, line) VALUES ($1, $2, $3)";
const BATCHES: &str = "SELECT batch, CAST(SUM(amount) AS BIGINT) FROM bank_entry WHERE file_id = $1 \
    GROUP BY batch ORDER BY batch";

/// On which statement and line an item of the books was found.
pub async fn find(store: &Store, item: &str) -> Result<Option<(String, i64)>, StoreError> {
    let row = store.row(FIND, &[item.into()]).await?;
    row.map(|row| Ok((row.text(0)?.to_owned(), row.int(1)?))).transpose()
}

/// Notes where an item was found; a conflict means that it was found before.
pub fn add(write: Write, item: &str, statement: &str, line: i64) -> Write {
    write.statement(ADD, vec![item.into(), statement.into(), line.into()], Rows::Exactly(1))
}

/// What the batches of a file come to.
pub async fn batches(store: &Store, file: Id) -> Result<Vec<(i64, Cents)>, StoreError> {
    let rows = store.rows(BATCHES, &[file.into()]).await?;
    rows.iter().map(|row| Ok((row.int(0)?, row.cents(1)?))).collect()
}
