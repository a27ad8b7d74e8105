//! Which passwords are good enough, and how are they kept and checked? NIST SP 800-63B-4, 3.1.1: length
//! and a blocklist, no rules on which characters, no expiry; kept by Argon2id (RFC 9106).

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use values::Secret;
use zxcvbn::Score;
use zxcvbn::feedback::Warning;

/// At least so many characters, since an authenticator app is always asked for too.
pub const SHORTEST: usize = 8;

/// At most so many; far beyond what anyone types, short enough not to be a burden.
pub const LONGEST: usize = 256;

/// Memory in KiB, passes and lanes (ASVS 5.0, appendix C).
const MEMORY: u32 = 46 * 1024;
const PASSES: u32 = 1;
const LANES: u32 = 1;

/// How many passwords are hashed at once: each takes 46 MiB.
const AT_ONCE: usize = 4;

/// Why a password is refused, to be said in plain words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Fewer than eight characters.
    TooShort,
    /// More than 256 characters.
    TooLong,
    /// It holds the person's address or the agency's name.
    HoldsContext,
    /// Among the most used or leaked.
    Common,
    /// A word or a name by itself.
    SingleWord,
    /// Rows of keys, sequences, repetitions.
    Pattern,
    /// A date or a year.
    Date,
    /// Guessed in too few tries, for no single reason.
    Guessable,
}

impl Refusal {
    /// The message that tells it.
    pub const fn message(self) -> &'static str {
        match self {
            Self::TooShort => "password-too-short",
            Self::TooLong => "password-too-long",
            Self::HoldsContext => "password-holds-context",
            Self::Common => "password-common",
            Self::SingleWord => "password-single-word",
            Self::Pattern => "password-pattern",
            Self::Date => "password-date",
            Self::Guessable => "password-guessable",
        }
    }
}

/// Judges a new password. `context` holds what an attacker tries first: address, agency, site.
pub fn judge(password: &str, context: &[&str]) -> Result<(), Refusal> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Refusal::TooShort);
    }
    if length > LONGEST {
        return Err(Refusal::TooLong);
    }
    let words = context_words(context);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if without_context(password, &words).chars().count() < SHORTEST {
        return Err(Refusal::HoldsContext);
    }
    let strength = zxcvbn::zxcvbn(password, &words);
    if strength.score() >= Score::Three {
        return Ok(());
    }
    Err(strength.feedback().and_then(zxcvbn::feedback::Feedback::warning).map_or(Refusal::Guessable, reason))
}

fn reason(warning: Warning) -> Refusal {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess
        | Warning::ShortKeyboardPatternsAreEasyToGuess
        | Warning::RepeatsLikeAaaAreEasyToGuess
        | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess
        | Warning::SequencesLikeAbcAreEasyToGuess => Refusal::Pattern,
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => Refusal::Common,
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => Refusal::Date,
        Warning::AWordByItselfIsEasyToGuess
        | Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => Refusal::SingleWord,
    }
}

/// The whole texts and their words of four letters and more, in lower case.
fn context_words(context: &[&str]) -> Vec<String> {
    let whole = context.iter().map(|text| text.to_lowercase());
    let parts = context.iter().flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()));
    whole.chain(parts.map(str::to_lowercase)).filter(|word| word.chars().count() >= 4).collect()
}

/// What is left of a password when the words an attacker tries first are taken out.
fn without_context(password: &str, words: &[&str]) -> String {
    words.iter().fold(password.to_lowercase(), |rest, word| rest.replace(word, ""))
}

/// Hashes and checks passwords, a few at a time, off the threads that answer requests.
#[derive(Clone, Debug)]
pub struct PasswordHasher {
    permits: Arc<Semaphore>,
}

/// The hasher could not work: the machine has no memory left, or the program is ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct HashError;

