//! What is done beside answering requests: send messages, forget what is over. The program calls it
//! every second; any number of processes may.

use outside::mail::Mailer;
use store::identity::{clients, codes, limits, messages, requests, sessions, sign_ups, tokens};
use store::outbox::{self, Ending, Waiting, backoff_seconds};
use store::{Write, WriteError};
use values::Timestamp;

use crate::mail::{KIND, open, seal};
use crate::secrets::later;
use crate::stored::to_json;
use crate::{Identity, IdentityError};

/// So many effects are looked at in one run.
const MOST: i64 = 50;

/// A lease is longer than the longest attempt, so that no message is sent twice by two workers.
const LEASE_SECONDS: i64 = 120;

/// After so many attempts a message is given up and an operator looks at it.
const ATTEMPTS: i64 = 12;

/// Messages of the demonstration are kept so long.
const KEPT_SECONDS: i64 = 7 * 86_400;

/// Replays of codes are known for so long after the code's end.
const REPLAY_SECONDS: i64 = 3_600;

/// Sends what is due. Returns how many messages left.
pub async fn run_once(identity: &Identity, now: Timestamp, mailer: &Mailer) -> Result<usize, IdentityError> {
    let mut sent = 0;
    for waiting in outbox::list_due(identity.store(), now, MOST).await? {
        if waiting.kind == KIND && send(identity, now, mailer, &waiting).await? {
            sent += 1;
        }
    }
    Ok(sent)
}

/// One attempt at one message, under a lease. Whether it left.
async fn send(
    identity: &Identity,
    now: Timestamp,
    mailer: &Mailer,
    waiting: &Waiting,
) -> Result<bool, IdentityError> {
    let owner = identity.dice().id(now);
    let (write, lease) = outbox::lease(Write::new(), waiting, owner, now, later(now, LEASE_SECONDS));
    match identity.store().write(write).await {
        Ok(()) => (),
        // Another worker has it.
        Err(WriteError::Conflict { .. }) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    let message = match open(identity, "outbox", waiting.id, &waiting.sealed_payload) {
        Ok(message) => message,
        // It will not open the next time either, and others wait behind it.
        Err(error) => {
            tracing::error!(effect = %waiting.id, %error, "a message cannot be opened and was given up");
            identity.write(outbox::close(Write::new(), lease, Ending::GivenUp(error.to_string()))).await?;
            return Ok(false);
        }
    };
    let outcome = match mailer {
        // Kept by the same write that closes the effect.
        Mailer::Kept => {
            let content_sealed = seal(identity, "kept_message", waiting.id, &to_json(&message)?);
            let kept = messages::Message { id: waiting.id, sent_at: now, content_sealed };
            Ok(messages::add(&kept))
        }
        Mailer::Smtp(smtp) => smtp.send(waiting.id, &message).await.map(|()| Write::new()),
    };
    let (write, left) = match outcome {
        Ok(write) => (outbox::close(write, lease, Ending::Done), true),
        Err(error) if waiting.attempts + 1 >= ATTEMPTS || error.is_final() => {
            tracing::error!(effect = %waiting.id, %error, "a message was given up");
            (outbox::close(Write::new(), lease, Ending::GivenUp(error.to_string())), false)
        }
        Err(error) => {
            tracing::warn!(effect = %waiting.id, %error, "a message could not be sent yet");
            let due_at = later(now, backoff_seconds(waiting.attempts + 1));
            (outbox::postpone(Write::new(), lease, due_at, &error.to_string()), false)
        }
    };
    identity.write(write).await?;
    Ok(left)
}

/// Forgets what is over. The program calls it now and then; a minute apart is plenty.
pub async fn tidy(identity: &Identity, now: Timestamp) -> Result<(), IdentityError> {
    let write = sign_ups::remove_ended(now)
        .and(requests::remove_ended(now))
        .and(codes::remove_ended(later(now, -REPLAY_SECONDS)))
        .and(tokens::remove_ended(later(now, -REPLAY_SECONDS)))
        .and(clients::remove_assertions(now))
        .and(sessions::remove_ended(now))
        .and(messages::remove_old(later(now, -KEPT_SECONDS)))
        .and(limits::remove_old(later(now, -2 * 86_400)));
    identity.write(write).await
}
