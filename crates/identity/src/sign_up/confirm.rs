//! Step 2: confirm the address with the code that was mailed.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::sign_ups::{self, SignUp};
use subtle::ConstantTimeEq;
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError, Problems};

use super::email::{CODE_SECONDS, bound, mail_code};
use super::steps::Step;
use super::{email_of, require};
use crate::guard::{clear, wait};
use crate::limits::Guess;
use crate::secrets::{hash, later};
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

#[derive(Template)]
#[template(path = "sign_up/confirm.html")]
struct Ask {
    frame: Frame,
    email: String,
    minutes: i64,
}

/// What the form brings.
#[derive(Deserialize)]
pub(super) struct Typed {
    code: String,
}

fn view(
    identity: &Identity,
    page: &Page,
    sign_up: &SignUp,
    problems: Problems,
) -> Result<Ask, IdentityError> {
    let email = email_of(identity, sign_up)?.expose().to_owned();
    Ok(Ask { frame: page.frame("confirm-title").with(problems), email, minutes: CODE_SECONDS / 60 })
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match require(&identity, &page, Step::Confirm).await? {
        Ok(sign_up) => page.show(&view(&identity, &page, &sign_up, Problems::none())?),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut sign_up = match require(&identity, &page, Step::Confirm).await? {
        Ok(sign_up) => sign_up,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let now = page.now();
    let counted = identity.counted(Guess::EmailCode, &sign_up.email_index);
    if let Some(until) = identity.count(counted, now).await? {
        return page.show_again(&view(&identity, &page, &sign_up, wait("code", until, now))?);
    }
    let mut problems = Problems::none();
    let code: String = typed.code.chars().filter(|letter| !letter.is_whitespace()).collect();
    let is_right = hash("email code", &bound(sign_up.id, &code)).ct_eq(&sign_up.code_hash);
    if !bool::from(is_right) {
        problems.add("code", "code-wrong");
    } else if now >= sign_up.code_until {
        problems.add("code", "confirm-code-old");
    } else {
        sign_up.confirmed_at = Some(now);
        identity.write(sign_ups::change(&sign_up).and(clear(counted))).await?;
        return page.go(Step::How.path());
    }
    page.show_again(&view(&identity, &page, &sign_up, problems)?)
}

/// Mails a new code; the old one is worth nothing then, and wrong guesses stay counted.
pub(super) async fn again(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let mut sign_up = match require(&identity, &page, Step::Confirm).await? {
        Ok(sign_up) => sign_up,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if let Some(problems) = identity.count_mail(&page, &visitor, &sign_up.email_index, "code").await? {
        return page.show_again(&view(&identity, &page, &sign_up, problems)?);
    }
    let email = email_of(&identity, &sign_up)?;
    let (code_hash, letter) = mail_code(&identity, &page, sign_up.id, &email, &sign_up.email_index).await?;
    sign_up.code_hash = code_hash;
    sign_up.code_until = later(page.now(), CODE_SECONDS);
    identity.write(sign_ups::change(&sign_up).and(letter)).await?;
    page.go(Step::Confirm.path())
}
