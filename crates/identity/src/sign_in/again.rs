//! Is it still you? The same person proves themselves again, as strongly as they can, before they change how one gets
//! in or because a site asks for it, and comes back to where they were (NIST SP 800-63B-4 sections 2.2.3 and 4.1.2.1).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use store::Write;
use store::identity::sessions::Session as Kept;
use values::{Secret, Timestamp};
use web::headers::open_passkeys;
use web::{Form, Frame, Page, PageError, Problems, local_path};

use super::{code, passkey};
use crate::Identity;
use crate::authenticators::held::Held;
use crate::flow::Flow;
use crate::levels::{Level, Means, Way};
use crate::person::Person;
use crate::visitor::Visitor;

/// The page's address.
pub(crate) const PATH: &str = "/sign-in/again";

/// The button of a made-up person, who has nothing to prove themselves with.
pub(super) const DEMONSTRATION: &str = "/sign-in/again/demonstration";

/// How long the first factor waits for the second.
const SECONDS: SignedDuration = SignedDuration::from_mins(10);

/// Where somebody goes who has proved themselves again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Again {
    pub(super) to: String,
    pub(super) asked_at: Timestamp,
}

impl Again {
    /// The path, unless the asking was too long ago.
    pub(crate) fn path(&self, now: Timestamp) -> Option<&str> {
        let age = now.duration_since(self.asked_at);
        (age >= SignedDuration::ZERO && age < SECONDS).then_some(self.to.as_str())
    }
}

#[derive(Template)]
#[template(path = "sign_in/again.html")]
struct Ask {
    frame: Frame,
    email: String,
    to: String,
    is_made_up: bool,
    has_password: bool,
    has_passkeys: bool,
}

/// What the form brings. Kept out of every log: it prints nothing.
#[derive(Deserialize)]
pub(super) struct Typed {
    password: String,
    to: String,
}

/// What the made-up person's button brings.
#[derive(Deserialize)]
pub(super) struct Pressed {
    to: String,
}

/// A page of this site to come back to, and not this one.
pub(super) fn back_to(asked: Option<&str>) -> String {
    let path = asked.and_then(local_path).filter(|path| !path.starts_with(PATH));
    path.unwrap_or_else(|| crate::security::PATH.to_owned())
}

/// The page, again if something is wrong.
pub(super) async fn view(
    identity: &Identity,
    page: &Page,
    person: &Person,
    to: &str,
    problems: Problems,
) -> Result<Response, PageError> {
    let held = Held::of(identity, person.id).await?;
    let wrong = !problems.is_empty();
    let view = Ask {
        frame: page.frame("again-title").with(problems),
        email: person.email.masked(),
        to: to.to_owned(),
        is_made_up: identity.is_made_up(person),
        has_password: held.password,
        has_passkeys: held.passkeys > 0,
    };
    let mut response = if wrong { page.show_again(&view)? } else { page.show(&view)? };
    open_passkeys(&mut response);
    Ok(response)
}

/// Who is signed in, with their session.
pub(super) async fn standing(identity: &Identity, page: &Page) -> Result<(Person, Kept), PageError> {
    let (standing, kept) = identity.require_standing(page).await?;
    let person = identity.person(standing.sign_in_id).await?.filter(|person| person.is_active);
    Ok((person.ok_or(PageError::SignInNeeded)?, kept))
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (person, _) = standing(&identity, &page).await?;
    let to = back_to(page.query("to").as_deref());
    let problems = match page.query("other") {
        Some(_) => Problems::one("password", "again-other-person"),
        None => Problems::none(),
    };
    view(&identity, &page, &person, &to, problems).await
}

/// The password; a second step follows if the person has one.
pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (person, kept) = standing(&identity, &page).await?;
    let (now, to) = (page.now(), back_to(Some(&typed.to)));
    let (password, index) = (Secret::new(typed.password), &person.row.email_index);
    let tried = identity.try_password((&page, &visitor), Some(&person.row), index, &password, "again-wrong");
    let write = match tried.await? {
        Ok(write) => write,
        Err(problems) => return view(&identity, &page, &person, &to, problems).await,
    };
    let flow = Flow { again: Some(Again { to, asked_at: now }), ..Flow::of(&page) };
    let held = Held::of(&identity, person.id).await?;
    if held.has_second_step() {
        let flow = Flow { half: Some((person.id, now)), ..flow };
        let next = if held.has_codes() { code::PATH } else { passkey::SECOND };
        return identity.go(&page, flow, write, next).await;
    }
    identity.prove_again(&page, &kept, &Means::of([Way::Password]), flow, write).await
}

/// A made-up person only says so again.
pub(super) async fn submit_demonstration(
    State(identity): State<Identity>,
    page: Page,
    Form(pressed): Form<Pressed>,
) -> Result<Response, PageError> {
    let (person, kept) = standing(&identity, &page).await?;
    if !identity.is_made_up(&person) || Means::read(&kept.means).level() != Level::Demonstration {
        return Err(PageError::Forbidden);
    }
    let again = Again { to: back_to(Some(&pressed.to)), asked_at: page.now() };
    let flow = Flow { again: Some(again), ..Flow::of(&page) };
    identity.prove_again(&page, &kept, &Means::of([Way::Demonstration]), flow, Write::new()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere_or_round_in_circles() {
        for (asked, to) in [
            (Some("/security/addresses"), "/security/addresses"),
            (Some("/continue"), "/continue"),
            (None, "/security"),
            (Some(""), "/security"),
            (Some("//evil.example"), "/security"),
            (Some("/\\evil.example"), "/security"),
            (Some("https://evil.example/"), "/security"),
            (Some("javascript:alert(1)"), "/security"),
            (Some("/a\r\nset-cookie: x"), "/security"),
            (Some("/sign-in/again?to=/sign-in/again"), "/security"),
        ] {
            assert_eq!(back_to(asked), to, "{asked:?}");
        }
    }
}
