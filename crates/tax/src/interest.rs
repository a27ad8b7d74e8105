//! How much interest a balance earns between two days (26 USC 6601, 6621, 6622; 26 CFR 301.6622-1).
//!
//! The first day of interest is the day after the start; the last day counts. Each day compounds at its
//! quarter's yearly rate over its own year's 365 or 366 days.

use values::{Cents, Date};

use crate::LawError;
use crate::calendar::{DayNumber, day_number};
use crate::exact::{Compound, Growth};
use crate::pack::{RateTable, Segment, Side};

/// A stretch of days of one rate within one calendar year.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch<'t> {
    pub(crate) first: DayNumber,
    pub(crate) last: DayNumber,
    pub(crate) segment: &'t Segment,
    pub(crate) growth: Growth,
}

/// The stretches that make up the days after `from` up to and including `to`.
pub(crate) fn stretches(
    rates: &RateTable,
    side: Side,
    from: DayNumber,
    to: DayNumber,
) -> Result<impl Iterator<Item = Stretch<'_>>, LawError> {
    let (mut first, mut place) = (from + 1, 0);
    if first <= to {
        place = rates.place_of(first)?;
        rates.place_of(to)?;
    }
    Ok(std::iter::from_fn(move || {
        (first <= to).then(|| {
            let segment = rates.segment(place);
            let last = segment.last.min(to);
            let growth = rates.growth(segment, side, last - first + 1);
            let stretch = Stretch { first, last, segment, growth };
            place += 1;
            first = last + 1;
            stretch
        })
    }))
}

/// Interest on what is owed, compounded daily and rounded half up once.
pub fn interest_due(rates: &RateTable, principal: Cents, from: Date, to: Date) -> Result<Cents, LawError> {
    compounded(rates, Side::Underpayment, principal, from, to)
}

pub(crate) fn compounded(
    rates: &RateTable,
    side: Side,
    principal: Cents,
    from: Date,
    to: Date,
) -> Result<Cents, LawError> {
    let start = Compound::from_cents(principal);
    let mut interest = Compound::ZERO;
    for stretch in stretches(rates, side, day_number(from), day_number(to))? {
        interest = interest.plus(start.plus(interest).grown_by(stretch.growth)?);
    }
    Ok(interest.rounded()?)
}

/// Interest by the printed factor tables of Rev. Proc. 95-17: for each stretch the factor is rounded to nine
/// decimals and the interest to the cent. It may differ from [`interest_due`] by a cent a quarter.
pub fn interest_by_factors(
    rates: &RateTable,
    principal: Cents,
    from: Date,
    to: Date,
) -> Result<Cents, LawError> {
    let mut balance = principal;
    for stretch in stretches(rates, Side::Underpayment, day_number(from), day_number(to))? {
        let product = i128::from(balance.get()) * i128::from(stretch.growth.nine_decimals());
        let interest = (product + 500_000_000 * product.signum()) / 1_000_000_000;
        let interest = i64::try_from(interest).map_err(|_| values::MoneyError::TooLarge)?;
        balance = balance.plus(Cents::new(interest))?;
    }
    Ok(balance.minus(principal)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use values::date;

    use super::*;
    use crate::calendar::date_of;
    use crate::exact::Rate;
    use crate::pack::Pack;

    fn cents(text: &str) -> Cents {
        text.parse().unwrap()
    }

    fn due(principal: &str, from: Date, to: Date) -> Result<String, LawError> {
        interest_due(&Pack::us_federal().rates, cents(principal), from, to).map(|cents| cents.to_string())
    }

    #[test]
    fn published_interest_is_met_to_the_cent() {
        // 26 CFR 301.6622-1(c)(2): 60 days to 1 March 1983.
        assert_eq!(due("1424.66", date(1982, 12, 31), date(1983, 3, 1)).as_deref(), Ok("37.96"));
        // An enrolled agent's table: tax and late-filing penalty of 2014 until 26 October 2017.
        assert_eq!(due("12250", date(2015, 4, 15), date(2017, 10, 26)).as_deref(), Ok("1175.72"));
        assert_eq!(due("10000", date(2015, 4, 15), date(2026, 11, 22)).as_deref(), Ok("8201.50"));
    }

    #[test]
    fn factor_tables_are_reproduced() {
        let rates = &Pack::us_federal().rates;
        let factors =
            |principal, from, to| interest_by_factors(rates, cents(principal), from, to).unwrap().to_string();
        assert_eq!(factors("10000", date(2002, 4, 15), date(2002, 6, 30)), "125.70");
        assert_eq!(factors("10125.70", date(2002, 6, 30), date(2002, 9, 30)), "154.28");
        let rate = Rate::from_percent("6".parse().unwrap()).unwrap();
        let day = Growth::of_one_day(rate, 365);
        let after =
            |days: usize| std::iter::repeat_n(day, days).fold(Growth::NONE, Growth::then).nine_decimals();
        assert_eq!((after(76), after(92)), (12_570_476, 15_236_961));
        assert!(
            interest_by_factors(rates, Cents::new(i64::MAX), date(1990, 1, 1), date(2020, 1, 1)).is_err()
        );
    }

    #[test]
    fn the_same_day_earns_nothing() {
        assert_eq!(due("10000", date(2020, 4, 15), date(2020, 4, 15)).as_deref(), Ok("0.00"));
        assert_eq!(due("10000", date(2020, 4, 15), date(2020, 4, 14)).as_deref(), Ok("0.00"));
    }

    #[test]
    fn days_without_a_known_rate_are_refused() {
        assert!(matches!(due("1", date(1982, 12, 30), date(1983, 1, 5)), Err(LawError::NoRate { .. })));
        assert!(matches!(due("1", date(2100, 12, 30), date(2101, 1, 1)), Err(LawError::NoRate { .. })));
        assert_eq!(
            due("92233720368547758.07", date(1990, 1, 1), date(2020, 1, 1)),
            Err(LawError::Money(values::MoneyError::TooLarge))
        );
    }

    proptest! {
        #[test]
        fn splitting_a_span_changes_nothing(principal in 1_i64..100_000_000_000, start in 5_000_i32..20_000, first in 0_i32..3_000, second in 0_i32..3_000) {
            let rates = &Pack::us_federal().rates;
            let start_balance = Compound::from_cents(Cents::new(principal));
            let grow = |balance: Compound, from, to| {
                stretches(rates, Side::Underpayment, from, to).unwrap().fold(balance, |balance, stretch| balance.plus(balance.grown_by(stretch.growth).unwrap()))
            };
            let whole = grow(start_balance, start, start + first + second);
            let parts = grow(grow(start_balance, start, start + first), start + first, start + first + second);
            prop_assert_eq!(whole.rounded(), parts.rounded());
        }

        #[test]
        fn closed_form_equals_day_by_day(principal in 1_i64..10_000_000_000, start in 4_800_i32..20_000, days in 0_i32..4_000) {
            let rates = &Pack::us_federal().rates;
            let mut balance = Compound::from_cents(Cents::new(principal));
            for day in start..start + days {
                let stretch = stretches(rates, Side::Underpayment, day, day + 1).unwrap().next().unwrap();
                balance = balance.plus(balance.grown_by(stretch.growth).unwrap());
            }
            let interest = interest_due(rates, Cents::new(principal), date_of(start), date_of(start + days)).unwrap();
            prop_assert_eq!(balance.rounded().unwrap().minus(Cents::new(principal)).unwrap(), interest);
        }
    }
}
