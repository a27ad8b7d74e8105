//! Your sign-in: a page at a glance, and one for each thing that a person sees and changes of it.

use axum::Router;
use axum::routing::{get, post};
use web::Catalogue;

use crate::Identity;

mod address_add;
mod addresses;
pub(crate) mod apps;
mod devices;
mod event;
mod history;
mod hub;
mod password;
mod preferences;
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

/// What the pages about addresses, notices and data say.
pub const OWN_WORDS: Catalogue =
    Catalogue { name: "identity/own", en: include_str!("own.en.ftl"), es: include_str!("own.es.ftl") };

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
        .merge(own_routes())
        .route(password::PATH, get(password::show).post(password::submit))
}

/// Addresses, notices, data.
fn own_routes() -> Router<Identity> {
    let confirm = "/security/addresses/confirm/{address}";
    Router::new()
        .route(addresses::PATH, get(addresses::show))
        .route("/security/addresses/main", get(addresses::back).post(addresses::make_main))
        .route("/security/addresses/remove", get(addresses::back).post(addresses::remove))
        .route(address_add::ADD, get(address_add::show).post(address_add::submit))
        .route(confirm, get(address_add::show_confirm).post(address_add::confirm))
        .route(&format!("{confirm}/again"), get(addresses::back).post(address_add::send_again))
        .route(&format!("{confirm}/give-up"), get(addresses::back).post(address_add::give_up))
        .route(preferences::PATH, get(preferences::show).post(preferences::submit))
}
