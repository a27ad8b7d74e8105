//! How many entries left for the bank and came back, by day: what the rates of returns are made of.

use values::{Cents, Date};

use crate::{Rows, Store, StoreError, Write};

const SUMS: &str = "SELECT what, CAST(SUM(entries) AS BIGINT) FROM bank_count \
    WHERE counted_on >= $1 AND counted_on <= $2 GROUP BY what ORDER BY what";
const ADD: &str = "INSERT INTO bank_count (counted_on, what, entries, amount) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (counted_on, what) DO UPDATE SET entries = bank_count.entries + excluded.entries, \
    amount = bank_count.amount + excluded.amount";

/// How many of each there were from a day to another.
pub async fn sums(store: &Store, (from, to): (Date, Date)) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = store.rows(SUMS, &[from.into(), to.into()]).await?;
    rows.iter().map(|row| Ok((row.text(0)?.to_owned(), row.int(1)?))).collect()
}

/// Counts entries of a day.
pub fn add(write: Write, (on, what): (Date, &str), entries: i64, amount: Cents) -> Write {
    write.statement(ADD, vec![on.into(), what.into(), entries.into(), amount.into()], Rows::Exactly(1))
}
