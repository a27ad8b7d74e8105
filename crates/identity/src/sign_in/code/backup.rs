//! A backup code, where nothing else is at hand.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use web::{Form, Frame, Page, PageError, Problems};

use super::app::Typed;
use super::{enter, half};
use crate::Identity;
use crate::authenticators::second::Kind;
use crate::visitor::Visitor;

/// The page's address.
pub(super) const PATH: &str = "/sign-in/code/backup";

#[derive(Template)]
#[template(path = "sign_in/code/backup.html")]
struct Ask {
    frame: Frame,
}

fn view(page: &Page, problems: Problems) -> Ask {
    Ask { frame: page.frame("backup-title").with(problems) }
}

pub(super) async fn show(page: Page) -> Result<Response, PageError> {
    if half(&page).is_none() {
        return page.go(crate::sign_in::PATH);
    }
    page.show(&view(&page, Problems::none()))
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let Some(half) = half(&page) else { return page.go(crate::sign_in::PATH) };
    match enter(&identity, &page, &visitor, half, Kind::Backup, &typed.code).await? {
        Ok(response) => Ok(response),
        Err(problems) => page.show_again(&view(&page, problems)),
    }
}
