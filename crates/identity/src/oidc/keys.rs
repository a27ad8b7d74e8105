//! With which keys does the provider sign? Kept sealed in the database, of each kind as many as their schedule asks for
//! ([`super::rotation`]); parsed once.

use std::sync::Arc;

use aws_lc_rs::digest;
use outside::jose::{Algorithm, JoseError, KeySet, SigningKey};
use store::identity::signing_keys;
use store::seal::Sealer;
use store::{Store, Write, WriteError};
use values::{Id, Timestamp};

use super::clients::Client;
use super::rotation::{KeyFacts, Step, due, signing};
use crate::{Identity, IdentityError};

/// The list of keys is looked at again after so many seconds, so that every process soon follows a change.
const LOOKED_AT_SECONDS: i64 = 1;

/// The keys as they stand.
#[derive(Clone, Debug)]
pub struct ProviderKeys {
    keys: Vec<(KeyFacts, SigningKey)>,
    read_at: Timestamp,
    public: KeySet,
    body: String,
    tag: String,
}

impl ProviderKeys {
    fn new(keys: Vec<(KeyFacts, SigningKey)>, read_at: Timestamp) -> Result<Self, IdentityError> {
        let public = KeySet::of(keys.iter().map(|(_, key)| key));
        let body = crate::stored::to_json(&public)?;
        let hash = digest::digest(&digest::SHA256, body.as_bytes());
        let tag = format!("\"{}\"", outside::jose::encode(&hash.as_ref()[..12]));
        Ok(Self { keys, read_at, public, body, tag })
    }

    /// The one of a kind that signs.
    pub fn signing(&self, algorithm: Algorithm) -> Option<&SigningKey> {
        let facts: Vec<&KeyFacts> = self.keys.iter().map(|(facts, _)| facts).collect();
        let chosen = signing(&facts, algorithm, self.read_at)?;
        self.keys.iter().find(|(facts, _)| facts.key_id == chosen.key_id).map(|(_, key)| key)
    }

    /// The one that signs for sites that ask for nothing else.
    pub fn newest(&self) -> Result<&SigningKey, IdentityError> {
        self.signing(Algorithm::Es256).ok_or(IdentityError::NoSigningKey)
    }

    /// The one that signs what a site is told.
    pub(crate) fn for_client(&self, client: &Client) -> Result<&SigningKey, IdentityError> {
        self.signing(client.tokens.id_token_algorithm).map_or_else(|| self.newest(), Ok)
    }

    /// The public halves of all.
    pub const fn public(&self) -> &KeySet {
        &self.public
    }

    /// The same as they are served.
    pub(super) fn body(&self) -> &str {
        &self.body
    }

    /// What their present state is called (RFC 9110 section 8.8.3).
    pub(super) fn tag(&self) -> &str {
        &self.tag
    }

    /// What is known of each.
    pub fn facts(&self) -> impl Iterator<Item = &KeyFacts> {
        self.keys.iter().map(|(facts, _)| facts)
    }
}

/// The row a key is sealed for: keys have no id of 128 bits, so the place is bound to the first 16
/// bytes of the thumbprint.
fn place(key_id: &str) -> Result<Id, IdentityError> {
    let thumbprint = outside::jose::decode(key_id)?;
    let bytes = thumbprint.get(..16).ok_or(JoseError::BadKey)?;
    Id::try_from(bytes).map_err(|_| JoseError::BadKey.into())
}

/// Adds a new key. An RSA one takes a while to find, which no other request should wait for.
async fn add(
    sealer: &Sealer,
    algorithm: Algorithm,
    number: i64,
    signs_from: Timestamp,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let made = tokio::task::spawn_blocking(move || SigningKey::generate_for(algorithm)).await;
    let key = made.map_err(|_| JoseError::BadKey)??;
    let private = key.to_pkcs8()?;
    let program_key = sealer.program_key("signing keys");
    let private_sealed =
        sealer.seal(&program_key, "signing_key", "private_sealed", place(key.key_id())?, private.expose());
    Ok(signing_keys::add(&signing_keys::SigningKey {
        key_id: key.key_id().to_owned(),
        private_sealed,
        made_at: now,
        algorithm: algorithm.name().to_owned(),
        signs_from,
        number: Some(number),
    }))
}

/// Loads the keys; those that are known already are not opened again.
async fn load(
    store: &Store,
    sealer: &Sealer,
    known: Option<&ProviderKeys>,
    now: Timestamp,
) -> Result<ProviderKeys, IdentityError> {
    let rows = signing_keys::list(store).await?;
    let program_key = sealer.program_key("signing keys");
    let mut keys = Vec::with_capacity(rows.len());
    for row in rows {
        let algorithm = Algorithm::from_name(&row.algorithm)?;
        let kept = known.and_then(|known| known.keys.iter().find(|(facts, _)| facts.key_id == row.key_id));
        let key = if let Some((_, key)) = kept {
            key.clone()
        } else {
            let place = place(&row.key_id)?;
            let private =
                sealer.open(&program_key, "signing_key", "private_sealed", place, &row.private_sealed)?;
            SigningKey::from_pkcs8_for(algorithm, private.expose())?
        };
        let facts = KeyFacts {
            key_id: row.key_id,
            algorithm,
            number: row.number.unwrap_or(0),
            made_at: row.made_at,
            signs_from: row.signs_from,
        };
        keys.push((facts, key));
    }
    ProviderKeys::new(keys, now)
}

