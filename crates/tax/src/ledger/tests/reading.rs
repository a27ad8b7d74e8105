//! What a bad ledger is told.

use super::*;

const GOOD: &str = r#"{
  "return_due": "2020-04-15", "extended_due": null, "filed": "2020-04-15",
  "transactions": [
    {"code": "150", "date": "2020-04-15", "amount": "5000.00"},
    {"code": "670", "date": "2021-03-02",
     "amount": "-1200.00"}
  ],
  "notices": [{"date": "2020-07-06", "amount": "5100.00"}],
  "agreements": [{"from": "2021-01-10", "to": null}], "levy_notice": null,
  "suspensions": [{"from": "2022-01-01", "to": "2022-02-10"}],
  "abatements": ["failure_to_file"]
}"#;

#[test]
fn a_good_ledger_is_read_and_written_back() {
    let module = super::read(us(), GOOD).unwrap();
    assert_eq!(module.transactions[1].amount, cents("-1200.00"));
    let again = serde_json::to_string(&module).unwrap();
    assert_eq!(super::read(us(), &again).unwrap(), module);
    assert!(super::read(us(), r#"{"return_due": "2020-04-15", "transactions": []}"#).is_ok());
}

#[test]
fn bad_input_names_field_and_line() {
    for (from, to, field, line, why) in [
        ("5000.00", "5000.005", "transactions[0].amount", 4, "not an amount"),
        ("\"5000.00\"", "5000.00", "transactions[0].amount", 4, "invalid type"),
        ("5000.00", "92233720368547758.08", "transactions[0].amount", 4, "too large"),
        ("-1200.00", "1200.00", "transactions[1].amount", 6, "is a credit"),
        ("\"150\"", "\"151\"", "transactions[0].code", 4, "no transaction code"),
        ("\"150\"", "\"15\"", "transactions[0].code", 4, "three digits"),
        ("\"150\"", "\"290\"", "", 0, ""),
        ("\"150\"", "\"971\"", "transactions[0].amount", 4, "carries no money"),
        ("\"150\", \"date\"", "\"150\", \"day\"", "transactions[0].day", 4, "unknown field `day`"),
        ("2021-03-02", "2021-02-30", "transactions[1].date", 5, ""),
        ("2021-03-02", "1921-03-02", "transactions[1].date", 5, "out of range"),
        (
            "\"extended_due\": null",
            "\"extended_due\": \"2019-10-15\"",
            "extended_due",
            2,
            "before return_due",
        ),
        (
            "\"extended_due\": null",
            "\"due_postponed\": \"2019-10-15\"",
            "due_postponed",
            2,
            "before return_due",
        ),
        ("2022-02-10", "2021-02-10", "suspensions[0].to", 10, "before from"),
        ("2022-02-10", "2222-02-10", "suspensions[0].to", 10, "out of range"),
        ("\"2021-01-10\"", "\"1021-01-10\"", "agreements[0].from", 9, "out of range"),
        ("5100.00", "-5100.00", "notices[0].amount", 8, "zero or more"),
        ("2020-07-06", "1820-07-06", "notices[0].date", 8, "out of range"),
        ("failure_to_file\"", "failure\"", "abatements[0]", 11, "unknown variant"),
        ("\"filed\": \"2020-04-15\"", "\"filed\": \"2620-04-15\"", "filed", 2, "out of range"),
        ("\"levy_notice\": null", "\"levy_notice\": \"x\"", "levy_notice", 9, ""),
        ("]\n}", "]\n", "the ledger", 12, "EOF"),
        ("]\n}", "]\n} 7", "the ledger", 12, "after its end"),
        ("\"return_due\": \"2020-04-15\",", "", "the ledger", 12, "missing field `return_due`"),
        ("{\n", "[\n", "[0]", 2, ""),
    ] {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{from}");
        match super::read(us(), &text) {
            Ok(_) => assert_eq!(field, "", "{to} was taken"),
            Err(error) => {
                assert_eq!((error.field.as_str(), error.line), (field, line), "{to}: {error}");
                assert!(error.why.contains(why) && !error.to_string().contains('\n'), "{error}");
            }
        }
    }
}
