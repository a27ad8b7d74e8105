//! The password after a passkey that did not check who held it: two factors then, which no false page can pass on.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use values::{Id, Secret};
use web::{Form, Frame, Page, PageError};

use crate::Identity;
use crate::flow::Flow;
use crate::levels::{Means, Way};
use crate::visitor::Visitor;

/// The page's address.
pub(super) const PATH: &str = "/sign-in/password";

#[derive(Template)]
#[template(path = "sign_in/password.html")]
struct Ask {
    frame: Frame,
}

/// What the form brings. Kept out of every log: it prints nothing.
#[derive(Deserialize)]
pub(super) struct Typed {
    password: String,
}

/// Whose passkey was shown, not long ago.
fn half(page: &Page) -> Option<Id> {
    super::waiting(Flow::of(page).half_passkey, page.now())
}

pub(super) async fn show(page: Page) -> Result<Response, PageError> {
    if half(&page).is_none() {
        return page.go(super::PATH);
    }
    page.show(&Ask { frame: page.frame("second-password-title") })
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let Some(id) = half(&page) else { return page.go(super::PATH) };
    let again =
        |problems| page.show_again(&Ask { frame: page.frame("second-password-title").with(problems) });
    let person = identity.person(id).await?.filter(|person| person.is_active);
    let Some(person) = person else { return page.go(super::PATH) };
    let (typed, index) = (Secret::new(typed.password), &person.row.email_index);
    let tried =
        identity.try_password((&page, &visitor), Some(&person.row), index, &typed, "second-password-wrong");
    match tried.await? {
        Ok(write) => {
            let means = Means::of([Way::Password, Way::Passkey]);
            identity.sign_in(&page, &visitor, id, &means, write).await
        }
        Err(problems) => again(problems),
    }
}
