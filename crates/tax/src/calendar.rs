//! Which days count: business days and holidays of the District of Columbia (26 USC 7503), penalty
//! months by corresponding date (26 CFR 301.6651-1(b)), and days as numbers.

use values::{Date, date};

/// A day as a number: days since 1970-01-01.
pub type DayNumber = i32;

/// How a holiday's date is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolidayRule {
    /// Each year on this day of the month, kept on a business day as [`Observed`] says.
    Fixed(i8, Observed),
    /// The nth weekday of the month (1 is Monday), or the last for -1.
    Nth {
        /// 1 for Monday to 7 for Sunday.
        weekday: i8,
        /// 1 to 4 from the front, -1 for the last.
        week: i8,
    },
}

/// When a holiday that falls on a weekend is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observed {
    /// Saturday's on Friday, Sunday's on Monday.
    Nearest,
    /// Sunday's on Monday, Saturday's not at all.
    SundayOnly,
}

/// One legal holiday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// Its name in law.
    pub name: String,
    /// 1 to 12.
    pub month: i8,
    /// How its date is found.
    pub rule: HolidayRule,
    /// The first year it was kept.
    pub first_year: i16,
    /// Every how many years it comes.
    pub every_years: i16,
}

impl Holiday {
    /// The weekday on which the holiday of this year is kept, if it is.
    pub fn kept_in(&self, year: i16) -> Option<Date> {
        if year < self.first_year || (year - self.first_year) % self.every_years != 0 {
            return None;
        }
        match self.rule {
            HolidayRule::Nth { weekday, week } => {
                let weekday = jiff::civil::Weekday::from_monday_one_offset(weekday).ok()?;
                date(year, self.month, 1).nth_weekday_of_month(week, weekday).ok()
            }
            HolidayRule::Fixed(day, observed) => {
                let day = date(year, self.month, day);
                match (day.weekday().to_monday_one_offset(), observed) {
                    (6, Observed::Nearest) => day.yesterday().ok(),
                    (7, _) => day.tomorrow().ok(),
                    (6, Observed::SundayOnly) => None,
                    _ => Some(day),
                }
            }
        }
    }
}

/// The legal holidays of a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// All holidays, in no order.
    pub holidays: Vec<Holiday>,
}

impl Calendar {
    /// Whether offices are open: no weekend, no holiday.
    pub fn is_business_day(&self, day: Date) -> bool {
        let weekend = day.weekday().to_monday_one_offset() >= 6;
        // New Year's Day on a Saturday is kept on 31 December of the year before.
        let kept = |holiday: &Holiday| {
            holiday.kept_in(day.year()) == Some(day)
                || (day.month() == 12 && holiday.month == 1 && holiday.kept_in(day.year() + 1) == Some(day))
        };
        !weekend && !self.holidays.iter().any(kept)
    }

    /// The day itself if it is a business day, otherwise the next one (26 USC 7503).
    pub fn on_or_after(&self, day: Date) -> Date {
        let mut day = day;
        while !self.is_business_day(day) {
            day = next_day(day);
        }
        day
    }

    /// The nth business day after a date.
    pub fn business_days_after(&self, day: Date, count: i32) -> Date {
        (0..count).fold(day, |day, _| self.on_or_after(next_day(day)))
    }

    /// The day itself if it is a business day, otherwise the last one before it.
    pub fn on_or_before(&self, day: Date) -> Date {
        let mut day = day;
        while !self.is_business_day(day) {
            day = day_before(day);
        }
        day
    }

    /// The nth business day before a date.
    pub fn business_days_before(&self, day: Date, count: i32) -> Date {
        (0..count).fold(day, |day, _| self.on_or_before(day_before(day)))
    }
}

/// The following day. Dates here are far from the end of time.
pub fn next_day(day: Date) -> Date {
    day.tomorrow().expect("dates are bounded by the pack's last day")
}

/// The day before. Dates here are far from the beginning of time.
fn day_before(day: Date) -> Date {
    day.yesterday().expect("dates are bounded by the calendar's first year")
}

