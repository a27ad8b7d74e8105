//! Where does the help link of every page lead?

use askama::Template;
use axum::Router;
use axum::extract::FromRef;
use axum::response::Response;
use axum::routing::get;

use crate::app::App;
use crate::error::PageError;
use crate::frame::Frame;
use crate::page::Page;

pub(crate) fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    App: FromRef<S>,
{
    Router::new().route("/help", get(show))
}

#[derive(Template)]
#[template(path = "help.html")]
struct Help {
    frame: Frame,
}

async fn show(page: Page) -> Result<Response, PageError> {
    page.show(&Help { frame: page.frame("help-title") })
}
