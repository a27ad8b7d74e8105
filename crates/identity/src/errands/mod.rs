//! Calls to other sites that must arrive: that a session ended (OpenID Connect Back-Channel Logout 1.0) and what
//! happened to a person they know (RFC 8935). Each is an effect of the outbox, tried until it is done or too late.
//!
//! Attempts run beside each other and nobody waits for a slow site: a site that does not answer is left alone for a
//! while, and everything for it is put off without a call.

mod attempt;
mod logout;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) use attempt::Outcome;
use outside::jose::SigningKey;
use serde::{Deserialize, Serialize};
use store::identity::session_sites;
use store::{Effect, Write, WriteError, outbox};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use values::{Id, Timestamp};

use crate::oidc::clients::Client;
use crate::secrets::later;
use crate::stored::to_json;
use crate::{Identity, IdentityError, signals};

/// The kind of the outbox's effects that are calls to sites.
pub(crate) const KIND: &str = "identity errand";

/// So many marks and effects are looked at in one run.
const MOST: i64 = 200;

/// So many calls run beside each other.
const AT_ONCE: usize = 64;

/// The longest a silent site is left alone.
const LONGEST_PAUSE_SECONDS: i64 = 60;

/// One call to a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Errand {
    /// A session ended there.
    Logout {
        /// Which site.
        client_id: String,
        /// Whose.
        sign_in: Id,
        /// Which session.
        session: Id,
        /// When.
        at: Timestamp,
    },
    /// Something happened to a person.
    Signal {
        /// Which site.
        client_id: String,
        /// To whom.
        sign_in: Id,
        /// What, by the key of its words.
        what: String,
        /// When.
        at: Timestamp,
    },
}

impl Errand {
    pub(crate) fn client_id(&self) -> &str {
        match self {
            Self::Logout { client_id, .. } | Self::Signal { client_id, .. } => client_id,
        }
    }

    /// When it came up.
    const fn at(&self) -> Timestamp {
        match self {
            Self::Logout { at, .. } | Self::Signal { at, .. } => *at,
        }
    }

    /// After so many seconds it is given up: a session has ended by itself by then, a signal is old news.
    const fn worth_seconds(&self) -> i64 {
        match self {
            Self::Logout { .. } => 43_200,
            Self::Signal { .. } => 7 * 86_400,
        }
    }

    /// What operators call it.
    const fn name(&self) -> &'static str {
        match self {
            Self::Logout { .. } => "logout",
            Self::Signal { .. } => "signals",
        }
    }
}

/// Sites that do not answer: until when each is left alone, and how often in a row it did not.
#[derive(Debug)]
pub(crate) struct Errands {
    silent: Mutex<BTreeMap<String, (Timestamp, u32)>>,
    permits: Arc<Semaphore>,
}

impl Default for Errands {
    fn default() -> Self {
        Self { silent: Mutex::default(), permits: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Errands {
    fn silent_until(&self, client_id: &str, now: Timestamp) -> Option<Timestamp> {
        let silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, _) = silent.get(client_id).copied()?;
        // A clock that was set back must not make a site silent for long.
        let is_soon = until.duration_since(now).as_secs() <= LONGEST_PAUSE_SECONDS;
        (until > now && is_soon).then_some(until)
    }

    fn answered(&self, client_id: &str) {
        self.silent.lock().unwrap_or_else(PoisonError::into_inner).remove(client_id);
    }

    fn was_silent(&self, client_id: &str, now: Timestamp) {
        let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        let times = silent.get(client_id).map_or(0, |(_, times)| *times);
        let pause = 2_i64.pow(times.min(6)).min(LONGEST_PAUSE_SECONDS);
        silent.insert(client_id.to_owned(), (later(now, pause), times + 1));
    }
}

/// The statement that sends somebody on an errand.
pub(crate) fn send(identity: &Identity, errand: &Errand, now: Timestamp) -> Result<Write, IdentityError> {
    let id = identity.dice().id(now);
    let key = identity.sealer().program_key("identity errands");
    let text = to_json(errand)?;
    let sealed_payload = identity.sealer().seal(&key, "outbox", "errand", id, text.as_bytes());
    Ok(Write::new().outbox(Effect { id, kind: KIND, due_at: now, sealed_payload }))
}

fn open(identity: &Identity, id: Id, sealed: &[u8]) -> Result<Errand, IdentityError> {
    let key = identity.sealer().program_key("identity errands");
    let opened = identity.sealer().open(&key, "outbox", "errand", id, sealed)?;
    serde_json::from_slice(opened.expose()).map_err(|_| IdentityError::Stored("an errand"))
}

/// The key that signs what this site is told: of the kind its ID tokens are signed with.
pub(crate) async fn key_for(identity: &Identity, client: &Client) -> Result<SigningKey, IdentityError> {
    identity.signing_keys().await?.for_client(client).cloned()
}

/// Turns what ended and what happened into errands and begins those that are due. The program calls it several times a
/// second; any number of processes may. The calls go on by themselves: dropping what is returned would end them.
pub async fn run_once(identity: &Identity, now: Timestamp) -> Result<JoinSet<()>, IdentityError> {
    turn_ends_into_errands(identity, now).await?;
    signals::turn_into_errands(identity, now).await?;
    let mut calls = JoinSet::new();
    for waiting in outbox::list_due_of(identity.store(), KIND, now, MOST).await? {
        let Ok(permit) = identity.errands().permits.clone().try_acquire_owned() else { break };
        let Some((lease, errand)) = attempt::take(identity, now, &waiting).await? else { continue };
        let identity = identity.clone();
        calls.spawn(async move {
            attempt::attempt(&identity, now, &waiting, lease, &errand).await;
            drop(permit);
        });
    }
    Ok(calls)
}

/// A site whose session ended is told, if it wants to be.
async fn turn_ends_into_errands(identity: &Identity, now: Timestamp) -> Result<(), IdentityError> {
    for ended in session_sites::list_to_tell(identity.store(), now, MOST).await? {
        let wants =
            identity.any_client(&ended.client_id).is_some_and(|(client, _)| client.calls.logout.is_some());
        let mut write = session_sites::close(&ended);
        if wants {
            let errand = Errand::Logout {
                client_id: ended.client_id,
                sign_in: ended.sign_in_id,
                session: ended.session_id,
                at: ended.ended_at,
            };
            write = write.and(send(identity, &errand, now)?);
        }
        match identity.store().write(write).await {
            // Another worker has it.
            Ok(()) | Err(WriteError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
