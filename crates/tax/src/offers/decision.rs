//! Until when must an offer be decided on? One that is not refused before the day that is so many months after it was sent
//! counts as accepted; the time in which a court has the tax before it does not count (26 USC 7122(f)).

use values::Date;

use crate::calendar::{DayNumber, corresponding_date, date_of, day_number};
use crate::deadlines::{ClockStop, Stop};
use crate::pack::{Pack, PackError};

/// The day from which an offer counts as accepted; none while a court has any of its tax before it. Transaction codes tell of
/// notices of deficiency with what follows in Tax Court, and of bankruptcy with other legal action; they do not tell more
/// closely when a court disputes the tax itself, so all of that time is left out.
pub fn decision_due(pack: &Pack, sent_on: Date, stops: &[Stop]) -> Result<Option<Date>, PackError> {
    let months = pack.count("offer.decision_months", sent_on)?;
    let is_before_court =
        |stop: &&Stop| matches!(stop.why, ClockStop::DeficiencyNotice | ClockStop::Bankruptcy);
    let mut stops: Vec<&Stop> = stops.iter().filter(is_before_court).collect();
    stops.sort_by_key(|stop| stop.from);
    let mut due: DayNumber = day_number(corresponding_date(sent_on, months));
    let mut counted_to = day_number(sent_on) - 1;
    for stop in stops {
        let first = day_number(stop.from).max(counted_to + 1);
        if first >= due {
            break;
        }
        let Some(last) = stop.to.map(day_number) else { return Ok(None) };
        due += (last - first + 1).max(0);
        counted_to = counted_to.max(last);
    }
    Ok(Some(date_of(due)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use values::date;

    use super::*;
    use crate::calendar::next_day;

    fn stop(why: ClockStop, from: Date, to: Option<Date>) -> Stop {
        Stop { why, from, to }
    }

    fn due(sent_on: Date, stops: &[Stop]) -> Option<Date> {
        decision_due(Pack::us_federal(), sent_on, stops).unwrap()
    }

    #[test]
    fn an_offer_is_decided_on_within_two_years_that_no_court_counts_in() {
        use ClockStop::{Bankruptcy, DeficiencyNotice, OfferPending};
        let sent = date(2026, 11, 23);
        for (name, stops, expected) in [
            ("nothing", vec![], Some(date(2028, 11, 23))),
            ("only itself", vec![stop(OfferPending, sent, None)], Some(date(2028, 11, 23))),
            (
                "ten days before a court",
                vec![stop(DeficiencyNotice, date(2027, 3, 1), Some(date(2027, 3, 10)))],
                Some(date(2028, 12, 3)),
            ),
            (
                "two at once count once",
                vec![
                    stop(Bankruptcy, date(2027, 3, 5), Some(date(2027, 3, 10))),
                    stop(DeficiencyNotice, date(2027, 3, 1), Some(date(2027, 3, 10))),
                ],
                Some(date(2028, 12, 3)),
            ),
            (
                "what was over before",
                vec![stop(Bankruptcy, date(2026, 1, 1), Some(date(2026, 11, 22)))],
                Some(date(2028, 11, 23)),
            ),
            (
                "what was going on",
                vec![stop(Bankruptcy, date(2026, 1, 1), Some(sent))],
                Some(date(2028, 11, 24)),
            ),
            ("what goes on", vec![stop(Bankruptcy, date(2028, 11, 22), None)], None),
            (
                "what comes too late",
                vec![stop(Bankruptcy, date(2028, 11, 23), None)],
                Some(date(2028, 11, 23)),
            ),
        ] {
            assert_eq!(due(sent, &stops), expected, "{name}");
        }
        assert_eq!(due(date(2024, 2, 29), &[]), Some(date(2026, 2, 28)));
    }

    proptest! {
        /// Counted a day at a time, it is the same.
        #[test]
        fn days_before_a_court_are_left_out_once(spans in proptest::collection::vec((-100_i32..1_200, 0_i32..300), 0..6)) {
            let sent = date(2024, 3, 31);
            let day = |ahead: i32| date_of(day_number(sent) + ahead);
            let stops: Vec<Stop> = spans
                .iter()
                .map(|(from, days)| stop(ClockStop::DeficiencyNotice, day(*from), Some(day(from + days))))
                .collect();
            let (mut today, mut expected) = (sent, date(2026, 3, 31));
            while today < expected {
                if stops.iter().any(|stop| stop.from <= today && stop.to.is_none_or(|to| today <= to)) {
                    expected = next_day(expected);
                }
                today = next_day(today);
            }
            prop_assert_eq!(due(sent, &stops), Some(expected));
        }
    }
}
