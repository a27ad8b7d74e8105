//! Where the law's figures come from: a dated pack of rates, fees, thresholds, codes and holidays.
//!
//! A pack is a folder of CSV and TOML. The one for the United States is built in; an agency adds its own
//! with [`Pack::read`], which checks it whole before anything is computed from it.

mod actions;
mod cards;
mod choices;
mod codes;
mod files;
mod offers;
mod payments;
mod rates;
mod standards;
mod texts;

use std::sync::OnceLock;

pub use actions::{Action, Actions, Does};
pub use cards::{CardFee, CardKind, CardLimit, Cards, Period};
pub use choices::{AgreementMonth, Boundary, Cap, Choices, DueDate, FirstDay, Winner};
pub use codes::{Code, CodeEntry, CodeError, CodeRole, CodeTable, Sign};
pub use files::PackError;
pub use offers::OfferCodes;
pub use payments::{PaymentCode, PaymentCodes, PaymentReason};
pub use rates::{RateEntry, RateTable, Segment, Side};
use rust_decimal::Decimal;
use serde::Serialize;
pub use standards::{Age, Standard, Standards};
pub use texts::PackFiles;
use values::{Cents, Date};

use crate::calendar::{Calendar, DayNumber};
use crate::deadlines::ClockStop;
use crate::exact::Rate;
use crate::forms::Forms;

/// How sure a figure is, as its source was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Read in an official text or by two independent sources.
    Confirmed,
    /// Read in one secondary source.
    #[serde(alias = "one source")]
    OneSource,
    /// Follows from a neighbouring official statement.
    Inferred,
    /// Reproduces an official example.
    Recomputed,
    /// Believed, but no text was seen.
    Unconfirmed,
    /// The last known figure, carried on into the future.
    Assumed,
}

/// A figure of the law with the day from which it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it is called in the pack, like `failure_to_pay.percent_per_month`.
    pub name: String,
    /// The first day it holds.
    pub effective_from: Date,
    /// The number itself, in `unit`.
    pub value: Decimal,
    /// percent, dollars, days, months, years, or the year that it is.
    pub unit: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// Where it is printed.
    pub source: String,
}

/// A relief that moved deadlines for everyone in an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Postponement {
    /// What it is called.
    pub name: String,
    /// The area it covers; `everywhere` covers all.
    pub area: String,
    /// First and last original due date that it moves.
    pub due: (Date, Date),
    /// The deadline it moves them to.
    pub postponed_to: Date,
    /// How sure it is.
    pub confidence: Confidence,
    /// Where it is printed.
    pub source: String,
}

/// The codes between which the collection clock stands still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockStopCodes {
    /// The code that stops it.
    pub opens: Code,
    /// The codes of which the first lets it go on.
    pub closes: Vec<Code>,
    /// Why it stands still.
    pub why: ClockStop,
}

/// All figures of one tax in one jurisdiction.
#[derive(Clone, Debug)]
pub struct Pack {
    /// The folder's name.
    pub name: String,
    /// What a person reads.
    pub title: String,
    /// Interest rates with their growth tables.
    pub rates: RateTable,
    /// Holidays.
    pub calendar: Calendar,
    /// Transaction codes.
    pub codes: CodeTable,
    /// The answers chosen where the law leaves room.
    pub choices: Choices,
    /// Month and day of the four installments of estimated tax; the last is in the year after.
    pub estimated_tax_due: [(i8, i8); 4],
    /// Month and day on which the return is due, in the year after.
    pub return_due: (i8, i8),
    /// With what payments made here are posted.
    pub payment_codes: PaymentCodes,
    /// With what offers in compromise are posted.
    pub offer_codes: OfferCodes,
    /// Codes that stop the collection clock.
    pub clock_stops: Vec<ClockStopCodes>,
    /// What action codes say of agreements.
    pub actions: Actions,
    /// What a household may spend each month.
    pub standards: Standards,
    /// What paying by card costs, and how often it may be done.
    pub cards: Cards,
    /// Reliefs that moved deadlines.
    pub postponements: Vec<Postponement>,
    /// What can be asked for, and how.
    pub forms: Forms,
    /// The figures the position of a module needs, resolved once.
    pub(crate) position: PositionFigures,
    figures: Vec<Figure>,
}

/// Values of one figure over time: the first also holds before its day.
#[derive(Clone, Debug)]
pub(crate) struct Dated<T>(pub(crate) Vec<DatedValue<T>>);

