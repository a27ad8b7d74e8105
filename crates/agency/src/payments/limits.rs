//! What one payment may be, and until when it may be changed: the agency's policy, from the pack.

use jiff::ToSpan as _;
use tax::pack::{Pack, PackError};
use values::{Cents, Date};

/// The limits of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// So many payments may be made on one day.
    pub most_a_day: i64,
    /// Each is less than this.
    pub amount_below: Cents,
    /// The last day a payment may be scheduled for.
    pub last_day: Date,
    /// So many business days before its day a payment can no longer be changed.
    pub change_days: i32,
    /// So many payments may be in one series.
    pub most_in_series: i64,
}

impl Limits {
    /// The limits that hold on a day.
    pub fn on(pack: &Pack, today: Date) -> Result<Self, PackError> {
        let ahead = i64::from(pack.count("payment.days_ahead", today)?);
        Ok(Self {
            most_a_day: i64::from(pack.count("payment.most_a_day", today)?),
            amount_below: pack.money("payment.amount_below", today)?,
            last_day: today.saturating_add(ahead.days()),
            change_days: pack.count("payment.change_business_days", today)?,
            most_in_series: i64::from(pack.count("payment.most_in_series", today)?),
        })
    }

    /// The last day on which a payment of this day may be changed or cancelled. It may lie in the past.
    pub fn change_until(&self, pack: &Pack, debit_on: Date) -> Date {
        pack.calendar.business_days_before(debit_on, self.change_days)
    }
}
