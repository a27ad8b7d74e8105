//! Signing in with a passkey: by itself if it checked who held it, else followed by the password (NIST SP 800-63B-4,
//! appendix B); or after a password, with any passkey or security key of that person.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use store::identity::sign_ins;
use values::Id;
use web::forms::Nothing;
use web::headers::open_passkeys;
use web::{Form, Frame, Page, PageError, Problems};

use super::{shut, start};
use crate::Identity;
use crate::authenticators::held::{ENOUGH, Held};
use crate::authenticators::passkey::{Purpose, Shown};
use crate::flow::{Coming, Flow};
use crate::levels::{Means, Way};
use crate::visitor::Visitor;

/// Where the start page sends a passkey.
pub(super) const PATH: &str = "/sign-in/passkey";

/// Where its challenges come from.
pub(super) const OPTIONS: &str = "/sign-in/passkey/options";

/// The page for a passkey or security key after a password.
pub(crate) const SECOND: &str = "/sign-in/key";

/// Where the challenges of that page come from.
pub(super) const SECOND_OPTIONS: &str = "/sign-in/key/options";

#[derive(Template)]
#[template(path = "sign_in/key.html")]
struct Key {
    frame: Frame,
    has_codes: bool,
}

/// What the form brings.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Sent {
    credential: String,
}

pub(super) async fn options(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    identity.passkey_to_show(&page, &visitor, Purpose::SignIn, None).await
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(sent): Form<Sent>,
) -> Result<Response, PageError> {
    let shown = identity.passkey_shown(&page, &visitor, Purpose::SignIn, None, &sent.credential).await?;
    let Ok(shown) = shown else {
        return start::again(&identity, &page, "passkey", "passkey-refused").await;
    };
    let sign_in =
        sign_ins::find(identity.store(), shown.sign_in).await.map_err(crate::IdentityError::from)?;
    let Some(sign_in) = sign_in else {
        return start::again(&identity, &page, "passkey", "passkey-refused").await;
    };
    if !sign_in.is_active {
        return shut::tell(&identity, &page, sign_in.id, shown.write).await;
    }
    let outcome = if shown.way == Way::VerifiedPasskey {
        identity.sign_in(&page, &visitor, sign_in.id, &Means::of([shown.way]), shown.write).await
    } else if sign_in.password_hash.is_some() {
        let flow = Flow { half_passkey: Some((sign_in.id, page.now())), half: None, ..Flow::of(&page) };
        identity.go(&page, flow, shown.write, super::password::PATH).await
    } else {
        // One factor, and no other kind is there to follow: protecting the sign-in comes next.
        let held = Held::of(&identity, sign_in.id).await?;
        let flow = Flow { set_up: held.ways() < ENOUGH, may_skip: true, ..Flow::of(&page) };
        let means = Means::of([shown.way]);
        let coming = Coming { visitor: &visitor, sign_in: sign_in.id, means: &means, flow };
        identity.sign_in_with(&page, coming, shown.write).await
    };
    match outcome {
        // Used by another request that came with it, or removed meanwhile.
        Err(PageError::Conflict) => start::again(&identity, &page, "passkey", "passkey-refused").await,
        outcome => outcome,
    }
}

/// Whose password was right, not long ago.
fn half(page: &Page) -> Option<Id> {
    super::waiting(Flow::of(page).half, page.now())
}

async fn view(
    identity: &Identity,
    page: &Page,
    sign_in: Id,
    problems: Problems,
) -> Result<Response, PageError> {
    let held = Held::of(identity, sign_in).await?;
    let wrong = !problems.is_empty();
    let view = Key { frame: page.frame("key-title").with(problems), has_codes: held.has_codes() };
    let mut response = if wrong { page.show_again(&view)? } else { page.show(&view)? };
    open_passkeys(&mut response);
    Ok(response)
}

pub(super) async fn show_second(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let Some(sign_in) = half(&page) else { return page.go(super::PATH) };
    view(&identity, &page, sign_in, Problems::none()).await
}

pub(super) async fn second_options(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let sign_in = half(&page).ok_or(PageError::SignInNeeded)?;
    identity.passkey_to_show(&page, &visitor, Purpose::Second, Some(sign_in)).await
}

pub(super) async fn submit_second(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(sent): Form<Sent>,
) -> Result<Response, PageError> {
    let Some(sign_in) = half(&page) else { return page.go(super::PATH) };
    let again = || view(&identity, &page, sign_in, Problems::one("passkey", "passkey-refused"));
    let shown =
        identity.passkey_shown(&page, &visitor, Purpose::Second, Some(sign_in), &sent.credential).await?;
    let Ok(Shown { way, write, .. }) = shown else { return again().await };
    match identity.sign_in(&page, &visitor, sign_in, &Means::of([Way::Password, way]), write).await {
        Err(PageError::Conflict) => again().await,
        outcome => outcome,
    }
}

/// Where a right password leads: to a code or key if there is one, else in, at level one, to protect the sign-in.
pub(super) async fn after_password(
    identity: &Identity,
    page: &Page,
    visitor: &Visitor,
    sign_in: Id,
    long: bool,
    write: Write,
) -> Result<Response, PageError> {
    let held = Held::of(identity, sign_in).await?;
    if held.has_second_step() {
        let flow = Flow { half: Some((sign_in, page.now())), half_passkey: None, ..Flow::of(page) };
        let next = if held.has_codes() { super::code::PATH } else { SECOND };
        return identity.go(page, flow, write, next).await;
    }
    let flow = Flow { set_up: true, may_skip: long, ..Flow::of(page) };
    let means = Means::of([Way::Password]);
    identity.sign_in_with(page, Coming { visitor, sign_in, means: &means, flow }, write).await
}
