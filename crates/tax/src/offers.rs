//! Would an offer in compromise be worth sending, and what is the least to offer (26 USC 7122; Form 656-B and the worksheet
//! of Form 433-A (OIC), revised April 2026)?
//!
//! The published formula line by line: what could be sold (boxes A and B), what is left of the income each month (boxes D,
//! E and F), and both multiplied out for the two ways to pay. It is a check, not a decision: the agency may find otherwise.

mod boxes;
mod decision;
mod income;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use values::{Cents, Date};

use crate::LawError;
use crate::calendar::months_begun;
use crate::exact::Fine;
use crate::pack::{Pack, PackError};
use crate::plans::{Household, low_income_limit};

pub use boxes::{Assets, Item, Line, Piece, Pledged, Vehicle};
pub use decision::decision_due;
pub use income::{Expenses, Home, Income};

/// Why an offer cannot be computed.
#[derive(Debug, thiserror::Error)]
pub enum OfferError {
    /// The pack lacks a figure.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A sum is too large.
    #[error(transparent)]
    Law(#[from] LawError),
}

impl From<values::MoneyError> for OfferError {
    fn from(error: values::MoneyError) -> Self {
        Self::Law(error.into())
    }
}

/// What must be settled before an offer is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// A return that should have been filed is not.
    UnfiledReturns,
    /// No bill for any of the debts yet.
    NoBill,
    /// This year's estimated payments are not made.
    EstimatedPayments,
    /// An employer's deposits of this and the two quarters before are not made.
    Deposits,
    /// In bankruptcy.
    Bankruptcy,
    /// An audit is open.
    OpenAudit,
    /// A claim as innocent spouse is open.
    InnocentSpouse,
    /// The taxpayer number is deactivated.
    DeactivatedNumber,
    /// The part held in trust for employees is not paid.
    TrustFund,
    /// The case is with the Department of Justice.
    JusticeDepartment,
    /// The debt is restitution that a court ordered.
    Restitution,
    /// The debt is tax on foreign earnings paid in parts (26 USC 965(i)).
    ForeignEarnings,
}

/// All that a person says.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The day of the check.
    pub today: Date,
    /// What stands in the way, as the person answers and the books say.
    pub obstacles: Vec<Obstacle>,
    /// Two people offer together.
    pub is_joint: bool,
    /// All that is owed.
    pub balance: Cents,
    /// The last day on which any of it can be collected; none while a clock stands still.
    pub collectible_to: Option<Date>,
    /// What there is.
    pub assets: Assets,
    /// What comes in.
    pub income: Income,
    /// What is spent.
    pub expenses: Expenses,
    /// Where the household lives, how large it is, and the adjusted gross income of its last return.
    pub household: Household,
}

/// One way to pay an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Way {
    /// Months of income that count.
    pub months: i32,
    /// The least to offer, in whole dollars.
    pub least: Cents,
    /// What has to come with the offer.
    pub with_offer: Cents,
}

/// Whether the debt could be paid in full, so that an offer is generally not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FullPay {
    /// What could be sold, without the allowances for money in the bank and vehicles.
    pub equity: Cents,
    /// Months left to collect.
    pub months: i32,
    /// Both together.
    pub can_pay: Cents,
    /// Whether that covers the debt.
    pub covers: bool,
}

/// The check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What must be settled first.
    pub obstacles: Vec<Obstacle>,
    /// Every line with what counts of it.
    pub lines: Vec<Line>,
    /// Box A: what a person could sell.
    pub box_a: Cents,
    /// Box B: what a business of one's own could sell.
    pub box_b: Cents,
    /// Box D: the household's income of a month.
    pub box_d: Cents,
    /// Box E: what may be spent of it.
    pub box_e: Cents,
    /// Box F: what is left.
    pub box_f: Cents,
    /// Months left to collect; none while a clock stands still.
    pub months_left: Option<i32>,
    /// Whether all could be paid.
    pub full_pay: FullPay,
    /// In five or fewer payments within five months.
    pub lump_sum: Way,
    /// In six to 24 months.
    pub periodic: Way,
    /// The income of a year that decides about fee and first payments: of the last return or of twelve months of box D,
    /// whichever is lower.
    pub yearly_income: Cents,
    /// Up to which yearly income they are waived for the household.
    pub low_income_limit: Cents,
    /// Whether they are waived.
    pub is_low_income: bool,
    /// The application fee.
    pub fee: Cents,
}

