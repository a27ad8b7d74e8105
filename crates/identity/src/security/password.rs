//! Changing the password: the current one is asked for, other sessions end, the owner is written to. Somebody who has
//! only passkeys may add one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use store::identity::{sessions, sign_ins};
use values::Secret;
use web::{Form, Frame, Page, PageError, Problems};

use crate::Identity;
use crate::authenticators::held::Held;
use crate::authenticators::password::Strength;
use crate::happenings::Happening;
use crate::levels::{Means, Way};
use crate::person::Person;
use crate::visitor::Visitor;

/// The page's address.
pub(super) const PATH: &str = "/security/password";

#[derive(Template)]
#[template(path = "security/password.html")]
struct Ask {
    frame: Frame,
    email: String,
    shortest: String,
    has_password: bool,
    strength: Option<Strength>,
}

/// What the form brings.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    password: String,
    new_password: String,
}

/// Whose page it is, proved lately. A demonstration person has no password and gets none, since everybody may be them.
async fn whose(identity: &Identity, page: &Page) -> Result<(Person, sessions::Session), PageError> {
    let (standing, this) = identity.require_recent(page).await?;
    if Means::read(&this.means).holds(Way::Demonstration) {
        return Err(PageError::NotFound);
    }
    let person = identity.person(standing.sign_in_id).await?.ok_or(PageError::SignInNeeded)?;
    Ok((person, this))
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (person, _) = whose(&identity, &page).await?;
    page.show(&ask(&identity, &page, &person, Problems::none(), None).await?)
}

async fn ask(
    identity: &Identity,
    page: &Page,
    person: &Person,
    problems: Problems,
    strength: Option<Strength>,
) -> Result<Ask, PageError> {
    let has_password = person.row.password_hash.is_some();
    let title = if has_password { "change-password-title" } else { "add-password-title" };
    let shortest = Held::of(identity, person.id).await?.beside().shortest().to_string();
    let email = person.email.expose().to_owned();
    Ok(Ask { frame: page.frame(title).with(problems), email, shortest, has_password, strength })
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (person, this) = whose(&identity, &page).await?;
    let (id, now) = (person.id, page.now());
    let (current, chosen) = (Secret::new(typed.password), Secret::new(typed.new_password));
    let (row, mut forget) = (&person.row, Write::new());
    if row.password_hash.is_some() {
        let (visit, index) = ((&page, &visitor), &row.email_index);
        match identity.try_password(visit, Some(row), index, &current, "change-password-wrong").await? {
            Ok(write) => forget = write,
            Err(problems) => {
                return page.show_again(&ask(&identity, &page, &person, problems, None).await?);
            }
        }
    }
    let beside = Held::of(&identity, id).await?.beside();
    if let Err(refusal) = identity.judge_password(&chosen, &person.email, beside).await? {
        let problems = Problems::one("new_password", refusal.message());
        let strength = identity.password_strength(&chosen, &person.email);
        return page.show_again(&ask(&identity, &page, &person, problems, Some(strength)).await?);
    }
    let hash = identity.hasher().hash(&chosen, identity.dice().bytes()).await?;
    let happening = match person.row.password_hash {
        Some(_) => Happening::PasswordChanged,
        None => Happening::PasswordAdded,
    };
    let write = sign_ins::change_password(&person.row, hash, now)
        .and(forget)
        .and(sessions::close_others(id, this.id, now))
        .and(identity.happened(happening, id, Some(this.id), &visitor, now));
    identity.write(write).await?;
    page.go(super::PATH)
}
