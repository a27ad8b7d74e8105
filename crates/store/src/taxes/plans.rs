//! Payment plans: what was agreed, which years it pays, and the history of how it came to where it stands.
//!
//! A change names the version that was loaded, so that of two changes of one version the second conflicts. A year is in
//! one plan at a time: its row in `planned_module` refuses a second one, whoever of a couple asks.

use values::{Cents, Date, Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Value, Write};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT taxpayer_id, plan_id, kind, state, monthly, account_id, fee, fee_returns, asked_on, began_on, ",
            "ended_on, counts_from, first_on, next_on, last_on, look_on, version FROM payment_plan ",
            $rest
        )
    };
}

const FIND: &str = select!("WHERE taxpayer_id = $1 AND plan_id = $2");
const LIST: &str = select!("WHERE taxpayer_id = $1 ORDER BY plan_id DESC");
const LIST_TO_LOOK: &str = select!(
    "WHERE state = $1 AND look_on <= $2 AND (look_on, plan_id) > ($3, $4) ORDER BY look_on, plan_id LIMIT $5"
);
const LIST_TO_NOTICE: &str = "SELECT notices_on, taxpayer_id, plan_id FROM payment_plan \
    WHERE notices_on <= $1 AND (notices_on, taxpayer_id, plan_id) > ($2, $3, $4) \
    ORDER BY notices_on, taxpayer_id, plan_id LIMIT $5";
const LOOKED: &str =
    "UPDATE payment_plan SET notices_on = $4 WHERE taxpayer_id = $1 AND plan_id = $2 AND version = $3";
const LIST_YEARS: &str = "SELECT owner_id, module_id, form, tax_year, expected FROM payment_plan_year \
    WHERE taxpayer_id = $1 AND plan_id = $2 ORDER BY place";
const LIST_EVENTS: &str = "SELECT at, what FROM payment_plan_event WHERE taxpayer_id = $1 AND plan_id = $2 \
    ORDER BY version";
const LIST_PLANNED: &str = "SELECT module_id, taxpayer_id, plan_id FROM planned_module WHERE owner_id = $1";
const ADD: &str = "INSERT INTO payment_plan (taxpayer_id, plan_id, kind, state, monthly, account_id, fee, fee_returns, \
    asked_on, began_on, ended_on, counts_from, first_on, next_on, last_on, look_on, version) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)";
const CHANGE: &str = "UPDATE payment_plan SET state = $4, monthly = $5, account_id = $6, fee = $7, fee_returns = $8, \
    began_on = $9, ended_on = $10, counts_from = $11, first_on = $12, next_on = $13, last_on = $14, look_on = $15, \
    version = version + 1, notices_on = '0001-01-01' WHERE taxpayer_id = $1 AND plan_id = $2 AND version = $3";
const ADD_YEAR: &str = "INSERT INTO payment_plan_year \
    (taxpayer_id, plan_id, place, owner_id, module_id, form, tax_year, expected) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const ADD_EVENT: &str =
    "INSERT INTO payment_plan_event (taxpayer_id, plan_id, version, at, what) VALUES ($1, $2, $3, $4, $5)";
const TAKE_MODULE: &str =
    "INSERT INTO planned_module (owner_id, module_id, taxpayer_id, plan_id) VALUES ($1, $2, $3, $4)";
const FREE_MODULE: &str =
    "DELETE FROM planned_module WHERE owner_id = $1 AND module_id = $2 AND plan_id = $3";

/// A payment plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Who asked for it.
    pub taxpayer_id: Id,
    /// Its id: that of the draft it was made from, and the submission of its payments.
    pub id: Id,
    /// `short_term`, `simple` …
    pub kind: String,
    /// `asked`, `active`, `refused`, `withdrawn`, `fulfilled`, `ended` or `defaulted`.
    pub state: String,
    /// What is due each month.
    pub monthly: Cents,
    /// The account it is debited from; none where its payer pays.
    pub account_id: Option<Id>,
    /// The fees asked for it so far.
    pub fee: Cents,
    /// Whether the fee comes back when the plan is fulfilled.
    pub fee_returns: bool,
    /// The day it was asked for.
    pub asked_on: Date,
    /// The day from which it is in force.
    pub began_on: Option<Date>,
    /// The last day it was in force, or the day it was refused.
    pub ended_on: Option<Date>,
    /// What is paid from this day on counts for the installments from `first_on` on.
    pub counts_from: Date,
    /// The first installment as agreed; the others follow on its day of the month.
    pub first_on: Date,
    /// The first installment for which no payment was made yet.
    pub next_on: Date,
    /// The last installment, as foreseen.
    pub last_on: Date,
    /// The day on which there is something to do about it.
    pub look_on: Date,
    /// Counts changes; 1 when new, whatever is given to [`add`].
    pub version: i64,
}

