//! One person's sign-in, found by an address: how it stands, what was proved, what happened lately. For who answers a
//! complaint or looks into a suspicion, and may raise one; nothing else can be changed here.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use store::identity::{events, fraud_cases, sign_ins};
use values::{EmailAddress, Id};
use web::{Form, Frame, Page, PageError, Problems};

use super::door::Agent;
use super::fraud::rules::Signal;
use super::fraud::{self, Suspicion};
use super::opening::{self, Reason};
use crate::Identity;
use crate::authenticators::held::Held;
use crate::person::{Proved, email_index};
use crate::security::shown::{happening, instant};

/// The page's address.
pub(super) const PATH: &str = "/desk/people";

/// The address of one person.
pub(super) const ONE: &str = "/desk/people/{person}";

/// Where a suspicion about them is raised.
pub(super) const SUSPECT: &str = "/desk/people/{person}/suspect";

/// So many events are shown.
const EVENTS: i64 = 20;

#[derive(Template)]
#[template(path = "desk/people.html")]
struct Find {
    frame: Frame,
    email: String,
    reasons: Vec<(&'static str, String)>,
    reason: String,
    note: String,
}

/// What the form brings.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Sought {
    email: String,
    #[serde(default)]
    reason: String,
    note: String,
}

fn view(page: &Page, sought: Sought, problems: Problems) -> Result<Response, PageError> {
    let is_again = !problems.is_empty();
    let frame = page.frame("desk-people-title").with(problems);
    let reasons = Reason::said(&frame);
    let Sought { email, reason, note } = sought;
    let find = Find { frame, email, reasons, reason, note };
    if is_again { page.show_again(&find) } else { page.show(&find) }
}

pub(super) async fn show(_: Agent, page: Page) -> Result<Response, PageError> {
    let nothing = Sought { email: String::new(), reason: String::new(), note: String::new() };
    view(&page, nothing, Problems::none())
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    agent: Agent,
    page: Page,
    Form(sought): Form<Sought>,
) -> Result<Response, PageError> {
    // The reason first: without one nobody learns whether an address has a sign-in.
    let reason = match opening::check(&sought.reason, &sought.note) {
        Ok(reason) => reason,
        Err(problems) => return view(&page, sought, problems),
    };
    let Ok(email) = sought.email.parse::<EmailAddress>() else {
        return view(&page, sought, Problems::one("email", "email-malformed"));
    };
    let index = email_index(identity.sealer(), &email);
    let Some(found) = sign_ins::find_by_email(identity.store(), index).await? else {
        return view(&page, sought, Problems::one("email", "desk-people-nobody"));
    };
    identity.write(opening::open(&identity, &page, &agent, found.id, reason, &sought.note).await?).await?;
    page.go(&format!("{PATH}/{}", found.id))
}

#[derive(Template)]
#[template(path = "desk/person.html")]
struct One {
    frame: Frame,
    id: String,
    /// Whether a suspicion is open.
    is_suspected: bool,
    note: String,
    facts: Vec<(String, String)>,
    events: Vec<(String, String)>,
}

pub(super) async fn show_one(
    State(identity): State<Identity>,
    agent: Agent,
    Path(person): Path<String>,
    page: Page,
) -> Result<Response, PageError> {
    let id = find(&identity, &person).await?;
    if !opening::is_open(&identity, &page, &agent, id).await? {
        return opening::ask(&page, id);
    }
    view_one(&identity, &page, id, String::new(), Problems::none()).await
}

/// Whose record; nobody else's id leads anywhere.
async fn find(identity: &Identity, person: &str) -> Result<Id, PageError> {
    let id: Id = person.parse().map_err(|_| PageError::NotFound)?;
    sign_ins::find(identity.store(), id).await?.ok_or(PageError::NotFound)?;
    Ok(id)
}

async fn view_one(
    identity: &Identity,
    page: &Page,
    id: Id,
    note: String,
    problems: Problems,
) -> Result<Response, PageError> {
    let person = identity.person(id).await?.ok_or(PageError::NotFound)?;
    let held = Held::of(identity, id).await?;
    let is_again = !problems.is_empty();
    let frame = page.frame("desk-person-title").with(problems);
    let state = frame.say(if person.is_active { "desk-person-open" } else { "desk-person-shut" });
    let proved = person.proof.as_ref().map_or_else(|| frame.say("desk-person-unproved"), Proved::name);
    let mut facts = vec![
        ("desk-person-email", person.email.expose().to_owned()),
        ("desk-person-state", state),
        ("desk-person-since", instant(page, person.row.made_at)),
        ("desk-person-ways", held.ways().to_string()),
        ("desk-person-proved", proved),
    ];
    facts.extend(person.proof.as_ref().map(|proof| ("desk-person-proved-at", instant(page, proof.at))));
    let facts = facts.into_iter().map(|(key, value)| (frame.say(key), value)).collect();
    let events = events::list(identity.store(), id, EVENTS).await?;
    let events = events.iter().map(|event| (happening(page, &event.what), instant(page, event.at)));
    let is_suspected = fraud_cases::find_open(identity.store(), id).await?.is_some();
    let one = One { frame, id: id.to_string(), is_suspected, note, facts, events: events.collect() };
    if is_again { page.show_again(&one) } else { page.show(&one) }
}

/// What the form brings.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Suspected {
    note: String,
}

pub(super) async fn suspect(
    State(identity): State<Identity>,
    agent: Agent,
    Path(person): Path<String>,
    page: Page,
    Form(suspected): Form<Suspected>,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    let id = find(&identity, &person).await?;
    if !opening::is_open(&identity, &page, &agent, id).await? {
        return page.go(&format!("{PATH}/{id}"));
    }
    if let Some(problem) = fraud::note_problem(&suspected.note) {
        return view_one(&identity, &page, id, suspected.note, Problems::one("note", problem)).await;
    }
    let suspicion = Suspicion {
        person: id,
        proofing: None,
        agent: Some(agent.id),
        signals: &[Signal::Agent],
        note: &suspected.note,
    };
    identity.write(fraud::raise(&identity, &suspicion, page.now()).await?).await?;
    page.go(&format!("{PATH}/{id}"))
}
