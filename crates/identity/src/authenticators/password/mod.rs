//! How are passwords kept and checked? By Argon2id (RFC 9106) and a keyed step with a key that is not in the database
//! (NIST SP 800-63B-4, 3.1.1.2), a few at a time: whoever comes when too many wait is told to come again.

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use store::seal::Sealer;
use subtle::ConstantTimeEq;
use tokio::sync::{Semaphore, SemaphorePermit};
use values::Secret;

pub mod policy;
mod tried;

pub use policy::{Beside, Refusal, Strength};

/// Memory in KiB, passes and lanes (ASVS 5.0, appendix C).
const MEMORY: u32 = 46 * 1024;
const PASSES: u32 = 1;
const LANES: u32 = 1;

/// How many passwords are hashed at once: each takes 46 MiB.
const AT_ONCE: usize = 4;

/// How many more may wait for their turn, about five seconds of work.
const WAITING: usize = 64;

/// What is kept of a password begins so: the hash, then the keyed step over it.
const FORM: &str = "argon2id-hmac";

/// Hashes and checks passwords, a few at a time, off the threads that answer requests.
#[derive(Clone, Debug)]
pub struct PasswordHasher {
    sealer: Sealer,
    memory: u32,
    /// What is compared with where nothing is kept.
    nobodys: Arc<str>,
    permits: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// Why the hasher did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// Too many wait already.
    #[error("too many passwords are being checked")]
    Busy,
    /// The machine has no memory left, the program is ending, or what is kept is unreadable.
    #[error("the password could not be hashed")]
    Broken,
}

impl From<HashError> for web::PageError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Busy,
            HashError::Broken => Self::broken(error),
        }
    }
}

impl PasswordHasher {
    /// With the key for the last step.
    pub fn new(sealer: Sealer) -> Self {
        Self::with_memory(sealer, MEMORY)
    }

    fn with_memory(sealer: Sealer, memory: u32) -> Self {
        Self {
            sealer,
            memory,
            nobodys: text(memory, &[0; 16], &[0; 32]).into(),
            permits: Arc::new(Semaphore::new(AT_ONCE)),
            places: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
        }
    }

    /// With less memory for each hash: `make bench-timing` looks at everything around the hash.
    #[cfg(test)]
    pub(crate) fn cheap(sealer: Sealer) -> Self {
        Self::with_memory(sealer, 8)
    }

    /// What is kept of a password: parameters, salt and hash in one text.
    pub async fn hash(&self, password: &Secret<String>, salt: [u8; 16]) -> Result<String, HashError> {
        let hash = self.run(password, salt, self.memory, PASSES).await?;
        Ok(text(self.memory, &salt, &self.keyed(&salt, &hash)))
    }

    /// Whether a password is the kept one. Where there is none to compare with, the same work is done
    /// and the answer is no, so that an unknown address takes as long as a known one.
    pub async fn check(&self, password: &Secret<String>, kept: Option<&str>) -> Result<bool, HashError> {
        let is_there = kept.is_some();
        let kept = Kept::read(kept.unwrap_or(&self.nobodys)).ok_or(HashError::Broken)?;
        let hash = self.run(password, kept.salt, kept.memory, kept.passes).await?;
        let hash = if kept.is_keyed { self.keyed(&kept.salt, &hash) } else { hash };
        Ok(bool::from(hash.ct_eq(&kept.hash)) & is_there)
    }

    /// The keyed step: without the key, which is not in the database, guesses cannot be checked.
    fn keyed(&self, salt: &[u8], hash: &[u8]) -> [u8; 32] {
        self.sealer.index_of("password", &[salt, hash].concat())
    }

    /// Takes every place, as many visitors at once would.
    #[cfg(test)]
    pub(crate) fn fill(&self) -> tokio::sync::OwnedSemaphorePermit {
        let all = u32::try_from(AT_ONCE + WAITING).expect("a small number");
        self.places.clone().try_acquire_many_owned(all).expect("nobody waits")
    }

    /// A turn, or that too many wait for one.
    async fn turn(&self) -> Result<(SemaphorePermit<'_>, SemaphorePermit<'_>), HashError> {
        let place = self.places.try_acquire().map_err(|_| HashError::Busy)?;
        let permit = self.permits.acquire().await.map_err(|_| HashError::Broken)?;
        Ok((place, permit))
    }

