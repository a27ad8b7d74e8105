//! Until when tax may be assessed, collected or claimed back (26 USC 6501 to 6503, 6511, 6331(k)).

use serde::{Deserialize, Serialize};
use values::{Cents, Date, MoneyError};

use crate::calendar::{DayNumber, date_of, day_number};
use crate::ledger::Transaction;
use crate::pack::{Pack, PackError};

/// What stops the collection clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockStop {
    /// Notice of deficiency and Tax Court (6503(a)).
    DeficiencyNotice,
    /// Bankruptcy, and six months more (6503(h)).
    Bankruptcy,
    /// An offer in compromise pending, and 30 days more (6331(k)(1)).
    OfferPending,
    /// A request for an installment agreement pending or an appeal, and 30 days more (6331(k)(2)).
    AgreementPending,
    /// A hearing on a levy or lien (6330(e)).
    Hearing,
    /// A request for relief of an innocent spouse (6015(e)).
    InnocentSpouse,
    /// Military deferment.
    MilitaryDeferment,
    /// Out of the country for six months or more (6503(c)).
    Abroad,
}

/// A time in which the agency may not collect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Why.
    pub why: ClockStop,
    /// The first day.
    pub from: Date,
    /// The last day; none while it lasts.
    pub to: Option<Date>,
}

/// A stop with what it added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CountedStop {
    /// The stop.
    #[serde(flatten)]
    pub stop: Stop,
    /// Days it added that no earlier stop had.
    pub days_added: i32,
}

/// The collection statute expiration date of one assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CollectionStatute {
    /// The day of the assessment.
    pub assessed_on: Date,
    /// The day without any stop: ten years on (6502(a)).
    pub without_stops: Date,
    /// The last day to collect; none while a stop lasts.
    pub expires_on: Option<Date>,
    /// Each stop that counted.
    pub stops: Vec<CountedStop>,
}

/// The collection statute of an assessment, with each stop in order of its first day. Days that two stops
/// share count once; a stop that begins after the time has run out counts nothing.
pub fn collection_statute(
    pack: &Pack,
    assessed_on: Date,
    stops: &[Stop],
) -> Result<CollectionStatute, PackError> {
    let years = pack.count("collection.years", assessed_on)?;
    let without_stops = years_after(assessed_on, years);
    let mut statute =
        CollectionStatute { assessed_on, without_stops, expires_on: Some(without_stops), stops: Vec::new() };
    let mut stops: Vec<Stop> =
        stops.iter().copied().filter(|stop| stop.to.is_none_or(|to| to >= assessed_on)).collect();
    stops.sort_by_key(|stop| stop.from);
    let mut counted_to = day_number(assessed_on) - 1;
    for stop in stops {
        let Some(expires) = statute.expires_on.map(day_number).filter(|day| *day >= day_number(stop.from))
        else {
            break;
        };
        let Some(to) = stop.to else {
            statute.expires_on = None;
            statute.stops.push(CountedStop { stop, days_added: 0 });
            break;
        };
        let last = with_extra_time(pack, stop.why, to)?;
        let first = day_number(stop.from).max(counted_to + 1);
        let days_added = (last - first + 1).max(0);
        counted_to = counted_to.max(last);
        statute.expires_on = Some(date_of(expires + days_added));
        statute.stops.push(CountedStop { stop, days_added });
    }
    Ok(statute)
}

/// The last day that a stop keeps the clock still.
fn with_extra_time(pack: &Pack, why: ClockStop, to: Date) -> Result<DayNumber, PackError> {
    Ok(match why {
        ClockStop::Bankruptcy => {
            let months = pack.count("collection.extra_months_bankruptcy", to)?;
            day_number(to.saturating_add(jiff::Span::new().months(months)))
        }
        ClockStop::OfferPending => day_number(to) + pack.count("collection.extra_days_offer", to)?,
        ClockStop::AgreementPending => day_number(to) + pack.count("collection.extra_days_agreement", to)?,
        _ => day_number(to),
    })
}

