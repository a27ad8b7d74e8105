//! When do agents take calls, and which appointments are free? Data with dates, read from a file; pure.

use jiff::civil::{Time, Weekday};
use jiff::{SignedDuration, ToSpan};
use outside::Clock;
use serde::Deserialize;
use values::{Date, Timestamp};

/// The hours that come with the program.
const BUILT_IN: &str = include_str!("hours.toml");

/// One entry as it stands in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    from: Date,
    days: Vec<String>,
    #[serde(default)]
    closed_on: Vec<Date>,
    opens: String,
    closes: String,
    every_minutes: i64,
    seats: i64,
    earliest_minutes: i64,
    days_ahead: i64,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    hours: Vec<Entry>,
}

/// The hours from one day on.
#[derive(Clone, Debug)]
struct Span {
    from: Date,
    days: Vec<Weekday>,
    closed_on: Vec<Date>,
    opens: Time,
    closes: Time,
    every_minutes: i64,
    seats: i64,
    earliest_minutes: i64,
    days_ahead: i64,
}

/// Hours, by the day they hold from.
#[derive(Clone, Debug)]
pub struct Hours(Vec<Span>);

/// Why a file holds no hours.
#[derive(Debug, thiserror::Error)]
pub enum HoursError {
    /// It is no such file.
    #[error("{0}")]
    Malformed(#[from] toml::de::Error),
    /// An entry is none.
    #[error("the hours from {from}: {why}")]
    Entry {
        /// From when.
        from: Date,
        /// What is wrong.
        why: &'static str,
    },
}

/// The hours of a day, to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// From then.
    pub opens: Time,
    /// Until then.
    pub closes: Time,
}

/// A free appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// When it begins.
    pub at: Timestamp,
    /// The agency's date.
    pub on: Date,
    /// The lowest seat that is free.
    pub seat: i64,
}

impl Default for Hours {
    fn default() -> Self {
        Self::read(BUILT_IN).expect("the hours that come with the program were read by its tests")
    }
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

impl Entry {
    fn span(self) -> Result<Span, HoursError> {
        let from = self.from;
        let refused = |why| HoursError::Entry { from, why };
        let days: Option<Vec<Weekday>> = self.days.iter().map(|word| weekday(word)).collect();
        let days = days.ok_or_else(|| refused("days are words such as monday"))?;
        let time = |text: &str| text.parse::<Time>().map_err(|_| refused("opens and closes are like 09:00"));
        let (opens, closes) = (time(&self.opens)?, time(&self.closes)?);
        if opens >= closes {
            return Err(refused("it closes before it opens"));
        }
        let ranges = [
            (self.every_minutes, 5..=720),
            (self.seats, 1..=1_000),
            (self.earliest_minutes, 0..=10_080),
            (self.days_ahead, 1..=60),
        ];
        if ranges.iter().any(|(number, range)| !range.contains(number)) {
            return Err(refused("a number is too small or too large"));
        }
        if self.source.trim().is_empty() {
            return Err(refused("it names no source"));
        }
        let Self { closed_on, every_minutes, seats, earliest_minutes, days_ahead, .. } = self;
        Ok(Span { from, days, closed_on, opens, closes, every_minutes, seats, earliest_minutes, days_ahead })
    }
}

impl Span {
    fn is_open(&self, on: Date) -> bool {
        self.days.contains(&on.weekday()) && !self.closed_on.contains(&on)
    }
}

impl Hours {
    /// Reads a file's text.
    pub fn read(text: &str) -> Result<Self, HoursError> {
        let file: File = toml::from_str(text)?;
        let spans = file.hours.into_iter().map(Entry::span).collect::<Result<Vec<_>, _>>()?;
        Ok(Self(spans))
    }

    /// The entry of a day.
    fn of(&self, on: Date) -> Option<&Span> {
        self.0.iter().filter(|span| span.from <= on).max_by_key(|span| span.from)
    }

    /// From when until when agents are there on a day, if they are.
    pub fn day(&self, on: Date) -> Option<Day> {
        let span = self.of(on).filter(|span| span.is_open(on))?;
        Some(Day { opens: span.opens, closes: span.closes })
    }

