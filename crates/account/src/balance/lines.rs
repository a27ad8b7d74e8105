//! How does a line of the explanation look as a row of a spreadsheet?

use tax::ledger::{Line, NoInterest, WhyRate};

/// The columns of the CSV download.
pub(super) const COLUMNS: [&str; 12] = [
    "kind",
    "from",
    "to",
    "days",
    "base",
    "rate_percent",
    "days_in_year",
    "amount",
    "code",
    "why",
    "confidence",
    "source",
];

/// One row; columns that a kind of line does not have stay empty.
pub(super) fn row(line: &Line) -> [String; 12] {
    let mut row: [String; 12] = std::array::from_fn(|_| String::new());
    let mut set = |column: &str, value: String| {
        let place = COLUMNS.iter().position(|name| *name == column).expect("columns below are named above");
        row[place] = value;
    };
    match line {
        Line::Posting { counts_from, date, code, amount } => {
            set("kind", "posting".to_owned());
            set("from", counts_from.to_string());
            set("to", date.to_string());
            set("code", code.to_string());
            set("amount", amount.to_string());
        }
        Line::PenaltyBearsInterest { counts_from, penalty, amount } => {
            set("kind", "penalty_bears_interest".to_owned());
            set("from", counts_from.to_string());
            set("why", (*penalty).to_owned());
            set("amount", amount.clone());
        }
        Line::Interest {
            from,
            to,
            days,
            balance,
            rate_percent,
            days_in_year,
            amount,
            confidence,
            source,
        } => {
            set("kind", "interest".to_owned());
            set("from", from.to_string());
            set("to", to.to_string());
            set("days", days.to_string());
            set("base", balance.clone());
            set("rate_percent", rate_percent.clone());
            set("days_in_year", days_in_year.to_string());
            set("amount", amount.clone());
            set("confidence", word(confidence));
            set("source", source.clone());
        }
        Line::WithoutInterest { from, to, reason } => {
            set("kind", "without_interest".to_owned());
            set("from", from.to_string());
            set("to", to.to_string());
            let why = match reason {
                NoInterest::Suspended => "suspended",
                NoInterest::NothingOwed => "nothing_owed",
            };
            set("why", why.to_owned());
        }
        Line::FailureToPay { section: _, from, to, base, rate_percent, why, amount, confidence, source } => {
            set("kind", "failure_to_pay".to_owned());
            set("from", from.to_string());
            set("to", to.to_string());
            set("base", base.to_string());
            set("rate_percent", rate_percent.clone());
            set("why", why_word(*why).to_owned());
            set("amount", amount.clone());
            set("confidence", word(confidence));
            set("source", source.clone());
        }
        Line::FailureToFile { from, to, base, rate_percent, reduced_by, amount, confidence, source } => {
            set("kind", "failure_to_file".to_owned());
            set("from", from.to_string());
            set("to", to.to_string());
            set("base", base.to_string());
            set("rate_percent", rate_percent.clone());
            set("why", format!("reduced by {reduced_by}"));
            set("amount", amount.clone());
            set("confidence", word(confidence));
            set("source", source.clone());
        }
        Line::FailureToFileMinimum { days_late, minimum, unpaid, by_months, amount, confidence, source } => {
            set("kind", "failure_to_file_minimum".to_owned());
            set("days", days_late.to_string());
            set("base", unpaid.to_string());
            set("why", format!("{by_months} by months, at least {minimum}"));
            set("amount", amount.to_string());
            set("confidence", word(confidence));
            set("source", source.clone());
        }
    }
    row
}

/// The word that the JSON has for a value.
fn word(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().map(str::to_owned).unwrap_or_default()
}

const fn why_word(why: WhyRate) -> &'static str {
    match why {
        WhyRate::Ordinary => "ordinary",
        WhyRate::Agreement => "agreement",
        WhyRate::Levy => "levy",
        WhyRate::Limit => "limit",
    }
}
