//! Refunds into bank accounts, each with the state it is in.

use values::{Cents, Date, Id};

use super::bank_accounts::{self, Opened};
use crate::seal::Sealer;
use crate::{Row, Rows, Store, StoreError, Write};

const FIND: &str = "SELECT taxpayer_id, refund_id, state, owner_id, module_id, amount, account_id, issued_on, file_id, \
    trace_number, return_code, returned_on, version, payment_id FROM refund WHERE taxpayer_id = $1 AND refund_id = $2";
const LIST_DUE: &str = "SELECT r.taxpayer_id, r.refund_id, r.state, r.owner_id, r.module_id, r.amount, r.account_id, \
    r.issued_on, r.file_id, r.trace_number, r.return_code, r.returned_on, r.version, r.payment_id, b.content, k.key_id, k.wrapped \
    FROM refund r JOIN bank_account b ON b.taxpayer_id = r.taxpayer_id AND b.account_id = r.account_id \
    LEFT JOIN person_key k ON k.person_id = r.taxpayer_id AND k.realm = 'taxes' \
    WHERE r.state = 'issued' AND r.issued_on <= $1 AND (r.issued_on, r.refund_id) > ($2, $3) \
    ORDER BY r.issued_on, r.refund_id LIMIT $4";
const ADD: &str = "INSERT INTO refund (taxpayer_id, refund_id, state, owner_id, module_id, amount, account_id, issued_on, \
    payment_id, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
const CHANGE: &str = "UPDATE refund SET state = $4, file_id = $5, trace_number = $6, return_code = $7, returned_on = $8, \
    version = version + 1 WHERE taxpayer_id = $1 AND refund_id = $2 AND version = $3";

/// Money that goes back to a taxpayer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Who gets it.
    pub taxpayer_id: Id,
    /// Its id.
    pub id: Id,
    /// `issued`, `sent` or `returned`.
    pub state: String,
    /// Under whose id the module stands that it comes out of.
    pub owner_id: Id,
    /// That module.
    pub module_id: Id,
    /// How much, positive.
    pub amount: Cents,
    /// Into which account.
    pub account_id: Id,
    /// The day for which it stands in the ledger.
    pub issued_on: Date,
    /// The payment that goes back, where it is one that the ledger never saw.
    pub payment_id: Option<Id>,
    /// The file in which it left.
    pub file_id: Option<Id>,
    /// Its number in that file, 15 digits.
    pub trace_number: Option<String>,
    /// Why the bank returned it.
    pub return_code: Option<String>,
    /// When the bank returned it.
    pub returned_on: Option<Date>,
    /// Counts changes; 1 when new, whatever is given to [`add`].
    pub version: i64,
}

fn read(row: &Row) -> Result<Refund, StoreError> {
    Ok(Refund {
        taxpayer_id: row.id(0)?,
        id: row.id(1)?,
        state: row.text(2)?.to_owned(),
        owner_id: row.id(3)?,
        module_id: row.id(4)?,
        amount: row.cents(5)?,
        account_id: row.id(6)?,
        issued_on: row.date(7)?,
        payment_id: row.id_or_null(13)?,
        file_id: row.id_or_null(8)?,
        trace_number: row.text_or_null(9)?.map(str::to_owned),
        return_code: row.text_or_null(10)?.map(str::to_owned),
        returned_on: row.date_or_null(11)?,
        version: row.int(12)?,
    })
}

/// One refund of a taxpayer.
pub async fn find(store: &Store, taxpayer: Id, id: Id) -> Result<Option<Refund>, StoreError> {
    store.row(FIND, &[taxpayer.into(), id.into()]).await?.as_ref().map(read).transpose()
}

/// Everybody's refunds that wait for a file, with the accounts; `after` is the place of the last one seen. An erased
/// person's account cannot be opened any more.
pub async fn list_due(
    store: &Store,
    sealer: &Sealer,
    on: Date,
    after: Option<super::payments::Place>,
    most: i64,
) -> Result<Vec<(Refund, Option<Opened>)>, StoreError> {
    let (day, id) = after.unwrap_or(super::payments::FIRST);
    let rows = store.rows(LIST_DUE, &[on.into(), day.into(), id.into(), most.into()]).await?;
    let due = rows.iter().map(|row| {
        let refund = read(row)?;
        let opened = bank_accounts::open_beside(sealer, row, 14, (refund.taxpayer_id, refund.account_id))?;
        Ok((refund, opened))
    });
    due.collect()
}

/// Adds a refund.
pub fn add(write: Write, refund: &Refund) -> Write {
    let params = vec![
        refund.taxpayer_id.into(),
        refund.id.into(),
        refund.state.as_str().into(),
        refund.owner_id.into(),
        refund.module_id.into(),
        refund.amount.into(),
        refund.account_id.into(),
        refund.issued_on.into(),
        refund.payment_id.into(),
    ];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// Changes the refund that was loaded; a conflict means that it changed since.
pub fn change(write: Write, refund: &Refund) -> Write {
    let params = vec![
        refund.taxpayer_id.into(),
        refund.id.into(),
        refund.version.into(),
        refund.state.as_str().into(),
        refund.file_id.into(),
        refund.trace_number.as_deref().into(),
        refund.return_code.as_deref().into(),
        refund.returned_on.into(),
    ];
    write.statement(CHANGE, params, Rows::Exactly(1))
}
