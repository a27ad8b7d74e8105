//! How a figure came about: a line for each posting, day span and penalty month, with rate and source.

use serde::Serialize;
use values::{Cents, Date};

use crate::exact::{Compound, Fine, Rate};
use crate::pack::{Code, Confidence};

/// One line of the explanation, in the order of the computation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Line {
    /// A posting that changes the balance on which interest runs.
    Posting {
        /// The day from which it counts for interest.
        counts_from: Date,
        /// The day it was posted for.
        date: Date,
        /// Its code.
        code: Code,
        /// Its amount.
        amount: Cents,
    },
    /// A computed penalty that begins to bear interest.
    PenaltyBearsInterest {
        /// The day from which it counts for interest.
        counts_from: Date,
        /// Which penalty.
        penalty: &'static str,
        /// How much of it, dollars with ten decimals.
        amount: String,
    },
    /// Days of interest at one rate.
    Interest {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
        /// How many days.
        days: i32,
        /// What the interest runs on at the start, dollars with ten decimals.
        balance: String,
        /// The yearly rate in percent.
        rate_percent: String,
        /// 365 or 366.
        days_in_year: i32,
        /// The interest of these days, dollars with ten decimals.
        amount: String,
        /// How sure the rate is.
        confidence: Confidence,
        /// Where the rate is printed.
        source: String,
    },
    /// Days without interest.
    WithoutInterest {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
        /// Why there is none.
        reason: NoInterest,
    },
    /// A month of the late-payment penalty.
    FailureToPay {
        /// `6651(a)(2)` on tax shown, `6651(a)(3)` on tax assessed later.
        section: &'static str,
        /// The first day of the month.
        from: Date,
        /// The last day of the month.
        to: Date,
        /// The tax unpaid when the month began.
        base: Cents,
        /// The month's rate in percent.
        rate_percent: String,
        /// Why this rate.
        why: WhyRate,
        /// The month's penalty, dollars and fractions of cents.
        amount: String,
        /// How sure the rate is.
        confidence: Confidence,
        /// Where the rate is printed.
        source: String,
    },
    /// A month of the late-filing penalty.
    FailureToFile {
        /// The first day of the month.
        from: Date,
        /// The last day of the month.
        to: Date,
        /// The tax that was unpaid on the due date.
        base: Cents,
        /// The month's rate in percent.
        rate_percent: String,
        /// The late-payment penalty of the same month, by which it is lowered.
        reduced_by: String,
        /// The month's penalty.
        amount: String,
        /// How sure the rate is.
        confidence: Confidence,
        /// Where the rate is printed.
        source: String,
    },
    /// The least late-filing penalty of a return that is very late.
    FailureToFileMinimum {
        /// Days between the due date and filing.
        days_late: i32,
        /// The least amount by law for the year.
        minimum: Cents,
        /// The tax that was unpaid on the due date, which it never exceeds.
        unpaid: Cents,
        /// What the months come to.
        by_months: Cents,
        /// The penalty.
        amount: Cents,
        /// How sure the least amount is.
        confidence: Confidence,
        /// Where the least amount is printed.
        source: String,
    },
}

/// Why days have no interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoInterest {
    /// Interest is suspended.
    Suspended,
    /// Nothing is owed on these days.
    NothingOwed,
}

/// Why a month of the late-payment penalty has its rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyRate {
    /// The ordinary rate.
    Ordinary,
    /// An installment agreement is in force and the return was filed on time.
    Agreement,
    /// The month begins more than ten days after a notice of intent to levy.
    Levy,
    /// Only what is left of the limit.
    Limit,
}

/// Takes the lines, or does not: a position alone makes none.
pub trait Recorder {
    /// Takes one line.
    fn line(&mut self, line: impl FnOnce() -> Line);
}

impl Recorder for Vec<Line> {
    fn line(&mut self, line: impl FnOnce() -> Line) {
        self.push(line());
    }
}

/// Makes no lines.
pub(super) struct Silent;

impl Recorder for Silent {
    fn line(&mut self, _: impl FnOnce() -> Line) {}
}

pub(super) fn fine(amount: Fine) -> String {
    amount.to_compound().to_decimal_string()
}

pub(super) fn compound(amount: Compound) -> String {
    amount.to_decimal_string()
}

pub(super) fn percent(rate: Rate) -> String {
    rate.percent()
}
