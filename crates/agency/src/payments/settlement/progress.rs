//! When does a payment that left count as paid, and when does it stand in the ledger? By business days without an answer,
//! counted from the day on which its file's money moved. What never left is never paid.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use store::taxes::bank_files;
use store::taxes::payments::{self, Payment};
use store::{StoreError, Write};
use values::{Date, Id};

use super::releasing::moves_on;
use super::{House, Outcome, SettlementError};
use crate::payments::{post, settle};

/// Payments looked at in one page.
const AT_ONCE: i64 = 500;
/// Payments posted in one write.
const TOGETHER: usize = 100;

/// How many went on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Progress {
    /// The bank has paid.
    pub settled: u64,
    /// They stand in the ledger.
    pub posted: u64,
}

/// Settles what moved a business day before, and posts what stayed paid as many business days as the pack says.
pub async fn advance(house: &House<'_>, on: Date) -> Result<Progress, SettlementError> {
    let mut progress = Progress::default();
    let mut left = Left::default();
    let mut after = None;
    loop {
        let page = payments::list_of_state(house.store, "sent", on, after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.debit_on, last.id));
        let mut files: BTreeMap<Id, Vec<Payment>> = BTreeMap::new();
        for (payment, file) in left.ready(house, page, (on, 1)).await? {
            files.entry(file).or_default().push(payment);
        }
        for (file, paid) in files {
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
        for some in left.ready(house, page, (on, days)).await?.chunks(TOGETHER) {
            progress.posted += house.post(some).await?;
        }
    }
    Ok(progress)
}

/// On which days the money of files moved; none where a file has not left.
#[derive(Default)]
struct Left {
    files: BTreeMap<Id, Option<Date>>,
}

impl Left {
    /// Those payments whose money moved as many business days ago, each with its file.
    async fn ready(
        &mut self,
        house: &House<'_>,
        page: Vec<Payment>,
        (on, days): (Date, i32),
    ) -> Result<Vec<(Payment, Id)>, StoreError> {
        let mut ready = Vec::new();
        for payment in page {
            let Some(file) = payment.file_id else { continue };
            if let Entry::Vacant(unknown) = self.files.entry(file) {
                let found = bank_files::find_by_id(house.store, file).await?;
                unknown.insert(found.and_then(|file| moves_on(house.pack, &file)));
            }
            let moved_on = self.files.get(&file).copied().flatten();
            let is_ready = |moved_on| house.pack.calendar.business_days_after(moved_on, days) <= on;
            if moved_on.is_some_and(is_ready) {
                ready.push((payment, file));
            }
        }
        Ok(ready)
    }
}

impl House<'_> {
    /// Posts payments in one write, or one by one where something else happened to one of them; how many were posted.
    async fn post(&self, payments: &[(Payment, Id)]) -> Result<u64, SettlementError> {
        let mut write = Write::new();
        for (payment, _) in payments {
            write = write.and(post(self.pack, payment, &self.act)?);
        }
        if self.write(write).await? == Outcome::Done {
            return Ok(payments.len() as u64);
        }
        let mut posted = 0;
        for (payment, _) in payments {
            let outcome = self.write(post(self.pack, payment, &self.act)?).await?;
            posted += u64::from(outcome == Outcome::Done);
        }
        Ok(posted)
    }
}