impl Identity {
    /// Makes the first signing key, if there is none yet. Called at every start.
    pub async fn ensure_signing_key(&self, now: Timestamp) -> Result<(), IdentityError> {
        self.turn_keys(now).await
    }

    /// The keys as they stand, at most a second old.
    pub async fn signing_keys(&self) -> Result<Arc<ProviderKeys>, IdentityError> {
        let now = self.now();
        let known = self.kept_keys().read().await.clone();
        match known {
            Some(keys) if (now.as_second() - keys.read_at.as_second()).abs() < LOOKED_AT_SECONDS => Ok(keys),
            known => {
                let keys = Arc::new(load(self.store(), self.sealer(), known.as_deref(), now).await?);
                *self.kept_keys().write().await = Some(keys.clone());
                Ok(keys)
            }
        }
    }

    /// The key of a kind that signs now; the first of its kind is made when it is first asked for.
    pub(crate) async fn signing_key(&self, algorithm: Algorithm) -> Result<SigningKey, IdentityError> {
        if let Some(key) = self.signing_keys().await?.signing(algorithm) {
            return Ok(key.clone());
        }
        let now = self.now();
        let first = Step::Add { algorithm, number: 1, signs_from: Timestamp::UNIX_EPOCH };
        self.take_steps(&[first], now).await?;
        self.signing_keys().await?.signing(algorithm).cloned().ok_or(IdentityError::NoSigningKey)
    }

    /// Does what the schedule asks for now: shows the next key, takes one away that nothing needs any more.
    pub async fn turn_keys(&self, now: Timestamp) -> Result<(), IdentityError> {
        let keys = self.signing_keys().await?;
        let facts: Vec<KeyFacts> = keys.facts().cloned().collect();
        self.take_steps(&due(&facts, self.policy().tokens.key_seconds, now), now).await
    }

    /// Adds the next key of each kind, out of turn: it is shown now and signs from an instant on. Ids of those that
    /// sign now are for the caller to end, if they must not be believed any more.
    pub async fn rotate_signing_keys(
        &self,
        signs_from: Timestamp,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let keys = self.signing_keys().await?;
        let mut steps = Vec::new();
        for algorithm in Algorithm::ALL {
            let numbers = keys.facts().filter(|facts| facts.algorithm == algorithm).map(|facts| facts.number);
            if let Some(number) = numbers.max() {
                steps.push(Step::Add { algorithm, number: number + 1, signs_from });
            }
        }
        self.take_steps(&steps, now).await
    }

    /// Ends a key at once: what it signed is believed no more. If it was the one that signs, another takes its place.
    /// Whether there was such a key.
    pub async fn end_signing_key(&self, key_id: &str, now: Timestamp) -> Result<bool, IdentityError> {
        let keys = self.signing_keys().await?;
        let Some(ended) = keys.facts().find(|facts| facts.key_id == key_id) else { return Ok(false) };
        let of_kind: Vec<_> = keys.facts().filter(|facts| facts.algorithm == ended.algorithm).collect();
        let signs = of_kind.iter().any(|facts| facts.key_id != key_id && facts.signs_from <= now);
        let number = of_kind.iter().map(|facts| facts.number).max().unwrap_or(0) + 1;
        let mut steps = Vec::new();
        if !signs {
            steps.push(Step::Add { algorithm: ended.algorithm, number, signs_from: now });
        }
        steps.push(Step::End(key_id.to_owned()));
        self.take_steps(&steps, now).await?;
        Ok(true)
    }

    /// Carries steps out. One that another process has done meanwhile is done.
    async fn take_steps(&self, steps: &[Step], now: Timestamp) -> Result<(), IdentityError> {
        for step in steps {
            let write = match step {
                Step::Add { algorithm, number, signs_from } => {
                    add(self.sealer(), *algorithm, *number, *signs_from, now).await?.audit(record(now, "add"))
                }
                Step::End(key_id) => signing_keys::close(key_id).audit(record(now, "close")),
            };
            match self.store().write(write).await {
                Ok(()) | Err(WriteError::Conflict { .. }) => (),
                Err(error) => return Err(error.into()),
            }
        }
        if !steps.is_empty() {
            *self.kept_keys().write().await = None;
        }
        Ok(())
    }
}

fn record(at: Timestamp, verb: &'static str) -> store::AuditRecord {
    let action = if verb == "add" { "signing-key.add" } else { "signing-key.close" };
    store::AuditRecord { at, actor: store::Actor::System("openid"), action, subject: None, reason: None }
}
