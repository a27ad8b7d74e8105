//! How does proving go, for everybody to see? By route, language and device: how many are proved, refused or gave up, and
//! how long those who wait for us wait, counting those who gave up. A number that would tell of a few is not told.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::identity::figures::{self, Figure, LEFT, NOTHING, WAITS};
use store::identity::proofings::{Route, State as Stage};
use values::Timestamp;
use web::{Frame, Language, Page, PageError};

use super::route;
use crate::{Identity, IdentityError};

/// The page's address.
pub(super) const PATH: &str = "/prove/figures";

/// Below this a number is not told.
const FEW: i64 = 10;

/// So many months are added up, with the running one.
const MONTHS: i64 = 12;

#[derive(Template)]
#[template(path = "proofing/figures.html")]
struct Figures {
    frame: Frame,
    routes: Vec<Line>,
    languages: Vec<Line>,
    devices: Vec<Line>,
}

/// What became of those of one kind.
struct Line {
    name: String,
    begun: String,
    proved: String,
    refused: String,
    gave_up: String,
    /// Half of those who waited, and nine of ten, had an answer or gave up within this.
    half: String,
    most: String,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let since = first_month(page.now());
    let all = figures::list(identity.store(), &since).await.map_err(IdentityError::from)?;
    let frame = page.frame("prove-figures-title");
    let line = |name: String, is_of: &dyn Fn(&Figure) -> bool| {
        Line::of(&frame, name, &all.iter().filter(|one| is_of(one)).collect::<Vec<_>>())
    };
    let offered = &identity.policy().routes;
    let by_route = |of: &Route| {
        let [key, ..] = route::words(*of);
        line(frame.say(key), &|one| one.route == Some(*of))
    };
    let by_language = |of: Language| line(of.own_name().to_owned(), &|one| one.language == of.tag());
    let by_device = |[word, key]: [&str; 2]| line(frame.say(key), &|one| one.device == word);
    let routes = offered.iter().map(by_route).collect();
    let languages = Language::ALL.into_iter().map(by_language).collect();
    let devices = DEVICES.into_iter().map(by_device).collect();
    page.show(&Figures { frame, routes, languages, devices })
}

/// The words of devices and of their names.
const DEVICES: [[&str; 2]; 3] = [
    ["phone", "prove-figures-phone"],
    ["tablet", "prove-figures-tablet"],
    ["computer", "prove-figures-computer"],
];

/// The key of a device's name.
pub(crate) fn device(word: &str) -> Option<&'static str> {
    DEVICES.into_iter().find(|[known, _]| *known == word).map(|[_, key]| key)
}

/// What the lengths of waits are called, in the order of [`WAITS`].
const WAIT_NAMES: [&str; WAITS.len()] = [
    "prove-figures-hour",
    "prove-figures-day",
    "prove-figures-three-days",
    "prove-figures-week",
    "prove-figures-three-weeks",
    "prove-figures-longer",
];

impl Line {
    fn of(frame: &Frame, name: String, figures: &[&Figure]) -> Self {
        let sum = |is_one: &dyn Fn(&Figure) -> bool| {
            told(frame, figures.iter().filter(|one| is_one(one)).map(|one| one.times).sum())
        };
        let waits = WAITS.map(|(word, _)| {
            figures.iter().filter(|one| one.waited == word).map(|one| one.times).sum::<i64>()
        });
        let within = |tenths| {
            wait_of(waits, tenths)
                .map_or_else(|| frame.say("prove-figures-unknown"), |place| frame.say(WAIT_NAMES[place]))
        };
        Self {
            name,
            begun: sum(&|one| one.from == NOTHING),
            proved: sum(&|one| one.to == Stage::Verified.word()),
            refused: sum(&|one| one.to == Stage::Failed.word()),
            gave_up: sum(&|one| one.to == Stage::Withdrawn.word() || one.to == LEFT),
            half: within(5),
            most: within(9),
        }
    }
}

/// A number as it is told.
fn told(frame: &Frame, number: i64) -> String {
    if (1..FEW).contains(&number) { frame.say("prove-figures-few") } else { frame.number(number) }
}

/// The place in [`WAITS`] within which so many tenths of all waits ended; none where too few waited to say.
fn wait_of(waits: [i64; WAITS.len()], tenths: i64) -> Option<usize> {
    let all: i64 = waits.iter().sum();
    if all < FEW {
        return None;
    }
    let mut within = 0;
    waits.iter().position(|times| {
        within += times;
        within * 10 >= all * tenths
    })
}

/// The month with which the figures begin.
fn first_month(now: Timestamp) -> String {
    let month = figures::month(now);
    let (year, number) = month.split_once('-').unwrap_or((&month, "1"));
    let read = |text: &str| text.parse::<i64>().unwrap_or(1);
    let count = read(year) * 12 + read(number) - 1 - (MONTHS - 1);
    format!("{:04}-{:02}", count.div_euclid(12), count.rem_euclid(12) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_read_off_their_lengths() {
        for (waits, half, most) in [
            ([5, 4, 0, 0, 0, 0], None, None),
            ([10, 0, 0, 0, 0, 0], Some(0), Some(0)),
            ([5, 4, 1, 0, 0, 0], Some(0), Some(1)),
            ([4, 4, 1, 0, 0, 1], Some(1), Some(2)),
            ([0, 0, 0, 0, 0, 10], Some(5), Some(5)),
        ] {
            assert_eq!((wait_of(waits, 5), wait_of(waits, 9)), (half, most), "{waits:?}");
        }
    }

    #[test]
    fn twelve_months_are_told_with_the_running_one() {
        for (now, first) in [("2026-11-23T00:00:00Z", "2025-12"), ("2026-12-31T23:59:59Z", "2026-01")] {
            assert_eq!(first_month(now.parse().unwrap()), first);
        }
    }
}
