//! Step 4: connect an authenticator app and show that it works.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::sign_ups::{self, SignUp};
use web::{Form, Frame, Page, PageError, Problems};

use super::steps::Step;
use super::{app_key, email_of, require, seal};
use crate::authenticators::{app, recovery_codes};
use crate::guard::{clear, minutes_until};
use crate::limits::Guess;
use crate::{Identity, IdentityError};

#[derive(Template)]
#[template(path = "sign_up/app.html")]
struct Ask {
    frame: Frame,
    picture: Option<String>,
    text_key: String,
    address: String,
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
    let key = app_key(identity, sign_up)?;
    let email = email_of(identity, sign_up)?;
    let address = app::address(&key, &identity.app().agency.name, email.expose());
    let frame = page.frame("app-title").with(problems);
    Ok(Ask { frame, picture: app::picture(&address), text_key: app::text_key(&key), address })
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match require(&identity, &page, Step::App).await? {
        Ok(sign_up) => page.show(&view(&identity, &page, &sign_up, Problems::none())?),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut sign_up = match require(&identity, &page, Step::App).await? {
        Ok(sign_up) => sign_up,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let counted = identity.counted(Guess::CodeByAccount, sign_up.id.as_bytes());
    let mut problems = Problems::none();
    if let Some(until) = identity.count(counted, page.now()).await? {
        problems.add_with(
            "code",
            "wait-minutes",
            vec![("minutes", minutes_until(until, page.now()).to_string())],
        );
        return page.show_again(&view(&identity, &page, &sign_up, problems)?);
    }
    let key = app_key(&identity, &sign_up)?;
    let Some(step) = app::accepted_step(&key, &typed.code, 0, identity.app_now()) else {
        problems.add("code", "code-wrong");
        return page.show_again(&view(&identity, &page, &sign_up, problems)?);
    };
    let codes: Vec<String> =
        (0..recovery_codes::COUNT).map(|_| recovery_codes::shown(&identity.dice().bytes())).collect();
    sign_up.app_step = Some(step);
    sign_up.recovery_codes_sealed =
        Some(seal(&identity, sign_up.id, "recovery_codes_sealed", &codes.join("\n")));
    identity.write(sign_ups::change(&sign_up).and(clear(counted))).await?;
    page.go(Step::RecoveryCodes.path())
}
