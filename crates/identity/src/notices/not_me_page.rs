//! The page behind the link of a notice: looking at it changes nothing, since mail programs open links by themselves;
//! its button freezes the sign-in.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use store::identity::events::{self, Event};
use store::identity::not_me;
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError};

use super::freeze::freeze;
use super::token_hash;
use crate::person::Person;
use crate::security::shown;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// Where the page is that tells the way back.
pub(crate) const DONE: &str = "/not-me/done";

#[derive(Template)]
#[template(path = "notices/not_me.html")]
struct Ask {
    frame: Frame,
    what: String,
    at: String,
    device: String,
    place: String,
}

#[derive(Template)]
#[template(path = "notices/too_late.html")]
struct TooLate {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "notices/frozen.html")]
struct Frozen {
    frame: Frame,
}

/// What a link is about, if it still works.
async fn about(
    identity: &Identity,
    page: &Page,
    token: &str,
) -> Result<Option<(Person, Event)>, IdentityError> {
    let Some(link) = not_me::find(identity.store(), token_hash(token), page.now()).await? else {
        return Ok(None);
    };
    let person = identity.person(link.sign_in_id).await?;
    Ok(person.zip(events::find(identity.store(), link.sign_in_id, link.event_id).await?))
}

pub(super) async fn show(
    State(identity): State<Identity>,
    Path(token): Path<String>,
    page: Page,
) -> Result<Response, PageError> {
    let Some((_, event)) = about(&identity, &page, &token).await? else {
        return page.show(&TooLate { frame: page.frame("not-me-late-title") });
    };
    page.show(&Ask {
        frame: page.frame("not-me-title"),
        what: shown::happening(&page, &event.what),
        at: shown::instant(&page, event.at),
        device: shown::device(&page, &event.device),
        place: shown::place(&identity, &page, &event.network),
    })
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    Path(token): Path<String>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let Some((person, event)) = about(&identity, &page, &token).await? else {
        return page.show(&TooLate { frame: page.frame("not-me-late-title") });
    };
    // Used up and frozen by one write: of parallel tries one acts.
    let write = not_me::use_up(token_hash(&token), page.now())
        .and(freeze(&identity, &person, event.at, &visitor, page.now()).await?);
    identity.write(write).await?;
    page.go(DONE)
}

pub(super) async fn done(page: Page) -> Result<Response, PageError> {
    page.show(&Frozen { frame: page.frame("frozen-title") })
}
