//! What is owed for one form of one year: modules, loaded whole with their entries and facts.
//!
//! A taxpayer's modules are loaded in three queries, and three more for each spouse whose joint modules name the
//! taxpayer, however many modules there are. The version moves with every posting, so that what was computed from
//! a module can tell whether it still holds.

use std::collections::BTreeMap;

use values::{Cents, Date, Id};

use super::entries::{self, Entry};
use super::{add_joint_owner, owners};
use crate::{Row, Rows, Store, StoreError, Value, Write};

/// A module of `$1` that also belongs to `$2`.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT module_id, record_key, form, tax_year, spouse_id, return_due, extended_due, due_postponed, ",
            "filed_on, levy_notice_on, version FROM module ",
            "WHERE taxpayer_id = $1 AND (taxpayer_id = $2 OR spouse_id = $2)",
            $condition,
            " ORDER BY tax_year DESC, form, module_id"
        )
    };
}

const LIST: &str = select!("");
const FIND: &str = select!(" AND form = $3 AND tax_year = $4");
const LIST_FACTS: &str = "SELECT f.module_id, f.kind, f.from_on, f.to_on, f.amount, f.what FROM module_fact f \
    JOIN module m ON m.taxpayer_id = f.taxpayer_id AND m.module_id = f.module_id \
    WHERE f.taxpayer_id = $1 AND (m.taxpayer_id = $2 OR m.spouse_id = $2) \
    ORDER BY f.module_id, f.fact_number";
const LIST_FACTS_OF: &str = "SELECT module_id, kind, from_on, to_on, amount, what FROM module_fact \
    WHERE taxpayer_id = $1 AND module_id = $2 ORDER BY fact_number";
const FIND_OWNER: &str = "SELECT taxpayer_id FROM module_place WHERE module_id = $1";
// Touches no row when the module belongs to another taxpayer.
const ADD_PLACE: &str = "INSERT INTO module_place (module_id, taxpayer_id) VALUES ($1, $2) \
    ON CONFLICT (module_id) DO UPDATE SET taxpayer_id = excluded.taxpayer_id \
    WHERE module_place.taxpayer_id = excluded.taxpayer_id";
const ADD_OR_CHANGE: &str = "INSERT INTO module (taxpayer_id, module_id, record_key, form, tax_year, spouse_id, \
    return_due, extended_due, due_postponed, filed_on, levy_notice_on, version) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1) \
    ON CONFLICT (taxpayer_id, module_id) DO UPDATE SET form = excluded.form, tax_year = excluded.tax_year, \
    spouse_id = excluded.spouse_id, return_due = excluded.return_due, extended_due = excluded.extended_due, \
    due_postponed = excluded.due_postponed, \
    filed_on = excluded.filed_on, levy_notice_on = excluded.levy_notice_on, version = module.version + 1, \
    notices_on = '0001-01-01'";
const OPEN: &str = "INSERT INTO module (taxpayer_id, module_id, record_key, form, tax_year, return_due, version) \
    VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT (taxpayer_id, module_id) DO NOTHING";
const REMOVE_FACTS: &str = "DELETE FROM module_fact WHERE taxpayer_id = $1 AND module_id = $2";
const ADD_FACT: &str = "INSERT INTO module_fact \
    (taxpayer_id, module_id, fact_number, kind, from_on, to_on, amount, what) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const TOUCH: &str = "UPDATE module SET version = version + 1, notices_on = '0001-01-01' \
    WHERE taxpayer_id = $1 AND module_id = $2";
const ADVANCE: &str = "UPDATE module SET version = version + 1, notices_on = '0001-01-01' \
    WHERE taxpayer_id = $1 AND module_id = $2 AND version = $3";
const LIST_TO_NOTICE: &str = "SELECT notices_on, taxpayer_id, module_id, form, tax_year FROM module \
    WHERE notices_on <= $1 AND (notices_on, taxpayer_id, module_id) > ($2, $3, $4) \
    ORDER BY notices_on, taxpayer_id, module_id LIMIT $5";
const LOOKED: &str =
    "UPDATE module SET notices_on = $4 WHERE taxpayer_id = $1 AND module_id = $2 AND version = $3";

/// What the law needs beside the entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A notice that demands an amount.
    Notice {
        /// The day on it.
        on: Date,
        /// The amount it demands.
        amount: Cents,
    },
    /// A time with an instalment agreement.
    Agreement {
        /// First day.
        from: Date,
        /// Last day; none while it runs.
        to: Option<Date>,
    },
    /// A time that stops interest or the collection clock.
    Suspension {
        /// First day.
        from: Date,
        /// Last day; none while it runs.
        to: Option<Date>,
    },
    /// A penalty that was forgiven: `failure_to_file` or `failure_to_pay`.
    Abatement(String),
}

