//! Payments from bank accounts and by card, each with the state it is in and the history of how it came there.
//!
//! A change names the version that was loaded and adds a line of history under the next one, so that of two changes of
//! one version the second conflicts.

use values::{Cents, Date, Id, Timestamp};

use super::bank_accounts::{self, Opened};
use super::bank_entries;
use crate::seal::Sealer;
use crate::{Row, Rows, Store, StoreError, Value, Write};

/// The columns of a payment, read by [`read`].
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT p.taxpayer_id, p.payment_id, p.submission_id, p.state, p.reason, p.form, p.tax_year, p.owner_id, ",
            "p.module_id, p.amount, p.debit_on, p.account_id, p.made_at, p.file_id, p.trace_number, p.return_code, ",
            "p.returned_on, p.version, p.way",
            $rest
        )
    };
}

const FIND: &str = select!(" FROM payment p WHERE p.taxpayer_id = $1 AND p.payment_id = $2");
const LIST: &str = select!(
    " FROM payment p WHERE p.taxpayer_id = $1 AND (p.debit_on, p.payment_id) < ($2, $3) \
     AND p.state IN ($4, $5, $6, $7, $8, $9, $10, $11, $12) ORDER BY p.debit_on DESC, p.payment_id DESC LIMIT $13"
);
const LIST_IN_STATES: &str = select!(
    " FROM payment p WHERE p.taxpayer_id = $1 AND p.state IN ($2, $3, $4) ORDER BY p.debit_on, p.payment_id"
);
const LIST_FOR_MODULE: &str = select!(
    " FROM payment p WHERE p.owner_id = $1 AND p.module_id = $2 AND p.state IN ($3, $4, $5, $6) \
     ORDER BY p.debit_on, p.payment_id"
);
const LIST_OF_SUBMISSION: &str = select!(
    " FROM payment p WHERE p.taxpayer_id = $1 AND p.submission_id = $2 ORDER BY p.debit_on, p.payment_id"
);
const LIST_OF_STATE: &str = select!(
    " FROM payment p WHERE p.state = $1 AND p.debit_on <= $2 AND (p.debit_on, p.payment_id) > ($3, $4) \
     ORDER BY p.debit_on, p.payment_id LIMIT $5"
);
const LIST_DUE: &str = select!(
    ", b.content, k.key_id, k.wrapped FROM payment p \
     JOIN bank_account b ON b.taxpayer_id = p.taxpayer_id AND b.account_id = p.account_id \
     LEFT JOIN person_key k ON k.person_id = p.taxpayer_id AND k.realm = 'taxes' \
     WHERE p.state = 'scheduled' AND p.debit_on <= $1 AND (p.debit_on, p.payment_id) > ($2, $3) ORDER BY p.debit_on, p.payment_id LIMIT $4"
);
const LIST_OF_TRACES: &str = select!(
    " FROM bank_entry e JOIN payment p ON p.taxpayer_id = e.taxpayer_id AND p.payment_id = e.subject_id \
     WHERE e.kind = 'payment' AND e.trace_number IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
     $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)"
);
const ADD: &str = "INSERT INTO payment (taxpayer_id, payment_id, submission_id, state, reason, form, tax_year, owner_id, \
    module_id, amount, debit_on, account_id, made_at, file_id, trace_number, return_code, returned_on, way, version) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1)";
const CHANGE: &str = "UPDATE payment SET amount = $4, debit_on = $5, account_id = $6, version = version + 1 \
    WHERE taxpayer_id = $1 AND payment_id = $2 AND version = $3";
// Names no column that orders a person's list: the engines then leave its index alone, and so a file is taken in half the time.
const MOVE: &str = "UPDATE payment SET state = $4, file_id = $5, trace_number = $6, return_code = $7, returned_on = $8, \
    version = version + 1 WHERE taxpayer_id = $1 AND payment_id = $2 AND version = $3";
const MOVE_TO_DAY: &str = "UPDATE payment SET state = $4, debit_on = $5, return_code = $6, returned_on = $7, \
    version = version + 1 WHERE taxpayer_id = $1 AND payment_id = $2 AND version = $3";
const NOTE: &str = "UPDATE payment SET version = version + 1 \
    WHERE taxpayer_id = $1 AND payment_id = $2 AND version = $3";
