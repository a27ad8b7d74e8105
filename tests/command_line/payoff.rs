//! `counterfoil law payoff`: the figures, the spans behind them, and refusals that name field and line.

use serde_json::Value;

use crate::world::program::{Answer, assert_refused, call};

/// A ledger with one of nearly everything; each test below changes one thing of it.
const LEDGER: &str = r#"{"return_due":"2020-04-15","extended_due":null,"filed":"2020-04-15",
 "transactions":[
  {"code":"150","date":"2020-04-15","amount":"5000.00"},
  {"code":"670","date":"2021-03-02","amount":"-1200.00"},
  {"code":"240","date":"2021-05-01","amount":"300.00","section":"6662"}],
 "notices":[
  {"date":"2020-07-06","amount":"5100.00"}],
 "agreements":[
  {"from":"2021-01-10","to":null}],
 "levy_notice":null,
 "suspensions":[
  {"from":"2022-01-01","to":"2022-02-10"}],
 "abatements":["failure_to_file"]}
"#;

fn payoff(ledger: &str, as_of: &str) -> Answer {
    call(&["law", "payoff", "-", "--as-of", as_of], ledger)
}

fn figures(answer: &Answer) -> Value {
    assert_eq!((answer.code, answer.err.as_str()), (Some(0), ""));
    serde_json::from_str(&answer.out).expect("the answer is JSON")
}

/// The amount of a figure in cents; figures are texts with two decimals.
fn cents(figure: &Value) -> i64 {
    let text = figure.as_str().expect("a figure is a text");
    let (dollars, cents) = text.split_once('.').expect("a figure has a point");
    assert_eq!(cents.len(), 2, "{text}");
    format!("{dollars}{cents}").parse().expect("a figure is a number")
}

#[test]
fn a_ledger_gives_its_figures_to_the_cent() {
    let answer = figures(&payoff(LEDGER, "2026-11-22"));
    for (name, expected) in [
        ("as_of", "2026-11-22"),
        ("tax", "5000.00"),
        ("credits_and_payments", "-1200.00"),
        ("failure_to_file", "0.00"),
        ("failure_to_pay", "893.00"),
        ("other_penalties", "300.00"),
        ("interest", "1979.71"),
        ("balance", "6972.71"),
    ] {
        assert_eq!(answer[name], expected, "{name}");
    }
}

#[test]
fn the_figures_add_up_on_every_day_asked_for() {
    for day in
        ["2020-04-15", "2020-04-16", "2021-03-02", "2022-02-28", "2024-02-29", "2026-11-22", "2027-11-22"]
    {
        let answer = figures(&payoff(LEDGER, day));
        let parts = [
            "tax",
            "credits_and_payments",
            "failure_to_file",
            "failure_to_pay",
            "other_penalties",
            "interest",
        ];
        let sum: i64 = parts.iter().map(|name| cents(&answer[name])).sum();
        assert_eq!(sum, cents(&answer["balance"]), "{day}");
    }
}

#[test]
fn spans_explain_every_figure_that_grows() {
    let answer = figures(&payoff(LEDGER, "2026-11-22"));
    let spans = answer["spans"].as_array().expect("spans are a list");
    let of_kind = |kind: &str| spans.iter().filter(|span| span["kind"] == kind).count();
    assert_eq!(of_kind("posting"), 3, "one for each transaction that counts");
    assert!(of_kind("failure_to_pay") > 1, "the rate halves with the agreement");
    assert!(of_kind("interest") > 10, "rates change by the quarter");
    let rated = spans.iter().filter(|span| span["kind"] == "interest");
    for span in rated {
        for field in ["from", "to", "rate_percent", "source"] {
            assert!(span[field].is_string(), "{field} of {span}");
        }
    }
}

#[test]
fn posted_interest_and_late_payment_penalties_are_computed_anew() {
    let posted = r#"{"code":"276","date":"2020-07-06","amount":"9999.00"},
  {"code":"196","date":"2020-07-06","amount":"8888.00"},"#;
    let ledger = LEDGER.replace("{\"code\":\"670\"", &format!("{posted}\n  {{\"code\":\"670\""));
    let answer = figures(&payoff(&ledger, "2026-11-22"));
    assert_eq!(answer["balance"], "6972.71");
}

#[test]
fn a_ledger_may_come_from_a_file() {
    let folder = tempfile::tempdir().expect("a test may make a folder");
    let file = folder.path().join("ledger.json");
    std::fs::write(&file, LEDGER).expect("a test may write a file");
    let path = file.to_str().expect("the path is UTF-8");
    let answer = figures(&call(&["law", "payoff", path, "--as-of", "2026-11-22"], ""));
    assert_eq!(answer["balance"], "6972.71");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let answer = call(&["law", "payoff", "no-such-ledger.json", "--as-of", "2026-11-22"], "");
    assert_refused(&answer, &["no-such-ledger.json"]);
}

