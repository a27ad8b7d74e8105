//! What tax professionals and lenders see. The site stands and says what it cannot do yet.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use web::{App, Catalogue, Frame, Page, PageError};

/// The messages of the site.
pub const WORDS: Catalogue =
    Catalogue { name: "professional", en: include_str!("front.en.ftl"), es: include_str!("front.es.ftl") };

#[derive(Template)]
#[template(path = "front.html")]
struct Front {
    frame: Frame,
}

/// The site's addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/", get(show))
}

async fn show(page: Page) -> Result<Response, PageError> {
    page.show(&Front { frame: page.frame("professional-title") })
}
