//! What is owed, and why: interest, penalties, time limits, and the position of a module on any day.
//!
//! Pure: no input or output, no clock, no dice. Every rate, fee, threshold and date of the law is data
//! in a [`pack`]; a rule takes the pack and the dates it needs. Money is whole cents; what is computed
//! on the way is exact ([`exact`]) and rounded half up to the cent once per component.

pub mod calendar;
pub mod deadlines;
pub mod exact;
pub mod forms;
pub mod interest;
pub mod ledger;
pub mod offers;
pub mod overpayment;
pub mod pack;
pub mod penalties;
pub mod plans;
pub mod status;

/// Why something cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// The pack knows no rate for the date.
    #[error("{date}: interest rates are known from {first} to {last}")]
    NoRate {
        /// The date asked for.
        date: values::Date,
        /// The first date with a rate.
        first: values::Date,
        /// The last date for which the pack computes.
        last: values::Date,
    },
    /// A sum is beyond what 64-bit cents hold.
    #[error(transparent)]
    Money(#[from] values::MoneyError),
}
