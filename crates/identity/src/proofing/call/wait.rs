//! Waiting for a call: now, with how long that takes as far as anybody can say, or until an appointment. The place is kept
//! when the page is closed; agents call whoever's page is open.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::calls::{self, Call};
use store::identity::proofings;
use store::{Actor, Write, WriteError};
use values::{Date, Timestamp};
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError, Problems};

use super::hours::Slot;
use super::{LATELY, MOST, PATH, ROOM, current, noted, queue};
use crate::proofing::GO_ON;
use crate::proofing::case::Case;
use crate::security::shown::{instant, time_of_day};
use crate::{Identity, IdentityError};

/// Without its script the page looks again after so many seconds.
const LOOK_AGAIN: i64 = 15;

/// That the page is open is written down no more often than every so many seconds.
const SEEN_EVERY: i64 = 15;

/// How somebody stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    /// They chose neither now nor an appointment.
    Nowhere,
    /// They wait: so many come before them.
    InQueue(i64),
    /// They have an appointment.
    Appointed(String),
    /// A call broke off; they keep their place until they are ready again.
    Paused,
}

impl Standing {
    /// The message that is the page's title.
    const fn title(&self) -> &'static str {
        match self {
            Self::Nowhere => "call-wait-title",
            Self::InQueue(_) => "call-queue-title",
            Self::Appointed(_) => "call-appointed-title",
            Self::Paused => "call-paused",
        }
    }
}

/// A day that has free appointments.
struct Day {
    date: Date,
    said: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "proofing/call/wait.html")]
struct Wait {
    frame: Frame,
    standing: Standing,
    /// How long it takes, in words.
    how_long: String,
    /// When agents are there today, in words.
    hours: String,
    days: Vec<Day>,
    /// Times of the chosen day: the instant, and the time of day.
    times: Vec<(String, String)>,
    number: String,
    /// Whether there is a place to give up.
    has_place: bool,
    /// What would change the page.
    state: String,
    looks_again: bool,
    seconds: i64,
}

/// How many minutes somebody waits who has so many before them.
async fn estimate(
    identity: &Identity,
    calls: &[Call],
    ahead: usize,
    now: Timestamp,
) -> Result<Option<(i64, i64)>, IdentityError> {
    let store = identity.store();
    let mut agents = calls::list_on_duty(store, now).await?;
    agents.extend(calls.iter().filter_map(|call| call.agent_id));
    agents.sort_unstable();
    agents.dedup();
    let since = now.saturating_sub(LATELY).unwrap_or(Timestamp::MIN);
    let lengths = queue::lengths(&calls::list_ended(store, since, MOST).await?);
    Ok(queue::estimate(ahead, agents.len(), &lengths))
}

async fn free(identity: &Identity, now: Timestamp) -> Result<Vec<Slot>, IdentityError> {
    let taken = calls::list_seats(identity.store(), now).await?;
    Ok(identity.policy().call_hours.free(&identity.app().clock, now, &taken))
}

fn standing(page: &Page, all: &[Call], call: Option<&Call>) -> Standing {
    let now = page.now();
    match call {
        None => Standing::Nowhere,
        Some(call) if !call.is_ready => Standing::Paused,
        Some(call) => match (queue::ahead(all, call.id, now), call.slot_at) {
            (Some(ahead), _) => Standing::InQueue(i64::try_from(ahead).unwrap_or(i64::MAX)),
            (None, Some(slot)) => Standing::Appointed(instant(page, slot)),
            (None, None) => Standing::Nowhere,
        },
    }
}

fn hours(identity: &Identity, page: &Page, frame: &Frame) -> String {
    let today = identity.policy().call_hours.day(page.today());
    today.map_or_else(
        || frame.say("call-hours-closed"),
        |day| {
            let said = |time| time_of_day(page.today().to_datetime(time));
            frame.say_with("call-hours-today", &[("opens", said(day.opens)), ("closes", said(day.closes))])
        },
    )
}

