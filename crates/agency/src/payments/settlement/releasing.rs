//! May a file leave, and when did it? Not while files are stopped, and not before as many people have released it as the
//! agency asks for.

use store::taxes::bank_files::{self, BankFile};
use store::taxes::prenotes;
use store::{Store, StoreError, Write, WriteError, settings};
use tax::pack::Pack;
use values::{Date, Id};

use super::{House, Outcome, SettlementError};
use crate::payments::{Act, Refusal};

/// Where it is remembered that outgoing files are stopped: the reason, empty while they are not.
const STOPPED: &str = "bank.stopped";

/// Why outgoing files are stopped, if they are.
pub async fn stopped(store: &Store) -> Result<Option<String>, StoreError> {
    Ok(settings::find(store, STOPPED).await?.filter(|reason| !reason.is_empty()))
}

/// Stops outgoing files.
pub fn stop(reason: &str, act: &Act) -> Write {
    let reason = if reason.trim().is_empty() { "no reason given" } else { reason.trim() };
    settings::change(Write::new(), STOPPED, reason).audit(act.about("payment_file.stop", None, Some(reason)))
}

/// Lets them go on.
pub fn resume(act: &Act) -> Write {
    settings::change(Write::new(), STOPPED, "").audit(act.about("payment_file.resume", None, None))
}

/// How somebody of the staff site is called in a release.
const STAFF: &str = "staff ";

/// The operator of a release that somebody makes on the staff site.
pub fn staff_operator(id: Id) -> String {
    format!("{STAFF}{id}")
}

/// How many people released a file, by the operators who did. Somebody may have both an account of the system and a place on
/// the staff site: those of the one and of the other do not add up.
pub fn people(operators: &[String]) -> usize {
    let staff = operators.iter().filter(|operator| operator.starts_with(STAFF)).count();
    staff.max(operators.len() - staff)
}

/// Notes that an operator lets a closed file leave, and says how many people have now. The same operator counts once.
pub async fn release(house: &House<'_>, file: &BankFile, operator: &str) -> Result<usize, SettlementError> {
    house.refuse_stopped().await?;
    if file.is_open {
        return Err(SettlementError::NotWritten);
    }
    let about = house.act.about("payment_file.release", Some(file.id), Some(operator));
    let write = bank_files::release(Write::new(), file.id, operator, house.act.now).audit(about);
    match house.store.write(write).await {
        // They released it before: what counts is how many have.
        Ok(()) | Err(WriteError::Conflict { .. }) => {}
        Err(WriteError::Store(error)) => return Err(error.into()),
    }
    Ok(people(&bank_files::releases(house.store, file.id).await?))
}

/// Notes that a file leaves, before it gets its name. From then on banks have time to answer what it asks about accounts.
pub async fn leave(house: &House<'_>, file: &BankFile, today: Date) -> Result<BankFile, SettlementError> {
    house.refuse_stopped().await?;
    let left = BankFile { left_on: Some(today), version: file.version + 1, ..file.clone() };
    let days = house.pack.count("payment.prenote_business_days", today).map_err(Refusal::from)?;
    let moves_on = moves_on(house.pack, &left).ok_or(SettlementError::NotWritten)?;
    let live_on = house.pack.calendar.business_days_after(moves_on, days);
    let write = prenotes::left(bank_files::leave(Write::new(), file, today), file.id, live_on);
    let about = house.act.about("payment_file.leave", Some(file.id), None);
    match house.write(write.audit(about)).await? {
        Outcome::Done => Ok(left),
        Outcome::Conflict => Err(SettlementError::Busy),
    }
}

/// The business day on which a file's money moves: the one it names, or the day it left where that is later. None while it
/// has not left.
pub(super) fn moves_on(pack: &Pack, file: &BankFile) -> Option<Date> {
    file.left_on.map(|left_on| pack.calendar.on_or_after(left_on.max(file.effective_on)))
}

impl House<'_> {
    pub(super) async fn refuse_stopped(&self) -> Result<(), SettlementError> {
        stopped(self.store).await?.map_or(Ok(()), |reason| Err(SettlementError::Stopped(reason)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_in_two_places_is_one() {
        let (robin, kim) = (staff_operator(Id::from_bytes([1; 16])), staff_operator(Id::from_bytes([2; 16])));
        let account = |number: u8| format!("account {number}");
        for (operators, count) in [
            (vec![], 0),
            (vec![robin.clone()], 1),
            (vec![robin.clone(), account(7)], 1),
            (vec![account(7), account(8), robin.clone()], 2),
            (vec![robin, kim], 2),
        ] {
            assert_eq!(people(&operators), count, "{operators:?}");
        }
    }
}
