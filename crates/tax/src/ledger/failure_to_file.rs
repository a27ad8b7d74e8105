//! The late-filing penalty (26 USC 6651(a)(1), (c)(1), and the minimum in the last sentence of (a)).

use values::{Cents, MoneyError};

use super::explanation::{fine, percent};
use super::failure_to_pay::FailureToPay;
use super::sums::{Deadlines, Sums};
use super::{Line, Module, Recorder};
use crate::calendar::{DayNumber, corresponding_date, date_of, day_number, months_begun, next_day};
use crate::exact::Fine;
use crate::pack::Pack;

/// The penalty as of a day, rounded to the cent.
pub(super) fn failure_to_file<R: Recorder>(
    (pack, module): (&Pack, &Module),
    (sums, deadlines): (&Sums, &Deadlines),
    late_payment: &FailureToPay,
    as_of: DayNumber,
    recorder: &mut R,
) -> Result<Cents, MoneyError> {
    let filed = module.filed.map(day_number).filter(|filed| *filed <= as_of);
    let late_until = filed.unwrap_or(as_of);
    let unpaid = sums.correct_tax - sums.prepaid;
    if late_until <= deadlines.file_by || unpaid <= 0 {
        return Ok(Cents::ZERO);
    }
    let unpaid = Cents::new(i64::try_from(unpaid).map_err(|_| MoneyError::TooLarge)?);
    let figures = &pack.position;
    let figure = figures.failure_to_file_rate.entry(deadlines.filing_due);
    let rate = figure.value;
    let filing_due = date_of(deadlines.filing_due);
    let most = figures.failure_to_file_months.on(deadlines.filing_due);
    let months = months_begun(filing_due, date_of(late_until)).min(most);
    let mut total = Fine::ZERO;
    for month in 1..=months {
        let (from, to) =
            (next_day(corresponding_date(filing_due, month - 1)), corresponding_date(filing_due, month));
        let reduced_by = of_month(late_payment, day_number(from));
        let amount = Fine::rate_of(unpaid, rate).less(reduced_by);
        total = total.plus(amount)?;
        recorder.line(|| Line::FailureToFile {
            from,
            to,
            base: unpaid,
            rate_percent: percent(rate),
            reduced_by: fine(reduced_by),
            amount: fine(amount),
            confidence: figure.confidence,
            source: figure.source.clone(),
        });
    }
    let by_months = total.rounded()?;
    let days_late = late_until - deadlines.filing_due;
    if days_late <= figures.minimum_after_days.on(deadlines.filing_due) {
        return Ok(by_months);
    }
    let figure = figures.minimum.entry(deadlines.due);
    let minimum = figure.value;
    let amount = by_months.max(minimum.min(unpaid));
    if amount > by_months {
        recorder.line(|| Line::FailureToFileMinimum {
            days_late,
            minimum,
            unpaid,
            by_months,
            amount,
            confidence: figure.confidence,
            source: figure.source.clone(),
        });
    }
    Ok(amount)
}

/// The late-payment penalty of the month in which this day lies.
fn of_month(late_payment: &FailureToPay, day: DayNumber) -> Fine {
    let month = late_payment.months.iter().find(|month| month.first <= day && day <= month.last);
    month.map_or(Fine::ZERO, |month| month.amount)
}
