//! Step 3: how somebody will sign in. A passkey first, which needs no password; or on to a password.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use web::forms::Nothing;
use web::headers::open_passkeys;
use web::{Form, Frame, Page, PageError, Problems};

use super::make::{First, make};
use super::steps::Step;
use super::{email_of, require};
use crate::Identity;
use crate::authenticators::passkey::Purpose;
use crate::flow::{Coming, Flow};
use crate::levels::Means;
use crate::visitor::Visitor;

/// Where the challenges come from.
pub(super) const OPTIONS: &str = "/create/how/options";

#[derive(Template)]
#[template(path = "sign_up/how.html")]
struct Ask {
    frame: Frame,
}

/// What the form brings.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Sent {
    credential: String,
}

fn view(page: &Page, problems: Problems) -> Result<Response, PageError> {
    let wrong = !problems.is_empty();
    let view = Ask { frame: page.frame("how-title").with(problems) };
    let mut response = if wrong { page.show_again(&view)? } else { page.show(&view)? };
    open_passkeys(&mut response);
    Ok(response)
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match require(&identity, &page, Step::How).await? {
        Ok(_) => view(&page, Problems::none()),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn options(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    match require(&identity, &page, Step::How).await? {
        Ok(sign_up) => {
            let email = email_of(&identity, &sign_up)?;
            identity.passkey_to_make(&page, &visitor, Purpose::SignUp, sign_up.id, email.expose()).await
        }
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(sent): Form<Sent>,
) -> Result<Response, PageError> {
    let sign_up = match require(&identity, &page, Step::How).await? {
        Ok(sign_up) => sign_up,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let added = identity.passkey_made(&page, Purpose::SignUp, sign_up.id, &sent.credential).await?;
    let Ok(added) = added else { return view(&page, Problems::one("passkey", "passkey-not-added")) };
    let means = Means::of([added.way()]);
    let write = make(&identity, &page, &visitor, &sign_up, &First::Passkey(added))?;
    let flow = Flow { set_up: true, may_skip: true, ..Flow::of(&page) };
    let coming = Coming { visitor: &visitor, sign_in: sign_up.id, means: &means, flow };
    identity.sign_in_with(&page, coming, write).await
}
