//! What a taxpayer owes, year by year, on any day: the books read and the law applied to them.

mod collection;
mod to_do;

#[cfg(test)]
mod tests;

use store::Store;
use store::taxes::modules::{self, Fact};
use tax::LawError;
use tax::ledger::{self, Abatement, Code, Line, Notice, Position, Span, Split, Transaction};
use tax::pack::{Does, Pack};
use values::{Cents, Date, Id};

pub use collection::{Assessment, collection_statutes};
pub(crate) use to_do::filing_deadline;
pub use to_do::{ToDo, Why, is_unfiled, to_do};

/// Why a balance cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum BalanceError {
    /// The books cannot be read.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// The law's arithmetic refuses.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The pack lacks a figure.
    #[error(transparent)]
    Pack(#[from] tax::pack::PackError),
    /// The books hold something that the law does not know.
    #[error("module {module}: {why}")]
    Books {
        /// Which module.
        module: Id,
        /// What is wrong with it, without personal data.
        why: String,
    },
}

/// One form of one year: what stands in the books, and what it comes to on a day.
#[derive(Clone, Debug)]
pub struct Year {
    /// Which form, as `1040`.
    pub form: String,
    /// Which year.
    pub tax_year: i64,
    /// Whether it is owed together with a spouse.
    pub joint: bool,
    /// With which spouse: whose number stands second.
    pub spouse_id: Option<Id>,
    /// Under whose id and which id it stands.
    pub module: (Id, Id),
    /// The ledger.
    pub ledger: ledger::Module,
    /// Counts its changes.
    pub version: i64,
    /// What is owed on the day.
    pub position: Position,
    /// The same, after payments went to tax, penalties and interest.
    pub split: Split,
}

/// What all years come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// What is owed for the years with a debt.
    pub owed: Cents,
    /// What stands to the taxpayer's credit in the others, positive.
    pub credit: Cents,
}

/// All years of a taxpayer on a day, the latest first.
pub async fn years(store: &Store, pack: &Pack, taxpayer: Id, on: Date) -> Result<Vec<Year>, BalanceError> {
    let modules = modules::list(store, taxpayer).await?;
    modules.into_iter().map(|module| year_of(pack, module, on)).collect()
}

/// One form of one year on a day, if the taxpayer has it.
pub async fn year(
    store: &Store,
    pack: &Pack,
    taxpayer: Id,
    (form, tax_year): (&str, i64),
    on: Date,
) -> Result<Option<Year>, BalanceError> {
    let module = modules::find(store, taxpayer, form, tax_year).await?;
    module.map(|module| year_of(pack, module, on)).transpose()
}

/// Debts and credits apart: a credit of one year does not pay another until it is transferred.
pub fn totals(years: &[Year]) -> Result<Totals, BalanceError> {
    let sum = |wanted: fn(Cents) -> bool| {
        let balances = years.iter().map(|year| year.position.balance).filter(|balance| wanted(*balance));
        Cents::total(balances).map_err(LawError::from)
    };
    let credit = sum(Cents::is_negative)?.negated().map_err(LawError::from)?;
    Ok(Totals { owed: sum(Cents::is_positive)?, credit })
}

impl Year {
    /// Who of a couple somebody shares the year with.
    pub fn other_than(&self, taxpayer: Id) -> Option<Id> {
        let second = self.spouse_id?;
        Some(if second == taxpayer { self.module.0 } else { second })
    }

    /// How the figures of a day came about.
    pub fn explanation(&self, pack: &Pack, on: Date) -> Result<(Position, Vec<Line>), BalanceError> {
        Ok(ledger::explain(pack, &self.ledger, on)?)
    }

    /// Whether an installment agreement is in force on a day.
    pub fn has_agreement(&self, on: Date) -> bool {
        self.ledger.agreements.iter().any(|span| span.from <= on && span.to.is_none_or(|to| to >= on))
    }

    /// What is owed on another day.
    pub fn on(&self, pack: &Pack, on: Date) -> Result<Position, BalanceError> {
        Ok(ledger::position(pack, &self.ledger, on)?)
    }
}

fn year_of(pack: &Pack, module: modules::Module, on: Date) -> Result<Year, BalanceError> {
    let ledger = ledger_of(pack, &module)?;
    // Rejects codes and signs that intake let through before the pack changed.
    ledger::check(pack, &ledger)
        .map_err(|fault| BalanceError::Books { module: module.id, why: fault.why })?;
    let position = ledger::position(pack, &ledger, on)?;
    let split = position.split()?;
    Ok(Year {
        form: module.form,
        tax_year: module.tax_year,
        joint: module.spouse_id.is_some(),
        spouse_id: module.spouse_id,
        module: (module.taxpayer_id, module.id),
        version: module.version,
        ledger,
        position,
        split,
    })
}

/// The rows of a module as the ledger that the law reads.
fn ledger_of(pack: &Pack, module: &modules::Module) -> Result<ledger::Module, BalanceError> {
    let fault = |why: &str| BalanceError::Books { module: module.id, why: why.to_owned() };
    let transactions = module.entries.iter().map(|entry| {
        Ok(Transaction {
            code: Code::new(entry.code)
                .ok_or_else(|| fault("a transaction code has more than three digits"))?,
            date: entry.posted_on,
            amount: entry.amount,
            section: entry.section.clone(),
        })
    });
    let mut ledger = ledger::Module {
        return_due: module.return_due,
        extended_due: module.extended_due,
        due_postponed: module.due_postponed,
        filed: module.filed_on,
        transactions: transactions.collect::<Result<_, BalanceError>>()?,
        notices: Vec::new(),
        agreements: Vec::new(),
        levy_notice: module.levy_notice_on,
        suspensions: Vec::new(),
        abatements: Vec::new(),
    };
    for fact in &module.facts {
        match fact {
            Fact::Notice { on, amount } => ledger.notices.push(Notice { date: *on, amount: *amount }),
            Fact::Agreement { from, to } => ledger.agreements.push(Span { from: *from, to: *to }),
            Fact::Suspension { from, to } => ledger.suspensions.push(Span { from: *from, to: *to }),
            Fact::Abatement(penalty) => ledger.abatements.push(match penalty.as_str() {
                "failure_to_file" => Abatement::FailureToFile,
                "failure_to_pay" => Abatement::FailureToPay,
                _ => return Err(fault("an abatement of an unknown penalty")),
            }),
        }
    }
    let posted = agreements(pack, &ledger.transactions);
    ledger.agreements.extend(posted);
    Ok(ledger)
}

/// Agreements that were posted, each until the first end behind it.
fn agreements(pack: &Pack, transactions: &[Transaction]) -> Vec<Span> {
    let does = |posted: &Transaction| {
        pack.actions.find(posted.code, posted.section.as_deref()).map(|action| action.does)
    };
    let days = |wanted: Does| {
        transactions.iter().filter(move |posted| does(posted) == Some(wanted)).map(|posted| posted.date)
    };
    let end = |from: Date| days(Does::EndsAgreement).filter(|to| *to >= from).min();
    days(Does::GrantsAgreement).map(|from| Span { from, to: end(from) }).collect()
}