async fn view(
    identity: &Identity,
    page: &Page,
    case: &Case,
    call: Option<&Call>,
    problems: Problems,
) -> Result<Wait, PageError> {
    let now = page.now();
    let all = calls::list(identity.store(), MOST).await.map_err(IdentityError::from)?;
    let standing = standing(page, &all, call);
    let frame = page.frame(standing.title()).with(problems);
    let ahead = match standing {
        Standing::InQueue(ahead) => usize::try_from(ahead).unwrap_or(usize::MAX),
        _ => queue::in_order(&all, now).iter().filter(|call| queue::is_present(call, now)).count(),
    };
    let how_long = match estimate(identity, &all, ahead, now).await? {
        Some((low, high)) if low < 1 => frame.say_count("call-wait-up-to", high),
        Some((low, high)) => frame.say_with("call-wait-between", &[("low", low), ("high", high)]),
        None => frame.say("call-wait-unknown"),
    };
    let free = free(identity, now).await?;
    let asked = page.query("day").and_then(|text| text.parse::<Date>().ok());
    let chosen = asked.filter(|day| free.iter().any(|slot| slot.on == *day));
    let chosen = chosen.or_else(|| free.first().map(|slot| slot.on));
    let mut dates: Vec<Date> = free.iter().map(|slot| slot.on).collect();
    dates.dedup();
    let days = dates.into_iter();
    let days = days.map(|date| Day { date, said: frame.date(date), is_chosen: Some(date) == chosen });
    let times = free.iter().filter(|slot| Some(slot.on) == chosen).map(|slot| {
        let local = identity.app().clock.local(slot.at);
        (slot.at.to_string(), time_of_day(local))
    });
    Ok(Wait {
        hours: hours(identity, page, &frame),
        days: days.collect(),
        times: times.collect(),
        number: case.row.id.to_string(),
        state: format!("{standing:?} {how_long}"),
        has_place: standing != Standing::Nowhere,
        looks_again: call.is_some() && page.query("still").is_none(),
        seconds: LOOK_AGAIN,
        standing,
        how_long,
        frame,
    })
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let Some((case, call)) = current(&identity, &page).await? else { return page.go(GO_ON) };
    if let Some(call) = &call {
        if call.agent_id.is_some() {
            return page.go(ROOM);
        }
        if page.now().duration_since(call.seen_at).as_secs() >= SEEN_EVERY {
            identity.write(calls::see(call.id, page.now())).await?;
        }
    }
    // As it stands now that the page was seen.
    let call = call.map(|call| Call { seen_at: page.now(), ..call });
    page.show(&view(&identity, &page, &case, call.as_ref(), Problems::none()).await?)
}

/// A stay in the queue that begins now.
fn begun(identity: &Identity, case: &Case, slot: Option<Slot>, now: Timestamp) -> Write {
    let call = Call {
        id: identity.dice().id(now),
        sign_in_id: case.row.sign_in_id,
        proofing_id: case.row.id,
        asked_at: now,
        slot_at: slot.map(|slot| slot.at),
        seen_at: now,
        is_ready: true,
        agent_id: None,
        taken_at: None,
        cues: String::new(),
        attested: String::new(),
        ended_at: None,
        version: 0,
    };
    // The case moves on in its version, so that two stays asked for at once are one.
    calls::add(&call, slot.map(|slot| slot.seat)).and(proofings::change(&case.row))
}

/// Waits from now on; whoever has a place keeps it.
pub(super) async fn now(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let Some((case, call)) = current(&identity, &page).await? else { return page.go(GO_ON) };
    let (person, now) = (case.row.sign_in_id, page.now());
    let write = match &call {
        None => begun(&identity, &case, None, now),
        Some(call) if call.agent_id.is_some() => return page.go(ROOM),
        Some(call) if call.slot_at.is_some_and(|slot| slot > now) => calls::put_off(call, None, now),
        Some(call) => calls::be_ready(call.id, now),
    };
    let record = noted(now, Actor::Person(person), "call.wait", person, "now");
    identity.write(write.audit(record)).await?;
    page.go(PATH)
}

/// The appointment that was chosen.
#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    slot: String,
}

/// Takes an appointment, in place of another or of waiting.
pub(super) async fn appoint(
    State(identity): State<Identity>,
    page: Page,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let Some((case, call)) = current(&identity, &page).await? else { return page.go(GO_ON) };
    if call.as_ref().is_some_and(|call| call.agent_id.is_some()) {
        return page.go(ROOM);
    }
    let (person, now) = (case.row.sign_in_id, page.now());
    let at: Option<Timestamp> = chosen.slot.parse().ok();
    let slot = free(&identity, now).await?.into_iter().find(|slot| Some(slot.at) == at);
    let Some(slot) = slot else {
        let problem = if at.is_some() { "call-slot-gone" } else { "call-slot-missing" };
        let problems = Problems::one("slot", problem);
        return page.show_again(&view(&identity, &page, &case, call.as_ref(), problems).await?);
    };
    let write = match &call {
        None => begun(&identity, &case, Some(slot), now),
        Some(call) => calls::put_off(call, Some((slot.at, slot.seat)), now),
    };
    let what = format!("appointment at {}", slot.at);
    let record = noted(now, Actor::Person(person), "call.wait", person, &what);
    match identity.store().write(write.audit(record)).await {
        Ok(()) => page.go(PATH),
        // Somebody took the seat at the same moment.
        Err(WriteError::Conflict { .. }) => {
            let problems = Problems::one("slot", "call-slot-gone");
            page.show_again(&view(&identity, &page, &case, call.as_ref(), problems).await?)
        }
        Err(error) => Err(IdentityError::from(error).into()),
    }
}

/// Out of the queue, and on to choosing again.
pub(super) async fn out(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let Some((case, call)) = current(&identity, &page).await? else { return page.go(GO_ON) };
    if call.is_some() {
        let (person, now) = (case.row.sign_in_id, page.now());
        let record = noted(now, Actor::Person(person), "call.out", person, "left the queue");
        let write = calls::end(case.row.id, now).and(proofings::change(&case.row));
        identity.write(write.audit(record)).await?;
    }
    page.go(PATH)
}
