//! How personal values are sealed: root key → purpose keys (HKDF-SHA256) → a data key per person → AES-256-GCM per
//! field, bound to the place it stands in.
//!
//! A sealed value is a header (algorithm, key id, nonce) and the ciphertext with its tag. The schema version, table,
//! column, row id and key id are authenticated with it, so a value that is moved elsewhere does not open. Nonces are
//! random: a person's key seals far fewer than 2^32 values.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::{hkdf, hmac};
use values::{Id, Secret, Tin};

use crate::{Keys, StoreError};

/// Version of what is authenticated with a value; another layout needs another number.
const SCHEMA: u8 = 1;
/// AES-256-GCM with a random 96-bit nonce.
const ALGORITHM: u8 = 1;
/// Algorithm, key id, nonce.
const HEADER: usize = 1 + 8 + 12;
/// Salt of the derivations from the root key.
const SALT: &[u8] = b"counterfoil keys 1";
/// The root key's generation: data keys say which one wrapped them.
const ROOT_KEY: i64 = 1;

/// Which part of the program a data key belongs to: erasing a sign-in does not erase the tax record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Realm {
    /// The agency's books.
    Taxes,
    /// The identity site.
    Identity,
}

impl Realm {
    /// Its name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Taxes => "taxes",
            Self::Identity => "identity",
        }
    }
}

/// What seals one person's fields, or those of the program itself.
#[derive(Clone)]
pub struct DataKey {
    id: i64,
    key: Arc<LessSafeKey>,
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "DataKey({})", self.id)
    }
}

impl DataKey {
    fn new(id: i64, bytes: &Secret<[u8; 32]>) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, bytes.expose()).expect("AES-256 takes 32 bytes");
        Self { id, key: Arc::new(LessSafeKey::new(key)) }
    }
}

/// A person's data key as it is stored: sealed under the realm's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    /// Whose.
    pub person: Id,
    /// In which realm.
    pub realm: Realm,
    /// Its number; a person's first is 1.
    pub key_id: i64,
    /// The sealed key.
    pub wrapped: Vec<u8>,
}

/// Seals and opens. Cheap to clone.
#[derive(Clone)]
pub struct Sealer {
    inner: Arc<Inner>,
}

struct Inner {
    derive: hkdf::Prk,
    taxes: DataKey,
    identity: DataKey,
    index: hmac::Key,
    random: Box<dyn Fn() -> [u8; 32] + Send + Sync>,
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Sealer(…)")
    }
}

impl Sealer {
    /// From the keys and a source of random bytes: `move || dice.bytes::<32>()`.
    pub fn new(keys: &Keys, random: impl Fn() -> [u8; 32] + Send + Sync + 'static) -> Self {
        let derive = hkdf::Salt::new(hkdf::HKDF_SHA256, SALT).extract(keys.root.expose());
        let wrapping = |realm: Realm| derived(&derive, "wrap", realm.name());
        let (taxes, identity) = (wrapping(Realm::Taxes), wrapping(Realm::Identity));
        let index = hmac::Key::new(hmac::HMAC_SHA256, keys.index.expose());
        Self { inner: Arc::new(Inner { derive, taxes, identity, index, random: Box::new(random) }) }
    }

