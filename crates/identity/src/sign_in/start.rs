//! The start page: passkey, or email and password; the way to a new sign-in, and in the demonstration its people.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::sign_ins;
use values::{EmailAddress, Secret};
use web::headers::open_passkeys;
use web::{Form, Frame, Page, PageError, Problems};

use super::shut;
use crate::Identity;
use crate::authenticators::password::Beside;
use crate::demo::{DemoAgent, DemoPerson};
use crate::oidc::answering;
use crate::person::email_index;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "sign_in/start.html")]
struct Start<'a> {
    frame: Frame,
    email: String,
    going_to: Option<String>,
    people: &'a [DemoPerson],
    agents: &'a [DemoAgent],
}

#[derive(Template)]
#[template(path = "sign_in/help.html")]
struct Help {
    frame: Frame,
}

/// What the form brings. Kept out of every log: it prints nothing.
#[derive(Deserialize)]
pub(super) struct Typed {
    email: String,
    password: String,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let hint = answering(&identity, &page).await?.and_then(|answering| answering.hint(&identity));
    let email = hint.map(|email| email.expose().to_owned()).unwrap_or_default();
    view(&identity, &page, email, Problems::none()).await
}

pub(super) async fn help(page: Page) -> Result<Response, PageError> {
    page.show(&Help { frame: page.frame("help-title") })
}

async fn view(
    identity: &Identity,
    page: &Page,
    email: String,
    problems: Problems,
) -> Result<Response, PageError> {
    let spanish = page.language() == web::Language::Es;
    let going_to =
        answering(identity, page).await?.map(|answering| answering.client.name(spanish).to_owned());
    let demonstration = identity.demonstration();
    let people = demonstration.map(|demonstration| demonstration.sign_ins.as_slice()).unwrap_or_default();
    let agents = demonstration.map(|demonstration| demonstration.agents.as_slice()).unwrap_or_default();
    let wrong = !problems.is_empty();
    let view = Start { frame: page.frame("sign-in-title").with(problems), email, going_to, people, agents };
    let mut response = if wrong { page.show_again(&view)? } else { page.show(&view)? };
    open_passkeys(&mut response);
    Ok(response)
}

/// The page again, with what is wrong with one field.
pub(super) async fn again(
    identity: &Identity,
    page: &Page,
    field: &str,
    problem: &'static str,
) -> Result<Response, PageError> {
    view(identity, page, String::new(), Problems::one(field, problem)).await
}

/// Checks email and password. Unknown and known addresses take the same steps and get the same answer; only whoever
/// knows the password learns that the sign-in is shut.
pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    identity.evenly_unless_right(check(&identity, &visitor, &page, typed)).await
}

async fn check(
    identity: &Identity,
    visitor: &Visitor,
    page: &Page,
    typed: Typed,
) -> Result<Response, PageError> {
    let Ok(email) = typed.email.parse::<EmailAddress>() else {
        return view(identity, page, typed.email, Problems::one("email", "email-malformed")).await;
    };
    let index = email_index(identity.sealer(), &email);
    let found = sign_ins::find_by_email(identity.store(), index).await?;
    let password = Secret::new(typed.password);
    let tried = identity.try_password((page, visitor), found.as_ref(), &index, &password, "sign-in-wrong");
    match (found.as_ref(), tried.await?) {
        (Some(sign_in), Ok(write)) if !sign_in.is_active => {
            shut::tell(identity, page, sign_in.id, write).await
        }
        (Some(sign_in), Ok(write)) => {
            let long = password.expose().chars().count() >= Beside::Nothing.shortest();
            super::passkey::after_password(identity, page, visitor, sign_in.id, long, write).await
        }
        (_, Err(problems)) => view(identity, page, typed.email, problems).await,
        // Nobody has no password that could be right.
        (None, Ok(_)) => Err(PageError::Forbidden),
    }
}
