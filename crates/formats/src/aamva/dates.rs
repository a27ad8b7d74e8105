//! Which day do eight digits mean? Month first in the United States, year first in Canada and in version 1; some states
//! do otherwise, so both are tried and the one that can be a day of a card wins.

use values::Date;

/// Which order the standard asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    MonthFirst,
    YearFirst,
}

/// Years that can stand on a card: a holder's birth to an expiry.
const YEARS: std::ops::RangeInclusive<i16> = 1880..=2120;

/// The day. Another order than the standard's is told; digits that are no day in either order, or different days in
/// both with nothing to choose by, give none.
pub(super) fn read(text: &str, order: Order, what: &str, deviations: &mut Vec<String>) -> Option<Date> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 8 {
        deviations.push(format!("the {what} has not eight digits"));
        return None;
    }
    if digits.len() != text.len() {
        deviations.push(format!("the {what} holds more than digits"));
    }
    let number = |from: usize, to: usize| digits[from..to].parse::<i16>().ok();
    let day = |year: Option<i16>, month: Option<i16>, day: Option<i16>| {
        let (year, month, day) = (year?, i8::try_from(month?).ok()?, i8::try_from(day?).ok()?);
        Date::new(year, month, day).ok().filter(|date| YEARS.contains(&date.year()))
    };
    let month_first = day(number(4, 8), number(0, 2), number(2, 4));
    let year_first = day(number(0, 4), number(4, 6), number(6, 8));
    let (asked, other) = match order {
        Order::MonthFirst => (month_first, year_first),
        Order::YearFirst => (year_first, month_first),
    };
    if asked.is_none() {
        let order = if other.is_some() { "is in another order than the standard's" } else { "is no day" };
        deviations.push(format!("the {what} {order}"));
    }
    asked.or(other)
}
