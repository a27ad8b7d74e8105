//! Each switch of the pack changes what it says, and nothing else decides it.

use super::*;
use crate::pack::{AgreementMonth, Boundary, Cap, DueDate, FirstDay, Winner};

fn with(change: impl FnOnce(&mut Pack)) -> Pack {
    let mut pack = us().clone();
    change(&mut pack);
    pack
}

fn due_2023(transactions: Vec<Transaction>) -> Module {
    Module { return_due: date(2023, 4, 15), filed: Some(date(2023, 4, 15)), ..of_2020(transactions) }
}

#[test]
fn interest_may_start_at_the_moved_deadline() {
    let module = due_2023(vec![posted(150, date(2023, 4, 15), "5000.00")]);
    let pack = with(|pack| pack.choices.interest_starts = DueDate::Moved);
    assert_eq!(position(&pack, &module, date(2023, 4, 18)).unwrap().interest, Cents::ZERO);
    assert!(at(&module, date(2023, 4, 18)).interest.is_positive());
}

#[test]
fn months_may_count_from_the_moved_deadline() {
    let module = due_2023(vec![posted(150, date(2023, 4, 15), "5000.00")]);
    let pack = with(|pack| pack.choices.failure_to_pay_months_from = DueDate::Moved);
    assert_eq!(position(&pack, &module, date(2023, 5, 18)).unwrap().failure_to_pay.get(), 2_500);
    assert_eq!(at(&module, date(2023, 5, 18)).failure_to_pay.get(), 5_000);
}

#[test]
fn a_payment_on_the_first_day_may_be_in_time() {
    let module =
        of_2020(vec![posted(150, date(2020, 4, 15), "1000.00"), posted(670, date(2020, 5, 16), "-600.00")]);
    let pack = with(|pack| pack.choices.payment_on_first_day_of_month = FirstDay::InTime);
    assert_eq!(position(&pack, &module, date(2020, 6, 15)).unwrap().failure_to_pay.get(), 700);
}

#[test]
fn the_limit_may_count_dollars() {
    let module =
        of_2020(vec![posted(150, date(2020, 4, 15), "1000.00"), posted(670, date(2020, 8, 1), "-600.00")]);
    let pack = with(|pack| pack.choices.failure_to_pay_cap = Cap::Dollars);
    // Points: 4 months of 1,000 and 46 of 400. Dollars: up to a quarter of 1,000, however long.
    assert_eq!(at(&module, date(2050, 1, 1)).failure_to_pay.get(), 4 * 500 + 46 * 200);
    assert_eq!(position(&pack, &module, date(2050, 1, 1)).unwrap().failure_to_pay.get(), 25_000);
}

#[test]
fn a_month_may_need_the_agreement_on_its_first_day() {
    let module = Module {
        agreements: vec![Span { from: date(2020, 4, 20), to: Some(date(2020, 6, 16)) }],
        ..owing_5000()
    };
    let pack = with(|pack| pack.choices.agreement_month = AgreementMonth::FirstDay);
    assert_eq!(at(&module, date(2020, 7, 15)).failure_to_pay.get(), 3 * 1_250);
    assert_eq!(position(&pack, &module, date(2020, 7, 15)).unwrap().failure_to_pay.get(), 2_500 + 2 * 1_250);
    let filed_late = Module { filed: Some(date(2020, 5, 1)), ..module };
    assert_eq!(at(&filed_late, date(2020, 7, 15)).failure_to_pay.get(), 3 * 2_500);
}

#[test]
fn the_levy_rate_may_begin_on_the_tenth_day() {
    let module = Module { levy_notice: Some(date(2020, 5, 6)), ..owing_5000() };
    let pack = with(|pack| pack.choices.levy_month = Boundary::On);
    assert_eq!(at(&module, date(2020, 6, 15)).failure_to_pay.get(), 2 * 2_500);
    assert_eq!(position(&pack, &module, date(2020, 6, 15)).unwrap().failure_to_pay.get(), 2_500 + 5_000);
    assert_eq!(at(&module, date(2020, 6, 16)).failure_to_pay.get(), 2 * 2_500 + 5_000);
}

#[test]
fn the_levy_rate_may_win_over_the_agreement() {
    let module = Module {
        levy_notice: Some(date(2020, 5, 1)),
        agreements: vec![Span { from: date(2020, 4, 1), to: None }],
        ..owing_5000()
    };
    let pack = with(|pack| pack.choices.agreement_and_levy = Winner::Levy);
    assert_eq!(at(&module, date(2020, 6, 15)).failure_to_pay.get(), 2 * 1_250);
    assert_eq!(position(&pack, &module, date(2020, 6, 15)).unwrap().failure_to_pay.get(), 1_250 + 5_000);
}

#[test]
fn late_filing_may_bear_interest_on_the_due_date_itself() {
    let module = Module { filed: Some(date(2020, 5, 1)), ..owing_5000() };
    let pack = with(|pack| pack.choices.failure_to_file_interest = Boundary::On);
    let (later, earlier) =
        (at(&module, date(2020, 5, 1)), position(&pack, &module, date(2020, 5, 1)).unwrap());
    assert_eq!(earlier.interest.minus(later.interest), Ok(Cents::new(3)));
}

#[test]
fn the_last_month_has_what_is_left_of_the_limit() {
    let module = Module { levy_notice: Some(date(2023, 4, 1)), ..owing_5000() };
    let (found, lines) = explain(us(), &module, date(2030, 1, 1)).unwrap();
    assert_eq!(found.failure_to_pay.get(), 125_000);
    let (whole, rest): (Vec<_>, Vec<_>) = lines
        .iter()
        .filter(|line| matches!(line, Line::FailureToPay { .. }))
        .partition(|line| !matches!(line, Line::FailureToPay { why: WhyRate::Limit, .. }));
    // 36 months of 0.5 and 7 of 1 make 25; with an agreement month first there is a remainder.
    assert_eq!((whole.len(), rest.len()), (43, 0));
    let agreement = vec![Span { from: date(2020, 4, 16), to: Some(date(2020, 5, 1)) }];
    let (found, lines) =
        explain(us(), &Module { agreements: agreement, ..module }, date(2030, 1, 1)).unwrap();
    assert_eq!(found.failure_to_pay.get(), 125_000);
    assert!(lines.iter().any(|line| matches!(line, Line::FailureToPay { why: WhyRate::Limit, rate_percent, .. } if rate_percent == "0.25")));
}
