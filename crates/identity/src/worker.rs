//! What is done beside answering requests: send messages, forget what is over. The program calls it
//! every second; any number of processes may.

use outside::letters::{LetterError, PaperLetter, Printer};
use outside::mail::{MailError, Mailer, Message};
use outside::texts::{TextError, TextMessage, Texter};
use serde::Serialize;
use store::identity::{
    addresses, browsers, clients, codes, failures, hand_overs, limits, messages, not_me, passkey_challenges,
    phone_codes, recoveries, recovery_waits, refresh, requests, session_sites, sessions, sign_ups, tokens,
    wallet_requests,
};
use store::outbox::{self, Ending, Waiting, backoff_seconds};
use store::{Write, WriteError};
use values::{Id, Timestamp};

use crate::mail::{KIND, open, seal, texts};
use crate::notices;
use crate::proofing::post;
use crate::secrets::later;
use crate::stored::to_json;
use crate::visitor::BROWSER_SECONDS;
use crate::{Identity, IdentityError};

/// So many effects are looked at in one run.
const MOST: i64 = 50;

/// A lease is longer than the longest attempt, so that no message is sent twice by two workers.
const LEASE_SECONDS: i64 = 120;

/// After so many attempts a message is given up and an operator looks at it.
const ATTEMPTS: i64 = 12;

/// Messages of the demonstration are kept so long.
const KEPT_SECONDS: i64 = 7 * 86_400;

/// A link that stops a recovery says for so long what became of it.
const RECOVERIES_SECONDS: i64 = 30 * 86_400;

/// Replays of codes are known for so long after the code's end.
const REPLAY_SECONDS: i64 = 3_600;

/// Sends what is due. Returns how many messages left.
pub async fn run_once(
    identity: &Identity,
    now: Timestamp,
    mailer: &Mailer,
    texter: &Texter,
) -> Result<usize, IdentityError> {
    crate::security::close::close_due(identity, now).await?;
    crate::proofing::papers::kept::remove_ended(identity, now).await?;
    // A notice becomes letters, which leave in the same run.
    for waiting in outbox::list_due_of(identity.store(), notices::KIND, now, MOST).await? {
        send(identity, now, mailer, texter, &waiting).await?;
    }
    let mut sent = 0;
    for kind in [KIND, texts::KIND, post::KIND] {
        for waiting in outbox::list_due_of(identity.store(), kind, now, MOST).await? {
            if send(identity, now, mailer, texter, &waiting).await? {
                sent += 1;
            }
        }
    }
    Ok(sent)
}

/// Why an attempt failed, and whether another would end the same way.
struct Failure {
    is_final: bool,
    why: String,
}

impl From<MailError> for Failure {
    fn from(error: MailError) -> Self {
        Self { is_final: error.is_final(), why: error.to_string() }
    }
}

impl From<TextError> for Failure {
    fn from(error: TextError) -> Self {
        Self { is_final: error.is_final(), why: error.to_string() }
    }
}

/// One attempt at one message, under a lease. Whether it left.
async fn send(
    identity: &Identity,
    now: Timestamp,
    mailer: &Mailer,
    texter: &Texter,
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
    let attempted = match waiting.kind.as_str() {
        KIND => by_mail(identity, now, mailer, waiting).await,
        notices::KIND => notices::letters(identity, now, waiting).await.map_err(Failure::from),
        post::KIND => on_paper(identity, now, waiting).await,
        _ => by_telephone(identity, now, texter, waiting).await,
    };
    let (write, left) = match attempted {
        Ok(write) => (outbox::close(write, lease, Ending::Done), true),
        Err(Failure { is_final, why }) if waiting.attempts + 1 >= ATTEMPTS || is_final => {
            tracing::error!(effect = %waiting.id, why, "a message was given up");
            (outbox::close(Write::new(), lease, Ending::GivenUp(why)), false)
        }
        Err(Failure { why, .. }) => {
            tracing::warn!(effect = %waiting.id, why, "a message could not be sent yet");
            let due_at = later(now, backoff_seconds(waiting.attempts + 1));
            (outbox::postpone(Write::new(), lease, due_at, &why), false)
        }
    };
    identity.write(write).await?;
    Ok(left)
}

impl From<LetterError> for Failure {
    fn from(error: LetterError) -> Self {
        Self { is_final: false, why: error.to_string() }
    }
}

