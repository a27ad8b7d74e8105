//! With which keys does the provider sign? Kept sealed in the database; the newest signs, the others
//! stay in the key set until they are ended, so that a change signs nobody out.

use outside::jose::{JoseError, KeySet, SigningKey};
use store::identity::signing_keys;
use store::seal::Sealer;
use store::{Store, Write};
use values::{Id, Timestamp};

use super::clients::Client;
use crate::IdentityError;

/// The keys as they stand.
#[derive(Clone, Debug)]
pub struct ProviderKeys(Vec<SigningKey>);

impl ProviderKeys {
    /// The one that signs.
    pub fn newest(&self) -> Result<&SigningKey, IdentityError> {
        self.0.first().ok_or(IdentityError::NoSigningKey)
    }

    /// The one that signs what a site is told.
    pub(crate) fn for_client(&self, _client: &Client) -> Result<&SigningKey, IdentityError> {
        self.newest()
    }

    /// The public halves of all.
    pub fn public(&self) -> KeySet {
        KeySet::of(&self.0)
    }
}

/// The row a key is sealed for: keys have no id of 128 bits, so the place is bound to the first 16
/// bytes of the thumbprint.
fn place(key_id: &str) -> Result<Id, IdentityError> {
    let thumbprint = outside::jose::decode(key_id)?;
    let bytes = thumbprint.get(..16).ok_or(JoseError::BadKey)?;
    Id::try_from(bytes).map_err(|_| JoseError::BadKey.into())
}

/// Adds a new key, which signs from then on. `counterfoil init` and a rotation call it.
pub fn add(sealer: &Sealer, now: Timestamp) -> Result<Write, IdentityError> {
    let key = SigningKey::generate()?;
    let private = key.to_pkcs8()?;
    let program_key = sealer.program_key("signing keys");
    let private_sealed =
        sealer.seal(&program_key, "signing_key", "private_sealed", place(key.key_id())?, private.expose());
    Ok(signing_keys::add(&signing_keys::SigningKey {
        key_id: key.key_id().to_owned(),
        private_sealed,
        made_at: now,
    }))
}

/// Loads the keys; parsing them is the caller's to keep.
pub async fn load(store: &Store, sealer: &Sealer) -> Result<ProviderKeys, IdentityError> {
    let program_key = sealer.program_key("signing keys");
    let open = |row: &signing_keys::SigningKey| {
        let place = place(&row.key_id)?;
        let private =
            sealer.open(&program_key, "signing_key", "private_sealed", place, &row.private_sealed)?;
        Ok::<_, IdentityError>(SigningKey::from_pkcs8(private.expose())?)
    };
    let keys = signing_keys::list(store).await?.iter().map(open).collect::<Result<_, _>>()?;
    Ok(ProviderKeys(keys))
}