/// A year that a plan pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanYear {
    /// Under whose id it stands.
    pub owner_id: Id,
    /// The module.
    pub module_id: Id,
    /// Which form.
    pub form: String,
    /// Which year.
    pub tax_year: i64,
    /// The tax that is expected, while nothing is assessed.
    pub expected: Option<Cents>,
}

/// A line of a plan's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanEvent {
    /// When.
    pub at: Timestamp,
    /// What: the state it came to, or `changed`.
    pub what: String,
}

/// A year that is in a plan now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The module.
    pub module_id: Id,
    /// Who asked for the plan.
    pub taxpayer_id: Id,
    /// Which plan.
    pub plan_id: Id,
}

fn read(row: &Row) -> Result<Plan, StoreError> {
    Ok(Plan {
        taxpayer_id: row.id(0)?,
        id: row.id(1)?,
        kind: row.text(2)?.to_owned(),
        state: row.text(3)?.to_owned(),
        monthly: row.cents(4)?,
        account_id: row.id_or_null(5)?,
        fee: row.cents(6)?,
        fee_returns: row.bool(7)?,
        asked_on: row.date(8)?,
        began_on: row.date_or_null(9)?,
        ended_on: row.date_or_null(10)?,
        counts_from: row.date(11)?,
        first_on: row.date(12)?,
        next_on: row.date(13)?,
        last_on: row.date(14)?,
        look_on: row.date(15)?,
        version: row.int(16)?,
    })
}

/// One plan of a taxpayer.
pub async fn find(store: &Store, taxpayer: Id, id: Id) -> Result<Option<Plan>, StoreError> {
    store.row(FIND, &[taxpayer.into(), id.into()]).await?.as_ref().map(read).transpose()
}

/// All plans of a taxpayer, the latest first.
pub async fn list(store: &Store, taxpayer: Id) -> Result<Vec<Plan>, StoreError> {
    store.rows(LIST, &[taxpayer.into()]).await?.iter().map(read).collect()
}

/// Everybody's plans in a state that there is something to do about; `after` is the day and id of the last one seen.
pub async fn list_to_look(
    store: &Store,
    state: &str,
    on: Date,
    after: Option<(Date, Id)>,
    most: i64,
) -> Result<Vec<Plan>, StoreError> {
    let (day, id) = after.unwrap_or((values::date(1, 1, 1), Id::from_bytes([0; 16])));
    let params: [Value; 5] = [state.into(), on.into(), day.into(), id.into(), most.into()];
    store.rows(LIST_TO_LOOK, &params).await?.iter().map(read).collect()
}

/// The years of a plan, the oldest first.
pub async fn years(store: &Store, taxpayer: Id, id: Id) -> Result<Vec<PlanYear>, StoreError> {
    let rows = store.rows(LIST_YEARS, &[taxpayer.into(), id.into()]).await?;
    let year = |row: &Row| {
        Ok(PlanYear {
            owner_id: row.id(0)?,
            module_id: row.id(1)?,
            form: row.text(2)?.to_owned(),
            tax_year: row.int(3)?,
            expected: row.cents_or_null(4)?,
        })
    };
    rows.iter().map(year).collect()
}

/// How a plan came to where it is, the oldest line first.
pub async fn events(store: &Store, taxpayer: Id, id: Id) -> Result<Vec<PlanEvent>, StoreError> {
    let rows = store.rows(LIST_EVENTS, &[taxpayer.into(), id.into()]).await?;
    rows.iter().map(|row| Ok(PlanEvent { at: row.timestamp(0)?, what: row.text(1)?.to_owned() })).collect()
}

/// The years under an owner's id that are in a plan now.
pub async fn planned(store: &Store, owner: Id) -> Result<Vec<Planned>, StoreError> {
    let rows = store.rows(LIST_PLANNED, &[owner.into()]).await?;
    let planned =
        |row: &Row| Ok(Planned { module_id: row.id(0)?, taxpayer_id: row.id(1)?, plan_id: row.id(2)? });
    rows.iter().map(planned).collect()
}

