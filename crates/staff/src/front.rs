//! What does somebody see before signing in?

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use web::{Frame, Page, PageError};

use crate::Staff;

#[derive(Template)]
#[template(path = "front.html")]
struct Front {
    frame: Frame,
    is_open: bool,
}

pub(crate) async fn show(page: Page, State(staff): State<Staff>) -> Result<Response, PageError> {
    if page.require_person().is_ok() {
        return page.go(crate::home::PATH);
    }
    page.show(&Front { frame: page.frame("staff-title"), is_open: staff.relying_party.is_some() })
}
