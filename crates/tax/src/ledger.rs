//! The ledger: a tax module's transactions, and its position on any day.

mod compounding;
mod explanation;
mod failure_to_file;
mod failure_to_pay;
mod position;
mod read;
mod statement;
mod sums;

use serde::{Deserialize, Serialize};
use values::{Cents, Date};

pub use explanation::{Line, NoInterest, Recorder, WhyRate};
pub use position::{Position, Split, explain, position};
pub use read::{Fault, LedgerError, check, read};
pub use statement::{Statement, statement};
pub use sums::pay_by;

pub use crate::pack::Code;

/// One tax of one year: the transactions are the only truth, everything else is computed from them.
///
/// This is also the JSON that `counterfoil law payoff` reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// The date in the statute on which return and tax are due, before any move (15 April).
    pub return_due: Date,
    /// The date until which filing was extended, before any move.
    #[serde(default)]
    pub extended_due: Option<Date>,
    /// The deadline that a relief moved the due date to (26 USC 7508A).
    #[serde(default)]
    pub due_postponed: Option<Date>,
    /// The day the return was filed, if it was.
    #[serde(default)]
    pub filed: Option<Date>,
    /// What was posted, in any order.
    pub transactions: Vec<Transaction>,
    /// Notices and demands for payment.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// Installment agreements in force.
    #[serde(default)]
    pub agreements: Vec<Span>,
    /// The day of the notice of intent to levy.
    #[serde(default)]
    pub levy_notice: Option<Date>,
    /// Days without interest.
    #[serde(default)]
    pub suspensions: Vec<Span>,
    /// Penalties taken away whole.
    #[serde(default)]
    pub abatements: Vec<Abatement>,
}

/// One posted entry. Debits are positive, credits negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transaction {
    /// The transaction code.
    pub code: Code,
    /// The day it takes effect.
    pub date: Date,
    /// Its amount.
    pub amount: Cents,
    /// The section of the law, for penalties that need it (`6662`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
}

/// A notice and demand (26 USC 6303).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Its date.
    pub date: Date,
    /// The amount it asks for.
    pub amount: Cents,
}

/// Days from the first to the last, both included; open at the end if there is no last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The first day.
    pub from: Date,
    /// The last day.
    #[serde(default)]
    pub to: Option<Date>,
}

/// A penalty taken away whole, with its interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Abatement {
    /// The late-filing penalty.
    FailureToFile,
    /// The late-payment penalty.
    FailureToPay,
}

#[cfg(test)]
mod tests;
