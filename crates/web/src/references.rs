//! Which number does a request have, that its visitor can read out and its log lines carry?

use std::sync::atomic::{AtomicU64, Ordering};

use outside::Dice;

/// Letters and digits that cannot be taken for each other, read out on the telephone (Crockford).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// From one number to the next: odd, so that all 2^50 come before one comes again, and large, so that neighbours look
/// nothing alike.
const STEP: u64 = 0x2_7a3f_19c4_6e8d;

/// The numbers of one site, from a random one on.
#[derive(Debug)]
pub(crate) struct References(AtomicU64);

impl References {
    pub(crate) fn new(dice: &Dice) -> Self {
        Self(AtomicU64::new(u64::from_be_bytes(dice.bytes())))
    }

    /// A new one: ten characters in two groups, 50 bits.
    pub(crate) fn next(&self) -> String {
        let bits = self.0.fetch_add(STEP, Ordering::Relaxed);
        let letter =
            |place: u32| char::from(ALPHABET[usize::try_from(bits >> (5 * place) & 31).unwrap_or(0)]);
        let mut text = String::with_capacity(11);
        text.extend((0..5).map(letter));
        text.push('-');
        text.extend((5..10).map(letter));
        text
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn references_can_be_read_out_and_are_all_different() {
        let references = References::new(&Dice::seeded(1));
        let all: Vec<String> = (0..10_000).map(|_| references.next()).collect();
        for reference in &all {
            let (first, second) = reference.split_once('-').unwrap();
            assert_eq!((first.len(), second.len()), (5, 5), "{reference}");
            assert!(reference.bytes().all(|byte| byte == b'-' || ALPHABET.contains(&byte)), "{reference}");
        }
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        assert_ne!(all[0], References::new(&Dice::seeded(2)).next());
    }
}