/// The day as a number.
pub fn day_number(day: Date) -> DayNumber {
    // Days since the civil epoch, counted in 400-year eras that begin on 1 March.
    let year = i32::from(day.year()) - i32::from(day.month() <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month = (i32::from(day.month()) + 9) % 12;
    let day_of_year = (153 * month + 2) / 5 + i32::from(day.day()) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date of a day number.
pub fn date_of(number: DayNumber) -> Date {
    date(1970, 1, 1).saturating_add(jiff::Span::new().days(number))
}

/// 365, or 366 in a leap year.
pub fn days_in_year(year: i16) -> i32 {
    i32::from(date(year, 1, 1).days_in_year())
}

/// The last day of the nth month that follows `anchor`: the numerically corresponding date, or the last
/// of the month where there is none or where the anchor is itself a month's last day.
///
/// 26 CFR 301.6651-1(b)(1) to (3). Month 0 is the anchor.
pub fn corresponding_date(anchor: Date, months: i32) -> Date {
    let index = i32::from(anchor.year()) * 12 + i32::from(anchor.month()) - 1 + months;
    let year = i16::try_from(index.div_euclid(12)).expect("months are bounded by the pack's last day");
    let month = i8::try_from(index.rem_euclid(12) + 1).expect("1 to 12");
    let first = date(year, month, 1);
    let anchor_is_last = anchor.day() == anchor.days_in_month();
    let day = if anchor_is_last { first.days_in_month() } else { anchor.day().min(first.days_in_month()) };
    date(year, month, day)
}

/// How many months or fractions of one have begun after `anchor` by the end of `day`, none before.
pub fn months_begun(anchor: Date, day: Date) -> i32 {
    if day <= anchor {
        return 0;
    }
    let guess = (i32::from(day.year()) - i32::from(anchor.year())) * 12 + i32::from(day.month())
        - i32::from(anchor.month());
    if corresponding_date(anchor, guess) < day { guess + 1 } else { guess }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Pack;

    #[test]
    fn filing_deadlines_move_past_weekends_and_holidays() {
        let calendar = &Pack::us_federal().calendar;
        for (year, day) in [
            (2006, 17),
            (2007, 17),
            (2011, 18),
            (2012, 17),
            (2013, 15),
            (2016, 18),
            (2017, 18),
            (2018, 17),
            (2022, 18),
            (2023, 18),
            (2024, 15),
        ] {
            assert_eq!(calendar.on_or_after(date(year, 4, 15)), date(year, 4, day), "{year}");
        }
    }

    #[test]
    fn holidays_are_kept_on_weekdays() {
        let calendar = &Pack::us_federal().calendar;
        for closed in [
            date(2010, 12, 31),
            date(2021, 12, 31),
            date(2025, 1, 20),
            date(2013, 1, 21),
            date(2021, 6, 18),
            date(2023, 1, 2),
            date(2024, 11, 28),
            date(2026, 5, 25),
            date(2026, 7, 3),
            date(2026, 9, 7),
            date(2026, 10, 12),
        ] {
            assert!(!calendar.is_business_day(closed), "{closed}");
        }
        // 20 January 2001 was a Saturday: no day off. Juneteenth began in 2021.
        for open in
            [date(2001, 1, 19), date(2017, 1, 19), date(2020, 6, 19), date(2018, 1, 22), date(2024, 12, 31)]
        {
            assert!(calendar.is_business_day(open), "{open}");
        }
        assert_eq!(calendar.business_days_after(date(2024, 12, 20), 10), date(2025, 1, 7));
        assert_eq!(calendar.business_days_after(date(2024, 12, 21), 0), date(2024, 12, 21));
        // Thanksgiving, a weekend, New Year's Day.
        for (day, count, before) in [
            (date(2026, 11, 30), 2, date(2026, 11, 25)),
            (date(2026, 11, 27), 2, date(2026, 11, 24)),
            (date(2027, 1, 4), 2, date(2026, 12, 30)),
            (date(2026, 12, 16), 2, date(2026, 12, 14)),
            (date(2026, 12, 13), 0, date(2026, 12, 13)),
        ] {
            assert_eq!(calendar.business_days_before(day, count), before, "{day}");
        }
    }

    #[test]
    fn months_end_on_the_corresponding_date() {
        for (anchor, months, last) in [
            (date(2023, 4, 15), 1, date(2023, 5, 15)),
            (date(2023, 1, 31), 1, date(2023, 2, 28)),
            (date(2024, 1, 30), 1, date(2024, 2, 29)),
            (date(2024, 1, 30), 2, date(2024, 3, 30)),
            (date(2023, 2, 28), 1, date(2023, 3, 31)),
            (date(2023, 11, 15), 14, date(2025, 1, 15)),
        ] {
            assert_eq!(corresponding_date(anchor, months), last);
        }
    }

    #[test]
    fn a_fraction_of_a_month_is_a_month() {
        // 26 CFR 301.6651-1(f): due 15 April, filed 20 July is 4 months.
        for (day, months) in [
            (date(2023, 4, 10), 0),
            (date(2023, 4, 15), 0),
            (date(2023, 4, 16), 1),
            (date(2023, 5, 15), 1),
            (date(2023, 5, 16), 2),
            (date(2023, 7, 20), 4),
            (date(2024, 4, 15), 12),
            (date(2024, 4, 16), 13),
        ] {
            assert_eq!(months_begun(date(2023, 4, 15), day), months, "{day}");
        }
    }

    proptest::proptest! {
        #[test]
        fn day_numbers_agree_with_the_calendar_library(number in -60_000_i32..80_000) {
            let day = date_of(number);
            proptest::prop_assert_eq!(day_number(day), number);
        }

        #[test]
        fn business_days_before_and_after_undo_each_other(number in 15_000_i32..40_000, count in 0_i32..15) {
            let calendar = &Pack::us_federal().calendar;
            let day = calendar.on_or_after(date_of(number));
            proptest::prop_assert_eq!(calendar.business_days_before(calendar.business_days_after(day, count), count), day);
        }

        #[test]
        fn months_begun_counts_corresponding_dates(start in 0_i32..40_000, days in 1_i32..5_000) {
            let (anchor, day) = (date_of(start), date_of(start + days));
            let months = months_begun(anchor, day);
            proptest::prop_assert!(corresponding_date(anchor, months) >= day);
            proptest::prop_assert!(corresponding_date(anchor, months - 1) < day);
        }
    }
}
