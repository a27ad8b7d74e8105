//! The same person proves themselves again with a passkey, which alone is enough if it checks who holds it.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use web::forms::Nothing;
use web::{Form, Page, PageError, Problems};

use super::again::{Again, back_to, standing, view};
use crate::Identity;
use crate::authenticators::passkey::Purpose;
use crate::flow::Flow;
use crate::levels::{Means, Way};
use crate::visitor::Visitor;

/// Where the page sends a passkey.
pub(super) const PATH: &str = "/sign-in/again/passkey";

/// Where its challenges come from.
pub(super) const OPTIONS: &str = "/sign-in/again/passkey/options";

/// What the form brings.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Sent {
    credential: String,
    to: String,
}

pub(super) async fn options(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (person, _) = standing(&identity, &page).await?;
    identity.passkey_to_show(&page, &visitor, Purpose::Again, Some(person.id)).await
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(sent): Form<Sent>,
) -> Result<Response, PageError> {
    let (person, kept) = standing(&identity, &page).await?;
    let to = back_to(Some(&sent.to));
    let refused = || view(&identity, &page, &person, &to, Problems::one("passkey", "passkey-refused"));
    let shown =
        identity.passkey_shown(&page, &visitor, Purpose::Again, Some(person.id), &sent.credential).await?;
    let Ok(shown) = shown else { return refused().await };
    let now = page.now();
    let flow = Flow { again: Some(Again { to: to.clone(), asked_at: now }), ..Flow::of(&page) };
    let outcome = if shown.way == Way::Passkey && person.row.password_hash.is_some() {
        // One factor; the password makes it two.
        let flow = Flow { half_passkey: Some((person.id, now)), half: None, ..flow };
        identity.go(&page, flow, shown.write, super::password::PATH).await
    } else {
        identity.prove_again(&page, &kept, &Means::of([shown.way]), flow, shown.write).await
    };
    match outcome {
        Err(PageError::Conflict) => refused().await,
        outcome => outcome,
    }
}
