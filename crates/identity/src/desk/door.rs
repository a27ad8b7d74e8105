//! Who is let in? Every handler of the desk takes an [`Agent`], and there is one only where all of it holds: appointed, in
//! a room of their role, signed in with a passkey, tested within the year. Whoever is no agent finds nothing here.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use store::identity::agents;
use values::{Date, Id};
use web::{Frame, Page, PageError};

use super::roles::{Role, Room, Unready, certified_until, ready};
use crate::Identity;
use crate::levels::Means;

/// An agent who may work at this page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Agent {
    /// Their sign-in.
    pub(crate) id: Id,
    /// What they do.
    pub(crate) role: Role,
    /// Their session, which records are open in.
    pub(crate) session: Id,
    /// The last day on which they may work without another test.
    pub(crate) until: Date,
}

impl FromRequestParts<Identity> for Agent {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, identity: &Identity) -> Result<Self, Response> {
        let page = Page::from_request_parts(parts, identity).await.map_err(IntoResponse::into_response)?;
        match admit(identity, &page).await.map_err(IntoResponse::into_response)? {
            Ok(agent) => Ok(agent),
            Err(why) => Err(refusal(&page, why).unwrap_or_else(IntoResponse::into_response)),
        }
    }
}

async fn admit(identity: &Identity, page: &Page) -> Result<Result<Agent, Unready>, PageError> {
    let (standing, kept) = identity.require_standing(page).await?;
    let id = standing.sign_in_id;
    let found = agents::find(identity.store(), id).await?.filter(|agent| agent.is_active);
    let agent = found.ok_or(PageError::NotFound)?;
    let role = Role::from_word(&agent.role).ok_or(PageError::NotFound)?;
    if !Room::of(page.path()).is_some_and(|room| room.admits(role)) {
        return Err(PageError::NotFound);
    }
    if let Err(why) = ready(Means::read(&kept.means).level(), agent.certified_on, page.today()) {
        return Ok(Err(why));
    }
    let until = agent.certified_on.map_or(page.today(), certified_until);
    Ok(Ok(Agent { id, role, session: kept.id, until }))
}

#[derive(Template)]
#[template(path = "desk/door.html")]
struct Refusal {
    frame: Frame,
    text: String,
    needs_passkey: bool,
}

/// The page that says why, and what to do.
fn refusal(page: &Page, why: Unready) -> Result<Response, PageError> {
    let frame = page.frame("desk-not-now");
    let text = match why {
        Unready::NoPasskey => frame.say("desk-needs-passkey"),
        Unready::NoCertificate => frame.say("desk-no-certificate"),
        Unready::Expired(until) => frame.say_with("desk-expired", &[("date", frame.date(until))]),
    };
    let mut response = page.show(&Refusal { frame, text, needs_passkey: why == Unready::NoPasskey })?;
    *response.status_mut() = StatusCode::FORBIDDEN;
    Ok(response)
}
