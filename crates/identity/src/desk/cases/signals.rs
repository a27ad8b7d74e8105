//! Which signs of fraud are there in a case? What was looked up, what happened to the sign-in, how often it was tried.

use store::identity::events;
use store::identity::proofings::State;
use values::Timestamp;

use crate::desk::fraud::rules::{Assessment, Seen, Signal};
use crate::happenings::Happening;
use crate::proofing::case::Case;
use crate::{Identity, IdentityError};

/// So many events are looked at.
const EVENTS: i64 = 200;

/// Answers of the sources that speak against a case.
const ANSWERS: [(&str, &str, Signal); 4] = [
    ("tax-number", "no", Signal::NumberUnknown),
    ("death", "yes", Signal::Dead),
    ("address", "no", Signal::AddressUnknown),
    ("phone-account", "no", Signal::PhoneOtherName),
];

/// What happened to the sign-in that speaks against it.
const HAPPENINGS: [(Happening, Signal); 3] = [
    (Happening::Frozen, Signal::FrozenLately),
    (Happening::TriesFailed, Signal::TriesFailed),
    (Happening::PhoneFlagged, Signal::PhoneMoved),
];

/// What follows from them by the rules of the day.
pub(super) async fn assess(
    identity: &Identity,
    case: &Case,
    now: Timestamp,
) -> Result<Assessment, IdentityError> {
    let today = identity.app().clock.today(now);
    let happened = events::list(identity.store(), case.row.sign_in_id, EVENTS).await?;
    let mut seen = of_case(case);
    for (happening, signal) in HAPPENINGS {
        let mut found = happened.iter().filter(|event| event.what == happening.word());
        let latest = found.next();
        let count = i64::try_from(found.count() + 1).unwrap_or(i64::MAX);
        let days_ago = latest.map(|event| now.duration_since(event.at).as_hours() / 24);
        seen.extend(days_ago.map(|days_ago| Seen { signal, count, days_ago }));
    }
    Ok(identity.policy().fraud.assess(&seen, today))
}

fn of_case(case: &Case) -> Vec<Seen> {
    let is = |what: &str, outcome: &str| {
        case.checks.iter().any(|check| check.what == what && check.outcome == outcome)
    };
    let answers = ANSWERS.into_iter().filter(|(what, outcome, _)| is(what, outcome));
    let mut seen: Vec<Seen> = answers.map(|(_, _, signal)| Seen::now(signal)).collect();
    seen.push(Seen { signal: Signal::ManyAttempts, count: case.row.attempt, days_ago: 0 });
    seen.extend((case.row.state == State::Duplicate).then_some(Seen::now(Signal::NumberClaimed)));
    seen
}
