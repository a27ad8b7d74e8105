//! What leaves for the bank, entry by entry: in which file and batch, under which number, and what it is about.

use values::{Cents, Id};

use super::bank_accounts::{self, Opened};
use crate::seal::Sealer;
use crate::{Row, Rows, Store, StoreError, Value, Write};

const LIST_OF_BATCH: &str = "SELECT e.file_id, e.batch, e.trace_number, e.kind, e.taxpayer_id, e.subject_id, \
    e.account_id, e.amount, b.content, k.key_id, k.wrapped FROM bank_entry e \
    JOIN bank_account b ON b.taxpayer_id = e.taxpayer_id AND b.account_id = e.account_id \
    LEFT JOIN person_key k ON k.person_id = e.taxpayer_id AND k.realm = 'taxes' \
    WHERE e.file_id = $1 AND e.batch = $2 AND e.trace_number > $3 ORDER BY e.trace_number LIMIT $4";
// A list has a fixed number of places, so that its text is known before: the last number fills those left over.
const LIST_OF_TRACES: &str = "SELECT file_id, batch, trace_number, kind, taxpayer_id, subject_id, account_id, amount \
    FROM bank_entry WHERE trace_number IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
    $17, $18, $19, $20, $21, $22, $23, $24, $25) ORDER BY trace_number, subject_id DESC";
const ADD: &str = "INSERT INTO bank_entry \
    (file_id, batch, trace_number, kind, taxpayer_id, subject_id, account_id, amount) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// So many numbers can be looked up at once.
pub const MOST_TRACES: usize = 25;

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// A payment.
    Payment,
    /// A question whether the account is there; no money moves.
    Prenote,
    /// A refund.
    Refund,
}

impl EntryKind {
    const ALL: [Self; 3] = [Self::Payment, Self::Prenote, Self::Refund];

    const fn name(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Prenote => "prenote",
            Self::Refund => "refund",
        }
    }
}

/// One entry of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankEntry {
    /// Which file.
    pub file_id: Id,
    /// Which batch of it: entries of one kind and side.
    pub batch: i64,
    /// Its number, 15 digits.
    pub trace_number: String,
    /// What it is about.
    pub kind: EntryKind,
    /// Whose.
    pub taxpayer_id: Id,
    /// The payment, the refund, or for a prenote the account.
    pub subject_id: Id,
    /// The account.
    pub account_id: Id,
    /// How much; nothing for a prenote.
    pub amount: Cents,
}

fn read(row: &Row) -> Result<BankEntry, StoreError> {
    let kind = row.text(3)?;
    let kind = EntryKind::ALL.into_iter().find(|known| known.name() == kind);
    Ok(BankEntry {
        file_id: row.id(0)?,
        batch: row.int(1)?,
        trace_number: row.text(2)?.to_owned(),
        kind: kind.ok_or(StoreError::Stored { what: "the kind of a bank's entry" })?,
        taxpayer_id: row.id(4)?,
        subject_id: row.id(5)?,
        account_id: row.id(6)?,
        amount: row.cents(7)?,
    })
}

/// A batch in the order of its numbers, with the accounts; `after` is the last number seen. An erased person's account
/// cannot be opened any more.
pub async fn list_of_batch(
    store: &Store,
    sealer: &Sealer,
    (file, batch): (Id, i64),
    after: &str,
    most: i64,
) -> Result<Vec<(BankEntry, Option<Opened>)>, StoreError> {
    let rows = store.rows(LIST_OF_BATCH, &[file.into(), batch.into(), after.into(), most.into()]).await?;
    let entries = rows.iter().map(|row| {
        let entry = read(row)?;
        let opened = bank_accounts::open_beside(sealer, row, 8, (entry.taxpayer_id, entry.account_id))?;
        Ok((entry, opened))
    });
    entries.collect()
}

/// What left under up to [`MOST_TRACES`] numbers. Numbers come again after years: of each the latest first.
pub async fn list_of_traces(store: &Store, traces: &[&str]) -> Result<Vec<BankEntry>, StoreError> {
    let Some(params) = places(traces) else { return Ok(Vec::new()) };
    store.rows(LIST_OF_TRACES, &params).await?.iter().map(read).collect()
}

/// Numbers as the parameters of a list with a fixed number of places; none if there are no numbers.
pub(super) fn places(traces: &[&str]) -> Option<Vec<Value>> {
    let last = traces.last()?;
    let filled = traces.iter().chain(std::iter::repeat(last)).take(MOST_TRACES);
    Some(filled.map(|trace| Value::from(*trace)).collect())
}

/// Adds an entry.
pub fn add(write: Write, entry: &BankEntry) -> Write {
    let params = vec![
        entry.file_id.into(),
        entry.batch.into(),
        entry.trace_number.as_str().into(),
        entry.kind.name().into(),
        entry.taxpayer_id.into(),
        entry.subject_id.into(),
        entry.account_id.into(),
        entry.amount.into(),
    ];
    write.statement(ADD, params, Rows::Exactly(1))
}
