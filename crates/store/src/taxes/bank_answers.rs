//! What banks answered about entries: each answer once, however often its file comes.

use values::{Cents, Date, Id};

use super::bank_entries::places;
use crate::{Row, Rows, Store, StoreError, Write};

const LIST_OF_TRACES: &str = "SELECT original_trace, file_id, answer_trace, code, answered_on, amount FROM bank_answer \
    WHERE original_trace IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
    $17, $18, $19, $20, $21, $22, $23, $24, $25)";
const LIST_OF_DAYS: &str = "SELECT original_trace, file_id, answer_trace, code, answered_on, amount FROM bank_answer \
    WHERE answered_on >= $1 AND answered_on <= $2 ORDER BY answered_on, original_trace LIMIT $3";
const ADD: &str = "INSERT INTO bank_answer (original_trace, file_id, answer_trace, code, answered_on, amount) \
    VALUES ($1, $2, $3, $4, $5, $6)";

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAnswer {
    /// The number of the entry that it is about.
    pub original_trace: String,
    /// The file in which that entry left: numbers come again after years.
    pub file_id: Id,
    /// The answer's own number.
    pub answer_trace: String,
    /// Its code, as `R01`.
    pub code: String,
    /// The day of the answer.
    pub answered_on: Date,
    /// How much money comes with it: positive out of the agency's account, negative into it.
    pub amount: Cents,
}

fn read(row: &Row) -> Result<BankAnswer, StoreError> {
    Ok(BankAnswer {
        original_trace: row.text(0)?.to_owned(),
        file_id: row.id(1)?,
        answer_trace: row.text(2)?.to_owned(),
        code: row.text(3)?.to_owned(),
        answered_on: row.date(4)?,
        amount: row.cents(5)?,
    })
}

/// What was answered about up to [`super::bank_entries::MOST_TRACES`] entries.
pub async fn list_of_traces(store: &Store, traces: &[&str]) -> Result<Vec<BankAnswer>, StoreError> {
    let Some(params) = places(traces) else { return Ok(Vec::new()) };
    store.rows(LIST_OF_TRACES, &params).await?.iter().map(read).collect()
}

/// What was answered from a day to another, by day.
pub async fn list_of_days(
    store: &Store,
    (from, to): (Date, Date),
    most: i64,
) -> Result<Vec<BankAnswer>, StoreError> {
    store.rows(LIST_OF_DAYS, &[from.into(), to.into(), most.into()]).await?.iter().map(read).collect()
}

/// Adds an answer; a conflict means that it was booked before.
pub fn add(write: Write, answer: &BankAnswer) -> Write {
    let params = vec![
        answer.original_trace.as_str().into(),
        answer.file_id.into(),
        answer.answer_trace.as_str().into(),
        answer.code.as_str().into(),
        answer.answered_on.into(),
        answer.amount.into(),
    ];
    write.statement(ADD, params, Rows::Exactly(1))
}
