//! Until when each assessment of a year may be collected, and what stopped the clock (26 USC 6502, 6503).

use tax::deadlines::{CollectionStatute, collection_statute, stops_of};
use tax::pack::{Code, CodeRole, Pack};
use values::{Cents, Date};

use super::{BalanceError, Year};

/// One assessment with its collection statute.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// Its transaction code.
    pub code: Code,
    /// The amount assessed.
    pub amount: Cents,
    /// Until when it may be collected.
    pub statute: CollectionStatute,
}

/// Each assessment of tax or penalty that was posted by a day has its own ten years.
pub fn collection_statutes(pack: &Pack, year: &Year, on: Date) -> Result<Vec<Assessment>, BalanceError> {
    let posted: Vec<_> =
        year.ledger.transactions.iter().filter(|posted| posted.date <= on).cloned().collect();
    let stops = stops_of(pack, &posted);
    let assessed = |code: Code| {
        let role = pack.codes.find(code).map(|entry| entry.role);
        matches!(role, Some(CodeRole::TaxShown | CodeRole::TaxChange | CodeRole::Penalty))
    };
    let mut assessments = Vec::new();
    for transaction in posted.iter().filter(|posted| posted.amount.is_positive() && assessed(posted.code)) {
        let statute = collection_statute(pack, transaction.date, &stops)?;
        assessments.push(Assessment { code: transaction.code, amount: transaction.amount, statute });
    }
    assessments.sort_by_key(|assessment| assessment.statute.assessed_on);
    Ok(assessments)
}