    /// Seals a value for its place: the column of a table, in the row with this id.
    pub fn seal(&self, key: &DataKey, table: &str, column: &str, row: Id, plaintext: &[u8]) -> Vec<u8> {
        let random = (self.inner.random)();
        let nonce: [u8; 12] = random[..12].try_into().expect("12 of 32 bytes");
        let mut sealed = Vec::with_capacity(HEADER + plaintext.len() + AES_256_GCM.tag_len());
        sealed.push(ALGORITHM);
        sealed.extend_from_slice(&key.id.to_be_bytes());
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plaintext);
        let place = Aad::from(place(table, column, row, key.id));
        let tag = key
            .key
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), place, &mut sealed[HEADER..])
            .expect("a field is shorter than 64 GiB");
        sealed.extend_from_slice(tag.as_ref());
        sealed
    }

    /// Opens a sealed value in the place it stands in; `Unreadable` if it was sealed for another or changed.
    pub fn open(
        &self,
        key: &DataKey,
        table: &str,
        column: &str,
        row: Id,
        sealed: &[u8],
    ) -> Result<Secret<Vec<u8>>, StoreError> {
        let (header, body) = sealed.split_at_checked(HEADER).ok_or(StoreError::Unreadable)?;
        if header[0] != ALGORITHM || header[1..9] != key.id.to_be_bytes() {
            return Err(StoreError::Unreadable);
        }
        let nonce = Nonce::try_assume_unique_for_key(&header[9..]).map_err(|_| StoreError::Unreadable)?;
        let mut content = body.to_vec();
        let place = Aad::from(place(table, column, row, key.id));
        let opened = key.key.open_in_place(nonce, place, &mut content).map_err(|_| StoreError::Unreadable)?;
        let length = opened.len();
        content.truncate(length);
        Ok(Secret::new(content))
    }

    /// What a tax number is found by: HMAC-SHA256 under the index key, another for each purpose.
    pub fn index(&self, purpose: &str, tin: &Tin) -> [u8; 32] {
        self.index_of(purpose, Secret::new(tin.expose()).expose().as_bytes())
    }

    /// What any other value is found by, such as an email address in its lookup form.
    pub fn index_of(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.inner.index);
        context.update(b"counterfoil index 1");
        context.update(&(purpose.len() as u64).to_be_bytes());
        context.update(purpose.as_bytes());
        context.update(value);
        context.sign().as_ref().try_into().expect("SHA-256 has 32 bytes")
    }

    /// A key for what belongs to the program and to no person, such as an outbox payload or a signing key.
    pub fn program_key(&self, purpose: &str) -> DataKey {
        derived(&self.inner.derive, "program", purpose)
    }

    /// 32 secret bytes of the program's own for a purpose and an id: the same each time, so that nothing needs to be
    /// kept until what they are for is done.
    pub fn program_secret(&self, purpose: &str, id: Id) -> Secret<[u8; 32]> {
        let purpose = format!("{purpose} {id}");
        Secret::new(derived_bytes(&self.inner.derive, "program secret", &purpose))
    }

    /// A new data key for a person, to be stored by [`crate::person_keys::add`].
    pub fn new_person_key(&self, person: Id, realm: Realm) -> (DataKey, WrappedKey) {
        let key_id = 1;
        let bytes = Secret::new((self.inner.random)());
        let wrapped = self.seal(self.wrapping(realm), "person_key", realm.name(), person, bytes.expose());
        (DataKey::new(key_id, &bytes), WrappedKey { person, realm, key_id, wrapped })
    }

    /// The data key out of its stored form.
    pub fn unwrap(&self, wrapped: &WrappedKey) -> Result<DataKey, StoreError> {
        let WrappedKey { person, realm, key_id, wrapped } = wrapped;
        let bytes = self.open(self.wrapping(*realm), "person_key", realm.name(), *person, wrapped)?;
        let bytes = bytes.expose().as_slice().try_into().map_err(|_| StoreError::Unreadable)?;
        Ok(DataKey::new(*key_id, &Secret::new(bytes)))
    }

    fn wrapping(&self, realm: Realm) -> &DataKey {
        match realm {
            Realm::Taxes => &self.inner.taxes,
            Realm::Identity => &self.inner.identity,
        }
    }
}

fn derived(derive: &hkdf::Prk, group: &str, purpose: &str) -> DataKey {
    DataKey::new(ROOT_KEY, &Secret::new(derived_bytes(derive, group, purpose)))
}

fn derived_bytes(derive: &hkdf::Prk, group: &str, purpose: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    let info = [group.as_bytes(), b" ", purpose.as_bytes()];
    derive
        .expand(&info, hkdf::HKDF_SHA256)
        .and_then(|output| output.fill(&mut bytes))
        .expect("HKDF gives 32 bytes to a short purpose");
    bytes
}

/// Where a value stands, each part with its length so that no two places read the same.
fn place(table: &str, column: &str, row: Id, key_id: i64) -> Vec<u8> {
    let mut bytes = vec![SCHEMA, ALGORITHM];
    for part in [table.as_bytes(), column.as_bytes(), row.as_bytes(), &key_id.to_be_bytes()] {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests;