    /// The appointments that are free at an instant, where these seats are taken; the next first.
    pub fn free(&self, clock: &Clock, now: Timestamp, taken: &[(Timestamp, i64)]) -> Vec<Slot> {
        let today = clock.today(now);
        let Some(rule) = self.of(today) else { return Vec::new() };
        let minutes = SignedDuration::from_mins(rule.earliest_minutes);
        let earliest = now.saturating_add(minutes).unwrap_or(Timestamp::MAX);
        let days = (0..=rule.days_ahead).map(|days| today.saturating_add(days.days()));
        let all = days.flat_map(|on| self.of(on).map(|span| slots(span, clock, on)).unwrap_or_default());
        all.filter(|(_, at, _)| *at >= earliest)
            .filter_map(|(on, at, seats)| {
                let seat = (0..seats).find(|seat| !taken.contains(&(at, *seat)))?;
                Some(Slot { at, on, seat })
            })
            .collect()
    }
}

/// When appointments of a day begin, each with its seats: all end before the day does.
fn slots(span: &Span, clock: &Clock, on: Date) -> Vec<(Date, Timestamp, i64)> {
    if !span.is_open(on) {
        return Vec::new();
    }
    let step = span.every_minutes.minutes();
    let last = span.closes.saturating_sub(step);
    let begins = span.opens.series(step).take_while(|begins| *begins <= last);
    begins.filter_map(|begins| Some((on, clock.instant(on.to_datetime(begins))?, span.seats))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use values::date;

    fn clock() -> Clock {
        Clock::fixed(Timestamp::UNIX_EPOCH)
    }

    fn at(on: Date, hour: i8, minute: i8) -> Timestamp {
        clock().instant(on.at(hour, minute, 0, 0)).unwrap()
    }

    const MONDAY: Date = date(2026, 11, 23);

    #[test]
    fn appointments_lie_within_the_hours_of_open_days() {
        let hours = Hours::default();
        let free = hours.free(&clock(), at(MONDAY, 10, 10), &[]);
        assert_eq!(free[0], Slot { at: at(MONDAY, 12, 30), on: MONDAY, seat: 0 });
        let days: std::collections::BTreeSet<Date> = free.iter().map(|slot| slot.on).collect();
        let friday = date(2026, 11, 27);
        // Thanksgiving and the weekend are left out; a week later is the last day.
        let expected = [MONDAY, date(2026, 11, 24), date(2026, 11, 25), friday, date(2026, 11, 30)];
        assert_eq!(days, expected.into());
        let times = free.iter().filter(|slot| slot.on == friday).map(|slot| slot.at);
        assert_eq!((times.clone().min(), times.max()), (Some(at(friday, 9, 0)), Some(at(friday, 16, 30))));
        assert_eq!(hours.day(friday).map(|day| day.opens), Some(Time::constant(9, 0, 0, 0)));
        assert_eq!(hours.day(date(2026, 11, 26)), None);
    }

    #[test]
    fn a_full_time_is_not_offered_and_the_lowest_seat_is() {
        let hours = Hours::default();
        let (now, first) = (at(MONDAY, 7, 0), at(MONDAY, 9, 0));
        let next = |taken: &[(Timestamp, i64)]| hours.free(&clock(), now, taken)[0];
        assert_eq!((next(&[]).at, next(&[]).seat), (first, 0));
        assert_eq!((next(&[(first, 0)]).at, next(&[(first, 0)]).seat), (first, 1));
        assert_eq!(next(&[(first, 1)]).seat, 0);
        assert_eq!(next(&[(first, 0), (first, 1)]).at, at(MONDAY, 9, 30));
    }

    #[test]
    fn a_file_that_is_none_is_refused_with_its_reason() {
        let good = "[[hours]]\nfrom = \"2026-01-01\"\ndays = [\"monday\"]\nopens = \"09:00\"\ncloses = \"10:00\"\n\
            every_minutes = 30\nseats = 1\nearliest_minutes = 0\ndays_ahead = 7\nsource = \"x\"\n";
        assert_eq!(Hours::read(good).unwrap().free(&clock(), at(MONDAY, 8, 0), &[]).len(), 4);
        for (text, why) in [
            (good.replace("monday", "funday"), "words such as monday"),
            (good.replace("10:00", "08:00"), "closes before it opens"),
            (good.replace("10:00", "late"), "like 09:00"),
            (good.replace("seats = 1", "seats = 0"), "too small or too large"),
            (good.replace("\"x\"", "\" \""), "names no source"),
            (good.replace("source", "cause"), "unknown field"),
        ] {
            let error = Hours::read(&text).unwrap_err().to_string();
            assert!(error.contains(why), "{why}: {error}");
        }
        assert!(Hours::read(good).unwrap().free(&clock(), at(date(2025, 11, 24), 8, 0), &[]).is_empty());
    }
}
