//! How does a line of the explanation look as a row of a spreadsheet? As in the JSON, a column for each name.

use serde_json::Value;
use tax::ledger::Line;
use web::PageError;

/// The columns of the CSV download, each with the names that the JSON has for it.
const COLUMNS: [(&str, &[&str]); 15] = [
    ("kind", &["kind"]),
    ("from", &["from", "counts_from"]),
    ("to", &["to", "date"]),
    ("days", &["days", "days_late"]),
    ("base", &["base", "balance", "unpaid"]),
    ("rate_percent", &["rate_percent"]),
    ("days_in_year", &["days_in_year"]),
    ("reduced_by", &["reduced_by"]),
    ("minimum", &["minimum"]),
    ("amount", &["amount"]),
    ("code", &["code"]),
    ("section", &["section", "penalty"]),
    ("why", &["why", "reason"]),
    ("confidence", &["confidence"]),
    ("source", &["source"]),
];

/// The heading of the file.
pub(super) fn heading() -> [&'static str; 15] {
    COLUMNS.map(|(name, _)| name)
}

/// One row; columns that a kind of line does not have stay empty.
pub(super) fn row(line: &Line) -> Result<[String; 15], PageError> {
    let json = serde_json::to_value(line).map_err(PageError::broken)?;
    Ok(COLUMNS.map(|(_, names)| match names.iter().find_map(|name| json.get(name)) {
        Some(Value::String(text)) => text.clone(),
        Some(number) => number.to_string(),
        None => String::new(),
    }))
}

#[cfg(test)]
mod tests {
    use tax::ledger::{Module, explain};
    use tax::pack::Pack;

    use super::*;

    /// Everything that can make a line, and every name in it but one that another column says.
    #[test]
    fn no_name_of_the_json_is_lost() {
        let ledger = r#"{"return_due": "2020-04-15", "filed": "2021-01-10",
            "transactions": [{"code": "150", "date": "2020-04-15", "amount": "900.00"},
                             {"code": "670", "date": "2021-12-15", "amount": "-9000.00"}],
            "notices": [{"date": "2020-07-06", "amount": "900.00"}],
            "suspensions": [{"from": "2020-08-01", "to": "2020-08-31"}]}"#;
        let module: Module = tax::ledger::read(Pack::us_federal(), ledger).unwrap();
        let (_, lines) = explain(Pack::us_federal(), &module, values::date(2022, 1, 1)).unwrap();
        let known: Vec<&str> = COLUMNS.iter().flat_map(|(_, names)| *names).copied().collect();
        let mut kinds: Vec<String> = Vec::new();
        for line in &lines {
            let row = row(line).unwrap();
            kinds.push(row[0].clone());
            let json = serde_json::to_value(line).unwrap();
            for name in json.as_object().unwrap().keys() {
                assert!(known.contains(&name.as_str()) || name == "by_months", "{name} has no column");
            }
        }
        kinds.sort();
        kinds.dedup();
        let all = [
            "failure_to_file",
            "failure_to_file_minimum",
            "failure_to_pay",
            "interest",
            "penalty_bears_interest",
            "posting",
            "without_interest",
        ];
        assert_eq!(kinds, all);
    }
}
