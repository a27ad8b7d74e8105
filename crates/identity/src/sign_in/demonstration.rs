//! In the demonstration: sign in as a made-up person, or agent of the desk, with one button. Elsewhere there is no such page.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use store::identity::sign_ins;
use values::EmailAddress;
use web::{Form, Page, PageError};

use crate::Identity;
use crate::levels::{Means, Way};
use crate::person::email_index;
use crate::visitor::Visitor;

/// Whom the button names: the place in the list.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Chosen {
    person: u16,
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let demonstration = identity.demonstration().ok_or(PageError::NotFound)?;
    let person = demonstration.sign_ins.get(usize::from(chosen.person)).ok_or(PageError::NotFound)?;
    enter(&identity, &page, &visitor, &person.email).await
}

/// Which agent the button names: the place in the list.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct ChosenAgent {
    agent: u16,
}

pub(super) async fn submit_agent(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(chosen): Form<ChosenAgent>,
) -> Result<Response, PageError> {
    let demonstration = identity.demonstration().ok_or(PageError::NotFound)?;
    let agent = demonstration.agents.get(usize::from(chosen.agent)).ok_or(PageError::NotFound)?;
    enter(&identity, &page, &visitor, &agent.email).await
}

async fn enter(
    identity: &Identity,
    page: &Page,
    visitor: &Visitor,
    email: &EmailAddress,
) -> Result<Response, PageError> {
    let index = email_index(identity.sealer(), email);
    let sign_in = sign_ins::find_by_email(identity.store(), index).await?.ok_or(PageError::NotFound)?;
    // Only a sign-in without a password is a demonstration person's own.
    if sign_in.password_hash.is_some() || !sign_in.is_active {
        return Err(PageError::Forbidden);
    }
    identity.sign_in(page, visitor, sign_in.id, &Means::of([Way::Demonstration]), Write::new()).await
}
