//! How are codes and tokens kept? Only as hashes, each for its own use.

use aws_lc_rs::digest;
use jiff::SignedDuration;
use values::Timestamp;

/// What is kept of a random secret: it has enough bits that a plain hash is enough.
pub(crate) fn hash(purpose: &str, secret: &str) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(&(purpose.len() as u64).to_be_bytes());
    context.update(purpose.as_bytes());
    context.update(secret.as_bytes());
    context.finish().as_ref().try_into().expect("SHA-256 gives 32 bytes")
}

/// So many seconds later; the end of the calendar at most.
pub(crate) fn later(now: Timestamp, seconds: i64) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}
