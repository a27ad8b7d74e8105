//! A site asks for a stronger sign-in than this person has means for: add one, go on without where the site allows it, or
//! go back to the site (OpenID Connect Core 1.0 section 5.5.1.1; RFC 9470 section 4).

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use store::Write;
use store::identity::requests::decline_level;
use web::{Catalogue, Form, Frame, Language, Page, PageError};

use crate::Identity;
use crate::flow::Flow;
use crate::oidc::next::Next;
use crate::oidc::{Answering, answering};

/// The page's address.
pub(crate) const PATH: &str = "/sign-in/stronger";

/// What this page says.
pub const WORDS: Catalogue = Catalogue {
    name: "identity/stronger",
    en: include_str!("stronger.en.ftl"),
    es: include_str!("stronger.es.ftl"),
};

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new().route(PATH, get(show).post(submit))
}

#[derive(Template)]
#[template(path = "stronger/stronger.html")]
struct Stronger {
    frame: Frame,
    site: String,
    insists: bool,
}

/// The request that waits for a stronger sign-in.
async fn waiting(identity: &Identity, page: &Page) -> Result<Option<Answering>, PageError> {
    let answering = answering(identity, page).await?;
    Ok(answering.filter(|answering| answering.next(page.now()) == Next::Stronger))
}

async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let Some(answering) = waiting(&identity, &page).await? else { return page.go("/continue") };
    let level = answering.asked.level.as_ref();
    page.show(&Stronger {
        frame: page.frame("stronger-title"),
        site: answering.client.name(page.language() == Language::Es).to_owned(),
        insists: answering.situation.least.is_some() || level.is_some_and(|level| level.is_essential),
    })
}

/// Add a way, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Choice {
    Add,
    Decline,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Chosen {
    choice: Choice,
}

async fn submit(
    State(identity): State<Identity>,
    page: Page,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let Some(answering) = waiting(&identity, &page).await? else { return page.go("/continue") };
    match chosen.choice {
        Choice::Add => {
            // Who has to protect their sign-in before anything else does not get around it here.
            let flow = Flow::of(&page);
            let flow = Flow { set_up: true, may_skip: !flow.set_up || flow.may_skip, ..flow };
            identity.go(&page, flow, Write::new(), crate::set_up::PATH).await
        }
        Choice::Decline => {
            let write = decline_level(answering.request.id, page.now());
            identity.go(&page, Flow::of(&page), write, "/continue").await
        }
    }
}
