//! Your sign-in: a page at a glance, and one for each thing that a person sees and changes of it.

use axum::Router;
use axum::routing::{get, post};
use web::Catalogue;

use crate::Identity;

pub(crate) mod apps;
mod devices;
mod event;
mod history;
mod hub;
mod password;
pub(crate) mod shown;
mod sites;

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
        .route(apps::PATH, get(apps::list))
        .route(apps::START, post(apps::start))
        .route(apps::ADD, get(apps::show).post(apps::submit))
        .route(PATH, get(hub::show))
        .route(devices::PATH, get(devices::show))
        .route("/security/devices/end", post(devices::end))
        .route("/security/devices/end-others", post(devices::end_others))
        .route(history::PATH, get(history::show))
        .route(event::PATH, get(event::show).post(event::submit))
        .route("/security/history.csv", get(history::as_csv))
        .route("/security/history.json", get(history::as_json))
        .route(sites::PATH, get(sites::show))
        .route("/security/sites/revoke", post(sites::revoke))
        .route(password::PATH, get(password::show).post(password::submit))
}
