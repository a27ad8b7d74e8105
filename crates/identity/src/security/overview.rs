//! The page: sessions, sites, events, and the buttons that end the first two.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use store::identity::clients as agreements;
use store::identity::events::{self, Event};
use store::identity::recovery_codes;
use store::identity::sessions;
use values::{Id, Timestamp};
use web::session::IDLE;
use web::{Form, Frame, Language, Page, PageError};

use crate::Identity;
use crate::happenings::Happening;
use crate::oidc::scopes::{Scope, split};
use crate::visitor::Visitor;

/// So many of the newest events are shown.
const EVENTS: i64 = 20;

#[derive(Template)]
#[template(path = "security/overview.html")]
struct Overview {
    frame: Frame,
    email: String,
    proved_as: Option<String>,
    has_password: bool,
    recovery_codes_left: i64,
    sessions: Vec<SessionLine>,
    sites: Vec<SiteLine>,
    events: Vec<EventLine>,
}

/// One place where the person is signed in.
struct SessionLine {
    id: String,
    device: String,
    network: String,
    since: String,
    is_this: bool,
}

/// One site the person agreed to tell something.
struct SiteLine {
    client_id: String,
    name: String,
    told: String,
    since: String,
}

/// One thing that happened.
struct EventLine {
    at: String,
    what: String,
    device: String,
    network: String,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, this) = identity.require_standing(&page).await?;
    let id = standing.sign_in_id;
    let person = identity.person(id).await?.ok_or(PageError::SignInNeeded)?;
    let seen_after = page.now().saturating_sub(IDLE).map_err(PageError::broken)?;
    let running = sessions::list(identity.store(), id, page.now(), seen_after).await?;
    let view = Overview {
        frame: page.frame("security-title"),
        email: person.email.expose().to_owned(),
        proved_as: person.proof.as_ref().map(crate::person::Proved::name),
        has_password: person.row.password_hash.is_some(),
        recovery_codes_left: recovery_codes::count_left(identity.store(), id).await?,
        sessions: running.into_iter().map(|kept| session_line(&page, kept, this.id)).collect(),
        sites: sites(&identity, &page, id).await?,
        events: events::list(identity.store(), id, EVENTS)
            .await?
            .iter()
            .map(|event| event_line(&page, event))
            .collect(),
    };
    page.show(&view)
}

fn session_line(page: &Page, kept: sessions::Session, this: Id) -> SessionLine {
    SessionLine {
        id: kept.id.to_string(),
        device: device(page, &kept.device),
        network: kept.network,
        since: instant(page, kept.proved_at),
        is_this: kept.id == this,
    }
}

fn event_line(page: &Page, event: &Event) -> EventLine {
    let what = Happening::from_word(&event.what).map_or("event-other", Happening::word);
    EventLine {
        at: instant(page, event.at),
        what: page.say(what),
        device: device(page, &event.device),
        network: event.network.clone(),
    }
}

async fn sites(identity: &Identity, page: &Page, id: Id) -> Result<Vec<SiteLine>, PageError> {
    let spanish = page.language() == Language::Es;
    let lines = agreements::list_consents(identity.store(), id).await?.into_iter().filter_map(|consent| {
        let name = identity.client(&consent.client_id)?.name(spanish).to_owned();
        let told: Vec<String> =
            split(&consent.scopes).into_iter().map(|scope| page.say(told(scope))).collect();
        Some(SiteLine {
            client_id: consent.client_id,
            name,
            told: told.join(", "),
            since: instant(page, consent.given_at),
        })
    });
    Ok(lines.collect())
}

const fn told(scope: Scope) -> &'static str {
    match scope {
        Scope::Openid => "told-same-person",
        Scope::Profile => "told-profile",
        Scope::Email => "told-email",
        Scope::TaxNumber => "told-tax-number",
        Scope::OfflineAccess => "told-offline",
    }
}

/// Date and time in the agency's zone, which the page names.
pub(super) fn instant(page: &Page, at: Timestamp) -> String {
    let local = page.app().clock.local(at);
    let date = page.language().date(local.date());
    page.frame("security-title").say_with(
        "security-instant",
        &[("date", date), ("time", format!("{:02}:{:02}", local.hour(), local.minute()))],
    )
}

fn device(page: &Page, device: &str) -> String {
    if device.is_empty() { page.say("security-other-browser") } else { device.to_owned() }
}

/// Which session to end.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Ended {
    session: String,
}

pub(super) async fn end(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(ended): Form<Ended>,
) -> Result<Response, PageError> {
    let (standing, this) = identity.require_standing(&page).await?;
    let session: Id = ended.session.parse().map_err(|_| PageError::NotFound)?;
    let id = standing.sign_in_id;
    // Another person's session is left alone by the statement itself.
    let write = sessions::close(session, id, page.now()).and(identity.happened(
        Happening::SessionsEnded,
        id,
        Some(this.id),
        &visitor,
        page.now(),
    ));
    identity.write(write).await?;
    page.go(super::PATH)
}

/// A form with no field but the token.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Nothing {}

pub(super) async fn end_others(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (standing, this) = identity.require_standing(&page).await?;
    let id = standing.sign_in_id;
    let write = sessions::close_others(id, this.id, page.now()).and(identity.happened(
        Happening::SessionsEnded,
        id,
        Some(this.id),
        &visitor,
        page.now(),
    ));
    identity.write(write).await?;
    page.go(super::PATH)
}

/// Which site is told nothing more.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Revoked {
    client: String,
}

pub(super) async fn revoke(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(revoked): Form<Revoked>,
) -> Result<Response, PageError> {
    let (standing, this) = identity.require_standing(&page).await?;
    let id = standing.sign_in_id;
    let write = Write::new()
        .and(agreements::close_consent(id, &revoked.client, page.now()))
        .and(identity.happened(Happening::Revoked, id, Some(this.id), &visitor, page.now()));
    identity.write(write).await?;
    page.go(super::PATH)
}
