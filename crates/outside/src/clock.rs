//! What time is it? The only place that reads the machine's clock; everywhere else `now` and
//! `today` are plain arguments.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use values::{Date, Timestamp};

/// The zone whose midnight ends the agency's day.
const AGENCY_ZONE: &str = "America/New_York";

/// Where instants come from. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Clock {
    source: Source,
    zone: TimeZone,
}

#[derive(Clone, Debug)]
enum Source {
    System,
    Fixed(Timestamp),
    Moved(MovedClock),
}

/// How far a moved clock is ahead of the machine's (behind, if negative). Clones share one offset.
#[derive(Clone, Debug, Default)]
pub struct MovedClock(Arc<AtomicI64>);

impl MovedClock {
    /// A clock that is `milliseconds` ahead.
    pub fn new(milliseconds: i64) -> Self {
        Self(Arc::new(AtomicI64::new(milliseconds)))
    }

    /// Moves every clock made from this handle to `milliseconds` ahead of the machine's.
    pub fn set(&self, milliseconds: i64) {
        self.0.store(milliseconds, Ordering::Relaxed);
    }

    /// How many milliseconds ahead it is.
    pub fn get(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::from(Source::System)
    }

    /// A clock that stands still, for tests and replays.
    pub fn fixed(instant: Timestamp) -> Self {
        Self::from(Source::Fixed(instant))
    }

    /// The machine's clock moved by the handle's offset, read anew at each question.
    pub fn moved(offset: MovedClock) -> Self {
        Self::from(Source::Moved(offset))
    }

    fn from(source: Source) -> Self {
        // The zone comes from the copy inside the program, so a machine without zone files agrees.
        let zone = TimeZone::get(AGENCY_ZONE).expect("the zone database is built in");
        Self { source, zone }
    }

    /// The instant. Read it once per request or run and pass it on.
    pub fn now(&self) -> Timestamp {
        match &self.source {
            Source::System => machine_now(),
            Source::Fixed(instant) => *instant,
            Source::Moved(offset) => moved_by(machine_now(), offset.get()),
        }
    }

    /// The agency's calendar date at an instant.
    pub fn today(&self, now: Timestamp) -> Date {
        self.local(now).date()
    }

    /// The agency's date and time of day at an instant.
    pub fn local(&self, now: Timestamp) -> DateTime {
        now.to_zoned(self.zone.clone()).datetime()
    }

    /// The instant of an agency's date and time of day; of two in autumn the first, after a gap in spring the later. None
    /// beyond the calendar.
    pub fn instant(&self, local: DateTime) -> Option<Timestamp> {
        local.to_zoned(self.zone.clone()).ok().map(|zoned| zoned.timestamp())
    }
}

/// Saturates at the ends of the calendar: a clock may be moved too far, but never panics.
fn moved_by(instant: Timestamp, milliseconds: i64) -> Timestamp {
    instant.saturating_add(SignedDuration::from_millis(milliseconds)).unwrap_or(instant)
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
fn machine_now() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;
    use values::date;

    #[test]
    fn the_agency_day_ends_at_its_own_midnight() {
        let clock = Clock::system();
        for (instant, day) in [
            ("2026-11-22T04:59:59Z", date(2026, 11, 21)),
            ("2026-11-22T05:00:00Z", date(2026, 11, 22)),
            ("2026-07-01T03:59:59Z", date(2026, 6, 30)),
            ("2026-07-01T04:00:00Z", date(2026, 7, 1)),
        ] {
            assert_eq!(clock.today(instant.parse().unwrap()), day, "{instant}");
        }
    }

    #[test]
    fn a_fixed_clock_stands_and_a_moved_one_runs_ahead() {
        let instant: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        assert_eq!(Clock::fixed(instant).now(), instant);
        let handle = MovedClock::new(0);
        let moved = Clock::moved(handle.clone());
        let before = moved.now();
        handle.set(86_400_000);
        let ahead = moved.now().as_millisecond() - before.as_millisecond();
        assert!((86_400_000..86_460_000).contains(&ahead), "{ahead}");
    }

    #[test]
    fn a_clock_moved_beyond_the_calendar_does_not_panic() {
        let instant: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        assert_eq!(moved_by(instant, i64::MAX), Timestamp::MAX);
        assert_eq!(moved_by(instant, i64::MIN), Timestamp::MIN);
    }
}
