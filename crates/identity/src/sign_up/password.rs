//! Step 3: choose a password.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::sign_ups;
use values::Secret;
use web::{Form, Frame, Page, PageError, Problems};

use super::steps::Step;
use super::{email_of, key, require};
use crate::Identity;
use crate::authenticators::app;
use crate::authenticators::password::Beside;

#[derive(Template)]
#[template(path = "sign_up/password.html")]
struct Ask {
    frame: Frame,
    email: String,
    shortest: String,
}

/// What the form brings.
#[derive(Deserialize)]
pub(super) struct Typed {
    new_password: String,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match require(&identity, &page, Step::Password).await? {
        Ok(sign_up) => {
            let email = email_of(&identity, &sign_up)?.expose().to_owned();
            page.show(&Ask {
                frame: page.frame("password-title"),
                email,
                shortest: Beside::SecondFactor.shortest().to_string(),
            })
        }
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut sign_up = match require(&identity, &page, Step::Password).await? {
        Ok(sign_up) => sign_up,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let chosen = Secret::new(typed.new_password);
    let email = email_of(&identity, &sign_up)?;
    if let Err(refusal) = identity.judge_password(&chosen, &email, Beside::SecondFactor).await? {
        let frame = page.frame("password-title").with(Problems::one("new_password", refusal.message()));
        let email = email.expose().to_owned();
        return page.show_again(&Ask { frame, email, shortest: Beside::SecondFactor.shortest().to_string() });
    }
    let hash = identity.hasher().hash(&chosen, identity.dice().bytes()).await?;
    let app_key = identity.dice().bytes::<{ app::KEY_BYTES }>();
    let sealed = identity.sealer().seal(&key(&identity), "sign_up", "app_key_sealed", sign_up.id, &app_key);
    sign_up.password_hash = Some(hash);
    sign_up.app_key_sealed = Some(sealed);
    // An app that was connected before has another key.
    sign_up.app_step = None;
    sign_up.recovery_codes_sealed = None;
    identity.write(sign_ups::change(&sign_up)).await?;
    page.go(Step::App.path())
}
