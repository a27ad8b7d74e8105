//! The other half of step 3: a password. Fifteen characters stand alone; a shorter one needs something beside it,
//! which is asked for next (NIST SP 800-63B-4, 3.1.1.2).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use values::Secret;
use web::{Form, Frame, Page, PageError, Problems};

use super::make::{First, make};
use super::steps::Step;
use super::{email_of, require};
use crate::Identity;
use crate::authenticators::password::Beside;
use crate::flow::Flow;
use crate::levels::{Means, Way};
use crate::visitor::Visitor;

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
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let sign_up = match require(&identity, &page, Step::Password).await? {
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
    let write = make(&identity, &page, &visitor, &sign_up, &First::Password(hash))?;
    let may_skip = chosen.expose().chars().count() >= Beside::Nothing.shortest();
    let flow = Flow { set_up: true, may_skip, ..Flow::of(&page) };
    identity.sign_in_with(&page, &visitor, sign_up.id, &Means::of([Way::Password]), flow, write).await
}
