//! The code of the authenticator app.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use web::{Form, Frame, Page, PageError, Problems};

use super::{enter, half};
use crate::Identity;
use crate::authenticators::second::Kind;
use crate::visitor::Visitor;

/// The page's address.
pub(super) const PATH: &str = "/sign-in/code/app";

#[derive(Template)]
#[template(path = "sign_in/code/app.html")]
struct Ask {
    frame: Frame,
}

/// What the form brings.
#[derive(Deserialize)]
pub(super) struct Typed {
    pub(super) code: String,
}

/// The page, or the page again with what is wrong.
pub(super) fn ask(page: &Page, problems: Problems) -> Result<Response, PageError> {
    let wrong = !problems.is_empty();
    let view = Ask { frame: page.frame("code-title").with(problems) };
    if wrong { page.show_again(&view) } else { page.show(&view) }
}

pub(super) async fn show(page: Page) -> Result<Response, PageError> {
    if half(&page).is_none() {
        return page.go(crate::sign_in::PATH);
    }
    ask(&page, Problems::none())
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let Some(half) = half(&page) else { return page.go(crate::sign_in::PATH) };
    // Somebody may type a backup code where the app's is asked for.
    let kind = if typed.code.chars().filter(char::is_ascii_alphanumeric).count() > 8 {
        Kind::Backup
    } else {
        Kind::App
    };
    match enter(&identity, &page, &visitor, half, kind, &typed.code).await? {
        Ok(response) => Ok(response),
        Err(problems) => ask(&page, problems),
    }
}
