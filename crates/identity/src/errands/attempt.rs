//! One attempt at one errand, under a lease: what was answered decides whether it is done, tried again, or given up.

use outside::http::{Answer, HttpError};
use store::identity::deliveries;
use store::outbox::{self, Ending, Lease, Waiting};
use store::{Write, WriteError};
use values::Timestamp;

use super::{Errand, logout, open};
use crate::oidc::clients::Client;
use crate::secrets::later;
use crate::{Identity, IdentityError, signals};

/// A lease is longer than the longest attempt, so that nothing is told twice by two workers.
const LEASE_SECONDS: i64 = 60;

/// The longest wait between two attempts.
const LONGEST_WAIT_SECONDS: i64 = 3_600;

/// What came of an attempt. Texts hold nothing personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The site took it.
    Done,
    /// Nobody answered.
    Silent(String),
    /// It did not work this time.
    Again(String),
    /// It would not work the next time either.
    Never(String),
}

impl Outcome {
    /// Of a call that got no answer.
    pub(crate) fn of_error(error: &HttpError) -> Self {
        match error {
            HttpError::NoAnswer { .. } => Self::Silent(error.to_string()),
            _ => Self::Again(error.to_string()),
        }
    }

    /// Of an answer, where a status other than those of success says no more than its number.
    pub(crate) fn of_status(answer: &Answer, good: &[u16]) -> Self {
        if good.contains(&answer.status) {
            return Self::Done;
        }
        Self::Again(format!("the answer has status {}", answer.status))
    }
}

/// Takes the lease and opens the errand; nothing if another worker has it, or it was put off or given up.
pub(super) async fn take(
    identity: &Identity,
    now: Timestamp,
    waiting: &Waiting,
) -> Result<Option<(Lease, Errand)>, IdentityError> {
    let owner = identity.dice().id(now);
    let (write, lease) = outbox::lease(Write::new(), waiting, owner, now, later(now, LEASE_SECONDS));
    let errand = match open(identity, waiting.id, &waiting.sealed_payload) {
        Ok(errand) => errand,
        // It will not open the next time either.
        Err(error) => {
            tracing::error!(effect = %waiting.id, %error, "an errand cannot be opened and was given up");
            let write = outbox::close(write, lease, Ending::GivenUp(error.to_string()));
            return write_or_leave(identity, write).await.map(|_| None);
        }
    };
    if let Some(until) = identity.errands().silent_until(errand.client_id(), now)
        && !is_too_late(&errand, now)
    {
        let write = outbox::postpone(write, lease, until, "the site does not answer at the moment");
        return write_or_leave(identity, write).await.map(|_| None);
    }
    Ok(write_or_leave(identity, write).await?.then_some((lease, errand)))
}

/// Whether the write stands; another worker's is no fault.
async fn write_or_leave(identity: &Identity, write: Write) -> Result<bool, IdentityError> {
    match identity.store().write(write).await {
        Ok(()) => Ok(true),
        Err(WriteError::Conflict { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn is_too_late(errand: &Errand, now: Timestamp) -> bool {
    now.duration_since(errand.at()).as_secs() > errand.worth_seconds()
}

/// Calls the site and notes what came of it. A fault of ours is logged; the lease runs out and it is tried again.
pub(super) async fn attempt(
    identity: &Identity,
    now: Timestamp,
    waiting: &Waiting,
    lease: Lease,
    errand: &Errand,
) {
    let outcome = match identity.any_client(errand.client_id()) {
        None => Ok(Outcome::Never("the site is not registered any more".to_owned())),
        Some((client, _)) => call(identity, waiting, errand, &client).await,
    };
    let noted = match outcome {
        Ok(outcome) => note(identity, now, waiting, lease, errand, outcome).await,
        Err(error) => Err(error),
    };
    if let Err(error) = noted {
        tracing::error!(effect = %waiting.id, %error, "an errand could not be run or noted");
    }
}

async fn call(
    identity: &Identity,
    waiting: &Waiting,
    errand: &Errand,
    client: &Client,
) -> Result<Outcome, IdentityError> {
    match errand {
        Errand::Logout { sign_in, session, .. } => logout::call(identity, client, *sign_in, *session).await,
        Errand::Signal { sign_in, what, at, .. } => {
            signals::call(identity, client, waiting.id, *sign_in, what, *at).await
        }
    }
}

/// Ends the effect or puts it off, and keeps for operators how it went.
async fn note(
    identity: &Identity,
    now: Timestamp,
    waiting: &Waiting,
    lease: Lease,
    errand: &Errand,
    outcome: Outcome,
) -> Result<(), IdentityError> {
    let (client_id, what) = (errand.client_id(), errand.name());
    match &outcome {
        Outcome::Silent(_) => identity.errands().was_silent(client_id, now),
        _ => identity.errands().answered(client_id),
    }
    let failed = |why: &str| deliveries::add_failed(client_id, what, now, why);
    let write = match outcome {
        Outcome::Done => {
            outbox::close(Write::new(), lease, Ending::Done).and(deliveries::add_done(client_id, what, now))
        }
        Outcome::Silent(why) | Outcome::Again(why) if !is_too_late(errand, now) => {
            tracing::warn!(client = client_id, what, why, "a site could not be told yet");
            let wait = 2_i64.pow(u32::try_from(waiting.attempts.clamp(0, 12)).unwrap_or(12) + 1);
            let due_at = later(now, wait.min(LONGEST_WAIT_SECONDS));
            outbox::postpone(Write::new(), lease, due_at, &why).and(failed(&why))
        }
        Outcome::Silent(why) | Outcome::Again(why) | Outcome::Never(why) => {
            tracing::error!(client = client_id, what, why, "a site was not told, and is not told any more");
            outbox::close(Write::new(), lease, Ending::GivenUp(why.clone())).and(failed(&why))
        }
    };
    write_or_leave(identity, write).await.map(|_| ())
}