/// Adds a plan with its years and the first line of its history. A `Duplicate` conflict means that it was added before,
/// or that one of the years is in another plan.
pub fn add(write: Write, plan: &Plan, years: &[PlanYear], now: Timestamp) -> Write {
    let params = vec![
        plan.taxpayer_id.into(),
        plan.id.into(),
        plan.kind.as_str().into(),
        plan.state.as_str().into(),
        plan.monthly.into(),
        plan.account_id.into(),
        plan.fee.into(),
        plan.fee_returns.into(),
        plan.asked_on.into(),
        plan.began_on.into(),
        plan.ended_on.into(),
        plan.counts_from.into(),
        plan.first_on.into(),
        plan.next_on.into(),
        plan.last_on.into(),
        plan.look_on.into(),
    ];
    let mut write = write.statement(ADD, params, Rows::Exactly(1));
    for (place, year) in (1_i64..).zip(years) {
        let params = vec![
            plan.taxpayer_id.into(),
            plan.id.into(),
            place.into(),
            year.owner_id.into(),
            year.module_id.into(),
            year.form.as_str().into(),
            year.tax_year.into(),
            year.expected.map(Cents::get).into(),
        ];
        let taken =
            vec![year.owner_id.into(), year.module_id.into(), plan.taxpayer_id.into(), plan.id.into()];
        write = write.statement(ADD_YEAR, params, Rows::Exactly(1)).statement(
            TAKE_MODULE,
            taken,
            Rows::Exactly(1),
        );
    }
    add_event(write, plan, 1, now, &plan.state)
}

/// Changes the plan that was loaded; a conflict means that it changed since. `what` is a line of its history, if it is
/// worth one.
pub fn change(write: Write, plan: &Plan, now: Timestamp, what: Option<&str>) -> Write {
    let params = vec![
        plan.taxpayer_id.into(),
        plan.id.into(),
        plan.version.into(),
        plan.state.as_str().into(),
        plan.monthly.into(),
        plan.account_id.into(),
        plan.fee.into(),
        plan.fee_returns.into(),
        plan.began_on.into(),
        plan.ended_on.into(),
        plan.counts_from.into(),
        plan.first_on.into(),
        plan.next_on.into(),
        plan.last_on.into(),
        plan.look_on.into(),
    ];
    let write = write.statement(CHANGE, params, Rows::Exactly(1));
    match what {
        Some(what) => add_event(write, plan, plan.version + 1, now, what),
        None => write,
    }
}

/// Lets the years of a plan go, so that another may take them.
pub fn free(write: Write, plan: &Plan, years: &[PlanYear]) -> Write {
    years.iter().fold(write, |write, year| {
        let params = vec![year.owner_id.into(), year.module_id.into(), plan.id.into()];
        write.statement(FREE_MODULE, params, Rows::Exactly(1))
    })
}

/// Everybody's plans that changed or whose day has come since they were last looked at for notices: that day, whose, which.
pub async fn list_to_notice(
    store: &Store,
    today: Date,
    after: Option<(Date, Id, Id)>,
    most: i64,
) -> Result<Vec<(Date, Id, Id)>, StoreError> {
    let none = Id::from_bytes([0; 16]);
    let (on, taxpayer, plan) = after.unwrap_or((values::date(1, 1, 1), none, none));
    let params: [Value; 5] = [today.into(), on.into(), taxpayer.into(), plan.into(), most.into()];
    let rows = store.rows(LIST_TO_NOTICE, &params).await?;
    rows.iter().map(|row| Ok((row.date(0)?, row.id(1)?, row.id(2)?))).collect()
}

/// The plan in the version that was loaded was looked at for notices; on `next` it is looked at again.
pub fn looked(write: Write, plan: &Plan, next: Date) -> Write {
    let params = vec![plan.taxpayer_id.into(), plan.id.into(), plan.version.into(), next.into()];
    write.statement(LOOKED, params, Rows::Exactly(1))
}

fn add_event(write: Write, plan: &Plan, version: i64, at: Timestamp, what: &str) -> Write {
    let params = vec![plan.taxpayer_id.into(), plan.id.into(), version.into(), at.into(), what.into()];
    write.statement(ADD_EVENT, params, Rows::Exactly(1))
}
