//! How other sites learn who signed in: the OpenID provider (OpenID Connect Core 1.0 and Discovery 1.0,
//! RFC 6749, 7009, 7636, 7662, 8705, 9068, 9126, 9207, 9449; between our own sites with the FAPI 2.0 Security Profile's choices).

mod access;
pub mod assurance;
mod authorize;
mod binding;
mod call;
mod certificates;
pub mod claims;
pub mod client_auth;
pub mod client_keys;
pub mod clients;
mod discovery;
mod dpop;
pub mod errors;
mod failure;
mod incoming;
mod introspect;
pub mod keys;
pub mod kinds;
mod logout;
pub mod next;
pub mod parameters;
pub mod policy;
mod push;
pub(crate) mod registry;
pub mod request;
pub mod request_object;
mod revoke;
pub mod rotation;
pub mod rules;
pub mod scopes;
mod statements;
pub mod subject;
pub(crate) mod telling;
mod token;
mod userinfo;
pub mod wanted;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};
use web::PageError;

use crate::Identity;

pub(crate) use authorize::{Answering, answering, refuse};

/// Where each endpoint is.
pub mod paths {
    /// Metadata.
    pub const METADATA: &str = "/.well-known/openid-configuration";
    /// The same, under the name of RFC 8414.
    pub const SERVER_METADATA: &str = "/.well-known/oauth-authorization-server";
    /// Public keys.
    pub const KEYS: &str = "/oidc/keys";
    /// Pushed requests.
    pub const PUSH: &str = "/oidc/push";
    /// Where visitors arrive.
    pub const AUTHORIZE: &str = "/oidc/authorize";
    /// Where codes are traded.
    pub const TOKEN: &str = "/oidc/token";
    /// What a token is worth.
    pub const INTROSPECT: &str = "/oidc/introspect";
    /// Where tokens are given back.
    pub const REVOKE: &str = "/oidc/revoke";
    /// What the person agreed to tell.
    pub const USERINFO: &str = "/oidc/userinfo";
    /// Where sites send visitors who sign out.
    pub const SIGN_OUT: &str = "/oidc/sign-out";
}

/// The provider's routes that sites' programs call.
pub fn programs() -> Router<Identity> {
    Router::new()
        .route(paths::KEYS, get(discovery::keys))
        .route(paths::METADATA, get(discovery::metadata))
        .route(paths::SERVER_METADATA, get(discovery::metadata))
        .route(paths::PUSH, post(push::submit))
        .route(paths::TOKEN, post(token::trade))
        .route(paths::INTROSPECT, post(introspect::submit))
        .route(paths::REVOKE, post(revoke::submit))
        .route(paths::USERINFO, get(userinfo::show).post(userinfo::show))
        .method_not_allowed_fallback(async || PageError::Status(StatusCode::METHOD_NOT_ALLOWED))
}

/// The provider's routes that visitors' browsers follow.
pub fn routes() -> Router<Identity> {
    Router::new().merge(authorize::routes()).route(paths::SIGN_OUT, get(logout::show).post(logout::submit))
}