/// The stops that a module's transactions tell of: an opening code until its first closing code.
pub fn stops_of(pack: &Pack, transactions: &[Transaction]) -> Vec<Stop> {
    let stop = |opened: &Transaction| {
        let codes = pack.clock_stops.iter().find(|codes| codes.opens == opened.code)?;
        let closes = |other: &&Transaction| codes.closes.contains(&other.code) && other.date >= opened.date;
        let to = transactions.iter().filter(closes).map(|closed| closed.date).min();
        Some(Stop { why: codes.why, from: opened.date, to })
    };
    transactions.iter().filter_map(stop).collect()
}

/// Facts that change how long tax may be assessed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Omission {
    /// Gross income left out, and gross income stated.
    pub omitted: Cents,
    /// Gross income stated in the return.
    pub stated: Cents,
    /// Whether the return was fraudulent.
    pub fraud: bool,
}

/// The assessment statute expiration date; none where there is no limit (no return, or fraud).
pub fn assessment_statute(
    pack: &Pack,
    return_due: Date,
    filed_on: Option<Date>,
    omission: Omission,
) -> Result<Option<Date>, PackError> {
    let Some(filed_on) = filed_on.filter(|_| !omission.fraud) else { return Ok(None) };
    let percent = pack.rate("assessment.large_omission_percent", return_due)?;
    let large = crate::exact::Fine::from_cents(omission.omitted)
        > crate::exact::Fine::rate_of(omission.stated, percent);
    let figure = if large { "assessment.years_large_omission" } else { "assessment.years" };
    // A return filed early counts from the due date (6501(b)(1)).
    Ok(Some(years_after(filed_on.max(return_due), pack.count(figure, return_due)?)))
}

/// The last day to claim a refund of one payment: three years from filing or two from payment, the later; without a
/// return two years from payment (6511(a)).
pub fn refund_statute(
    pack: &Pack,
    return_due: Date,
    filed_on: Option<Date>,
    paid_on: Date,
) -> Result<Date, PackError> {
    let by_payment =
        years_after(paid_on.max(return_due), pack.count("refund.years_from_payment", return_due)?);
    let Some(filed_on) = filed_on else { return Ok(by_payment) };
    let by_filing =
        years_after(filed_on.max(return_due), pack.count("refund.years_from_filing", return_due)?);
    Ok(by_payment.max(by_filing))
}

/// How much of the payments a claim can bring back: those of the three years (and any extension) before it if it is
/// made within three years of filing, otherwise those of the two years before it (6511(b)(2)).
pub fn refund_limit(
    pack: &Pack,
    return_due: Date,
    (filed_on, extended_due): (Option<Date>, Option<Date>),
    claimed_on: Date,
    payments: &[(Date, Cents)],
) -> Result<Cents, RefundError> {
    let years_from_filing = pack.count("refund.years_from_filing", return_due)?;
    let in_three_years = filed_on
        .is_some_and(|filed_on| claimed_on <= years_after(filed_on.max(return_due), years_from_filing));
    let back_to = if in_three_years {
        let extension =
            extended_due.map_or(0, |extended| (day_number(extended) - day_number(return_due)).max(0));
        date_of(day_number(years_after(claimed_on, -years_from_filing)) - extension)
    } else {
        years_after(claimed_on, -pack.count("refund.years_from_payment", return_due)?)
    };
    // Withholding and early payments count as paid on the due date (6513).
    let in_time = payments
        .iter()
        .filter(|(paid_on, _)| (*paid_on).max(return_due) >= back_to && *paid_on <= claimed_on);
    Ok(Cents::total(in_time.map(|(_, amount)| *amount))?)
}

/// Why a refund limit cannot be computed.
#[derive(Debug, thiserror::Error)]
pub enum RefundError {
    /// The pack lacks a figure.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The payments are too large a sum.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// The same date some years on or back; 29 February becomes 28 where there is none.
fn years_after(day: Date, years: i32) -> Date {
    day.saturating_add(jiff::Span::new().years(years))
}

#[cfg(test)]
mod tests;
