//! The other half of step 3: a password. Fifteen characters stand alone; a shorter one needs something beside it,
//! which is asked for next (NIST SP 800-63B-4, 3.1.1.2).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use values::{EmailAddress, Secret};
use web::{Form, Frame, Page, PageError, Problems};

use super::make::{First, make};
use super::steps::Step;
use super::{email_of, require};
use crate::Identity;
use crate::authenticators::password::{Beside, Strength};
use crate::flow::{Coming, Flow};
use crate::levels::{Means, Way};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "sign_up/password.html")]
struct Ask {
    frame: Frame,
    email: String,
    shortest: String,
    /// Of a password that was refused.
    strength: Option<Strength>,
}

fn view(page: &Page, email: &EmailAddress, problems: Problems, strength: Option<Strength>) -> Ask {
    Ask {
        frame: page.frame("password-title").with(problems),
        email: email.expose().to_owned(),
        shortest: Beside::SecondFactor.shortest().to_string(),
        strength,
    }
}

/// What the form brings.
#[derive(Deserialize)]
pub(super) struct Typed {
    new_password: String,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match require(&identity, &page, Step::Password).await? {
        Ok(sign_up) => page.show(&view(&page, &email_of(&identity, &sign_up)?, Problems::none(), None)),
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
        let problems = Problems::one("new_password", refusal.message());
        let strength = identity.password_strength(&chosen, &email);
        return page.show_again(&view(&page, &email, problems, Some(strength)));
    }
    let hash = identity.hasher().hash(&chosen, identity.dice().bytes()).await?;
    let write = make(&identity, &page, &visitor, &sign_up, &First::Password(hash))?;
    let may_skip = chosen.expose().chars().count() >= Beside::Nothing.shortest();
    let flow = Flow { set_up: true, may_skip, ..Flow::of(&page) };
    let means = Means::of([Way::Password]);
    let coming = Coming { visitor: &visitor, sign_in: sign_up.id, means: &means, flow };
    identity.sign_in_with(&page, coming, write).await
}
