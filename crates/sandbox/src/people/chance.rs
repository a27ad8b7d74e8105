//! How is chance drawn for made-up people? `SplitMix64`: fast, seeded, the same on every machine.
//!
//! Not for secrets. Each household has a generator of its own, so that what one draws moves no other.

/// A small seeded generator.
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    /// The generator of one household among all that `seed` makes.
    pub(super) fn of(seed: u64, household: u64) -> Self {
        let mut chance = Self(seed ^ household.wrapping_mul(0xd6e8_feb8_6659_fd93));
        chance.next();
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u128::from(high.abs_diff(low)) + 1;
        let drawn = (u128::from(self.next()) * width) >> 64;
        low.saturating_add_unsigned(u64::try_from(drawn).expect("below the width, which fits"))
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of a list.
    pub(super) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        let highest = i64::try_from(list.len()).expect("a short list") - 1;
        list[usize::try_from(self.between(0, highest)).expect("from zero")]
    }

    /// One of a list by weight.
    pub(super) fn weighted<T: Copy>(&mut self, list: &[(i64, T)]) -> T {
        let mut left = self.between(1, list.iter().map(|entry| entry.0).sum());
        for (weight, entry) in list {
            left -= weight;
            if left <= 0 {
                return *entry;
            }
        }
        unreachable!("the weights add up to what was drawn from")
    }
}
