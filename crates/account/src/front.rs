//! What does somebody see who is not signed in?

use askama::Template;
use axum::response::Response;
use web::{Frame, Page, PageError};

#[derive(Template)]
#[template(path = "front/front.html")]
struct Front {
    frame: Frame,
}

pub(crate) async fn show(page: Page) -> Result<Response, PageError> {
    if page.require_person().is_ok() {
        return page.go("/home");
    }
    page.show(&Front { frame: page.frame("front-title") })
}
