//! Roughly what tax would a made-up return show, and what interest would be posted?
//!
//! Rounded brackets and the real quarterly rates, so that made-up accounts look lived in. This is no law: what a
//! person owes is computed by `tax` from the postings, never here.

use values::Date;

/// By year from 2016: standard deduction (until 2017 with one exemption) and the upper ends of the first four
/// brackets for one person, in dollars.
const YEARS: [(i64, [i64; 4]); 10] = [
    (10_350, [9_275, 37_650, 91_150, 190_150]),
    (10_400, [9_325, 37_950, 91_900, 191_650]),
    (12_000, [9_525, 38_700, 82_500, 157_500]),
    (12_200, [9_700, 39_475, 84_200, 160_725]),
    (12_400, [9_875, 40_125, 85_525, 163_300]),
    (12_550, [9_950, 40_525, 86_375, 164_925]),
    (12_950, [10_275, 41_775, 89_075, 170_050]),
    (13_850, [11_000, 44_725, 95_375, 182_100]),
    (14_600, [11_600, 47_150, 100_525, 191_950]),
    (15_750, [11_925, 48_475, 103_350, 197_300]),
];
const PERCENT_BEFORE_2018: [i64; 5] = [10, 15, 25, 28, 33];
const PERCENT_SINCE_2018: [i64; 5] = [10, 12, 22, 24, 32];

/// Yearly interest in percent by quarter, from the first of 2017 to the last of 2026.
const RATES: [u128; 40] = [
    4, 4, 4, 4, 4, 5, 5, 5, 6, 6, 5, 5, 5, 5, 3, 3, 3, 3, 3, 3, 3, 4, 5, 6, 7, 7, 7, 8, 8, 8, 8, 8, 7, 7, 7,
    7, 7, 6, 7, 7,
];

fn index(year: i16) -> usize {
    usize::try_from(year - 2016).map_or(0, |index| index.min(YEARS.len() - 1))
}

/// Standard deduction in cents.
pub(super) fn deduction(year: i16, joint: bool) -> i64 {
    YEARS[index(year)].0 * if joint { 200 } else { 100 }
}

/// Income tax in cents on taxable income in cents.
pub(super) fn income_tax(year: i16, joint: bool, taxable: i64) -> i64 {
    let percents = if year < 2018 { PERCENT_BEFORE_2018 } else { PERCENT_SINCE_2018 };
    let ends = YEARS[index(year)].1.map(|end| end * if joint { 200 } else { 100 });
    let mut tax = 0;
    let mut from = 0;
    for (percent, end) in percents.into_iter().zip(ends.into_iter().chain([i64::MAX])) {
        if taxable > from {
            tax += (taxable.min(end) - from) * percent;
        }
        from = end;
    }
    // Returns are filed in whole dollars.
    tax / 10_000 * 100
}

/// Compound interest in cents on `principal` cents for the days after `from` up to and with `to`.
pub(super) fn interest(principal: i64, from: Date, to: Date) -> i64 {
    const ONE: u128 = 1_000_000_000_000_000_000;
    let mut factor = ONE;
    let mut day = from;
    while day < to {
        day = day.tomorrow().expect("the calendar goes on");
        let quarter = (i32::from(day.year()) - 2017) * 4 + i32::from((day.month() - 1) / 3);
        let rate = RATES[usize::try_from(quarter).map_or(0, |quarter| quarter.min(RATES.len() - 1))];
        let days = if day.in_leap_year() { 366 } else { 365 };
        factor += factor * rate / (100 * days);
    }
    let principal = u128::try_from(principal).unwrap_or(0);
    let interest = (principal * (factor - ONE) + ONE / 2) / ONE;
    i64::try_from(interest).expect("interest of a made-up person is small")
}

/// Months, each begun one counted, from the day after `due` to `until`, by corresponding date.
pub(super) fn months_begun(due: Date, until: Date) -> i64 {
    if until <= due {
        return 0;
    }
    let whole = i64::from(until.year() - due.year()) * 12 + i64::from(until.month() - due.month());
    if until.day() > due.day() { whole + 1 } else { whole }
}

#[cfg(test)]
mod tests {
    use values::date;

    use super::*;

    #[test]
    fn months_are_counted_by_corresponding_date() {
        let due = date(2024, 4, 15);
        let cases =
            [(date(2024, 4, 15), 0), (date(2024, 4, 16), 1), (date(2024, 5, 15), 1), (date(2024, 5, 16), 2)];
        for (until, months) in cases {
            assert_eq!(months_begun(due, until), months, "{until}");
        }
    }

    #[test]
    fn interest_agrees_with_a_published_example() {
        // 10,000 from 15 April 2015 is out of the table's years; 1,000.00 over 2021 at 3 percent is simple to check.
        assert_eq!(interest(100_000, date(2020, 12, 31), date(2021, 12, 31)), 3_045);
        assert_eq!(interest(100_000, date(2024, 4, 15), date(2024, 4, 15)), 0);
    }

    #[test]
    fn tax_grows_with_income_and_shrinks_for_two() {
        assert_eq!(income_tax(2023, false, 5_000_000), 630_700);
        assert_eq!(income_tax(2023, true, 5_000_000), 556_000);
        assert_eq!(income_tax(2023, false, 0), 0);
    }
}
