//! How are codes and tokens kept? Only as hashes, each for its own use.

use aws_lc_rs::digest;
use jiff::SignedDuration;
use outside::Dice;
use values::Timestamp;

/// What is kept of a random secret: it has enough bits that a plain hash is enough.
pub(crate) fn hash(purpose: &str, secret: &str) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(&(purpose.len() as u64).to_be_bytes());
    context.update(purpose.as_bytes());
    context.update(secret.as_bytes());
    context.finish().as_ref().try_into().expect("SHA-256 gives 32 bytes")
}

/// A new secret that leads to a row: 32 random bytes behind the time in milliseconds, so that what is made together lies
/// together in the tables and many are written at the price of one. The time is no secret.
pub(crate) fn new_secret(dice: &Dice, now: Timestamp) -> String {
    let time = now.as_millisecond().to_be_bytes();
    let mut bytes = [0; 38];
    bytes[..6].copy_from_slice(&time[2..]);
    bytes[6..].copy_from_slice(&dice.bytes::<32>());
    outside::jose::encode(&bytes)
}

/// Where the row of such a secret is: its time, and 208 bits of its hash. What is no such secret leads nowhere.
pub(crate) fn place(purpose: &str, secret: &str) -> [u8; 32] {
    let mut place = hash(purpose, secret);
    if let Ok(bytes) = outside::jose::decode(secret)
        && bytes.len() == 38
    {
        place.copy_within(..26, 6);
        place[..6].copy_from_slice(&bytes[..6]);
    }
    place
}

/// So many seconds later; the end of the calendar at most.
pub(crate) fn later(now: Timestamp, seconds: i64) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_leads_to_one_place_among_those_of_its_time() {
        let dice = Dice::seeded(7);
        let at = |millisecond: i64| Timestamp::from_millisecond(1_795_000_000_000 + millisecond).unwrap();
        let secrets: Vec<String> = (0..100).map(|time| new_secret(&dice, at(time))).collect();
        let places: Vec<[u8; 32]> = secrets.iter().map(|secret| place("code", secret)).collect();
        assert!(places.is_sorted(), "what is made later lies behind");
        for (secret, found) in secrets.iter().zip(&places) {
            assert_eq!(place("code", secret), *found);
            assert_ne!(place("token", secret)[6..], found[6..], "each use has its own places");
            assert_ne!(hash("code", secret)[..6], found[..6]);
        }
        let [first, second] = [at(0), at(0)].map(|now| place("code", &new_secret(&dice, now)));
        assert_eq!(first[..6], second[..6]);
        assert_ne!(first[6..], second[6..]);
        for strange in ["", "AAAA", "not base64url!", &secrets[0][1..]] {
            assert_eq!(place("code", strange), hash("code", strange));
        }
    }
}
