//! When does a payment that left count as paid, and when does it stand in the ledger? By business days without an answer.

use std::collections::BTreeMap;

use store::taxes::payments::{self, Payment};
use values::{Date, Id};

use super::{House, Outcome, SettlementError};
use crate::payments::{post, settle};

/// Payments looked at in one page.
const AT_ONCE: i64 = 500;

/// How many went on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Progress {
    /// The bank has paid.
    pub settled: u64,
    /// They stand in the ledger.
    pub posted: u64,
}

/// Settles what left a business day before, and posts what stayed paid as many business days as the pack says.
pub async fn advance(house: &House<'_>, on: Date) -> Result<Progress, SettlementError> {
    let mut progress = Progress::default();
    let calendar = &house.pack.calendar;
    let ready = |payment: &Payment, days| calendar.business_days_after(payment.debit_on, days) <= on;
    let mut after = None;
    loop {
        let page = payments::list_of_state(house.store, "sent", on, after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.debit_on, last.id));
        let mut files: BTreeMap<Option<Id>, Vec<Payment>> = BTreeMap::new();
        for payment in page.into_iter().filter(|payment| ready(payment, 1)) {
            files.entry(payment.file_id).or_default().push(payment);
        }
        for (file, paid) in files {
            let Some(file) = file else { continue };
            if house.write(settle(&paid, file, &house.act)?).await? == Outcome::Done {
                progress.settled += paid.len() as u64;
            }
        }
    }
    let days =
        house.pack.count("payment.settlement_business_days", on).map_err(crate::payments::Refusal::from)?;
    let mut after = None;
    loop {
        let page = payments::list_of_state(house.store, "settled", on, after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.debit_on, last.id));
        for payment in page.iter().filter(|payment| ready(payment, days)) {
            if house.write(post(house.pack, payment, &house.act)?).await? == Outcome::Done {
                progress.posted += 1;
            }
        }
    }
    Ok(progress)
}
