//! What was filed: returns with their figures sealed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use values::{Cents, Date, Id};

use super::{add_joint_owner, owners};
use crate::person_keys;
use crate::seal::{DataKey, Realm, Sealer};
use crate::{Row, Rows, Store, StoreError, Write};

const LIST: &str = "SELECT return_id, record_key, spouse_id, tax_year, form, filed_on, filing_status, summary, version \
    FROM tax_return WHERE taxpayer_id = $1 AND (taxpayer_id = $2 OR spouse_id = $2) \
    ORDER BY tax_year DESC, filed_on DESC, return_id";
const ADD_OR_CHANGE: &str = "INSERT INTO tax_return (taxpayer_id, return_id, record_key, spouse_id, tax_year, form, \
    filed_on, filing_status, summary, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) \
    ON CONFLICT (taxpayer_id, return_id) DO UPDATE SET spouse_id = excluded.spouse_id, \
    tax_year = excluded.tax_year, form = excluded.form, filed_on = excluded.filed_on, \
    filing_status = excluded.filing_status, summary = excluded.summary, version = tax_return.version + 1";

/// The content of a return. Sealed at rest; `Debug` prints nothing of it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Amounts by their name in the books' format (`agi`, `total_tax` …). Absent means not known.
    pub figures: BTreeMap<String, Cents>,
    /// Who depends on the filers.
    pub dependants: Vec<Dependant>,
}

/// A person who depends on the filers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependant {
    /// Given names.
    pub given_name: String,
    /// Family names.
    pub family_name: String,
    /// Day of birth.
    pub born_on: Option<Date>,
    /// What the person is to the filers, as `child` or `parent`.
    pub relationship: String,
}

impl std::fmt::Debug for Summary {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Summary(…)")
    }
}

impl std::fmt::Debug for Dependant {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Dependant(…)")
    }
}

/// A return as filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxReturn {
    /// Whose number stands first.
    pub taxpayer_id: Id,
    /// The id, derived from the record key.
    pub id: Id,
    /// The sending system's name for the record.
    pub record_key: String,
    /// Whose number stands second on a joint return.
    pub spouse_id: Option<Id>,
    /// The year it is for.
    pub tax_year: i64,
    /// Which form.
    pub form: String,
    /// The day it was filed.
    pub filed_on: Date,
    /// `single`, `married_joint` … as in the books' format.
    pub filing_status: String,
    /// Its content.
    pub summary: Summary,
    /// Counts changes; 1 when new, whatever is given to [`add_or_change`].
    pub version: i64,
}

/// All returns that name the taxpayer, first or second: the latest year first, own ones before a spouse's.
pub async fn list(store: &Store, sealer: &Sealer, taxpayer: Id) -> Result<Vec<TaxReturn>, StoreError> {
    let mut returns = Vec::new();
    for owner in owners(store, taxpayer).await? {
        let rows = store.rows(LIST, &[owner.into(), taxpayer.into()]).await?;
        if rows.is_empty() {
            continue;
        }
        let key = person_keys::require(store, sealer, owner, Realm::Taxes).await?;
        for row in &rows {
            returns.push(read(sealer, &key, owner, row)?);
        }
    }
    returns.sort_by_key(|filed| std::cmp::Reverse((filed.tax_year, filed.filed_on)));
    Ok(returns)
}

fn read(sealer: &Sealer, key: &DataKey, owner: Id, row: &Row) -> Result<TaxReturn, StoreError> {
    let id = row.id(0)?;
    let summary = sealer.open(key, "tax_return", "summary", id, row.bytes(7)?)?;
    let unreadable = |_| StoreError::Stored { what: "a return's summary" };
    Ok(TaxReturn {
        taxpayer_id: owner,
        id,
        record_key: row.text(1)?.to_owned(),
        spouse_id: row.id_or_null(2)?,
        tax_year: row.int(3)?,
        form: row.text(4)?.to_owned(),
        filed_on: row.date(5)?,
        filing_status: row.text(6)?.to_owned(),
        summary: serde_json::from_slice(summary.expose()).map_err(unreadable)?,
        version: row.int(8)?,
    })
}

/// Brings a return in, new or again; `key` is that of the taxpayer whose number stands first.
pub fn add_or_change(write: Write, sealer: &Sealer, key: &DataKey, filed: &TaxReturn) -> Write {
    let json = values::Secret::new(serde_json::to_vec(&filed.summary).expect("a summary has text keys only"));
    let params = vec![
        filed.taxpayer_id.into(),
        filed.id.into(),
        filed.record_key.as_str().into(),
        filed.spouse_id.into(),
        filed.tax_year.into(),
        filed.form.as_str().into(),
        filed.filed_on.into(),
        filed.filing_status.as_str().into(),
        sealer.seal(key, "tax_return", "summary", filed.id, json.expose()).into(),
    ];
    let write = write.statement(ADD_OR_CHANGE, params, Rows::Exactly(1));
    add_joint_owner(write, filed.spouse_id, filed.taxpayer_id)
}
