//! Where does chance come from? The system's generator, or a seed that replays a whole run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::{digest, rand};
use values::{Id, Timestamp};

/// A source of random bytes. Cheap to clone; clones of a seeded one draw from the same sequence.
#[derive(Clone, Debug)]
pub struct Dice(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Seeded { seed: u64, next_block: Arc<AtomicU64> },
}

impl Dice {
    /// The operating system's generator, through aws-lc.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// The same bytes for the same seed, in the order of asking. For tests and the sandbox only:
    /// whoever knows the seed knows every byte.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded { seed, next_block: Arc::new(AtomicU64::new(0)) })
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// Fills a buffer with random bytes.
    pub fn fill(&self, buffer: &mut [u8]) {
        match &self.0 {
            Source::System => rand::fill(buffer).expect("the system's generator never fails once started"),
            Source::Seeded { seed, next_block } => {
                for chunk in buffer.chunks_mut(32) {
                    let block = seeded_block(*seed, next_block.fetch_add(1, Ordering::Relaxed));
                    chunk.copy_from_slice(&block[..chunk.len()]);
                }
            }
        }
    }

    /// A new id for something made at `now`.
    pub fn id(&self, now: Timestamp) -> Id {
        Id::new(now, self.bytes())
    }

    /// A number from 0 up to, but not including, `bound`, each as likely as the next.
    /// A bound of zero gives zero.
    pub fn below(&self, bound: u64) -> u64 {
        if bound == 0 {
            return 0;
        }
        // Draws from the ragged end above the last whole multiple would favour small numbers.
        let whole = u64::MAX - u64::MAX % bound;
        loop {
            let drawn = u64::from_be_bytes(self.bytes());
            if drawn < whole {
                return drawn % bound;
            }
        }
    }
}

/// Block `number` of the sequence: SHA-256 in counter mode.
fn seeded_block(seed: u64, number: u64) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(b"counterfoil seeded dice");
    context.update(&seed.to_be_bytes());
    context.update(&number.to_be_bytes());
    context.finish().as_ref().try_into().expect("SHA-256 gives 32 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_replays_and_another_differs() {
        let (first, again, other) = (Dice::seeded(7), Dice::seeded(7), Dice::seeded(8));
        let bytes: [u8; 100] = first.bytes();
        assert_eq!(bytes, again.bytes::<100>());
        assert_ne!(bytes, other.bytes::<100>());
        assert_ne!(first.bytes::<32>(), again.clone().bytes::<64>()[32..]);
    }

    #[test]
    fn clones_of_a_seeded_one_never_repeat_each_other() {
        let dice = Dice::seeded(1);
        assert_ne!(dice.bytes::<32>(), dice.clone().bytes::<32>());
    }

    #[test]
    fn the_system_never_gives_the_same_twice() {
        assert_ne!(Dice::system().bytes::<32>(), Dice::system().bytes::<32>());
    }

    #[test]
    fn numbers_stay_below_their_bound_and_reach_every_value() {
        let dice = Dice::seeded(3);
        let mut seen = [0_u32; 10];
        for _ in 0..2_000 {
            seen[usize::try_from(dice.below(10)).unwrap()] += 1;
        }
        assert!(seen.iter().all(|count| (140..=260).contains(count)), "{seen:?}");
        assert_eq!((dice.below(0), dice.below(1)), (0, 0));
    }

    #[test]
    fn ids_carry_the_instant() {
        let now = Timestamp::from_millisecond(1_795_000_000_123).unwrap();
        let dice = Dice::seeded(5);
        let id = dice.id(now);
        assert_eq!(id.as_bytes()[..6], 1_795_000_000_123_u64.to_be_bytes()[2..]);
        assert_ne!(id, dice.id(now));
    }
}