impl From<IdentityError> for Failure {
    fn from(error: IdentityError) -> Self {
        Self { is_final: matches!(error, IdentityError::Stored(_)), why: error.to_string() }
    }
}

/// What cannot be opened will not open the next time either, and others wait behind it.
fn unreadable(error: &IdentityError) -> Failure {
    Failure { is_final: true, why: error.to_string() }
}

/// Keeps a message to be read on a page, by the same write that closes the effect.
fn keep(identity: &Identity, id: Id, now: Timestamp, message: &impl Serialize) -> Result<Write, Failure> {
    let text = to_json(message).map_err(|error| unreadable(&error))?;
    let content_sealed = seal(identity, "kept_message", id, &text);
    Ok(messages::add(&messages::Message { id, sent_at: now, content_sealed }))
}

async fn by_mail(
    identity: &Identity,
    now: Timestamp,
    mailer: &Mailer,
    waiting: &Waiting,
) -> Result<Write, Failure> {
    let opened = open(identity, "outbox", waiting.id, &waiting.sealed_payload);
    let message: Message = opened.map_err(|error| unreadable(&error))?;
    match mailer {
        Mailer::Kept => keep(identity, waiting.id, now, &message),
        Mailer::Smtp(smtp) => Ok(smtp.send(waiting.id, &message).await.map(|()| Write::new())?),
    }
}

async fn by_telephone(
    identity: &Identity,
    now: Timestamp,
    texter: &Texter,
    waiting: &Waiting,
) -> Result<Write, Failure> {
    let opened = open(identity, "outbox", waiting.id, &waiting.sealed_payload);
    let message: TextMessage = opened.map_err(|error| unreadable(&error))?;
    match texter {
        Texter::None => Err(Failure { is_final: true, why: "there is no gateway".to_owned() }),
        Texter::Kept => keep(identity, waiting.id, now, &message),
        Texter::Gateway(gateway) => {
            Ok(gateway.send(waiting.id, &message, now).await.map(|()| Write::new())?)
        }
    }
}

async fn on_paper(identity: &Identity, now: Timestamp, waiting: &Waiting) -> Result<Write, Failure> {
    let opened = open(identity, "outbox", waiting.id, &waiting.sealed_payload);
    let letter: PaperLetter = opened.map_err(|error| unreadable(&error))?;
    match identity.connections().printer.clone() {
        Printer::None => Err(Failure { is_final: true, why: "there is no printer".to_owned() }),
        Printer::Kept => keep(identity, waiting.id, now, &letter),
        Printer::Folder(folder) => {
            let key = waiting.id;
            let put = tokio::task::spawn_blocking(move || folder.put(key, &letter)).await;
            put.map_err(|error| Failure { is_final: false, why: error.to_string() })??;
            Ok(Write::new())
        }
    }
}

/// Forgets what is over. The program calls it now and then; a minute apart is plenty.
pub async fn tidy(identity: &Identity, now: Timestamp) -> Result<(), IdentityError> {
    let write = sign_ups::remove_ended(now)
        .and(requests::remove_ended(now))
        .and(codes::remove_ended(later(now, -REPLAY_SECONDS)))
        .and(tokens::remove_ended(later(now, -REPLAY_SECONDS)))
        .and(refresh::remove_ended(later(now, -REPLAY_SECONDS)))
        .and(clients::remove_assertions(now))
        .and(phone_codes::remove_ended(now))
        .and(hand_overs::remove_ended(now))
        .and(sessions::remove_ended(now))
        .and(session_sites::remove_ended(now))
        .and(not_me::remove_ended(now))
        .and(addresses::remove_old(now, later(now, -notices::LINK_HOURS * 3_600)))
        .and(browsers::remove_old(later(now, -i64::from(BROWSER_SECONDS))))
        .and(passkey_challenges::remove_ended(now))
        .and(messages::remove_old(later(now, -KEPT_SECONDS)))
        .and(recoveries::remove_ended(later(now, -RECOVERIES_SECONDS)))
        .and(recovery_waits::remove_ended(now))
        .and(crate::proofing::remove_old(now))
        .and(crate::proofing::channel::tidy(now))
        .and(crate::proofing::call::tidy(now))
        .and(wallet_requests::remove_ended(now))
        .and(failures::remove_of_nobody(later(now, -30 * 86_400)))
        .and(limits::remove_old(later(now, -2 * 86_400)));
    identity.write(write).await?;
    identity.turn_keys(now).await
}