/// What is changed in the ledger, into what, and what the refusal must name.
const BAD: &[(&str, &str, &[&str])] = &[
    // Not a ledger at all.
    ("\"return_due\":\"2020-04-15\",", "\"return_due\":\"2020-04-15\"", &["line 1"]),
    ("\"abatements\":[\"failure_to_file\"]}", "\"abatements\":[\"failure_to_file\"]", &["line"]),
    ("\"abatements\":[\"failure_to_file\"]}", "\"abatements\":[\"failure_to_file\"]} x", &["line 13"]),
    ("{\"return_due\":\"2020-04-15\",", "{", &["return_due", "line"]),
    // Fields.
    ("\"levy_notice\":null", "\"levy_notices\":null", &["levy_notices", "line 10"]),
    ("\"levy_notice\":null", "\"levy_notice\":null,\"levy_notice\":null", &["levy_notice", "line 10"]),
    ("\"section\":\"6662\"", "\"chapter\":\"6662\"", &["transactions[2]", "chapter", "line 5"]),
    // Dates.
    ("\"filed\":\"2020-04-15\"", "\"filed\":\"2020-04-31\"", &["filed", "line 1"]),
    ("\"filed\":\"2020-04-15\"", "\"filed\":\"15.04.2020\"", &["filed", "line 1"]),
    ("\"date\":\"2021-03-02\"", "\"date\":\"2021-02-29\"", &["transactions[1].date", "line 4"]),
    ("\"date\":\"2021-03-02\"", "\"date\":20210302", &["transactions[1].date", "line 4"]),
    ("\"date\":\"2021-03-02\"", "\"date\":\"1821-03-02\"", &["transactions[1].date", "line 4"]),
    ("\"date\":\"2020-07-06\"", "\"date\":\"9999-07-06\"", &["notices[0].date", "line 7"]),
    ("\"to\":\"2022-02-10\"", "\"to\":\"2021-02-10\"", &["suspensions[0].to", "line 12"]),
    ("\"extended_due\":null", "\"extended_due\":\"2019-10-15\"", &["extended_due", "line 1"]),
    // Money.
    ("\"5000.00\"", "\"92233720368547758.08\"", &["transactions[0].amount", "line 3"]),
    ("\"5000.00\"", "\"100000000000000000000000000.00\"", &["transactions[0].amount", "line 3"]),
    ("\"5000.00\"", "\"5000.001\"", &["transactions[0].amount", "line 3"]),
    ("\"5000.00\"", "\"5,000.00\"", &["transactions[0].amount", "line 3"]),
    ("\"5000.00\"", "\"NaN\"", &["transactions[0].amount", "line 3"]),
    ("\"5000.00\"", "5000.00", &["transactions[0].amount", "line 3"]),
    ("\"5000.00\"", "\"\"", &["transactions[0].amount", "line 3"]),
    ("\"-1200.00\"", "\"1200.00\"", &["transactions[1].amount", "line 4"]),
    ("\"5100.00\"", "\"-5100.00\"", &["notices[0].amount", "line 7"]),
    // Codes.
    ("\"code\":\"670\"", "\"code\":\"999\"", &["transactions[1].code", "line 4", "999"]),
    ("\"code\":\"670\"", "\"code\":\"67O\"", &["transactions[1].code", "line 4"]),
    ("\"code\":\"670\"", "\"code\":\"-670\"", &["transactions[1].code", "line 4"]),
    ("\"failure_to_file\"", "\"failure_to_smile\"", &["abatements[0]", "line 13"]),
];

#[test]
fn bad_ledgers_are_refused_by_field_and_line() {
    for (from, to, naming) in BAD {
        let ledger = LEDGER.replacen(from, to, 1);
        assert_ne!(ledger, LEDGER, "{from} is not in the ledger");
        let answer = payoff(&ledger, "2026-11-22");
        assert_eq!(answer.code, Some(2), "{from} → {to}: {answer:?}");
        assert_refused(&answer, naming);
    }
}

#[test]
fn sums_beyond_64_bits_of_cents_are_refused_not_wrapped() {
    let ledger = LEDGER.replace("\"5000.00\"", "\"92233720368547758.07\"");
    let answer = payoff(&ledger, "2026-11-22");
    assert_refused(&answer, &["2026-11-22"]);
}

#[test]
fn empty_and_truncated_ledgers_are_refused() {
    for end in [0, 1, 50, 200, LEDGER.len() - 3] {
        assert_refused(&payoff(&LEDGER[..end], "2026-11-22"), &["line"]);
    }
}

#[test]
fn days_that_are_none_are_refused() {
    for day in ["2026-02-30", "tomorrow", "2026-13-01", ""] {
        assert_refused(&payoff(LEDGER, day), &["--as-of"]);
    }
}

#[test]
fn before_the_first_transaction_nothing_is_owed() {
    assert_eq!(figures(&payoff(LEDGER, "2020-04-14"))["balance"], "0.00");
}

#[test]
fn a_day_beyond_the_law_s_rates_is_refused() {
    assert_refused(&payoff(LEDGER, "9999-01-01"), &["--as-of 9999-01-01", "interest rates are known"]);
}