/// One form of one year, with everything that was posted to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Under whose id it stands.
    pub taxpayer_id: Id,
    /// The id, derived from the record key.
    pub id: Id,
    /// The sending system's name for the record.
    pub record_key: String,
    /// Which form.
    pub form: String,
    /// Which year.
    pub tax_year: i64,
    /// Who owes it jointly.
    pub spouse_id: Option<Id>,
    /// The statutory due date.
    pub return_due: Date,
    /// The due date after an extension.
    pub extended_due: Option<Date>,
    /// The deadline that a relief moved the due date to.
    pub due_postponed: Option<Date>,
    /// The day the return was filed.
    pub filed_on: Option<Date>,
    /// The day of the notice of intent to levy.
    pub levy_notice_on: Option<Date>,
    /// Counts changes and postings; 1 when new, whatever is given to [`add_or_change`].
    pub version: i64,
    /// Notices, agreements, suspensions, abatements, in the order they were brought.
    pub facts: Vec<Fact>,
    /// What was posted, by day and code. Not written by [`add_or_change`].
    pub entries: Vec<Entry>,
}

/// All modules that a taxpayer owes alone or jointly: the latest year first.
pub async fn list(store: &Store, taxpayer: Id) -> Result<Vec<Module>, StoreError> {
    let mut modules = Vec::new();
    for owner in owners(store, taxpayer).await? {
        let params = [owner.into(), taxpayer.into()];
        let mut own: BTreeMap<Id, Module> = BTreeMap::new();
        for row in &store.rows(LIST, &params).await? {
            let module = read(owner, row)?;
            own.insert(module.id, module);
        }
        for row in &store.rows(LIST_FACTS, &params).await? {
            if let Some(module) = own.get_mut(&row.id(0)?) {
                module.facts.push(read_fact(row)?);
            }
        }
        // An entry of a module that was added after the first query belongs to the next reading.
        for (module, entry) in entries::list_of_owner(store, owner, taxpayer).await? {
            if let Some(module) = own.get_mut(&module) {
                module.entries.push(entry);
            }
        }
        modules.extend(own.into_values());
    }
    modules.sort_by(|a, b| b.tax_year.cmp(&a.tax_year).then_with(|| (&a.form, a.id).cmp(&(&b.form, b.id))));
    Ok(modules)
}

/// The module of a form and year; of two, the taxpayer's own before a spouse's.
pub async fn find(
    store: &Store,
    taxpayer: Id,
    form: &str,
    tax_year: i64,
) -> Result<Option<Module>, StoreError> {
    for owner in owners(store, taxpayer).await? {
        let params: [Value; 4] = [owner.into(), taxpayer.into(), form.into(), tax_year.into()];
        let Some(row) = store.row(FIND, &params).await? else { continue };
        let mut module = read(owner, &row)?;
        for row in &store.rows(LIST_FACTS_OF, &[owner.into(), module.id.into()]).await? {
            module.facts.push(read_fact(row)?);
        }
        module.entries = entries::list(store, owner, module.id).await?;
        return Ok(Some(module));
    }
    Ok(None)
}

/// Under whose id a module stands.
pub async fn find_owner(store: &Store, module: Id) -> Result<Option<Id>, StoreError> {
    store.row(FIND_OWNER, &[module.into()]).await?.map(|row| row.id(0)).transpose()
}

fn read(owner: Id, row: &Row) -> Result<Module, StoreError> {
    Ok(Module {
        taxpayer_id: owner,
        id: row.id(0)?,
        record_key: row.text(1)?.to_owned(),
        form: row.text(2)?.to_owned(),
        tax_year: row.int(3)?,
        spouse_id: row.id_or_null(4)?,
        return_due: row.date(5)?,
        extended_due: row.date_or_null(6)?,
        due_postponed: row.date_or_null(7)?,
        filed_on: row.date_or_null(8)?,
        levy_notice_on: row.date_or_null(9)?,
        version: row.int(10)?,
        facts: Vec::new(),
        entries: Vec::new(),
    })
}

fn read_fact(row: &Row) -> Result<Fact, StoreError> {
    match row.text(1)? {
        "notice" => Ok(Fact::Notice { on: row.date(2)?, amount: row.cents(4)? }),
        "agreement" => Ok(Fact::Agreement { from: row.date(2)?, to: row.date_or_null(3)? }),
        "suspension" => Ok(Fact::Suspension { from: row.date(2)?, to: row.date_or_null(3)? }),
        "abatement" => Ok(Fact::Abatement(row.text(5)?.to_owned())),
        _ => Err(StoreError::Stored { what: "the kind of a module's fact" }),
    }
}

