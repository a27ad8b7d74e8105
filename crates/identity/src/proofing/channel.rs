//! Does the way in which a case reached us speak against it (NIST SP 800-63A-4, 3.2.1)? What is found is kept with the case
//! and weighed by the rules of fraud; the person hears nothing of it.

use outside::operator::LastChange;
use store::identity::proofings::checks::Check;
use values::{Date, Timestamp};

use super::case::Case;
use crate::Identity;

/// Under this word it is stored when the telephone's number was moved to another card or operator: a day, or that it was not.
pub(crate) const PHONE_MOVED: &str = "phone-moved";

/// Looks; what was found, as it is kept.
pub(super) async fn run(identity: &Identity, case: &Case, now: Timestamp) -> Vec<Check> {
    phone_moved(identity, case, now).await.into_iter().collect()
}

/// Asks once more when the case is sent: the code of the telephone may lie days back, and a number that was moved so long
/// ago that codes go to it may still count against a proof.
async fn phone_moved(identity: &Identity, case: &Case, now: Timestamp) -> Option<Check> {
    let operator = &identity.connections().operator;
    let number = case.facts.phone.as_ref().filter(|_| operator.is_there())?;
    let outcome = match operator.last_change(number.expose(), now).await {
        LastChange::At(at) => identity.app().clock.local(at).date().to_string(),
        LastChange::None => "no".to_owned(),
        LastChange::Unknown => "unavailable".to_owned(),
    };
    Some(case.check(PHONE_MOVED, operator.name(), "credible", &outcome, now))
}

/// The day on which the telephone's number was moved, as far as is known.
pub(crate) fn moved_on(case: &Case) -> Option<Date> {
    case.outcome(PHONE_MOVED)?.outcome.parse().ok()
}