    async fn run(
        &self,
        password: &Secret<String>,
        salt: [u8; 16],
        memory: u32,
        passes: u32,
    ) -> Result<[u8; 32], HashError> {
        let _turn = self.turn().await?;
        let password = policy::normal(password);
        let work = move || {
            let params = Params::new(memory, passes, LANES, Some(32)).map_err(|_| HashError::Broken)?;
            let mut hash = [0; 32];
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password_into(password.expose().as_bytes(), &salt, &mut hash)
                .map_err(|_| HashError::Broken)?;
            Ok(hash)
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| HashError::Broken)?
    }
}

/// What is kept of a password, as one text.
fn text(memory: u32, salt: &[u8], hash: &[u8]) -> String {
    let encode = outside::jose::encode;
    format!("{FORM}$m={memory},t={PASSES},p={LANES}${}${}", encode(salt), encode(hash))
}

/// A kept password, taken apart.
struct Kept {
    is_keyed: bool,
    memory: u32,
    passes: u32,
    salt: [u8; 16],
    hash: [u8; 32],
}

impl Kept {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('$');
        let (name, costs, salt, hash) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let mut costs = costs.split(',');
        let mut cost = |name: &str| costs.next()?.strip_prefix(name)?.parse::<u32>().ok();
        let (memory, passes, lanes) = (cost("m=")?, cost("t=")?, cost("p=")?);
        let bytes = |text: &str| outside::jose::decode(text).ok();
        // Before there was a keyed step, the name was the hash's alone.
        let fits = (name == FORM || name == "argon2id") && lanes == LANES && parts.next().is_none();
        fits.then_some(Self {
            is_keyed: name == FORM,
            memory,
            passes,
            salt: bytes(salt)?.try_into().ok()?,
            hash: bytes(hash)?.try_into().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_checked_whole_and_exactly() {
        let hasher = PasswordHasher::new(store::testing::sealer());
        let secret = |text: &str| Secret::new(text.to_owned());
        let long = "x".repeat(200);
        let kept = hasher.hash(&secret(&long), [7; 16]).await.unwrap();
        assert!(kept.starts_with("argon2id-hmac$m=47104,t=1,p=1$") && !kept.contains("xxx"), "{kept}");
        assert_eq!(hasher.check(&secret(&long), Some(&kept)).await, Ok(true));
        for other in [&long[..199], &format!("{long}x"), &long.to_uppercase(), &format!(" {long}"), ""] {
            assert_eq!(hasher.check(&secret(other), Some(&kept)).await, Ok(false));
        }
        assert_eq!(hasher.check(&secret(&long), None).await, Ok(false));
        assert_eq!(hasher.check(&secret(&long), Some("argon2id-hmac$m=1$x")).await, Err(HashError::Broken));
        assert_ne!(kept, hasher.hash(&secret(&long), [8; 16]).await.unwrap());
    }
    #[tokio::test]
    async fn without_the_key_the_hash_is_of_no_use() {
        let keys = |byte| store::Keys::generate(|| [byte; 32]);
        let of = |byte| PasswordHasher::new(Sealer::new(&keys(byte), || [0; 32]));
        let password = Secret::new("copper lantern seventeen geese".to_owned());
        let kept = of(1).hash(&password, [7; 16]).await.unwrap();
        assert_eq!(of(1).check(&password, Some(&kept)).await, Ok(true));
        assert_eq!(of(2).check(&password, Some(&kept)).await, Ok(false));
    }

    #[tokio::test]
    async fn whoever_comes_when_too_many_wait_is_told_so() {
        let hasher = PasswordHasher::new(store::testing::sealer());
        let mut waiting = Vec::new();
        for _ in 0..AT_ONCE + WAITING {
            waiting.push(hasher.places.try_acquire().unwrap());
        }
        let password = Secret::new("any".to_owned());
        assert_eq!(hasher.check(&password, None).await, Err(HashError::Busy));
        waiting.pop();
        assert_eq!(hasher.check(&password, None).await, Ok(false));
    }
}
