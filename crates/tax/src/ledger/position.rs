//! What is owed on a module at the end of a day, split into its parts.

use serde::Serialize;
use values::{Cents, Date};

use super::compounding::interest;
use super::explanation::{Silent, compound};
use super::failure_to_file::failure_to_file;
use super::failure_to_pay::Months;
use super::sums::{Deadlines, sums};
use super::{Abatement, Line, Module, Recorder};
use crate::LawError;
use crate::calendar::{DayNumber, date_of, day_number};
use crate::exact::Compound;
use crate::pack::{Boundary, Pack};

/// What is owed at the end of a day: the payoff, if nothing more happens that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Position {
    /// The day.
    pub as_of: Date,
    /// Tax, and what is owed like tax: refunds paid, transfers, fees, payments taken back.
    pub tax: Cents,
    /// Payments and credits, negative.
    pub credits_and_payments: Cents,
    /// The late-filing penalty.
    pub failure_to_file: Cents,
    /// The late-payment penalty.
    pub failure_to_pay: Cents,
    /// Penalties as posted.
    pub other_penalties: Cents,
    /// Interest.
    pub interest: Cents,
    /// The sum of all these: positive is owed, negative is a credit.
    pub balance: Cents,
}

/// What of a balance is unpaid, after payments have gone to tax, then penalties, then interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Split {
    /// Unpaid tax.
    pub tax: Cents,
    /// Unpaid penalties.
    pub penalties: Cents,
    /// Unpaid interest.
    pub interest: Cents,
    /// What was paid beyond all of them, positive.
    pub credit: Cents,
}

impl Position {
    /// Allocates payments: tax first, then penalties, then interest (Rev. Proc. 2002-26; unconfirmed).
    pub fn split(&self) -> Result<Split, LawError> {
        let penalties = Cents::total([self.failure_to_file, self.failure_to_pay, self.other_penalties])?;
        let mut left = self.credits_and_payments.negated()?;
        let mut unpaid = |owed: Cents| -> Result<Cents, LawError> {
            let part = left.min(owed).max(Cents::ZERO);
            left = left.minus(part)?;
            Ok(owed.minus(part)?)
        };
        let (tax, penalties, interest) = (unpaid(self.tax)?, unpaid(penalties)?, unpaid(self.interest)?);
        Ok(Split { tax, penalties, interest, credit: left })
    }
}

/// The position of a module at the end of a day.
pub fn position(pack: &Pack, module: &Module, as_of: Date) -> Result<Position, LawError> {
    compute(pack, module, as_of, &mut Silent)
}

/// The position with a line for everything that made it so.
pub fn explain(pack: &Pack, module: &Module, as_of: Date) -> Result<(Position, Vec<Line>), LawError> {
    let mut lines = Vec::new();
    let position = compute(pack, module, as_of, &mut lines)?;
    Ok((position, lines))
}

fn compute<R: Recorder>(
    pack: &Pack,
    module: &Module,
    as_of: Date,
    recorder: &mut R,
) -> Result<Position, LawError> {
    let day = day_number(as_of);
    let deadlines = Deadlines::new(pack, module);
    let sums = sums(pack, module, &deadlines, day, recorder)?;
    let months =
        Months { pack, module, sums: &sums, deadlines: &deadlines, as_of: day, recorder: &mut *recorder };
    let late_payment = months.failure_to_pay()?;
    let late_filing = failure_to_file((pack, module), (&sums, &deadlines), &late_payment, day, recorder)?;
    let abated = |penalty| module.abatements.contains(&penalty);
    let late_filing = if abated(Abatement::FailureToFile) { Cents::ZERO } else { late_filing };

    let mut events: Vec<(DayNumber, Compound)> =
        sums.events.iter().map(|event| (event.day, Compound::from_cents(event.amount))).collect();
    if !late_filing.is_zero() {
        let earlier = i32::from(pack.choices.failure_to_file_interest == Boundary::On);
        let from = (deadlines.filing_due - earlier, Compound::from_cents(late_filing));
        bears_interest(&mut events, from, "failure_to_file", recorder);
    }
    let failure_to_pay = if abated(Abatement::FailureToPay) {
        Cents::ZERO
    } else {
        for (notice, accrued) in late_payment.at_notices {
            bears_interest(&mut events, (notice, accrued.to_compound()), "failure_to_pay", recorder);
        }
        late_payment.total.rounded()?
    };
    events.sort_by_key(|event| event.0);
    let interest = interest(pack, &events, &module.suspensions, day, recorder)?.rounded()?;
    let parts = [sums.tax, sums.paid, late_filing, failure_to_pay, sums.penalties, interest];
    Ok(Position {
        as_of,
        tax: sums.tax,
        credits_and_payments: sums.paid,
        failure_to_file: late_filing,
        failure_to_pay,
        other_penalties: sums.penalties,
        interest,
        balance: Cents::total(parts)?,
    })
}

fn bears_interest<R: Recorder>(
    events: &mut Vec<(DayNumber, Compound)>,
    (day, amount): (DayNumber, Compound),
    penalty: &'static str,
    recorder: &mut R,
) {
    if amount.is_positive() {
        events.push((day, amount));
        recorder.line(|| Line::PenaltyBearsInterest {
            counts_from: date_of(day),
            penalty,
            amount: compound(amount),
        });
    }
}
