//! What the agency owes on money it kept too long (26 USC 6611): the 45-day rules and the back-off.

use values::{Cents, Date};

use crate::LawError;
use crate::calendar::{date_of, day_number};
use crate::interest::compounded;
use crate::pack::{Pack, PackError, Side};

/// An overpayment and how it came to be refunded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overpayment {
    /// How much was paid too much.
    pub amount: Cents,
    /// When it was paid; withholding and estimated payments count as paid on the due date (26 USC 6513).
    pub overpaid_on: Date,
    /// The due date of the return, without extension.
    pub return_due: Date,
    /// When the return was filed in a form that can be processed.
    pub filed_on: Date,
    /// When it was claimed, if a claim and not the return asked for it.
    pub claimed_on: Option<Date>,
    /// Whether the agency found it without being asked.
    pub found_by_agency: bool,
}

/// Why there is no figure.
#[derive(Debug, thiserror::Error)]
pub enum OverpaymentError {
    /// The pack lacks a figure.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The computation itself.
    #[error(transparent)]
    Law(#[from] LawError),
}

/// Interest on an overpayment refunded on a day, of which the last `back_off` days (at most 30) are left out.
///
/// 26 USC 6611(b)(2), (b)(3), (e)(1) to (3). The first day of interest is the day after the overpayment, or
/// after filing where the return was late.
pub fn interest_on_refund(
    pack: &Pack,
    overpayment: &Overpayment,
    refunded_on: Date,
    back_off: i32,
) -> Result<Cents, OverpaymentError> {
    let free_days = pack.count("overpayment.free_days", refunded_on)?;
    let most_back_off = pack.count("overpayment.back_off_days", refunded_on)?;
    let refunded = day_number(refunded_on);
    let (due, filed) = (day_number(overpayment.return_due), day_number(overpayment.filed_on));
    let asked_by_return = overpayment.claimed_on.is_none() && !overpayment.found_by_agency;
    if asked_by_return && refunded <= due.max(filed) + free_days {
        return Ok(Cents::ZERO);
    }
    let late = filed > due;
    let start = day_number(overpayment.overpaid_on).max(if late { filed } else { i32::MIN });
    let mut end = refunded - back_off.clamp(0, most_back_off);
    if overpayment.found_by_agency {
        end -= free_days;
    }
    if let Some(claimed) =
        overpayment.claimed_on.map(day_number).filter(|claimed| refunded <= claimed + free_days)
    {
        end = end.min(claimed);
    }
    let interest =
        compounded(&pack.rates, Side::Overpayment, overpayment.amount, date_of(start), date_of(end))?;
    Ok(interest)
}

/// Interest on an overpayment credited against another debt: until that debt's due date (26 USC 6611(b)(1)).
pub fn interest_on_credit(
    pack: &Pack,
    overpayment: &Overpayment,
    debt_due: Date,
) -> Result<Cents, OverpaymentError> {
    let late = overpayment.filed_on > overpayment.return_due;
    let start =
        if late { overpayment.overpaid_on.max(overpayment.filed_on) } else { overpayment.overpaid_on };
    Ok(compounded(&pack.rates, Side::Overpayment, overpayment.amount, start, debt_due)?)
}

#[cfg(test)]
mod tests {
    use values::date;

    use super::*;

    fn of_2023() -> Overpayment {
        Overpayment {
            amount: Cents::new(100_000),
            overpaid_on: date(2023, 4, 15),
            return_due: date(2023, 4, 15),
            filed_on: date(2023, 3, 1),
            claimed_on: None,
            found_by_agency: false,
        }
    }

    fn interest(overpayment: &Overpayment, refunded_on: Date, back_off: i32) -> i64 {
        interest_on_refund(Pack::us_federal(), overpayment, refunded_on, back_off).unwrap().get()
    }

    #[test]
    fn a_refund_within_45_days_bears_nothing() {
        assert_eq!(interest(&of_2023(), date(2023, 5, 30), 0), 0);
        // One day more: 46 days at 7 percent, compounded: 1000 x ((1 + 0.07/365)^46 - 1) = 8.86.
        assert_eq!(interest(&of_2023(), date(2023, 5, 31), 0), 886);
    }

    #[test]
    fn the_agency_may_back_off_at_most_30_days() {
        let all = interest(&of_2023(), date(2023, 8, 15), 0);
        let less = interest(&of_2023(), date(2023, 8, 15), 30);
        assert!(less < all);
        assert_eq!(interest(&of_2023(), date(2023, 8, 15), 90), less);
        assert_eq!(interest(&of_2023(), date(2023, 8, 15), -5), all);
    }

    #[test]
    fn a_late_return_waits_for_its_filing() {
        let late = Overpayment { filed_on: date(2023, 9, 1), ..of_2023() };
        assert_eq!(interest(&late, date(2023, 10, 16), 0), 0);
        let expected = compounded(
            &Pack::us_federal().rates,
            Side::Overpayment,
            late.amount,
            late.filed_on,
            date(2023, 10, 17),
        );
        assert_eq!(interest(&late, date(2023, 10, 17), 0), expected.unwrap().get());
    }

    #[test]
    fn a_claim_stops_the_clock_when_paid_within_45_days() {
        let claim = Overpayment { claimed_on: Some(date(2024, 4, 15)), ..of_2023() };
        let until_claim = compounded(
            &Pack::us_federal().rates,
            Side::Overpayment,
            claim.amount,
            claim.overpaid_on,
            date(2024, 4, 15),
        )
        .unwrap()
        .get();
        assert_eq!(interest(&claim, date(2024, 5, 30), 0), until_claim);
        assert!(interest(&claim, date(2024, 5, 31), 0) > until_claim);
        let found = Overpayment { found_by_agency: true, ..of_2023() };
        assert_eq!(interest(&found, date(2024, 5, 30), 0), until_claim);
    }

    #[test]
    fn a_credit_bears_interest_until_the_other_debt_was_due() {
        let credit = |overpayment: &Overpayment, due| {
            interest_on_credit(Pack::us_federal(), overpayment, due).unwrap().get()
        };
        assert_eq!(credit(&of_2023(), date(2023, 4, 15)), 0);
        let late = Overpayment { filed_on: date(2023, 9, 1), ..of_2023() };
        assert!(credit(&of_2023(), date(2024, 4, 15)) > credit(&late, date(2024, 4, 15)));
    }

    #[test]
    fn the_individual_rate_was_a_point_lower_from_1987_to_1998() {
        let early = Overpayment {
            overpaid_on: date(1990, 4, 15),
            return_due: date(1990, 4, 15),
            filed_on: date(1990, 4, 15),
            ..of_2023()
        };
        let paid = interest(&early, date(1991, 4, 15), 0);
        let owed = crate::interest::interest_due(
            &Pack::us_federal().rates,
            early.amount,
            date(1990, 4, 15),
            date(1991, 4, 15),
        );
        assert!(paid < owed.unwrap().get());
    }
}
