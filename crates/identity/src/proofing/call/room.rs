//! The call's page of the person: camera and microphone, what is typed, captions, and the way out.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::Actor;
use store::identity::calls::{self, Call};
use web::forms::Nothing;
use web::headers::open_call;
use web::{Form, Frame, Page, PageError};

use super::messages::{self, End, Said, Sent};
use super::{PATH, current, noted};
use crate::Identity;
use crate::proofing::GO_ON;

#[derive(Template)]
#[template(path = "proofing/call/room.html")]
struct Room {
    frame: Frame,
    /// What the browser is to know of servers: JSON.
    servers: String,
    said: Vec<Said>,
    after: i64,
}

/// The call that an agent has taken.
async fn taken(identity: &Identity, page: &Page) -> Result<Option<Call>, PageError> {
    let call = current(identity, page).await?.and_then(|(_, call)| call);
    Ok(call.filter(|call| call.agent_id.is_some()))
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let Some(call) = taken(&identity, &page).await? else { return page.go(GO_ON) };
    let now = page.now();
    identity.write(calls::see(call.id, now)).await?;
    let (said, after) = messages::before(&identity, &call, End::Person).await?;
    let servers = identity.connections().calls.configuration(identity.dice().id(now), now).to_string();
    let mut response = page.show(&Room { frame: page.frame("call-room-title"), servers, said, after })?;
    open_call(&mut response);
    Ok(response)
}

pub(super) async fn send(
    State(identity): State<Identity>,
    page: Page,
    Form(sent): Form<Sent>,
) -> Result<Response, PageError> {
    let call = taken(&identity, &page).await?.ok_or(PageError::NotFound)?;
    messages::send(&identity, &page, &call, End::Person, &sent).await
}

pub(super) async fn receive(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let call = taken(&identity, &page).await?.ok_or(PageError::NotFound)?;
    identity.write(calls::see(call.id, page.now())).await?;
    messages::receive(&identity, &page, &call, End::Person).await
}

/// Leaves at once. The place is kept; nobody calls before the person says that they are ready.
pub(super) async fn leave(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    if let Some(call) = taken(&identity, &page).await? {
        let person = call.sign_in_id;
        let record = noted(page.now(), Actor::Person(person), "call.leave", person, "left the call");
        identity.write(calls::give_back(&call).audit(record)).await?;
    }
    page.go(PATH)
}
