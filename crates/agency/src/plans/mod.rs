//! Payment plans: which fit a person, asking for one, the debits that run by themselves, changing and ending it.
//!
//! Each operation is a pure decision, from what is asked and what stands to a write or a [`Refusal`]. A plan is changed in
//! the version that was loaded, so that of two operations at once the second loads and decides again: an installment is
//! made into payments once. What a plan does to the ledger is posted as transactions of its years (docs/decisions/0047).

mod ask;
mod books;
mod change;
mod decide;
mod footing;
mod load;
mod run;
mod state;
#[cfg(test)]
mod tests;

use store::StoreError;
use store::taxes::entries::{self, Entry};
use store::taxes::modules;
use store::{Actor, AuditRecord, Write};
use tax::pack::{Does, Pack, PackError};
use tax::plans::{PlanError, Reason};
use values::{Cents, Date, Id};

use crate::balance::BalanceError;
use crate::payments::{self, open_year};

pub use ask::{Comparison, FeeOf, Request, ask, compare};
pub use books::{Books, Debt, Scope, Wishes, expected_year, load_books};
pub use change::{Change, Preview, change, end, preview};
pub use decide::{grant, refuse, withdraw};
pub use footing::{Footing, Missed, footing};
pub use load::{Loaded, load, load_all};
pub use run::run;
pub use state::{EDGES, State};
pub use store::taxes::plans::{Plan, PlanYear};

/// Why something cannot be done with a plan. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The kind does not fit, or not any more.
    #[error("the plan does not fit: {0:?}")]
    DoesNotFit(Vec<Reason>),
    /// Direct debit was chosen without an account, or an account without direct debit.
    #[error("direct debit needs an account")]
    Account,
    /// The amount of a plan that somebody decided on changes only with another decision.
    #[error("the amount of this plan is not changed here")]
    Amount,
    /// There is no way from where it stands to there.
    #[error("a plan does not come from {from:?} to {to:?}")]
    WrongState {
        /// Where it stands.
        from: State,
        /// Where it was to go.
        to: State,
    },
    /// The books hold a kind or a state that the program does not know.
    #[error("a stored plan has a state, a kind or a year that is not known")]
    Unknown,
    /// A sum is too large.
    #[error("a sum is too large")]
    Arithmetic,
    /// The plan cannot be computed.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The balance cannot be told.
    #[error(transparent)]
    Balance(#[from] BalanceError),
    /// A payment of the plan cannot be made or called off.
    #[error(transparent)]
    Payment(#[from] payments::Refusal),
    /// The pack lacks a figure.
    #[error(transparent)]
    Pack(#[from] PackError),
}

impl From<values::MoneyError> for Refusal {
    fn from(_: values::MoneyError) -> Self {
        Self::Arithmetic
    }
}

impl From<tax::LawError> for Refusal {
    fn from(error: tax::LawError) -> Self {
        Self::Plan(error.into())
    }
}

/// Why plans cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The books cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A balance cannot be told.
    #[error(transparent)]
    Balance(#[from] BalanceError),
    /// A plan is not what it should be.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Writes into the ledger of each year what becomes of an agreement. The short-term plan is none.
fn post(
    write: Write,
    pack: &Pack,
    plan: &Plan,
    years: &[PlanYear],
    does: Does,
    on: Date,
) -> Result<Write, Refusal> {
    let kind = tax::plans::Kind::named(&plan.kind).ok_or(Refusal::Unknown)?;
    if !kind.is_agreement() {
        return Ok(write);
    }
    let action = pack.actions.of(does);
    let key = format!("plan:{}:{}-{}", payments::confirmation(plan.id), action.code, action.action);
    years.iter().try_fold(write, |write, year| {
        let place = (year.owner_id, year.module_id);
        let write = open_year(write, pack, place, (&year.form, year.tax_year))?;
        let entry = Entry::own(key.clone(), action.code.get(), on, Cents::ZERO);
        let entry = Entry { section: Some(action.action.clone()), ..entry };
        let write = entries::add(write, place.0, place.1, &entry);
        Ok(modules::touch(write, place.0, place.1))
    })
}

fn record(at: values::Timestamp, actor: Actor, action: &'static str, taxpayer: Id) -> AuditRecord {
    AuditRecord { at, actor, action, subject: Some(taxpayer), reason: None }
}
