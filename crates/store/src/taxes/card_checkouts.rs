//! What a card processor was asked for: one checkout for all payments of a submission, and how many of them a person has in a
//! time.
//!
//! A change names the version that was loaded, so that of two answers about one version the second conflicts.

use values::{Cents, Date, Id, Timestamp};

use super::payments::FIRST;
use crate::{Row, Rows, Store, StoreError, Value, Write};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT taxpayer_id, checkout_id, kind, amount, fee, counted, language, processor_id, next_url, status, code, ",
            "dispute, settled_on, begun_at, poll_at, version FROM card_checkout ",
            $rest
        )
    };
}

const FIND: &str = select!("WHERE taxpayer_id = $1 AND checkout_id = $2");
const FIND_OF_PROCESSOR: &str = select!("WHERE processor_id = $1");
const LIST_DUE: &str = select!("WHERE poll_at <= $1 ORDER BY poll_at, checkout_id LIMIT $2");
const LIST_OF_STATUS: &str = select!(
    "WHERE status = $1 AND begun_at >= $2 AND begun_at < $3 AND (begun_at, checkout_id) > ($4, $5) \
     ORDER BY begun_at, checkout_id LIMIT $6"
);
const ADD: &str = "INSERT INTO card_checkout (taxpayer_id, checkout_id, kind, amount, fee, counted, language, processor_id, \
    next_url, status, code, dispute, settled_on, begun_at, poll_at, version) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)";
const CHANGE: &str = "UPDATE card_checkout SET fee = $4, processor_id = $5, next_url = $6, status = $7, code = $8, \
    dispute = $9, settled_on = $10, poll_at = $11, version = version + 1 \
    WHERE taxpayer_id = $1 AND checkout_id = $2 AND version = $3";
const POLL: &str = "UPDATE card_checkout SET poll_at = $2 WHERE processor_id = $1";
const FIND_COUNT: &str = "SELECT made FROM card_count WHERE taxpayer_id = $1 AND counted = $2";
// Touches no row when there would be more than may be.
const COUNT: &str = "INSERT INTO card_count (taxpayer_id, counted, made) VALUES ($1, $2, 1) \
    ON CONFLICT (taxpayer_id, counted) DO UPDATE SET made = card_count.made + 1 WHERE card_count.made < $3";
const UNCOUNT: &str =
    "UPDATE card_count SET made = made - 1 WHERE taxpayer_id = $1 AND counted = $2 AND made > 0";

/// A payment at a card processor.
#[derive(Clone, PartialEq, Eq)]
pub struct Checkout {
    /// Who pays.
    pub taxpayer_id: Id,
    /// Its id: the submission's.
    pub id: Id,
    /// `credit`, `debit`, `commercial` or `wallet`, as the payer said.
    pub kind: String,
    /// What the payments of the submission come to.
    pub amount: Cents,
    /// What the processor takes beside: as was said before, then as it was charged.
    pub fee: Cents,
    /// What it counts as towards the limits, words with a space between them; empty once it no longer counts.
    pub counted: String,
    /// `en` or `es`: the language of the processor's page.
    pub language: String,
    /// The processor's number for it, once it has answered.
    pub processor_id: Option<String>,
    /// Where the payer goes on, while they can.
    pub next_url: Option<String>,
    /// Where it stands, as the processor says; `asked` before it has answered.
    pub status: String,
    /// Why it ended, as the processor says.
    pub code: Option<String>,
    /// Where a dispute about it stands.
    pub dispute: Option<String>,
    /// When the processor paid it out to the agency.
    pub settled_on: Option<Date>,
    /// When it was submitted.
    pub begun_at: Timestamp,
    /// When the processor is asked again; never, if nothing is left to ask.
    pub poll_at: Option<Timestamp>,
    /// Counts changes; 1 when new, whatever is given to [`add`].
    pub version: i64,
}

impl std::fmt::Debug for Checkout {
    // The address lets whoever has it pay: it is not printed.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Checkout({} {} {}, version {})", self.id, self.amount, self.status, self.version)
    }
}

