//! What does an account transcript add up to? What was posted, and what has accrued since and is not posted yet; both
//! together are the position's balance, to the cent.

use serde::Serialize;
use values::{Cents, Date};

use super::{Module, Transaction, position};
use crate::LawError;
use crate::pack::{CodeRole, Pack};

/// A module's transactions until a day and their sums, as a transcript prints them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The day.
    pub as_of: Date,
    /// What was posted, the oldest first.
    pub transactions: Vec<Transaction>,
    /// The sum of what was posted.
    pub posted: Cents,
    /// Interest that is owed and not posted; negative where more was posted than is owed.
    pub accrued_interest: Cents,
    /// Penalties for filing or paying late that are owed and not posted; negative likewise.
    pub accrued_penalty: Cents,
    /// The sum of the three: what is owed on the day, negative as a credit.
    pub balance: Cents,
}

/// The statement of a module at the end of a day.
pub fn statement(pack: &Pack, module: &Module, as_of: Date) -> Result<Statement, LawError> {
    let owed = position(pack, module, as_of)?;
    let mut transactions = module.transactions.clone();
    transactions.retain(|posted| posted.date <= as_of);
    transactions.sort_by_key(|posted| posted.date);
    let sum = |wanted: &dyn Fn(CodeRole) -> bool| {
        let role = |posted: &Transaction| pack.codes.find(posted.code).map(|entry| entry.role);
        let amounts = transactions.iter().filter(|posted| role(posted).is_some_and(wanted));
        Cents::total(amounts.map(|posted| posted.amount))
    };
    let interest = sum(&|role| role == CodeRole::ComputedInterest)?;
    let penalties =
        sum(&|role| matches!(role, CodeRole::ComputedFailureToFile | CodeRole::ComputedFailureToPay))?;
    let posted = sum(&|_| true)?;
    let accrued_interest = owed.interest.minus(interest)?;
    let late = Cents::total([owed.failure_to_file, owed.failure_to_pay])?;
    let accrued_penalty = late.minus(penalties)?;
    let balance = Cents::total([posted, accrued_interest, accrued_penalty])?;
    Ok(Statement { as_of, transactions, posted, accrued_interest, accrued_penalty, balance })
}
