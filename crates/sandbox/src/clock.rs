//! What if it were another day? The demonstration's clock can be moved ahead, for all sites and processes at once.
//!
//! How far it is moved stands in the database; every process reads it again each second.

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::response::Response;
use axum::routing::get;
use outside::{Clock, MovedClock};
use serde::Deserialize;
use store::{Actor, AuditRecord, Store, StoreError, Write, settings};
use values::Date;
use web::{App, Form, Frame, Page, PageError, Problems};

/// Where the page is, on the account site.
pub const PATH: &str = "/sandbox/clock";

/// The setting that holds how many milliseconds the clock is ahead.
const AHEAD: &str = "sandbox.clock_ahead";

/// The furthest the clock can be moved, in days: ten years.
const MOST_DAYS: i64 = 3_650;

/// The milliseconds of a day.
const DAY: i64 = 86_400_000;

/// A clock that can be moved. Cheap to clone; clones move together.
#[derive(Clone, Debug, Default)]
pub struct MovableClock(MovedClock);

impl MovableClock {
    /// One that shows the machine's time.
    pub fn new() -> Self {
        Self::default()
    }

    /// The clock that the sites read.
    pub fn clock(&self) -> Clock {
        Clock::moved(self.0.clone())
    }

    /// Takes over how far the database says that the clock is moved.
    pub async fn read(&self, store: &Store) -> Result<(), StoreError> {
        let ahead = settings::find(store, AHEAD).await?;
        self.0.set(ahead.and_then(|text| text.parse().ok()).unwrap_or(0));
        Ok(())
    }

    fn days_ahead(&self) -> i64 {
        self.0.get() / DAY
    }
}

#[derive(Clone)]
struct ClockPages {
    app: App,
    movable: MovableClock,
}

impl FromRef<ClockPages> for App {
    fn from_ref(pages: &ClockPages) -> Self {
        pages.app.clone()
    }
}

#[derive(Template)]
#[template(path = "clock/clock.html")]
struct ClockPage {
    frame: Frame,
    today: Date,
    days_ahead: i64,
    days: String,
    most: i64,
}

/// How far ahead the visitor wants the clock, in days.
#[derive(Deserialize)]
struct Asked {
    days: String,
}

/// The page's addresses, to be merged into a site that has this state's app.
pub fn routes<S: Clone + Send + Sync + 'static>(app: App, movable: MovableClock) -> Router<S> {
    Router::new().route(PATH, get(show).post(submit)).with_state(ClockPages { app, movable })
}

async fn show(page: Page, State(pages): State<ClockPages>) -> Result<Response, PageError> {
    page.show(&view(&page, &pages, page.frame("clock-title"), pages.movable.days_ahead().to_string()))
}

async fn submit(
    page: Page,
    State(pages): State<ClockPages>,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let days = asked.days.trim().parse::<i64>().ok().filter(|days| (0..=MOST_DAYS).contains(days));
    let Some(days) = days else {
        let mut problems = Problems::none();
        problems.add_with("days", "clock-range", vec![("most", MOST_DAYS.to_string())]);
        return page.show_again(&view(&page, &pages, page.frame("clock-title").with(problems), asked.days));
    };
    let record = AuditRecord {
        at: page.now(),
        actor: Actor::System("sandbox"),
        action: "sandbox.clock_moved",
        subject: None,
        reason: None,
    };
    let write = settings::change(Write::new(), AHEAD, &(days * DAY).to_string()).audit(record);
    pages.app.store.write(write).await?;
    pages.movable.read(&pages.app.store).await?;
    page.go(PATH)
}

fn view(page: &Page, pages: &ClockPages, frame: Frame, days: String) -> ClockPage {
    ClockPage { frame, today: page.today(), days_ahead: pages.movable.days_ahead(), days, most: MOST_DAYS }
}