const ADD_EVENT: &str =
    "INSERT INTO payment_event (taxpayer_id, payment_id, version, at, what) VALUES ($1, $2, $3, $4, $5)";
const LIST_EVENTS: &str = "SELECT version, at, what FROM payment_event WHERE taxpayer_id = $1 AND payment_id = $2 \
    ORDER BY version";
const FIND_LEAVING: &str = "SELECT f.made_at FROM payment p JOIN bank_file f ON f.file_id = p.file_id \
    WHERE p.taxpayer_id = $1 AND p.payment_id = $2";
const FIND_DAY: &str = "SELECT made FROM payment_day WHERE taxpayer_id = $1 AND made_on = $2";
// Touches no row when the day would hold more than it may.
const COUNT_DAY: &str = "INSERT INTO payment_day (taxpayer_id, made_on, made) VALUES ($1, $2, $3) \
    ON CONFLICT (taxpayer_id, made_on) DO UPDATE SET made = payment_day.made + excluded.made \
    WHERE payment_day.made + excluded.made <= $4";

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Who pays.
    pub taxpayer_id: Id,
    /// Its id.
    pub id: Id,
    /// What was submitted together: the id of the draft.
    pub submission_id: Id,
    /// `scheduled`, `sent`, `settled`, `started`, `submitted`, `posted`, `cancelled`, `failed` or `returned`.
    pub state: String,
    /// What it is for: `balance`, `estimated` …
    pub reason: String,
    /// Which form it goes to.
    pub form: String,
    /// Which year.
    pub tax_year: i64,
    /// Under whose id the module stands that it goes to.
    pub owner_id: Id,
    /// That module.
    pub module_id: Id,
    /// How much, positive.
    pub amount: Cents,
    /// The business day on which the bank is asked for it, and for which it counts; by card: the day it was authorized.
    pub debit_on: Date,
    /// From which account of the payer; by card: its checkout.
    pub account_id: Id,
    /// When it was submitted.
    pub made_at: Timestamp,
    /// The file in which it left.
    pub file_id: Option<Id>,
    /// Its number in that file, 15 digits.
    pub trace_number: Option<String>,
    /// Why the bank returned it, as `R01`, or why a card did not pay, as `P0010`.
    pub return_code: Option<String>,
    /// When the bank returned it.
    pub returned_on: Option<Date>,
    /// Counts changes; 1 when new, whatever is given to [`add`].
    pub version: i64,
    /// `bank` or `card`.
    pub way: String,
}

/// A line of a payment's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What: the state it came to, or `changed`.
    pub what: String,
}

fn read(row: &Row) -> Result<Payment, StoreError> {
    Ok(Payment {
        taxpayer_id: row.id(0)?,
        id: row.id(1)?,
        submission_id: row.id(2)?,
        state: row.text(3)?.to_owned(),
        reason: row.text(4)?.to_owned(),
        form: row.text(5)?.to_owned(),
        tax_year: row.int(6)?,
        owner_id: row.id(7)?,
        module_id: row.id(8)?,
        amount: row.cents(9)?,
        debit_on: row.date(10)?,
        account_id: row.id(11)?,
        made_at: row.timestamp(12)?,
        file_id: row.id_or_null(13)?,
        trace_number: row.text_or_null(14)?.map(str::to_owned),
        return_code: row.text_or_null(15)?.map(str::to_owned),
        returned_on: row.date_or_null(16)?,
        version: row.int(17)?,
        way: row.text(18)?.to_owned(),
    })
}

async fn read_all(store: &Store, sql: &'static str, params: &[Value]) -> Result<Vec<Payment>, StoreError> {
    store.rows(sql, params).await?.iter().map(read).collect()
}

/// A place in a list ordered by day and id.
pub type Place = (Date, Id);

/// Before every payment.
pub(super) const FIRST: Place = (values::date(1, 1, 1), Id::from_bytes([0; 16]));

/// Behind every payment.
const LAST: Place = (Date::MAX, Id::from_bytes([0xff; 16]));

/// One payment of a taxpayer.
pub async fn find(store: &Store, taxpayer: Id, id: Id) -> Result<Option<Payment>, StoreError> {
    store.row(FIND, &[taxpayer.into(), id.into()]).await?.as_ref().map(read).transpose()
}

