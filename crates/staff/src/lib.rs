//! What the agency's people see: a folder per room. Who may enter which is one table, in [`roles`]; what may be done is
//! decided in `agency`.

mod door;
mod files;
mod front;
mod home;
mod roles;
mod sign_in;
mod state;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::{get, post};
use web::Catalogue;

pub use roles::Role;
pub use sign_in::LONGEST_VISIT;
pub use state::Staff;

/// Where somebody signs in.
pub const SIGN_IN_PATH: &str = "/sign-in";
/// Where the identity site sends people back to.
pub const CALLBACK_PATH: &str = "/sign-in/callback";
/// Where the identity site says that a session ended there.
pub const SIGNED_OUT_ELSEWHERE_PATH: &str = "/signed-out-elsewhere";

/// The messages of all rooms.
pub const WORDS: &[Catalogue] = &[
    Catalogue { name: "staff", en: include_str!("staff.en.ftl"), es: include_str!("staff.es.ftl") },
    Catalogue {
        name: "staff/files",
        en: include_str!("files/files.en.ftl"),
        es: include_str!("files/files.es.ftl"),
    },
    Catalogue {
        name: "staff/sign-in",
        en: include_str!("sign_in/sign_in.en.ftl"),
        es: include_str!("sign_in/sign_in.es.ftl"),
    },
];

/// The site's addresses.
pub fn routes() -> Router<Staff> {
    Router::new()
        .route("/", get(front::show))
        .route(SIGN_IN_PATH, get(sign_in::begin))
        .route(CALLBACK_PATH, get(sign_in::finish))
        .route("/sign-in/again", get(sign_in::again))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/signed-out", get(sign_in::signed_out))
        .route(SIGNED_OUT_ELSEWHERE_PATH, post(sign_in::elsewhere))
        .route(home::PATH, get(home::show))
        .route(files::PATH, get(files::show))
        .route("/files/release", post(files::release))
        .route("/files/stop", post(files::stop))
        .route("/files/resume", post(files::resume))
}