/// A figure's value from a day on, with how sure it is and where it is printed.
#[derive(Clone, Debug)]
pub(crate) struct DatedValue<T> {
    pub(crate) from: DayNumber,
    pub(crate) value: T,
    pub(crate) confidence: Confidence,
    pub(crate) source: String,
}

impl<T: Copy> Dated<T> {
    /// The value that holds on a day.
    pub(crate) fn on(&self, day: DayNumber) -> T {
        self.entry(day).value
    }

    /// The value that holds on a day, with its source.
    pub(crate) fn entry(&self, day: DayNumber) -> &DatedValue<T> {
        let found = self.0.iter().rev().find(|entry| entry.from <= day);
        found.or_else(|| self.0.first()).expect("a dated figure has at least one value")
    }
}

/// The figures that the position of a module needs, ready for arithmetic.
#[derive(Clone, Debug)]
pub(crate) struct PositionFigures {
    pub(crate) failure_to_file_rate: Dated<Rate>,
    pub(crate) failure_to_file_months: Dated<i32>,
    pub(crate) minimum_after_days: Dated<i32>,
    /// By the date on which the return is due.
    pub(crate) minimum: Dated<Cents>,
    pub(crate) failure_to_pay_rate: Dated<Rate>,
    pub(crate) agreement_rate: Dated<Rate>,
    pub(crate) levy_rate: Dated<Rate>,
    pub(crate) failure_to_pay_cap: Dated<Rate>,
    pub(crate) levy_days: Dated<i32>,
    pub(crate) notice_days: Dated<i32>,
    pub(crate) notice_business_days: Dated<i32>,
    pub(crate) notice_large_amount: Dated<Cents>,
}

impl Pack {
    /// The built-in pack of the United States' income tax of individuals.
    pub fn us_federal() -> &'static Self {
        static PACK: OnceLock<Pack> = OnceLock::new();
        PACK.get_or_init(|| {
            Self::read(&PackFiles::us_federal()).expect("the built-in pack is checked by tests")
        })
    }

    /// Reads and checks a pack.
    pub fn read(files: &PackFiles) -> Result<Self, PackError> {
        files::read(files)
    }

    /// The figure of this name that holds on a day; before its first day, the first one.
    pub fn figure(&self, name: &'static str, on: Date) -> Result<&Figure, PackError> {
        self.figure_named(name, on).ok_or_else(|| PackError::MissingFigure(name.to_owned()))
    }

    /// The figure of a name that a file of the pack holds; none where there is none.
    pub fn figure_named(&self, name: &str, on: Date) -> Option<&Figure> {
        let mut found = self.figures.iter().filter(|figure| figure.name == name);
        let first = found.next()?;
        Some(found.take_while(|figure| figure.effective_from <= on).last().unwrap_or(first))
    }

    /// All figures, by name and date, for publication.
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// A figure in dollars as money.
    pub fn money(&self, name: &'static str, on: Date) -> Result<Cents, PackError> {
        files::as_cents(self.figure(name, on)?)
    }

    /// A figure in percent as a rate.
    pub fn rate(&self, name: &'static str, on: Date) -> Result<Rate, PackError> {
        files::as_rate(self.figure(name, on)?)
    }

    /// A figure that is a whole count of days, months or years.
    pub fn count(&self, name: &'static str, on: Date) -> Result<i32, PackError> {
        files::as_count(self.figure(name, on)?)
    }

    /// When the four installments of estimated tax of a year are due, not moved by weekends (26 USC 6654(c)(2)).
    pub fn estimated_tax_dates(&self, tax_year: i16) -> [Date; 4] {
        let [first, second, third, fourth] = self.estimated_tax_due;
        let on = |year, (month, day)| values::date(year, month, day);
        [on(tax_year, first), on(tax_year, second), on(tax_year, third), on(tax_year + 1, fourth)]
    }

    /// When the return of a year is due, not moved by weekends (26 USC 6072(a)).
    pub fn return_due_of(&self, tax_year: i16) -> Date {
        values::date(tax_year + 1, self.return_due.0, self.return_due.1)
    }

    /// The deadline that a relief moved this due date to, for a person in these areas.
    pub fn postponed(&self, due: Date, areas: &[&str]) -> Option<&Postponement> {
        let covers = |relief: &&Postponement| {
            relief.due.0 <= due
                && due <= relief.due.1
                && (relief.area == "everywhere" || areas.contains(&relief.area.as_str()))
        };
        self.postponements.iter().filter(covers).max_by_key(|relief| relief.postponed_to)
    }
}

#[cfg(test)]
mod tests;
