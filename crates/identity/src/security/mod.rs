//! Your sign-in: where you are signed in, what happened, which sites you agreed to tell, your password.

use axum::Router;
use axum::routing::{get, post};
use web::Catalogue;

use crate::Identity;

pub(crate) mod apps;
mod overview;
mod password;

/// The page's address.
pub(crate) const PATH: &str = "/security";

/// What these pages say.
pub const WORDS: Catalogue = Catalogue {
    name: "identity/security",
    en: include_str!("security.en.ftl"),
    es: include_str!("security.es.ftl"),
};

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new()
        .route(PATH, get(overview::show))
        .route("/security/end", post(overview::end))
        .route("/security/end-others", post(overview::end_others))
        .route("/security/revoke", post(overview::revoke))
        .route(apps::PATH, get(apps::list))
        .route(apps::START, post(apps::start))
        .route(apps::ADD, get(apps::show).post(apps::submit))
        .route(password::PATH, get(password::show).post(password::submit))
}
