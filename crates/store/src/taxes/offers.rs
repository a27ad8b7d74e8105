//! Offers in compromise that were sent: what is offered, for which years, and the history of how it came to where it stands.
//!
//! A change names the version that was loaded, so that of two changes of one version the second conflicts. A person has one
//! offer at a time that nobody has decided on: its row in `pending_offer` refuses a second one.

use values::{Cents, Date, Id, Timestamp};

use crate::seal::{DataKey, Sealer};
use crate::{Row, Rows, Store, StoreError, Value, Write};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT taxpayer_id, offer_id, state, way, amount, fee, with_offer, content, sent_on, ended_on, version, ",
            "reason FROM offer ",
            $rest
        )
    };
}

const FIND: &str = select!("WHERE taxpayer_id = $1 AND offer_id = $2");
const LIST: &str = select!("WHERE taxpayer_id = $1 ORDER BY offer_id DESC");
const LIST_IN_STATE: &str =
    select!("WHERE state = $1 AND (sent_on, offer_id) > ($2, $3) ORDER BY sent_on, offer_id LIMIT $4");
const LIST_YEARS: &str = "SELECT owner_id, module_id, form, tax_year FROM offer_year \
    WHERE taxpayer_id = $1 AND offer_id = $2 ORDER BY place";
const LIST_EVENTS: &str =
    "SELECT at, what FROM offer_event WHERE taxpayer_id = $1 AND offer_id = $2 ORDER BY version";
const ADD: &str = "INSERT INTO offer \
    (taxpayer_id, offer_id, state, way, amount, fee, with_offer, content, sent_on, ended_on, version) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)";
const CHANGE: &str = "UPDATE offer SET state = $4, ended_on = $5, reason = $6, version = version + 1 \
    WHERE taxpayer_id = $1 AND offer_id = $2 AND version = $3";
const ADD_YEAR: &str = "INSERT INTO offer_year \
    (taxpayer_id, offer_id, place, owner_id, module_id, form, tax_year) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const ADD_EVENT: &str =
    "INSERT INTO offer_event (taxpayer_id, offer_id, version, at, what) VALUES ($1, $2, $3, $4, $5)";
const ADD_PENDING: &str = "INSERT INTO pending_offer (taxpayer_id, offer_id) VALUES ($1, $2)";
const CLOSE_PENDING: &str = "DELETE FROM pending_offer WHERE taxpayer_id = $1 AND offer_id = $2";

/// An offer. `Debug` shows nothing of its answers.
#[derive(Clone, PartialEq, Eq)]
pub struct Offer {
    /// Who sent it.
    pub taxpayer_id: Id,
    /// Its id: that of the draft it was made from.
    pub id: Id,
    /// `sent`, `accepted`, `refused`, `withdrawn`, `returned` or `deemed`.
    pub state: String,
    /// `lump_sum` or `periodic`.
    pub way: String,
    /// What is offered.
    pub amount: Cents,
    /// The fee for it.
    pub fee: Cents,
    /// What has to come with it.
    pub with_offer: Cents,
    /// The answers that it rests on, as they were sent.
    pub content: Vec<u8>,
    /// The day it was sent.
    pub sent_on: Date,
    /// The day it was decided on or taken back.
    pub ended_on: Option<Date>,
    /// Why it was sent back, in a word.
    pub reason: Option<String>,
    /// Counts changes; 1 when new, whatever is given to [`add`].
    pub version: i64,
}

impl std::fmt::Debug for Offer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Offer({} {} version {})", self.id, self.state, self.version)
    }
}

/// A year that an offer is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferYear {
    /// Under whose id it stands.
    pub owner_id: Id,
    /// The module.
    pub module_id: Id,
    /// Which form.
    pub form: String,
    /// Which year.
    pub tax_year: i64,
}

/// A line of an offer's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferEvent {
    /// When.
    pub at: Timestamp,
    /// The state it came to.
    pub what: String,
}

fn read(row: &Row, sealer: &Sealer, key: &DataKey) -> Result<Offer, StoreError> {
    let id = row.id(1)?;
    Ok(Offer {
        taxpayer_id: row.id(0)?,
        id,
        state: row.text(2)?.to_owned(),
        way: row.text(3)?.to_owned(),
        amount: row.cents(4)?,
        fee: row.cents(5)?,
        with_offer: row.cents(6)?,
        content: sealer.open(key, "offer", "content", id, row.bytes(7)?)?.expose().clone(),
        sent_on: row.date(8)?,
        ended_on: row.date_or_null(9)?,
        version: row.int(10)?,
        reason: row.text_or_null(11)?.map(str::to_owned),
    })
}