/// Brings a module in, new or again, with its facts but without its entries. A `Missed` conflict at its first
/// statement means that it belongs to another taxpayer.
pub fn add_or_change(write: Write, module: &Module) -> Write {
    let (owner, id) = (module.taxpayer_id, module.id);
    let params = vec![
        owner.into(),
        id.into(),
        module.record_key.as_str().into(),
        module.form.as_str().into(),
        module.tax_year.into(),
        module.spouse_id.into(),
        module.return_due.into(),
        module.extended_due.into(),
        module.due_postponed.into(),
        module.filed_on.into(),
        module.levy_notice_on.into(),
    ];
    let mut write = write
        .statement(ADD_PLACE, vec![id.into(), owner.into()], Rows::Exactly(1))
        .statement(ADD_OR_CHANGE, params, Rows::Exactly(1))
        .statement(REMOVE_FACTS, vec![owner.into(), id.into()], Rows::Any);
    for (number, fact) in (1_i64..).zip(&module.facts) {
        let mut params = vec![owner.into(), id.into(), number.into()];
        params.extend(fact_params(fact));
        write = write.statement(ADD_FACT, params, Rows::Exactly(1));
    }
    add_joint_owner(write, module.spouse_id, owner)
}

/// Opens a module of the taxpayer's own for a year that the books do not know yet; one that is there stays as it stands.
pub fn open(
    write: Write,
    (owner, id): (Id, Id),
    record_key: &str,
    (form, tax_year): (&str, i64),
    return_due: Date,
) -> Write {
    let params =
        vec![owner.into(), id.into(), record_key.into(), form.into(), tax_year.into(), return_due.into()];
    write.statement(ADD_PLACE, vec![id.into(), owner.into()], Rows::Exactly(1)).statement(
        OPEN,
        params,
        Rows::Any,
    )
}

/// Kind, first day, last day, amount, what.
fn fact_params(fact: &Fact) -> [Value; 5] {
    let none = Value::Text(None);
    match fact {
        Fact::Notice { on, amount } => ["notice".into(), (*on).into(), none.clone(), (*amount).into(), none],
        Fact::Agreement { from, to } => {
            ["agreement".into(), (*from).into(), (*to).into(), Value::Int(None), none]
        }
        Fact::Suspension { from, to } => {
            ["suspension".into(), (*from).into(), (*to).into(), Value::Int(None), none]
        }
        Fact::Abatement(what) => {
            ["abatement".into(), none.clone(), none, Value::Int(None), what.as_str().into()]
        }
    }
}

/// Moves the version of a module whatever it is: for intake, once for each module that was posted to.
pub fn touch(write: Write, owner: Id, module: Id) -> Write {
    write.statement(TOUCH, vec![owner.into(), module.into()], Rows::Exactly(1))
}

/// Moves the version of the module that was loaded; a conflict means that something was posted since.
pub fn advance(write: Write, module: &Module) -> Write {
    let params = vec![module.taxpayer_id.into(), module.id.into(), module.version.into()];
    write.statement(ADVANCE, params, Rows::Exactly(1))
}

/// A module that is to be looked at for notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToNotice {
    /// The day from which it waits; long ago where something changed.
    pub on: Date,
    /// Under whose id it stands.
    pub owner_id: Id,
    /// The module.
    pub module_id: Id,
    /// Which form.
    pub form: String,
    /// Which year.
    pub tax_year: i64,
}

/// Everybody's modules that changed or whose day has come since they were last looked at for notices; `after` is the last
/// one seen.
pub async fn list_to_notice(
    store: &Store,
    today: Date,
    after: Option<&ToNotice>,
    most: i64,
) -> Result<Vec<ToNotice>, StoreError> {
    let none = Id::from_bytes([0; 16]);
    let (on, owner, module) =
        after.map_or((values::date(1, 1, 1), none, none), |last| (last.on, last.owner_id, last.module_id));
    let params: [Value; 5] = [today.into(), on.into(), owner.into(), module.into(), most.into()];
    let read = |row: &Row| {
        Ok(ToNotice {
            on: row.date(0)?,
            owner_id: row.id(1)?,
            module_id: row.id(2)?,
            form: row.text(3)?.to_owned(),
            tax_year: row.int(4)?,
        })
    };
    store.rows(LIST_TO_NOTICE, &params).await?.iter().map(read).collect()
}

/// The module in the version that was loaded was looked at; on `next` it is looked at again. A conflict means that it
/// changed since.
pub fn looked(write: Write, (owner, module): (Id, Id), version: i64, next: Date) -> Write {
    write.statement(LOOKED, vec![owner.into(), module.into(), version.into(), next.into()], Rows::Exactly(1))
}
