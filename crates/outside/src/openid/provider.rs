//! What is known of a provider: its metadata and keys, fetched when needed and kept for a while
//! (OpenID Connect Discovery 1.0; RFC 8414).

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use tokio::sync::RwLock;
use values::Timestamp;

use super::OpenIdError;
use crate::http::{Http, safe};
use crate::jose::{Algorithm, Claims, JoseError, KeySet, parse_object, verify};

/// Metadata is asked for again after an hour.
const METADATA_SECONDS: i64 = 3_600;

/// A token with an unknown key makes us fetch the keys, but not more often than this.
const KEYS_SECONDS: i64 = 30;

/// The part of a provider's metadata that is used.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Metadata {
    issuer: String,
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
    jwks_uri: String,
    pub(super) userinfo_endpoint: Option<String>,
    pub(super) end_session_endpoint: Option<String>,
    pub(super) pushed_authorization_request_endpoint: Option<String>,
    #[serde(default)]
    pub(super) dpop_signing_alg_values_supported: Vec<String>,
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

#[derive(Debug)]
pub(super) struct Provider {
    issuer: String,
    http: Http,
    metadata: RwLock<Option<(Timestamp, Metadata)>>,
    keys: RwLock<Option<(Timestamp, KeySet)>>,
    nonces: Mutex<BTreeMap<String, String>>,
}

impl Provider {
    pub(super) fn new(issuer: String, http: Http) -> Self {
        let nonces = Mutex::new(BTreeMap::new());
        Self { issuer, http, metadata: RwLock::new(None), keys: RwLock::new(None), nonces }
    }

    /// What the next proof at an endpoint must hold, as far as it was told.
    pub(super) fn nonce(&self, endpoint: &str) -> Option<String> {
        self.nonces.lock().unwrap_or_else(PoisonError::into_inner).get(endpoint).cloned()
    }

    /// Keeps what an endpoint gave for the next proof.
    pub(super) fn keep_nonce(&self, endpoint: &str, nonce: Option<&String>) {
        if let Some(nonce) = nonce {
            let mut nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
            nonces.insert(endpoint.to_owned(), nonce.clone());
        }
    }

    pub(super) async fn metadata(&self, now: Timestamp) -> Result<Metadata, OpenIdError> {
        if let Some((fetched_at, metadata)) = &*self.metadata.read().await
            && age(*fetched_at, now) < METADATA_SECONDS
        {
            return Ok(metadata.clone());
        }
        let mut kept = self.metadata.write().await;
        let address = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let metadata: Metadata = self.fetch(&address).await?;
        // An issuer other than the one asked could lend itself out as this one (mix-up).
        if metadata.issuer != self.issuer {
            return Err(OpenIdError::BadAnswer("the metadata is another issuer's"));
        }
        let endpoints = [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri];
        let more = [&metadata.userinfo_endpoint, &metadata.end_session_endpoint];
        let more = more.into_iter().chain([&metadata.pushed_authorization_request_endpoint]).flatten();
        for endpoint in endpoints.into_iter().chain(more) {
            safe(endpoint)?;
        }
        *kept = Some((now, metadata.clone()));
        Ok(metadata)
    }

    /// Checks an ID token's signature, with the keys at hand or, if its key is unknown, fresh ones.
    pub(super) async fn verify(&self, now: Timestamp, token: &str) -> Result<Claims, OpenIdError> {
        self.verify_typed(now, token, &["jwt", ""]).await
    }

    /// The same for a logout token. Its type must say that it is one, so that no other token passes for it.
    pub(super) async fn verify_logout(&self, now: Timestamp, token: &str) -> Result<Claims, OpenIdError> {
        self.verify_typed(now, token, &["logout+jwt"]).await
    }

    /// The same for a security event token (RFC 8417 section 2.3).
    pub(super) async fn verify_event(&self, now: Timestamp, token: &str) -> Result<Claims, OpenIdError> {
        self.verify_typed(now, token, &["secevent+jwt"]).await
    }

    async fn verify_typed(&self, now: Timestamp, token: &str, types: &[&str]) -> Result<Claims, OpenIdError> {
        let check = |keys: &KeySet| verify(token, keys, &Algorithm::ALL, types);
        let known = self.keys.read().await.clone();
        let fetched_at = match known {
            Some((fetched_at, keys)) => match check(&keys) {
                Err(JoseError::UnknownKey) => Some(fetched_at),
                outcome => return Ok(outcome?),
            },
            None => None,
        };
        if fetched_at.is_some_and(|fetched_at| age(fetched_at, now) < KEYS_SECONDS) {
            return Err(JoseError::UnknownKey.into());
        }
        let address = self.metadata(now).await?.jwks_uri;
        let keys: KeySet = self.fetch(&address).await?;
        *self.keys.write().await = Some((now, keys.clone()));
        Ok(check(&keys)?)
    }

    async fn fetch<T: for<'de> Deserialize<'de>>(&self, address: &str) -> Result<T, OpenIdError> {
        let answer = self.http.get(address, &[]).await?;
        if answer.status != 200 {
            return Err(OpenIdError::BadAnswer("no metadata"));
        }
        let object = parse_object(&answer.body)?;
        serde_json::from_value(object.into())
            .map_err(|_| OpenIdError::BadAnswer("the metadata is incomplete"))
    }
}

/// Seconds since, whichever way the clock went: a clock set back also makes knowledge old.
fn age(fetched_at: Timestamp, now: Timestamp) -> i64 {
    (now.as_second() - fetched_at.as_second()).abs()
}
