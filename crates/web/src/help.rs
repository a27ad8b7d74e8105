//! Where does the help link of a page lead on a site that has no help page of its own?

use askama::Template;
use axum::http::{Method, StatusCode};
use axum::response::Response;

use crate::error::PageError;
use crate::frame::Frame;
use crate::page::Page;

/// The address of the help link, the same on every site.
const PATH: &str = "/help";

#[derive(Template)]
#[template(path = "help.html")]
struct Help {
    frame: Frame,
}

/// What answers an address without a route: the help page, or that there is nothing.
pub(crate) async fn or_not_found(page: Page, method: Method) -> Result<Response, PageError> {
    match (page.path(), method) {
        (PATH, Method::GET | Method::HEAD) => page.show(&Help { frame: page.frame("frame-help-page-title") }),
        (PATH, _) => Err(PageError::Status(StatusCode::METHOD_NOT_ALLOWED)),
        _ => Err(PageError::NotFound),
    }
}
