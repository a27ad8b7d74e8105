//! Until when each statute runs, at its boundaries.

use values::date;

use super::*;
use crate::pack::Code;

fn pack() -> &'static Pack {
    Pack::us_federal()
}

fn stop(why: ClockStop, from: Date, to: Option<Date>) -> Stop {
    Stop { why, from, to }
}

fn expires(stops: &[Stop]) -> Option<Date> {
    collection_statute(pack(), date(2016, 6, 6), stops).unwrap().expires_on
}

#[test]
fn ten_years_without_stops() {
    assert_eq!(expires(&[]), Some(date(2026, 6, 6)));
    let leap = collection_statute(pack(), date(2012, 2, 29), &[]).unwrap();
    assert_eq!(leap.without_stops, date(2022, 2, 28));
}

#[test]
fn each_stop_adds_its_days_and_what_the_law_adds() {
    use ClockStop::{AgreementPending, Bankruptcy, Hearing, OfferPending};
    let ten_days = |why| stop(why, date(2018, 1, 1), Some(date(2018, 1, 10)));
    assert_eq!(expires(&[ten_days(Hearing)]), Some(date(2026, 6, 16)));
    assert_eq!(expires(&[ten_days(OfferPending)]), Some(date(2026, 7, 16)));
    assert_eq!(expires(&[ten_days(AgreementPending)]), Some(date(2026, 7, 16)));
    // 1 January to 10 July 2018: 191 days.
    assert_eq!(expires(&[ten_days(Bankruptcy)]), Some(date(2026, 12, 14)));
}

#[test]
fn shared_days_count_once() {
    use ClockStop::{Hearing, InnocentSpouse};
    let stops = [
        stop(InnocentSpouse, date(2018, 1, 6), Some(date(2018, 1, 20))),
        stop(Hearing, date(2018, 1, 1), Some(date(2018, 1, 10))),
        stop(Hearing, date(2018, 1, 2), Some(date(2018, 1, 3))),
    ];
    let statute = collection_statute(pack(), date(2016, 6, 6), &stops).unwrap();
    assert_eq!(statute.expires_on, Some(date(2026, 6, 26)));
    assert_eq!(statute.stops.iter().map(|counted| counted.days_added).collect::<Vec<_>>(), [10, 0, 10]);
}

#[test]
fn open_late_and_early_stops() {
    use ClockStop::{Abroad, Bankruptcy, Hearing};
    assert_eq!(
        expires(&[stop(Bankruptcy, date(2020, 1, 1), None), stop(Hearing, date(2021, 1, 1), None)]),
        None
    );
    assert_eq!(expires(&[stop(Hearing, date(2026, 6, 7), Some(date(2026, 7, 7)))]), Some(date(2026, 6, 6)));
    assert_eq!(expires(&[stop(Abroad, date(2015, 1, 1), Some(date(2016, 1, 1)))]), Some(date(2026, 6, 6)));
    // Begun before the assessment: only the days from it on.
    assert_eq!(expires(&[stop(Abroad, date(2016, 1, 1), Some(date(2016, 6, 10)))]), Some(date(2026, 6, 11)));
}

#[test]
fn transactions_tell_of_stops() {
    let posted = |code, day| Transaction {
        code: Code::new(code).unwrap(),
        date: day,
        amount: Cents::ZERO,
        section: None,
    };
    let transactions = [
        posted(480, date(2020, 1, 1)),
        posted(482, date(2020, 3, 1)),
        posted(520, date(2021, 1, 1)),
        posted(521, date(2020, 6, 1)),
        posted(971, date(2021, 1, 1)),
    ];
    let expected = [
        stop(ClockStop::OfferPending, date(2020, 1, 1), Some(date(2020, 3, 1))),
        stop(ClockStop::Bankruptcy, date(2021, 1, 1), None),
    ];
    assert_eq!(stops_of(pack(), &transactions), expected);
}

#[test]
fn assessments_have_three_years_six_or_no_limit() {
    let until = |filed, omission| assessment_statute(pack(), date(2020, 4, 15), filed, omission).unwrap();
    let none = Omission::default();
    assert_eq!(until(Some(date(2020, 2, 1)), none), Some(date(2023, 4, 15)));
    assert_eq!(until(Some(date(2020, 10, 1)), none), Some(date(2023, 10, 1)));
    assert_eq!(until(None, none), None);
    assert_eq!(until(Some(date(2020, 2, 1)), Omission { fraud: true, ..none }), None);
    let part =
        |omitted| Omission { omitted: Cents::new(omitted), stated: Cents::new(1_000_000), fraud: false };
    assert_eq!(until(Some(date(2020, 2, 1)), part(250_000)), Some(date(2023, 4, 15)));
    assert_eq!(until(Some(date(2020, 2, 1)), part(250_001)), Some(date(2026, 4, 15)));
}

#[test]
fn refunds_have_three_years_from_filing_or_two_from_payment() {
    let due = date(2020, 4, 15);
    let until = |filed, paid| refund_statute(pack(), due, filed, paid).unwrap();
    assert_eq!(until(Some(date(2020, 2, 1)), date(2019, 12, 31)), date(2023, 4, 15));
    assert_eq!(until(Some(date(2020, 2, 1)), date(2022, 1, 5)), date(2024, 1, 5));
    assert_eq!(until(None, date(2019, 12, 31)), date(2022, 4, 15));
}

#[test]
fn a_claim_reaches_back_only_so_far() {
    let due = date(2020, 4, 15);
    let payments = [
        (date(2019, 12, 31), Cents::new(1_000)),
        (date(2022, 1, 5), Cents::new(500)),
        (date(2024, 1, 1), Cents::new(7)),
    ];
    let limit = |filed, extended, claimed| {
        refund_limit(pack(), due, (filed, extended), claimed, &payments).unwrap().get()
    };
    assert_eq!(limit(Some(date(2020, 4, 1)), None, date(2023, 4, 15)), 1_500);
    assert_eq!(limit(Some(date(2020, 4, 1)), None, date(2023, 6, 1)), 500);
    // Filed late on extension: the six months of extension reach back to the withholding.
    assert_eq!(limit(Some(date(2020, 10, 15)), Some(date(2020, 10, 15)), date(2023, 10, 15)), 1_500);
    assert_eq!(limit(Some(date(2020, 10, 15)), None, date(2023, 10, 15)), 500);
    assert_eq!(limit(None, None, date(2022, 4, 15)), 1_500);
    assert_eq!(limit(None, None, date(2022, 4, 16)), 500);
    let huge = [(due, Cents::new(i64::MAX)), (due, Cents::new(1))];
    assert!(matches!(refund_limit(pack(), due, (None, None), due, &huge), Err(RefundError::Money(_))));
}