fn read(row: &Row) -> Result<Checkout, StoreError> {
    let text = |place| Ok::<_, StoreError>(row.text_or_null(place)?.map(str::to_owned));
    Ok(Checkout {
        taxpayer_id: row.id(0)?,
        id: row.id(1)?,
        kind: row.text(2)?.to_owned(),
        amount: row.cents(3)?,
        fee: row.cents(4)?,
        counted: row.text(5)?.to_owned(),
        language: row.text(6)?.to_owned(),
        processor_id: text(7)?,
        next_url: text(8)?,
        status: row.text(9)?.to_owned(),
        code: text(10)?,
        dispute: text(11)?,
        settled_on: row.date_or_null(12)?,
        begun_at: row.timestamp(13)?,
        poll_at: row.timestamp_or_null(14)?,
        version: row.int(15)?,
    })
}

/// One checkout of a taxpayer.
pub async fn find(store: &Store, taxpayer: Id, id: Id) -> Result<Option<Checkout>, StoreError> {
    store.row(FIND, &[taxpayer.into(), id.into()]).await?.as_ref().map(read).transpose()
}

/// The one with a processor's number.
pub async fn find_of_processor(store: &Store, number: &str) -> Result<Option<Checkout>, StoreError> {
    store.row(FIND_OF_PROCESSOR, &[number.into()]).await?.as_ref().map(read).transpose()
}

/// Everybody's about which the processor is to be asked, the longest due first.
pub async fn list_due(store: &Store, now: Timestamp, most: i64) -> Result<Vec<Checkout>, StoreError> {
    let rows = store.rows(LIST_DUE, &[now.into(), most.into()]).await?;
    rows.iter().map(read).collect()
}

/// Everybody's with a status, begun from an instant to before another; `after` is the last one seen.
pub async fn list_of_status(
    store: &Store,
    status: &str,
    (from, to): (Timestamp, Timestamp),
    after: Option<(Timestamp, Id)>,
    most: i64,
) -> Result<Vec<Checkout>, StoreError> {
    let (at, id) = after.unwrap_or((from, FIRST.1));
    let params: [Value; 6] = [status.into(), from.into(), to.into(), at.into(), id.into(), most.into()];
    store.rows(LIST_OF_STATUS, &params).await?.iter().map(read).collect()
}

/// Adds a checkout.
pub fn add(write: Write, checkout: &Checkout) -> Write {
    let params = vec![
        checkout.taxpayer_id.into(),
        checkout.id.into(),
        checkout.kind.as_str().into(),
        checkout.amount.into(),
        checkout.fee.into(),
        checkout.counted.as_str().into(),
        checkout.language.as_str().into(),
        checkout.processor_id.as_deref().into(),
        checkout.next_url.as_deref().into(),
        checkout.status.as_str().into(),
        checkout.code.as_deref().into(),
        checkout.dispute.as_deref().into(),
        checkout.settled_on.into(),
        checkout.begun_at.into(),
        checkout.poll_at.into(),
    ];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// Changes the checkout that was loaded; a conflict means that it changed since.
pub fn change(write: Write, checkout: &Checkout) -> Write {
    let params = vec![
        checkout.taxpayer_id.into(),
        checkout.id.into(),
        checkout.version.into(),
        checkout.fee.into(),
        checkout.processor_id.as_deref().into(),
        checkout.next_url.as_deref().into(),
        checkout.status.as_str().into(),
        checkout.code.as_deref().into(),
        checkout.dispute.as_deref().into(),
        checkout.settled_on.into(),
        checkout.poll_at.into(),
    ];
    write.statement(CHANGE, params, Rows::Exactly(1))
}

/// The processor has something to say of the one with its number: it is asked at an instant. No version moves, so that
/// whoever is at it is not disturbed; nothing happens where there is none.
pub fn poll(write: Write, number: &str, at: Timestamp) -> Write {
    write.statement(POLL, vec![number.into(), at.into()], Rows::Any)
}

/// How many a person has that count as this.
pub async fn count(store: &Store, taxpayer: Id, counted: &str) -> Result<i64, StoreError> {
    let row = store.row(FIND_COUNT, &[taxpayer.into(), counted.into()]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Counts one more; a conflict means that there would be more than `most`.
pub fn count_one(write: Write, (taxpayer, counted): (Id, &str), most: i64) -> Write {
    write.statement(COUNT, vec![taxpayer.into(), counted.into(), most.into()], Rows::Exactly(1))
}

/// Takes one back out of the count: its payment came to nothing.
pub fn uncount_one(write: Write, taxpayer: Id, counted: &str) -> Write {
    write.statement(UNCOUNT, vec![taxpayer.into(), counted.into()], Rows::Exactly(1))
}
