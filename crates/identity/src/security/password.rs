//! Changing the password: the current one is asked for, other sessions end, the owner is written to.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::{sessions, sign_ins};
use values::{EmailAddress, Secret};
use web::{Form, Frame, Page, PageError, Problems};

use crate::Identity;
use crate::authenticators::password::{Refusal, SHORTEST, judge};
use crate::guard::{clear, minutes_until};
use crate::happenings::Happening;
use crate::limits::Guess;
use crate::mail::{self, Letter};
use crate::visitor::Visitor;

/// The page's address.
pub(super) const PATH: &str = "/security/password";

#[derive(Template)]
#[template(path = "security/password.html")]
struct Ask {
    frame: Frame,
    email: String,
    shortest: String,
}

/// What the form brings.
#[derive(Deserialize)]
pub(super) struct Typed {
    password: String,
    new_password: String,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(&page).await?;
    let person = identity.person(standing.sign_in_id).await?.ok_or(PageError::SignInNeeded)?;
    // A demonstration person has no password to change.
    if person.row.password_hash.is_none() {
        return Err(PageError::NotFound);
    }
    page.show(&ask(&page, &person.email, Problems::none()))
}

fn ask(page: &Page, email: &EmailAddress, problems: Problems) -> Ask {
    let frame = page.frame("change-password-title").with(problems);
    Ask { frame, email: email.expose().to_owned(), shortest: SHORTEST.to_string() }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (standing, this) = identity.require_standing(&page).await?;
    let (id, now) = (standing.sign_in_id, page.now());
    let person = identity.person(id).await?.ok_or(PageError::SignInNeeded)?;
    let Some(kept) = person.row.password_hash.as_deref() else { return Err(PageError::NotFound) };
    let again = |problems| page.show_again(&ask(&page, &person.email, problems));
    let counted = identity.counted(Guess::PasswordByAccount, &person.row.email_index);
    if let Some(until) = identity.count(counted, now).await? {
        let mut problems = Problems::none();
        problems.add_with(
            "password",
            "wait-minutes",
            vec![("minutes", minutes_until(until, now).to_string())],
        );
        return again(problems);
    }
    let (current, chosen) = (Secret::new(typed.password), Secret::new(typed.new_password));
    if !identity.hasher().check(&current, Some(kept)).await.map_err(PageError::broken)? {
        return again(Problems::one("password", "change-password-wrong"));
    }
    if let Err(refusal) = identity.judge_password(&chosen, &person.email) {
        return again(Problems::one("new_password", refusal.message()));
    }
    let hash = identity.hasher().hash(&chosen, identity.dice().bytes()).await.map_err(PageError::broken)?;
    let write = sign_ins::change_password(&person.row, hash, now)
        .and(clear(counted))
        .and(sessions::close_others(id, this.id, now))
        .and(identity.happened(Happening::PasswordChanged, id, Some(this.id), &visitor, now))
        .and(mail::post(&identity, now, page.language(), &person.email, Letter::PasswordChanged)?);
    identity.write(write).await?;
    page.go(super::PATH)
}

impl Identity {
    /// Judges a new password with what an attacker would try first.
    pub(crate) fn judge_password(
        &self,
        chosen: &Secret<String>,
        email: &EmailAddress,
    ) -> Result<(), Refusal> {
        judge(chosen.expose(), &[email.expose(), &self.app().agency.name, "counterfoil"])
    }
}
