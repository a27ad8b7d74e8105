//! How long does a sign-in stand before it must be proved anew? NIST SP 800-63B-4 allows so much by level (sections
//! 2.1.3, 2.2.3 and 2.3.3); our own limit, the same for everybody, is stricter than any of it. Both hold.

use jiff::SignedDuration;
use values::Timestamp;
use web::session::{ABSOLUTE, IDLE};

use crate::levels::Level;

/// The limits of one kind of session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Since the person proved themselves.
    pub overall: SignedDuration,
    /// Without any use; none where the standard asks for none.
    pub idle: Option<SignedDuration>,
}

/// Ours, kept by `web::session` for every site.
pub const OURS: Limits = Limits { overall: ABSOLUTE, idle: Some(IDLE) };

/// The most that the standard allows at a level.
pub const fn allowed(level: Level) -> Limits {
    match level {
        Level::Demonstration | Level::One => {
            Limits { overall: SignedDuration::from_hours(30 * 24), idle: None }
        }
        Level::Two | Level::TwoPhishingResistant => {
            Limits { overall: SignedDuration::from_hours(24), idle: Some(SignedDuration::from_hours(1)) }
        }
    }
}

/// Whether a sign-in of this level that was proved then still stands, if it was used all the time.
pub fn stands(level: Level, proved_at: Timestamp, now: Timestamp) -> bool {
    let overall = allowed(level).overall.min(OURS.overall);
    now.duration_since(proved_at) < overall
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_is_stricter_than_what_is_allowed_at_any_level() {
        for level in Level::ALL {
            let most = allowed(level);
            assert!(OURS.overall <= most.overall, "{level:?}");
            assert!(most.idle.is_none_or(|idle| OURS.idle.is_some_and(|ours| ours <= idle)), "{level:?}");
        }
        // The third level, which we do not claim, would be kept too: 12 hours and 15 minutes.
        assert!(OURS.overall <= SignedDuration::from_hours(12));
        assert!(OURS.idle <= Some(SignedDuration::from_mins(15)));
    }

    #[test]
    fn a_sign_in_stands_until_its_last_second() {
        let proved_at = Timestamp::from_second(1_795_000_000).unwrap();
        for level in Level::ALL {
            let after = |seconds| proved_at.checked_add(SignedDuration::from_secs(seconds)).unwrap();
            assert!(stands(level, proved_at, after(12 * 3_600 - 1)), "{level:?}");
            assert!(!stands(level, proved_at, after(12 * 3_600)), "{level:?}");
        }
    }
}
