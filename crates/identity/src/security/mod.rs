//! Your sign-in: a page at a glance, and one for each thing that a person sees and changes of it.

use axum::Router;
use axum::routing::{get, post};
use web::Catalogue;

use crate::Identity;

mod address_add;
mod addresses;
pub(crate) mod apps;
pub(crate) mod backup_codes;
pub(crate) mod close;
mod data;
mod data_words;
mod devices;
mod event;
mod history;
mod hub;
pub(crate) mod passkey_add;
pub(crate) mod passkeys;
mod password;
pub(crate) mod phone_add;
pub(crate) mod phones;
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
/// What the pages of apps, phones and backup codes say.
pub const WAYS: Catalogue = Catalogue {
    name: "identity/security/ways",
    en: include_str!("ways.en.ftl"),
    es: include_str!("ways.es.ftl"),
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
        .merge(own_routes())
        .merge(ways_routes())
        .route(passkeys::PATH, get(passkeys::list))
        .route(passkeys::ONE, get(passkeys::show))
        .route(passkeys::NAME, post(passkeys::rename))
        .route(passkeys::REMOVE, post(passkeys::remove))
        .route(passkey_add::ADD, get(passkey_add::show).post(passkey_add::submit))
        .route(passkey_add::OPTIONS, post(passkey_add::options))
        .route(password::PATH, get(password::show).post(password::submit))
}

/// Apps, phones, backup codes.
fn ways_routes() -> Router<Identity> {
    Router::new()
        .route(apps::ONE, get(apps::one))
        .route(apps::NAME, post(apps::rename))
        .route(apps::REMOVE, post(apps::remove))
        .route(phones::PATH, get(phones::list))
        .route(phone_add::ADD, get(phone_add::show).post(phone_add::submit))
        .route(phone_add::CONFIRM, get(phone_add::show_confirm).post(phone_add::submit_confirm))
        .route(phone_add::AGAIN, post(phone_add::again))
        .route(phones::ONE, get(phones::show))
        .route(phones::CHANNEL, post(phones::change))
        .route(phones::REMOVE, post(phones::remove))
        .route(backup_codes::PATH, get(backup_codes::show).post(backup_codes::make))
        .route(backup_codes::NEW, get(backup_codes::show_new).post(backup_codes::keep))
        .route(backup_codes::FILE, get(backup_codes::file))
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
        .route(data::PATH, get(data::show))
        .route("/security/data/download", get(data::back).post(data::download))
        .route(close::PATH, get(close::show).post(close::submit))
        .route("/security/close/keep", post(close::keep))
        .route("/keep-account/{token}", get(close::show_cancel).post(close::cancel))
        .route("/closing-cancelled", get(close::cancelled))
        .route(close::DONE, get(close::closed))
}
