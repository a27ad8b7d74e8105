//! When does the next key sign, and when does an old one go? Pure: the keys and the time in, what is to be done out.
//!
//! A key is shown a day before it signs, since sites keep the key set for a while, and stays for days after another has
//! taken its place, since what it signed is still shown to us and to others. So a change signs nobody out.

use outside::jose::Algorithm;
use values::Timestamp;

use crate::secrets::later;

/// A key is shown for so long before it signs: longer than anybody keeps a key set.
pub const SHOWN_SECONDS: i64 = 86_400;

/// A key stays for so long after it signed for the last time: longer than any token is good, any session lasts, and
/// any message to a site is tried again.
pub const KEPT_SECONDS: i64 = 8 * 86_400;

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFacts {
    /// Its id in the key set.
    pub key_id: String,
    /// Its kind.
    pub algorithm: Algorithm,
    /// Which of its kind it is.
    pub number: i64,
    /// When it was made.
    pub made_at: Timestamp,
    /// From when on it signs.
    pub signs_from: Timestamp,
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Make a key; the number tells two processes that they make the same one.
    Add {
        /// Its kind.
        algorithm: Algorithm,
        /// Which of its kind.
        number: i64,
        /// From when on it signs.
        signs_from: Timestamp,
    },
    /// Take one out of the key set.
    End(String),
}

/// The key of a kind that signs at an instant: the last whose time has come. If none's has, the next: a clock that was
/// set back must not stop the provider.
pub fn signing<'a>(keys: &[&'a KeyFacts], algorithm: Algorithm, now: Timestamp) -> Option<&'a KeyFacts> {
    let of_kind = keys.iter().copied().filter(|key| key.algorithm == algorithm);
    let begun = of_kind.clone().filter(|key| key.signs_from <= now);
    let last = begun.max_by_key(|key| (key.signs_from, key.number));
    last.or_else(|| of_kind.min_by_key(|key| (key.signs_from, key.number)))
}

/// What is to be done now, with keys that sign for so many seconds each.
pub fn due(keys: &[KeyFacts], key_seconds: i64, now: Timestamp) -> Vec<Step> {
    let mut steps = Vec::new();
    for algorithm in Algorithm::ALL {
        let mut of_kind: Vec<&KeyFacts> = keys.iter().filter(|key| key.algorithm == algorithm).collect();
        of_kind.sort_by_key(|key| (key.signs_from, key.number));
        let Some(last) = of_kind.last() else {
            // Only what everybody can read is made unasked.
            if algorithm == Algorithm::Es256 {
                steps.push(Step::Add { algorithm, number: 1, signs_from: Timestamp::UNIX_EPOCH });
            }
            continue;
        };
        // The first one signs since ever; it counts from when it was made.
        let begun = last.signs_from.max(last.made_at);
        let next = later(begun, key_seconds);
        if later(next, -SHOWN_SECONDS) <= now {
            let signs_from = next.max(later(now, SHOWN_SECONDS));
            let number = of_kind.iter().map(|key| key.number).max().unwrap_or(0) + 1;
            steps.push(Step::Add { algorithm, number, signs_from });
        }
        for pair in of_kind.windows(2) {
            if later(pair[1].signs_from, KEPT_SECONDS) <= now {
                steps.push(Step::End(pair[0].key_id.clone()));
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn on(day: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + day * DAY).unwrap()
    }

    fn take(keys: &mut Vec<KeyFacts>, now: Timestamp) -> usize {
        let steps = due(keys, 30 * DAY, now);
        for step in &steps {
            match step {
                Step::Add { algorithm, number, signs_from } => keys.push(KeyFacts {
                    key_id: format!("{}{number}", algorithm.name()),
                    algorithm: *algorithm,
                    number: *number,
                    made_at: now,
                    signs_from: *signs_from,
                }),
                Step::End(key_id) => keys.retain(|key| key.key_id != *key_id),
            }
        }
        steps.len()
    }

    #[test]
    fn a_year_of_keys_leaves_no_gap_and_few_keys() {
        let mut keys = Vec::new();
        assert_eq!(take(&mut keys, on(0)), 1);
        keys.push(KeyFacts {
            key_id: "RS2561".to_owned(),
            algorithm: Algorithm::Rs256,
            number: 1,
            made_at: on(0),
            signs_from: Timestamp::UNIX_EPOCH,
        });
        let mut signed = Vec::new();
        for hour in 0..366 * 24 {
            let now = later(on(0), hour * 3_600);
            take(&mut keys, now);
            for algorithm in [Algorithm::Es256, Algorithm::Rs256] {
                let all: Vec<&KeyFacts> = keys.iter().collect();
                let key = signing(&all, algorithm, now).unwrap();
                // Shown for a day before it signs, but for the first.
                assert!(key.number == 1 || later(key.made_at, SHOWN_SECONDS) <= now, "{key:?} {now}");
                // Whatever signed in the last eight days is still there.
                signed.push((now, key.key_id.clone()));
                let kept = |id: &String| keys.iter().any(|key| key.key_id == *id);
                let recent = signed.iter().rev().take_while(|(at, _)| later(*at, KEPT_SECONDS) > now);
                assert!(recent.into_iter().all(|(_, id)| kept(id)), "{now}");
            }
            assert!(keys.len() <= 2 * 2, "{} keys", keys.len());
        }
        assert_eq!(keys.iter().map(|key| key.number).max(), Some(13));
    }

    #[test]
    fn a_late_turn_still_shows_the_key_first() {
        let mut keys = Vec::new();
        take(&mut keys, on(0));
        take(&mut keys, on(400));
        assert_eq!(keys.len(), 2);
        let all: Vec<&KeyFacts> = keys.iter().collect();
        assert_eq!(signing(&all, Algorithm::Es256, on(400)).unwrap().number, 1);
        assert_eq!(signing(&all, Algorithm::Es256, on(401)).unwrap().number, 2);
        // And a clock that goes back stops nothing.
        let later_one: Vec<&KeyFacts> = keys.iter().skip(1).collect();
        assert_eq!(signing(&later_one, Algorithm::Es256, on(0)).unwrap().number, 2);
        assert_eq!(signing(&all, Algorithm::EdDsa, on(0)), None);
    }
}
