//! One event of the history, and the button that says "this was not me".

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use store::identity::events::{self, Event};
use values::Id;
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError, session};

use super::shown::{device, happening, instant, place};
use crate::Identity;
use crate::notices::FROZEN_PATH;
use crate::notices::freeze::freeze;
use crate::person::Person;
use crate::visitor::Visitor;

/// The page's address.
pub(super) const PATH: &str = "/security/history/{event}";

#[derive(Template)]
#[template(path = "security/event.html")]
struct Shown {
    frame: Frame,
    what: String,
    at: String,
    device: String,
    place: String,
    is_made_up: bool,
}

/// The event, if it is this person's; another's is not there.
async fn find(identity: &Identity, page: &Page, event: &str) -> Result<(Person, Event), PageError> {
    let (standing, _) = identity.require_standing(page).await?;
    let event: Id = event.parse().map_err(|_| PageError::NotFound)?;
    let found = events::find(identity.store(), standing.sign_in_id, event).await?;
    let person = identity.person(standing.sign_in_id).await?.ok_or(PageError::SignInNeeded)?;
    Ok((person, found.ok_or(PageError::NotFound)?))
}

pub(super) async fn show(
    State(identity): State<Identity>,
    Path(event): Path<String>,
    page: Page,
) -> Result<Response, PageError> {
    let (person, event) = find(&identity, &page, &event).await?;
    page.show(&Shown {
        frame: page.frame("not-me-title"),
        what: happening(&page, &event.what),
        at: instant(&page, event.at),
        device: device(&page, &event.device),
        place: place(&identity, &page, &event.network),
        is_made_up: identity.is_made_up(&person),
    })
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    Path(event): Path<String>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (person, event) = find(&identity, &page, &event).await?;
    // Everybody is a made-up person: nobody may shut one for the others.
    if identity.is_made_up(&person) {
        return Err(PageError::Forbidden);
    }
    let write = freeze(&identity, &person, event.at, &visitor, page.now()).await?;
    identity.write(write).await?;
    let mut response = page.go(FROZEN_PATH)?;
    session::forget(&page, &mut response);
    Ok(response)
}
