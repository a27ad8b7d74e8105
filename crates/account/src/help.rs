//! Where does somebody find help?

use askama::Template;
use axum::response::Response;
use web::{Frame, Page, PageError};

#[derive(Template)]
#[template(path = "help/help.html")]
struct Help {
    frame: Frame,
}

pub(crate) async fn show(page: Page) -> Result<Response, PageError> {
    page.show(&Help { frame: page.frame("account-help-title") })
}