/// One offer of a taxpayer.
pub async fn find(
    store: &Store,
    sealer: &Sealer,
    key: &DataKey,
    (taxpayer, id): (Id, Id),
) -> Result<Option<Offer>, StoreError> {
    let row = store.row(FIND, &[taxpayer.into(), id.into()]).await?;
    row.map(|row| read(&row, sealer, key)).transpose()
}

/// All offers of a taxpayer, the latest first.
pub async fn list(
    store: &Store,
    sealer: &Sealer,
    key: &DataKey,
    taxpayer: Id,
) -> Result<Vec<Offer>, StoreError> {
    store.rows(LIST, &[taxpayer.into()]).await?.iter().map(|row| read(row, sealer, key)).collect()
}

/// Whose offers are in a state, and which, the oldest first; `after` is the day and id of the last one seen.
pub async fn list_in_state(
    store: &Store,
    state: &str,
    after: Option<(Date, Id)>,
    most: i64,
) -> Result<Vec<(Id, Id, Date)>, StoreError> {
    let (day, id) = after.unwrap_or((values::date(1, 1, 1), Id::from_bytes([0; 16])));
    let params: [Value; 4] = [state.into(), day.into(), id.into(), most.into()];
    let rows = store.rows(LIST_IN_STATE, &params).await?;
    rows.iter().map(|row| Ok((row.id(0)?, row.id(1)?, row.date(8)?))).collect()
}

/// The years of an offer, in their order.
pub async fn years(store: &Store, taxpayer: Id, id: Id) -> Result<Vec<OfferYear>, StoreError> {
    let rows = store.rows(LIST_YEARS, &[taxpayer.into(), id.into()]).await?;
    let year = |row: &Row| {
        let (form, tax_year) = (row.text(2)?.to_owned(), row.int(3)?);
        Ok(OfferYear { owner_id: row.id(0)?, module_id: row.id(1)?, form, tax_year })
    };
    rows.iter().map(year).collect()
}

/// How an offer came to where it is, the oldest line first.
pub async fn events(store: &Store, taxpayer: Id, id: Id) -> Result<Vec<OfferEvent>, StoreError> {
    let rows = store.rows(LIST_EVENTS, &[taxpayer.into(), id.into()]).await?;
    rows.iter().map(|row| Ok(OfferEvent { at: row.timestamp(0)?, what: row.text(1)?.to_owned() })).collect()
}

/// Adds an offer that waits for a decision, with its years and the first line of its history. A `Duplicate` conflict means
/// that it was added before, or that another one waits.
pub fn add(
    write: Write,
    (sealer, key): (&Sealer, &DataKey),
    offer: &Offer,
    years: &[OfferYear],
    now: Timestamp,
) -> Write {
    let content = sealer.seal(key, "offer", "content", offer.id, &offer.content);
    let place = || vec![offer.taxpayer_id.into(), offer.id.into()];
    let mut params = place();
    params.extend([
        offer.state.as_str().into(),
        offer.way.as_str().into(),
        offer.amount.into(),
        offer.fee.into(),
        offer.with_offer.into(),
        content.into(),
        offer.sent_on.into(),
        offer.ended_on.into(),
    ]);
    let mut write =
        write.statement(ADD_PENDING, place(), Rows::Exactly(1)).statement(ADD, params, Rows::Exactly(1));
    for (number, year) in (1_i64..).zip(years) {
        let mut params = place();
        params.extend([
            number.into(),
            year.owner_id.into(),
            year.module_id.into(),
            year.form.as_str().into(),
            year.tax_year.into(),
        ]);
        write = write.statement(ADD_YEAR, params, Rows::Exactly(1));
    }
    add_event(write, offer, 1, now)
}

/// Ends the offer that was loaded, so that its person may send another; a conflict means that it ended since.
pub fn close(write: Write, offer: &Offer, now: Timestamp) -> Write {
    let params = vec![
        offer.taxpayer_id.into(),
        offer.id.into(),
        offer.version.into(),
        offer.state.as_str().into(),
        offer.ended_on.into(),
        offer.reason.as_deref().into(),
    ];
    let pending = vec![offer.taxpayer_id.into(), offer.id.into()];
    let write = write.statement(CHANGE, params, Rows::Exactly(1));
    let write = write.statement(CLOSE_PENDING, pending, Rows::Exactly(1));
    add_event(write, offer, offer.version + 1, now)
}

fn add_event(write: Write, offer: &Offer, version: i64, at: Timestamp) -> Write {
    let params: Vec<Value> = vec![
        offer.taxpayer_id.into(),
        offer.id.into(),
        version.into(),
        at.into(),
        offer.state.as_str().into(),
    ];
    write.statement(ADD_EVENT, params, Rows::Exactly(1))
}