/// A taxpayer's payments in up to nine states, the latest debit first; `before` is the place of the last one seen.
pub async fn list(
    store: &Store,
    taxpayer: Id,
    states: [&str; 9],
    before: Option<Place>,
    most: i64,
) -> Result<Vec<Payment>, StoreError> {
    let (day, id) = before.unwrap_or(LAST);
    let mut params: Vec<Value> = vec![taxpayer.into(), day.into(), id.into()];
    params.extend(states.map(Value::from));
    params.push(most.into());
    read_all(store, LIST, &params).await
}

/// All payments of a taxpayer in up to three states, the earliest debit first.
pub async fn list_in_states(
    store: &Store,
    taxpayer: Id,
    states: [&str; 3],
) -> Result<Vec<Payment>, StoreError> {
    let [a, b, c] = states.map(Value::from);
    read_all(store, LIST_IN_STATES, &[taxpayer.into(), a, b, c]).await
}

/// Payments into a module in up to four states, whoever made them, the earliest debit first.
pub async fn list_for_module(
    store: &Store,
    (owner, module): (Id, Id),
    states: [&str; 4],
) -> Result<Vec<Payment>, StoreError> {
    let [a, b, c, d] = states.map(Value::from);
    read_all(store, LIST_FOR_MODULE, &[owner.into(), module.into(), a, b, c, d]).await
}

/// What was submitted together, the earliest debit first.
pub async fn list_of_submission(
    store: &Store,
    taxpayer: Id,
    submission: Id,
) -> Result<Vec<Payment>, StoreError> {
    read_all(store, LIST_OF_SUBMISSION, &[taxpayer.into(), submission.into()]).await
}

/// Everybody's payments in a state whose day has come; `after` is the place of the last one seen.
pub async fn list_of_state(
    store: &Store,
    state: &str,
    on: Date,
    after: Option<Place>,
    most: i64,
) -> Result<Vec<Payment>, StoreError> {
    let (day, id) = after.unwrap_or(FIRST);
    read_all(store, LIST_OF_STATE, &[state.into(), on.into(), day.into(), id.into(), most.into()]).await
}

/// Those that left under up to [`bank_entries::MOST_TRACES`] numbers.
pub async fn list_of_traces(store: &Store, traces: &[&str]) -> Result<Vec<Payment>, StoreError> {
    let Some(params) = bank_entries::places(traces) else { return Ok(Vec::new()) };
    read_all(store, LIST_OF_TRACES, &params).await
}

/// Everybody's scheduled payments whose day has come, with the accounts they are taken from; `after` is the place of the
/// last one seen. An erased person's cannot be taken any more: it comes without an account.
pub async fn list_due(
    store: &Store,
    sealer: &Sealer,
    on: Date,
    after: Option<Place>,
    most: i64,
) -> Result<Vec<(Payment, Option<Opened>)>, StoreError> {
    let (day, id) = after.unwrap_or(FIRST);
    let rows = store.rows(LIST_DUE, &[on.into(), day.into(), id.into(), most.into()]).await?;
    let due = rows.iter().map(|row| {
        let payment = read(row)?;
        let opened = bank_accounts::open_beside(sealer, row, 19, (payment.taxpayer_id, payment.account_id))?;
        Ok((payment, opened))
    });
    due.collect()
}

