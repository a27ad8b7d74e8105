//! Which signs of fraud are there in a case? What was looked up, how it reached us, what happened to the sign-in, how often it was tried.

use formats::evidence::Reading;
use store::identity::events;
use store::identity::proofings::State;
use store::identity::proofings::checks::Check;
use values::{Date, Timestamp};

use crate::desk::fraud::rules::{Assessment, Seen, Signal};
use crate::happenings::Happening;
use crate::proofing::case::Case;
use crate::proofing::cross_check::{Agreement, Fact};
use crate::proofing::papers::kept;
use crate::proofing::{channel, documents};
use crate::{Identity, IdentityError};

/// So many events are looked at.
const EVENTS: i64 = 200;

/// Answers of the sources that speak against a case.
const ANSWERS: [(&str, &str, Signal); 7] = [
    ("tax-number", "no", Signal::NumberUnknown),
    ("death", "yes", Signal::Dead),
    ("address", "no", Signal::AddressUnknown),
    ("phone-account", "no", Signal::PhoneOtherName),
    (channel::NETWORK, "proxy", Signal::NetworkProxy),
    (channel::NETWORK, "hosting", Signal::NetworkHosting),
    (channel::NETWORK, "listed", Signal::NetworkListed),
];

/// What happened to the sign-in that speaks against it.
const HAPPENINGS: [(Happening, Signal); 3] = [
    (Happening::Frozen, Signal::FrozenLately),
    (Happening::TriesFailed, Signal::TriesFailed),
    (Happening::PhoneFlagged, Signal::PhoneMoved),
];

/// What follows from them by the rules of the day.
pub(crate) async fn assess(
    identity: &Identity,
    case: &Case,
    now: Timestamp,
) -> Result<Assessment, IdentityError> {
    let today = identity.app().clock.today(now);
    let happened = events::list(identity.store(), case.row.sign_in_id, EVENTS).await?;
    let mut seen = of_case(case, today);
    for (happening, signal) in HAPPENINGS {
        let mut found = happened.iter().filter(|event| event.what == happening.word());
        let latest = found.next();
        let count = i64::try_from(found.count() + 1).unwrap_or(i64::MAX);
        let days_ago = latest.map(|event| now.duration_since(event.at).as_hours() / 24);
        seen.extend(days_ago.map(|days_ago| Seen { signal, count, days_ago }));
    }
    let count = channel::sharing(identity, case, now).await?;
    seen.push(Seen { signal: Signal::DeviceShared, count, days_ago: 0 });
    seen.extend(of_papers(identity, case, now, today).await?);
    Ok(identity.policy().fraud.assess(&seen, today))
}

/// What the papers say that speaks against a case: something else than the person typed, or that their time is over.
async fn of_papers(
    identity: &Identity,
    case: &Case,
    now: Timestamp,
    today: Date,
) -> Result<Vec<Seen>, IdentityError> {
    let mut seen = Vec::new();
    for picture in kept::list(identity, case.row.id, now).await? {
        let Some(Reading { fields, .. }) = kept::reading(identity, &picture).await? else { continue };
        if Fact::OF_THE_PERSON.iter().any(|fact| fact.agreement(&case.facts, &fields) == Agreement::Differs) {
            seen.push(Seen::now(Signal::PaperDiffers));
        }
        let last = fields.expiry_date.as_deref().and_then(|text| text.parse::<Date>().ok());
        if last.is_some_and(|last| last < today) {
            seen.push(Seen::now(Signal::PaperExpired));
        }
    }
    Ok(seen)
}

fn of_case(case: &Case, today: Date) -> Vec<Seen> {
    let is = |what: &str, outcome: &str| {
        case.checks.iter().any(|check| check.what == what && check.outcome == outcome)
    };
    let answers = ANSWERS.into_iter().filter(|(what, outcome, _)| is(what, outcome));
    let mut seen: Vec<Seen> = answers.map(|(_, _, signal)| Seen::now(signal)).collect();
    let refused = |check: &&Check| documents::kind_of(&check.what).is_some() && check.outcome == "no";
    seen.extend(case.checks.iter().find(refused).map(|_| Seen::now(Signal::DocumentUnknown)));
    seen.extend(channel::moved_on(case).map(|day| Seen {
        signal: Signal::PhoneMoved,
        count: 1,
        days_ago: day.duration_until(today).as_hours() / 24,
    }));
    seen.push(Seen { signal: Signal::ManyAttempts, count: case.row.attempt, days_ago: 0 });
    seen.extend((case.row.state == State::Duplicate).then_some(Seen::now(Signal::NumberClaimed)));
    seen
}
