//! With what do people prove that they are the ones who made the sign-in: password, authenticator app,
//! recovery codes.

use web::Catalogue;

pub mod app;
pub mod held;
pub(crate) mod passkey;
pub mod password;
pub mod phone;
pub mod recovery_codes;
pub mod saved_code;
pub(crate) mod second;

/// What is said about passwords and codes, wherever they are asked for.
pub const WORDS: Catalogue = Catalogue {
    name: "identity/authenticators",
    en: include_str!("authenticators.en.ftl"),
    es: include_str!("authenticators.es.ftl"),
};