/// Computes the check.
pub fn check(pack: &Pack, asked: &Asked) -> Result<Check, OfferError> {
    let on = asked.today;
    let allowed = boxes::equity(pack, asked, boxes::Allowances::Granted)?;
    let screened = boxes::equity(pack, asked, boxes::Allowances::Withheld)?;
    let (box_d, mut monthly) = income::gross(asked)?;
    let (box_e, spent) = income::allowed(pack, asked)?;
    monthly.extend(spent);
    let box_f = box_d.minus(box_e)?.max(Cents::ZERO);
    let months_left = asked.collectible_to.map(|last| if last < on { 0 } else { months_begun(on, last) });
    let annual = Cents::new(box_d.get().saturating_mul(12));
    let Household { area, size, income } = asked.household;
    let yearly_income = income.min(annual);
    let low_income_limit = low_income_limit(pack, on, area, size)?;
    let is_low_income = yearly_income <= low_income_limit;
    let equity = allowed.box_a.plus(allowed.box_b)?;
    let way = |name, share: Share| {
        let months = pack.count(name, on)?.min(months_left.unwrap_or(i32::MAX));
        let least = whole_dollars(equity.plus(times(box_f, months)?)?)?;
        let with_offer = if is_low_income { Cents::ZERO } else { share.of(pack, on, least)? };
        Ok::<_, OfferError>(Way { months, least, with_offer })
    };
    // While a clock stands still the time left is at least its whole length.
    let whole = pack.count("collection.years", on)? * 12;
    let months = months_left.unwrap_or(whole);
    let equity = screened.box_a.plus(screened.box_b)?;
    let can_pay = equity.plus(times(box_f, months)?)?;
    let covers = asked.balance.is_positive() && can_pay >= asked.balance;
    let mut lines = allowed.lines;
    lines.extend(monthly);
    Ok(Check {
        obstacles: asked.obstacles.clone(),
        lines,
        box_a: allowed.box_a,
        box_b: allowed.box_b,
        box_d,
        box_e,
        box_f,
        months_left,
        full_pay: FullPay { equity, months, can_pay, covers },
        lump_sum: way("offer.months_lump_sum", Share::DownPayment)?,
        periodic: way("offer.months_periodic", Share::FirstMonth)?,
        yearly_income,
        low_income_limit,
        is_low_income,
        fee: if is_low_income { Cents::ZERO } else { pack.money("offer.fee", on)? },
    })
}

/// What has to come with an offer of an amount where income is not low: in few payments, or month by month.
pub fn comes_with(pack: &Pack, in_few: bool, offer: Cents, on: Date) -> Result<Cents, OfferError> {
    if in_few { Share::DownPayment } else { Share::FirstMonth }.of(pack, on, offer)
}

/// What comes with the offer.
#[derive(Clone, Copy)]
enum Share {
    /// A fifth.
    DownPayment,
    /// The first of equal monthly payments.
    FirstMonth,
}

impl Share {
    fn of(self, pack: &Pack, on: Date, offer: Cents) -> Result<Cents, OfferError> {
        match self {
            Self::DownPayment => {
                let percent = pack.rate("offer.down_payment_percent", on)?;
                Ok(Fine::rate_of(offer, percent).rounded()?)
            }
            Self::FirstMonth => {
                let months = i64::from(pack.count("offer.months_periodic", on)?);
                Ok(Cents::new((offer.get() + months - 1) / months))
            }
        }
    }
}

fn times(amount: Cents, months: i32) -> Result<Cents, values::MoneyError> {
    amount.get().checked_mul(i64::from(months)).map(Cents::new).ok_or(values::MoneyError::TooLarge)
}

/// Whole dollars, rounded up, at least one: an offer of nothing is none.
fn whole_dollars(amount: Cents) -> Result<Cents, values::MoneyError> {
    let dollars = (amount.get().max(1) - 1) / 100 + 1;
    dollars.checked_mul(100).map(Cents::new).ok_or(values::MoneyError::TooLarge)
}
