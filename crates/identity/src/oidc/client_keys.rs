//! With which keys does a site sign, if they are at an address of its own (`jwks_uri`; OpenID Connect Dynamic Client
//! Registration 1.0 section 2)? Fetched through the guard, kept for an hour, and fetched again for a key that is
//! unknown, at most once a minute.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError};

use outside::guarded::{Guarded, Reach};
use outside::http::HttpError;
use outside::jose::{JoseError, KeySet, decode_header, parse_object};
use serde_json::Value;
use tokio::sync::Mutex;
use values::Timestamp;

use super::clients::Client;
use crate::Identity;

/// Fetched keys are used for so long without asking again.
const FRESH_SECONDS: i64 = 3_600;

/// Between two attempts lies at least this, however many unknown keys are shown.
const BETWEEN_SECONDS: i64 = 60;

/// If they cannot be fetched, the keys at hand stay good for so long.
const STALE_SECONDS: i64 = 86_400;

/// No site needs more.
const MOST_KEYS: usize = 20;

/// Why keys could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// No answer, or none that may be asked for.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// An answer that is no success.
    #[error("the answer has status {0}")]
    Status(u16),
    /// No key set.
    #[error("the answer is no set of 1 to 20 public keys: {0}")]
    NoKeys(&'static str),
}

/// Fetches a site's keys now.
pub async fn fetch(guarded: &Guarded, client: &Client, address: &str) -> Result<KeySet, KeysError> {
    let answer = guarded.get(address, &client.hosts()).await?;
    if answer.status != 200 {
        return Err(KeysError::Status(answer.status));
    }
    let set = parse_object(&answer.body).map_err(|_: JoseError| KeysError::NoKeys("it is no JSON object"))?;
    let keys =
        set.get("keys").and_then(Value::as_array).ok_or(KeysError::NoKeys("it has no list of keys"))?;
    if keys.is_empty() || keys.len() > MOST_KEYS {
        return Err(KeysError::NoKeys("it has none, or too many"));
    }
    let holds_secret = |key: &Value| key.get("d").is_some() || key.get("kty").is_some_and(|kty| kty == "oct");
    if keys.iter().any(holds_secret) {
        return Err(KeysError::NoKeys("it shows a private key, which is worth nothing from now on"));
    }
    serde_json::from_value(Value::Object(set)).map_err(|_| KeysError::NoKeys("a key is malformed"))
}

/// What was fetched from one site.
#[derive(Debug, Default)]
struct Slot {
    address: String,
    keys: KeySet,
    fetched_at: Option<Timestamp>,
    tried_at: Option<Timestamp>,
}

/// What was fetched so far, a slot for each site, so that a slow one holds nobody else up.
#[derive(Debug, Default)]
pub(crate) struct FetchedKeys(std::sync::Mutex<BTreeMap<String, Arc<Mutex<Slot>>>>);

impl FetchedKeys {
    fn slot(&self, client_id: &str) -> Arc<Mutex<Slot>> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slots.entry(client_id.to_owned()).or_default().clone()
    }
}

/// The two ways to call sites, made when first needed.
#[derive(Debug, Default)]
pub(crate) struct Callers {
    public: OnceLock<Guarded>,
    anywhere: OnceLock<Guarded>,
}

impl Callers {
    /// The one for a site.
    pub(crate) fn get(&self, reach: Reach) -> Result<Guarded, HttpError> {
        let place = match reach {
            Reach::Public => &self.public,
            Reach::Anywhere => &self.anywhere,
        };
        if let Some(made) = place.get() {
            return Ok(made.clone());
        }
        let made = Guarded::new(reach)?;
        Ok(place.get_or_init(|| made).clone())
    }
}

/// Seconds between, whichever way the clock went.
fn apart(one: Option<Timestamp>, other: Timestamp) -> i64 {
    one.map_or(i64::MAX, |one| (one.as_second() - other.as_second()).abs())
}

impl Identity {
    /// The keys that may have signed a token of this site: those of its file, or those at its address, fetched again
    /// if the token names a key that is not among them.
    pub(crate) async fn keys_of(&self, client: &Client, token: &str, now: Timestamp) -> KeySet {
        let Some(address) = &client.calls.jwks_uri else { return client.keys.clone() };
        let slot = self.fetched_keys().slot(&client.client_id);
        let mut slot = slot.lock().await;
        if slot.address != *address {
            *slot = Slot { address: address.clone(), ..Slot::default() };
        }
        let named = decode_header(token).ok().and_then(|header| header.key_id);
        let is_known = |keys: &KeySet| {
            named.is_none() || keys.keys.iter().any(|key| key.kid.is_some() && key.kid == named)
        };
        let enough = apart(slot.fetched_at, now) < FRESH_SECONDS && is_known(&slot.keys);
        if enough || apart(slot.tried_at, now) < BETWEEN_SECONDS {
            return slot.keys.clone();
        }
        slot.tried_at = Some(now);
        let fetched = match self.callers().get(client.calls.reach) {
            Ok(guarded) => fetch(&guarded, client, address).await,
            Err(error) => Err(error.into()),
        };
        match fetched {
            Ok(keys) => {
                slot.keys = keys;
                slot.fetched_at = Some(now);
            }
            Err(error) => {
                tracing::warn!(client = client.client_id, %error, "a site's keys could not be fetched");
                if apart(slot.fetched_at, now) > STALE_SECONDS {
                    slot.keys = KeySet::default();
                }
            }
        }
        slot.keys.clone()
    }
}
