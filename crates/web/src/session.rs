//! How long does a visit last, and how does it end? Idle 15 minutes, at most 12 hours, with a warning
//! 150 seconds before (NIST SP 800-63B-4, 2.2.3; Publication 1075).

use values::{Id, Timestamp};

/// Without a request for this many seconds the session ends.
pub const IDLE_SECONDS: i64 = 15 * 60;
/// After this many seconds it ends in any case.
pub const ABSOLUTE_SECONDS: i64 = 12 * 60 * 60;
/// This many seconds before the end the visitor is warned.
pub const WARNING_SECONDS: i64 = 150;

/// A signed-in person's visit.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who is signed in.
    pub person: Id,
    /// How the masthead calls them.
    pub name: Option<String>,
    /// When they signed in.
    pub started_at: Timestamp,
    /// When they were last seen; up to a minute old.
    pub seen_at: Timestamp,
}

/// How long a session has left, as a page tells the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Countdown {
    /// Seconds until the warning.
    pub warning_in: i64,
    /// Seconds until the end.
    pub ends_in: i64,
    /// Whether staying signed in is still possible.
    pub can_extend: bool,
}

impl Session {
    fn ends_at(&self) -> i64 {
        let idle_end = self.seen_at.as_second().saturating_add(IDLE_SECONDS);
        idle_end.min(self.absolute_end())
    }

    fn absolute_end(&self) -> i64 {
        self.started_at.as_second().saturating_add(ABSOLUTE_SECONDS)
    }

    /// How long it has left.
    pub fn countdown(&self, now: Timestamp) -> Countdown {
        let ends_in = self.ends_at().saturating_sub(now.as_second()).max(0);
        Countdown {
            warning_in: (ends_in - WARNING_SECONDS).max(0),
            ends_in,
            can_extend: self.absolute_end().saturating_sub(now.as_second()) > ends_in,
        }
    }
}
