//! Does the way in which a case reached us speak against it (NIST SP 800-63A-4, 3.2.1): the network, the browser, the
//! telephone? What is found is kept with the case and weighed by the rules of fraud; the person hears nothing of it. Of the
//! network only the answer is kept; a browser is known by the token that it was given when somebody signed in, and by
//! nothing that it says of itself.

use std::collections::BTreeSet;

use outside::operator::LastChange;
use store::Write;
use store::identity::proofings::checks::Check;
use store::identity::proofings::devices::{self, Device};
use values::{Date, Id, Timestamp};

use super::case::Case;
use crate::desk::fraud::rules::Signal;
use crate::secrets::later;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// Under this word it is stored what is known of the network.
pub(crate) const NETWORK: &str = "network";

/// Under this word it is stored how many people sent a case from the browser lately, with this one.
pub(crate) const DEVICE: &str = "device";

/// Under this word it is stored when the telephone's number was moved to another card or operator: a day, or that it was not.
pub(crate) const PHONE_MOVED: &str = "phone-moved";

/// So long it is remembered which browser a case was sent from; no rule looks further back.
const KEPT_DAYS: i64 = 30;

/// Looks; what was found, as it is kept, and the statements that remember the browser.
pub(super) async fn run(
    identity: &Identity,
    visitor: &Visitor,
    case: &Case,
    now: Timestamp,
) -> Result<(Vec<Check>, Write), IdentityError> {
    let mut found = Vec::new();
    let networks = &identity.connections().networks;
    if networks.is_there() && !visitor.network.is_empty() {
        let known = networks.ask(&visitor.network).await;
        found.push(case.check(NETWORK, networks.name(), "credible", known.word(), now));
    }
    found.extend(phone_moved(identity, case, now).await);
    let Some(token) = &visitor.browser else { return Ok((found, Write::new())) };
    let own = Device {
        index: identity.sealer().index_of("proofing device", token.expose().as_bytes()),
        proofing_id: case.row.id,
        sign_in_id: case.row.sign_in_id,
        at: now,
    };
    let others = devices::list(identity.store(), own.index).await?;
    let count = people(&own, &others, days(identity, now)).to_string();
    found.push(case.check(DEVICE, "browser", "credible", &count, now));
    Ok((found, devices::put(&own)))
}

/// How many days lie between two who count as sending from one browser.
fn days(identity: &Identity, now: Timestamp) -> i64 {
    let today = identity.app().clock.today(now);
    identity.policy().fraud.days(Signal::DeviceShared, today).unwrap_or(KEPT_DAYS).min(KEPT_DAYS)
}

/// How many people, with this one, sent their cases from one browser so many days before or after.
fn people(own: &Device, sent: &[Device], days: i64) -> usize {
    let is_near = |other: &&Device| (other.at.duration_since(own.at).as_secs()).abs() <= days * 86_400;
    let near = sent.iter().filter(is_near).map(|other| other.sign_in_id);
    near.chain([own.sign_in_id]).collect::<BTreeSet<Id>>().len()
}

/// The most people who sent their cases from one browser that this one was sent from, also those who came later.
pub(crate) async fn sharing(identity: &Identity, case: &Case, now: Timestamp) -> Result<i64, IdentityError> {
    let then = case.outcome(DEVICE).and_then(|check| check.outcome.parse().ok());
    let mut most: i64 = then.unwrap_or(0);
    for own in devices::list_of_case(identity.store(), case.row.id).await? {
        let sent = devices::list(identity.store(), own.index).await?;
        let count = people(&own, &sent, days(identity, now));
        most = most.max(i64::try_from(count).unwrap_or(i64::MAX));
    }
    Ok(most)
}

/// Forgets the browsers.
pub(crate) fn tidy(now: Timestamp) -> Write {
    devices::remove_old(later(now, -KEPT_DAYS * 86_400))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(person: u8, day: i64) -> Device {
        Device {
            index: [7; 32],
            proofing_id: Id::from_bytes([person + 100; 16]),
            sign_in_id: Id::from_bytes([person; 16]),
            at: Timestamp::from_second(1_795_000_000 + day * 86_400).unwrap(),
        }
    }

    #[test]
    fn people_count_once_and_only_within_the_days() {
        let own = sent(1, 10);
        assert_eq!(people(&own, &[], 7), 1);
        let others = [sent(1, 3), sent(2, 3), sent(2, 10), sent(3, 2), sent(4, 17), sent(5, 18)];
        assert_eq!(people(&own, &others, 7), 3, "the third came too early, the fifth too late");
        assert_eq!(people(&own, &others, 0), 2);
    }
}
