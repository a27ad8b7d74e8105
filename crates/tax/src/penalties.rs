//! Penalties that stand alone: estimated tax, dishonoured payments, accuracy, and who may have one removed.
//!
//! Late filing and late payment depend on the whole module and live in [`crate::ledger`].

mod abatement;
mod estimated_tax;

pub use abatement::{Criterion, FirstTimeAbatement, YearOfRecord, first_time_abatement};
pub use estimated_tax::{EstimatedTax, Installment, estimated_tax_penalty};
use values::{Cents, Date, MoneyError};

use crate::exact::Fine;
use crate::pack::{Pack, PackError};

/// Why a penalty cannot be computed.
#[derive(Debug, thiserror::Error)]
pub enum PenaltyError {
    /// The pack lacks a figure.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A sum is too large.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// A day has no rate.
    #[error(transparent)]
    Law(#[from] crate::LawError),
}

/// The penalty for a payment the bank sent back: 2 percent, or for a small one the lesser of a fixed sum
/// and the payment itself (26 USC 6657).
pub fn dishonoured_payment_penalty(
    pack: &Pack,
    payment: Cents,
    returned_on: Date,
) -> Result<Cents, PenaltyError> {
    if payment < pack.money("dishonoured_payment.small_below", returned_on)? {
        return Ok(payment.min(pack.money("dishonoured_payment.small_amount", returned_on)?));
    }
    Ok(Fine::rate_of(payment, pack.rate("dishonoured_payment.percent", returned_on)?).rounded()?)
}

/// The accuracy penalty on the part of an underpayment that carelessness or a substantial understatement
/// caused (26 USC 6662(a)).
pub fn accuracy_penalty(pack: &Pack, underpayment: Cents, return_due: Date) -> Result<Cents, PenaltyError> {
    Ok(Fine::rate_of(underpayment.max(Cents::ZERO), pack.rate("accuracy.percent", return_due)?).rounded()?)
}

#[cfg(test)]
mod tests {
    use values::date;

    use super::*;

    #[test]
    fn dishonoured_payments() {
        for (payment, penalty) in [
            (1_000, 1_000),
            (2_500, 2_500),
            (124_999, 2_500),
            (125_000, 2_500),
            (125_050, 2_501),
            (500_000, 10_000),
        ] {
            let found =
                dishonoured_payment_penalty(Pack::us_federal(), Cents::new(payment), date(2026, 1, 2));
            assert_eq!(found.unwrap(), Cents::new(penalty), "{payment}");
        }
    }

    #[test]
    fn accuracy() {
        let penalty =
            |cents| accuracy_penalty(Pack::us_federal(), Cents::new(cents), date(2024, 4, 15)).unwrap().get();
        assert_eq!((penalty(150_003), penalty(-5)), (30_001, 0));
    }
}
