//! `counterfoil law interest`: underpayment interest between two days.

use crate::world::program::{Answer, assert_refused, call};

fn interest(principal: &str, from: &str, to: &str) -> Answer {
    // With an equals sign, so that a sum below zero is not taken for an option.
    call(&["law", "interest", &format!("--principal={principal}"), "--from", from, "--to", to], "")
}

fn assert_interest(principal: &str, from: &str, to: &str, expected: &str) {
    let answer = interest(principal, from, to);
    assert_eq!((answer.code, answer.err.as_str()), (Some(0), ""), "{principal} {from} {to}");
    let json: serde_json::Value = serde_json::from_str(&answer.out).expect("the answer is JSON");
    assert_eq!(json, serde_json::json!({ "interest": expected }), "{principal} {from} {to}");
}

#[test]
fn eleven_years_of_changing_rates() {
    assert_interest("10000", "2015-04-15", "2026-11-22", "8201.50");
}

#[test]
fn nothing_runs_on_nothing_or_for_no_day() {
    assert_interest("0", "2015-04-15", "2026-11-22", "0.00");
    assert_interest("10000", "2026-11-22", "2026-11-22", "0.00");
}

#[test]
fn one_day_counts_a_365th() {
    // Seven percent in the third quarter of 2026 or another year's rate would give another figure.
    assert_interest("36500", "2025-03-03", "2025-03-04", "7.00");
}

#[test]
fn bad_sums_are_refused_by_name() {
    for sum in ["ten", "10.001", "1,000", "92233720368547758.08", "-1", ""] {
        assert_refused(&interest(sum, "2015-04-15", "2026-11-22"), &["--principal"]);
    }
}

#[test]
fn bad_days_are_refused_by_name() {
    for day in ["2015-04-31", "15/04/2015", "1815-04-15", ""] {
        assert_refused(&interest("10000", day, "2026-11-22"), &["--from"]);
    }
    for day in ["2015-04-14", "2015-02-29", "9999-12-31", "soon"] {
        assert_refused(&interest("10000", "2015-04-15", day), &["--to"]);
    }
}

#[test]
fn missing_arguments_are_named() {
    assert_refused(&call(&["law", "interest", "--principal", "1", "--from", "2015-04-15"], ""), &["--to"]);
}

#[test]
fn unknown_commands_are_refused() {
    assert_refused(&call(&["guess"], ""), &["guess"]);
}
