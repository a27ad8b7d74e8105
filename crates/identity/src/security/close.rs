//! Closing the account: what is deleted, what is kept and why; then the end, at once for somebody who proved themselves
//! with two factors, else after a wait with a way back (NIST SP 800-63A-4 section 5.4).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use store::identity::closings::{self, Closing};
use store::identity::{holdings, sessions, tokens};
use store::seal::Realm;
use store::{Write, WriteError, person_keys};
use values::{Id, Timestamp};
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError, Problems, session};

use super::shown::instant;
use crate::happenings::Happening;
use crate::levels::{Level, Means};
use crate::notices::{Extra, recipients, texts, write_to};
use crate::person::Person;
use crate::secrets::{hash, later};
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The page's address.
pub(super) const PATH: &str = "/security/close";

/// Where somebody is shown that it is done.
pub(super) const DONE: &str = "/closed";

/// So many are closed in one run.
const MOST: i64 = 20;

#[derive(Template)]
#[template(path = "security/close.html")]
struct Close {
    frame: Frame,
    closes_at: Option<String>,
    hours: String,
    at_once: bool,
    is_made_up: bool,
}

#[derive(Template)]
#[template(path = "security/close_cancel.html")]
struct Cancel {
    frame: Frame,
    closes_at: Option<String>,
}

#[derive(Template)]
#[template(path = "security/closed.html")]
struct Closed {
    frame: Frame,
}

/// The boxes of the form.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Ticked {
    #[serde(default)]
    understood: bool,
}

/// Who wants to close theirs, and whether they proved themselves strongly enough to do it at once.
async fn owner(identity: &Identity, page: &Page) -> Result<(Person, Id, bool), PageError> {
    let (standing, kept) = identity.require_recent(page).await?;
    let person = identity.person(standing.sign_in_id).await?.ok_or(PageError::SignInNeeded)?;
    let at_once = Means::read(&kept.means).level() >= Level::Two;
    Ok((person, kept.id, at_once))
}

async fn view(
    identity: &Identity,
    page: &Page,
    person: &Person,
    at_once: bool,
    problems: Problems,
) -> Result<Close, IdentityError> {
    let closing = closings::find(identity.store(), person.id).await?;
    Ok(Close {
        frame: page.frame("close-title").with(problems),
        closes_at: closing.map(|closing| instant(page, closing.closes_at)),
        hours: identity.policy().closing_hours.to_string(),
        at_once,
        is_made_up: identity.is_made_up(person),
    })
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (person, _, at_once) = owner(&identity, &page).await?;
    page.show(&view(&identity, &page, &person, at_once, Problems::none()).await?)
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(ticked): Form<Ticked>,
) -> Result<Response, PageError> {
    let (person, session_id, at_once) = owner(&identity, &page).await?;
    if identity.is_made_up(&person) {
        return Err(PageError::Forbidden);
    }
    if !ticked.understood {
        let problems = Problems::one("understood", "close-understand-first");
        return page.show_again(&view(&identity, &page, &person, at_once, problems).await?);
    }
    let now = page.now();
    if at_once {
        let write = session::end(&page, purge(&identity, &person, &visitor, now).await?);
        identity.write(write).await?;
        let mut response = page.go(DONE)?;
        session::forget(&page, &mut response);
        return Ok(response);
    }
    let token = outside::jose::encode(&identity.dice().bytes::<32>());
    let closes_at = later(now, identity.policy().closing_hours * 3_600);
    let closing = Closing { sign_in_id: person.id, asked_at: now, closes_at };
    let noted = identity.noted(Happening::ClosingAsked, person.id, Some(session_id), &visitor, now, false);
    let extra = Extra::Closing { closes_at, token: &token };
    let letters = tell(&identity, &person, &visitor, Happening::ClosingAsked, extra, now).await?;
    let texts = texts(&identity, &person, Happening::ClosingAsked, now).await?;
    identity.write(closings::add(closing, cancel_hash(&token)).and(noted).and(letters).and(texts)).await?;
    page.go(PATH)
}

/// Letters to every address, with what only this page can say.
async fn tell(
    identity: &Identity,
    person: &Person,
    visitor: &Visitor,
    happening: Happening,
    extra: Extra<'_>,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let mut write = Write::new();
    for recipient in recipients(identity, person.id, now).await? {
        write = write.and(write_to(identity, person, &recipient.email, visitor, happening, extra, now)?);
    }
    Ok(write)
}

/// What is kept of the way back.
fn cancel_hash(token: &str) -> [u8; 32] {
    hash("keep the account", token)
}

/// What closes an account: everything held is removed, and the key goes under which the rest was sealed. The id, from
/// which each site's name for the person is made, is never given out again.
async fn purge(
    identity: &Identity,
    person: &Person,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let id = person.id;
    let farewell = crate::signals::farewell(identity, id, now).await?;
    Ok(tell(identity, person, visitor, Happening::Closed, Extra::None, now)
        .await?
        .and(farewell)
        .and(sessions::close_all(id, now))
        .and(tokens::close_all(id, now))
        .and(identity.noted(Happening::Closed, id, None, visitor, now, false))
        .and(holdings::remove_all(id))
        .and(person_keys::close(Write::new(), id, Realm::Identity)))
}

/// Closes those whose wait is over. Called by the worker.
pub(crate) async fn close_due(identity: &Identity, now: Timestamp) -> Result<(), IdentityError> {
    for closing in closings::list_due(identity.store(), now, MOST).await? {
        let Some(person) = identity.person(closing.sign_in_id).await? else { continue };
        let write = closings::close(person.id).and(purge(identity, &person, &Visitor::none(), now).await?);
        match identity.store().write(write).await {
            // Cancelled meanwhile, or closed by another worker.
            Ok(()) | Err(WriteError::Conflict { .. }) => (),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Keeps the account, from the page of somebody signed in.
pub(super) async fn keep(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (standing, kept) = identity.require_standing(&page).await?;
    let (id, now) = (standing.sign_in_id, page.now());
    let noted = identity.happened(Happening::ClosingCancelled, id, Some(kept.id), &visitor, now);
    identity.write(closings::close(id).and(noted)).await?;
    page.go(super::PATH)
}

/// The page behind the link in the letter: looking at it changes nothing.
pub(super) async fn show_cancel(
    State(identity): State<Identity>,
    Path(token): Path<String>,
    page: Page,
) -> Result<Response, PageError> {
    let closing = closings::find_by_cancel(identity.store(), cancel_hash(&token)).await?;
    let closes_at = closing.map(|closing| instant(&page, closing.closes_at));
    page.show(&Cancel { frame: page.frame("close-cancel-title"), closes_at })
}

/// Keeps the account, from the link in the letter.
pub(super) async fn cancel(
    State(identity): State<Identity>,
    Path(token): Path<String>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    if let Some(closing) = closings::find_by_cancel(identity.store(), cancel_hash(&token)).await? {
        let id = closing.sign_in_id;
        let noted = identity.happened(Happening::ClosingCancelled, id, None, &visitor, page.now());
        identity.write(closings::close(id).and(noted)).await?;
    }
    page.go("/closing-cancelled")
}

pub(super) async fn cancelled(page: Page) -> Result<Response, PageError> {
    page.show(&Cancel { frame: page.frame("close-kept-title"), closes_at: None })
}

pub(super) async fn closed(page: Page) -> Result<Response, PageError> {
    page.show(&Closed { frame: page.frame("closed-title") })
}