impl Default for PasswordHasher {
    fn default() -> Self {
        Self { permits: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl PasswordHasher {
    /// What is kept of a password: parameters, salt and hash in one text.
    pub async fn hash(&self, password: &Secret<String>, salt: [u8; 16]) -> Result<String, HashError> {
        let hash = self.run(password, salt, MEMORY, PASSES).await?;
        Ok(format!(
            "argon2id$m={MEMORY},t={PASSES},p={LANES}${}${}",
            outside::jose::encode(&salt),
            outside::jose::encode(&hash)
        ))
    }

    /// Whether a password is the kept one. Where there is none to compare with, the same work is done
    /// and the answer is no, so that an unknown address takes as long as a known one.
    pub async fn check(&self, password: &Secret<String>, kept: Option<&str>) -> Result<bool, HashError> {
        let Some(kept) = kept else {
            self.run(password, [0; 16], MEMORY, PASSES).await?;
            return Ok(false);
        };
        let kept = Kept::read(kept).ok_or(HashError)?;
        let hash = self.run(password, kept.salt, kept.memory, kept.passes).await?;
        Ok(hash.ct_eq(&kept.hash).into())
    }

    async fn run(
        &self,
        password: &Secret<String>,
        salt: [u8; 16],
        memory: u32,
        passes: u32,
    ) -> Result<[u8; 32], HashError> {
        let _permit = self.permits.acquire().await.map_err(|_| HashError)?;
        let password = password.clone();
        let work = move || {
            let params = Params::new(memory, passes, LANES, Some(32)).map_err(|_| HashError)?;
            let mut hash = [0; 32];
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password_into(password.expose().as_bytes(), &salt, &mut hash)
                .map_err(|_| HashError)?;
            Ok(hash)
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| HashError)?
    }
}

/// A kept password, taken apart.
struct Kept {
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
        let fits = name == "argon2id" && lanes == LANES && parts.next().is_none();
        fits.then_some(Self {
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

    const CONTEXT: [&str; 3] = ["maria.lopez@example.com", "Department of Revenue", "Counterfoil"];

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        for (password, refusal) in [
            ("", Refusal::TooShort),
            ("aB3$xY7", Refusal::TooShort),
            ("🔑🔑🔑🔑🔑🔑🔑", Refusal::TooShort),
            (&"a".repeat(257), Refusal::TooLong),
            ("password", Refusal::Common),
            ("iloveyou", Refusal::Common),
            ("P@ssw0rd1", Refusal::Common),
            ("asdfghjkl;", Refusal::Pattern),
            ("aaaaaaaaaaaa", Refusal::Pattern),
            ("maria.lopez@example.com", Refusal::HoldsContext),
            ("maria.lopez1", Refusal::HoldsContext),
            ("Counterfoil2026", Refusal::HoldsContext),
            ("revenueX12", Refusal::HoldsContext),
        ] {
            assert_eq!(judge(password, &CONTEXT), Err(refusal), "{password}");
        }
    }

    #[test]
    fn good_passwords_of_any_alphabet_pass() {
        for password in [
            "correct horse battery staple lamp",
            "xK9#mQ2$vL",
            "мой дядя самых честных правил",
            "七転び八起き・猿も木から落ちる",
            "🦊🌵🚲🧊🎻🪁🧭🥝🪐🎺",
            "plain words without any digit",
            &"long sentence ".repeat(18),
        ] {
            assert_eq!(judge(password, &CONTEXT), Ok(()), "{password}");
        }
    }

    #[tokio::test]
    async fn a_password_is_checked_whole_and_exactly() {
        let hasher = PasswordHasher::default();
        let secret = |text: &str| Secret::new(text.to_owned());
        let long = "x".repeat(200);
        let kept = hasher.hash(&secret(&long), [7; 16]).await.unwrap();
        assert!(kept.starts_with("argon2id$m=47104,t=1,p=1$") && !kept.contains("xxx"), "{kept}");
        assert_eq!(hasher.check(&secret(&long), Some(&kept)).await, Ok(true));
        for other in [&long[..199], &format!("{long}x"), &long.to_uppercase(), &format!(" {long}"), ""] {
            assert_eq!(hasher.check(&secret(other), Some(&kept)).await, Ok(false));
        }
        assert_eq!(hasher.check(&secret(&long), None).await, Ok(false));
        assert_eq!(hasher.check(&secret(&long), Some("argon2id$m=1$x")).await, Err(HashError));
        assert_ne!(kept, hasher.hash(&secret(&long), [8; 16]).await.unwrap());
    }
}
