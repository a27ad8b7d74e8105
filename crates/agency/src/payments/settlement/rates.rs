//! How much of what left comes back? The rates that the clearing house watches, beside its limits (figures `return_rate.…`).
//! They stop nothing by themselves: an operator does.

use serde::Serialize;
use store::Store;
use store::taxes::bank_counts;
use tax::pack::Pack;
use values::Date;

use super::SettlementError;
use crate::payments::Refusal;

/// Where a rate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Below the agency's own mark.
    Fine,
    /// At or above the agency's own mark.
    Near,
    /// Above the clearing house's limit.
    Over,
}

/// One rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReturnRate {
    /// `unauthorized`, `administrative` or `overall`.
    pub group: &'static str,
    /// Entries that came back.
    pub returned: i64,
    /// Debits that left.
    pub sent: i64,
    /// The rate in millionths.
    pub millionths: i64,
    /// Where it stands.
    pub standing: Standing,
}

/// The names of the rates, what counts for each, and the figures of its limit and of the agency's own mark.
const RATES: [(&str, &[&str], &str, &str); 3] = [
    ("unauthorized", &["unauthorized"], "return_rate.unauthorized", "return_rate.unauthorized_near"),
    ("administrative", &["administrative"], "return_rate.administrative", "return_rate.administrative_near"),
    (
        "overall",
        &["unauthorized", "administrative", "other"],
        "return_rate.overall",
        "return_rate.overall_near",
    ),
];

/// The rates of the days that end with this one.
pub async fn return_rates(
    store: &Store,
    pack: &Pack,
    today: Date,
) -> Result<Vec<ReturnRate>, SettlementError> {
    let days = pack.count("return_rate.days", today).map_err(Refusal::from)?;
    let from = today.saturating_sub(jiff::Span::new().days(days - 1));
    let sums = bank_counts::sums(store, (from, today)).await?;
    let sum = |wanted: &[&str]| -> i64 {
        sums.iter().filter(|(what, _)| wanted.contains(&what.as_str())).map(|(_, entries)| entries).sum()
    };
    let sent = sum(&["sent"]);
    let rate = |(group, what, limit, near): (&'static str, &[&str], &'static str, &'static str)| {
        let returned = sum(what);
        let exceeds = |figure, also_at: bool| -> Result<bool, Refusal> {
            let limit = pack.rate(figure, today)?.units() * i128::from(sent);
            let found = i128::from(returned) * tax::exact::Rate::UNITS;
            Ok(returned > 0 && (found > limit || also_at && found == limit))
        };
        let standing = match (exceeds(limit, false)?, exceeds(near, true)?) {
            (true, _) => Standing::Over,
            (false, true) => Standing::Near,
            (false, false) => Standing::Fine,
        };
        let millionths = if sent > 0 { returned.saturating_mul(1_000_000) / sent } else { 0 };
        Ok(ReturnRate { group, returned, sent, millionths, standing })
    };
    RATES.into_iter().map(|named| rate(named).map_err(SettlementError::Refused)).collect()
}
