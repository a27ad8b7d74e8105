//! Signing in: with a passkey; with email and password, then a code or a key; in the demonstration, as a made-up
//! person. And signing out.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use jiff::SignedDuration;
use store::Write;
use store::identity::sessions;
use values::{Id, Timestamp};
use web::forms::Nothing;
use web::{Catalogue, Form, Page, PageError, session};

use crate::Identity;
use crate::happenings::Happening;
use crate::visitor::Visitor;

pub(crate) mod again;
mod again_passkey;
pub(crate) mod code;
mod demonstration;
pub(crate) mod passkey;
mod password;
mod shut;
mod start;
mod unasked;

/// The start page.
pub const PATH: &str = "/sign-in";

/// What these pages say.
pub const WORDS: Catalogue = Catalogue {
    name: "identity/sign_in",
    en: include_str!("sign_in.en.ftl"),
    es: include_str!("sign_in.es.ftl"),
};

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new()
        .route("/", get(home))
        .route(PATH, get(start::show).post(start::submit))
        .route(again::PATH, get(again::show).post(again::submit))
        .route(again_passkey::PATH, post(again_passkey::submit))
        .route(again_passkey::OPTIONS, post(again_passkey::options))
        .route(again::DEMONSTRATION, post(again::submit_demonstration))
        .merge(code::routes())
        .route(unasked::PATH, get(unasked::show).post(unasked::stop))
        .route(passkey::PATH, post(passkey::submit))
        .route(passkey::OPTIONS, post(passkey::options))
        .route(passkey::SECOND, get(passkey::show_second).post(passkey::submit_second))
        .route(passkey::SECOND_OPTIONS, post(passkey::second_options))
        .route(password::PATH, get(password::show).post(password::submit))
        .route(shut::PATH, get(shut::show))
        .route("/sign-in/demonstration", post(demonstration::submit))
        .route("/sign-in/demonstration/agent", post(demonstration::submit_agent))
        .route("/sign-out", post(sign_out))
        .route("/help", get(start::help))
}

/// How long one factor waits for the other.
const HALF: SignedDuration = SignedDuration::from_mins(10);

/// Who has shown one factor not long ago.
fn waiting(half: Option<(Id, Timestamp)>, now: Timestamp) -> Option<Id> {
    let (sign_in, at) = half?;
    let age = now.duration_since(at);
    (age >= SignedDuration::ZERO && age < HALF).then_some(sign_in)
}

async fn home(page: Page) -> Result<Response, PageError> {
    page.go("/continue")
}

async fn sign_out(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    end_session(&identity, &page, &visitor, PATH).await
}

/// Ends the visitor's session here and sends them on.
pub(crate) async fn end_session(
    identity: &Identity,
    page: &Page,
    visitor: &Visitor,
    address: &str,
) -> Result<Response, PageError> {
    let mut write = session::end(page, Write::new());
    if let Some((standing, kept)) = identity.standing(page).await? {
        write = write.and(sessions::close(kept.id, standing.sign_in_id, page.now())).and(identity.happened(
            Happening::SignedOut,
            standing.sign_in_id,
            Some(kept.id),
            visitor,
            page.now(),
        ));
    }
    identity.write(write).await?;
    let mut response = page.go(address)?;
    session::forget(page, &mut response);
    Ok(response)
}