/// How a payment came to where it is, the oldest line first. That it left stands in its file ([`leave`]).
pub async fn events(store: &Store, taxpayer: Id, id: Id) -> Result<Vec<Event>, StoreError> {
    let of = [taxpayer.into(), id.into()];
    let rows = store.rows(LIST_EVENTS, &of).await?;
    let left = store.row(FIND_LEAVING, &of).await?.map(|row| row.timestamp(0)).transpose()?;
    let mut lines = rows
        .iter()
        .map(|row| Ok((row.int(0)?, Event { at: row.timestamp(1)?, what: row.text(2)?.to_owned() })))
        .collect::<Result<Vec<_>, StoreError>>()?;
    if let Some(at) = left
        && lines.iter().all(|(_, line)| line.what != "sent")
    {
        // Leaving took the one version that no line has.
        let is_whole = |(number, (version, _)): (i64, &(i64, Event))| number == *version;
        let place = (1..).zip(&lines).take_while(|line| is_whole(*line)).count();
        lines.insert(place, (0, Event { at, what: "sent".to_owned() }));
    }
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// How many payments a taxpayer made on a day.
pub async fn made_on(store: &Store, taxpayer: Id, day: Date) -> Result<i64, StoreError> {
    let row = store.row(FIND_DAY, &[taxpayer.into(), day.into()]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Counts payments made on a day; a `Missed` conflict means that the day would hold more than `most`.
pub fn count_day(write: Write, (taxpayer, day): (Id, Date), made: i64, most: i64) -> Write {
    write.statement(COUNT_DAY, vec![taxpayer.into(), day.into(), made.into(), most.into()], Rows::Exactly(1))
}

/// Adds a payment with the first line of its history.
pub fn add(write: Write, payment: &Payment) -> Write {
    let params = vec![
        payment.taxpayer_id.into(),
        payment.id.into(),
        payment.submission_id.into(),
        payment.state.as_str().into(),
        payment.reason.as_str().into(),
        payment.form.as_str().into(),
        payment.tax_year.into(),
        payment.owner_id.into(),
        payment.module_id.into(),
        payment.amount.into(),
        payment.debit_on.into(),
        payment.account_id.into(),
        payment.made_at.into(),
        payment.file_id.into(),
        payment.trace_number.as_deref().into(),
        payment.return_code.as_deref().into(),
        payment.returned_on.into(),
        payment.way.as_str().into(),
    ];
    let write = write.statement(ADD, params, Rows::Exactly(1));
    add_event(write, payment, 1, payment.made_at, &payment.state)
}

/// Changes how much the payment that was loaded is, when and from which account; a conflict means that it changed since.
pub fn change(write: Write, payment: &Payment, at: Timestamp) -> Write {
    let set = vec![payment.amount.into(), payment.debit_on.into(), payment.account_id.into()];
    update(write, payment, (CHANGE, set), at, "changed")
}

/// Moves the payment that was loaded to its state, with what the bank has to do with it; a conflict means that it changed
/// since.
pub fn move_on(write: Write, payment: &Payment, at: Timestamp) -> Write {
    add_event(leave(write, payment), payment, payment.version + 1, at, &payment.state)
}

/// Moves the payment that was loaded into its file. It gets no line of history: the file says when it was made, and a line for
/// each of a million payments would be a tenth of the time that they take. A conflict means that it changed since.
pub fn leave(write: Write, payment: &Payment) -> Write {
    let set = vec![
        payment.state.as_str().into(),
        payment.file_id.into(),
        payment.trace_number.as_deref().into(),
        payment.return_code.as_deref().into(),
        payment.returned_on.into(),
    ];
    set_columns(write, payment, MOVE, set)
}

/// Moves a payment by card, which may count for another day than it was begun on; a conflict means that it changed since.
pub fn move_to_day(write: Write, payment: &Payment, at: Timestamp) -> Write {
    let set = vec![
        payment.state.as_str().into(),
        payment.debit_on.into(),
        payment.return_code.as_deref().into(),
        payment.returned_on.into(),
    ];
    update(write, payment, (MOVE_TO_DAY, set), at, &payment.state)
}

/// Writes down what happened to the payment that was loaded and changed nothing about it.
pub fn note(write: Write, payment: &Payment, at: Timestamp, what: &str) -> Write {
    update(write, payment, (NOTE, Vec::new()), at, what)
}

fn update(
    write: Write,
    payment: &Payment,
    (sql, set): (&'static str, Vec<Value>),
    at: Timestamp,
    what: &str,
) -> Write {
    add_event(set_columns(write, payment, sql, set), payment, payment.version + 1, at, what)
}

fn set_columns(write: Write, payment: &Payment, sql: &'static str, set: Vec<Value>) -> Write {
    let mut params = vec![payment.taxpayer_id.into(), payment.id.into(), payment.version.into()];
    params.extend(set);
    write.statement(sql, params, Rows::Exactly(1))
}

fn add_event(write: Write, payment: &Payment, version: i64, at: Timestamp, what: &str) -> Write {
    let params = vec![payment.taxpayer_id.into(), payment.id.into(), version.into(), at.into(), what.into()];
    write.statement(ADD_EVENT, params, Rows::Exactly(1))
}
