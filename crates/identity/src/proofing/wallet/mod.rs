//! Proving who one is with a mobile driver's license: the wallet is asked by OpenID for Verifiable Presentations 1.0, its
//! answer checked by `formats::mdoc`, and what the license says becomes the case's one piece of evidence.
//!
//! A request is good once, for ten minutes, in the session that began it. On the same device the wallet brings a code
//! back, so that a passed-on link leads nowhere; from another device the page can only warn, unless the browser asks the
//! wallet itself ([decision 37](../../../../../docs/decisions/0037-mobile-drivers-licenses.md)).

mod browser;
mod endpoints;
mod exchange;
mod license;
mod pages;
mod take;
mod verifier;

use axum::Router;
use axum::routing::{get, post};
use web::Catalogue;

pub use verifier::{Verifier, VerifierError, read_key, read_pem};

use crate::Identity;

/// The page's address.
const PATH: &str = "/prove/wallet";
/// The page that follows along.
const WAIT: &str = "/prove/wallet/wait";
/// Where the wallet on the same device leads back to.
const BACK: &str = "/prove/wallet/back";
/// The form that brings an answer from the browser.
const BROWSER: &str = "/prove/wallet/browser";
/// The form that uses a license.
const USE: &str = "/prove/wallet/use";
/// What wallets call, with a token after it.
const REQUEST: &str = "/wallet/request";
/// The same for answers.
const RESPONSE: &str = "/wallet/response";
/// What the one credential is called in a request and its answer.
const CREDENTIAL: &str = "license";

/// What these pages say.
pub const WORDS: Catalogue = Catalogue {
    name: "identity/wallet",
    en: include_str!("wallet.en.ftl"),
    es: include_str!("wallet.es.ftl"),
};

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new()
        .route(PATH, get(pages::show).post(pages::submit))
        .route(WAIT, get(pages::wait))
        .route(BACK, get(pages::back))
        .route(BROWSER, post(browser::submit))
        .route(USE, post(pages::use_it))
        .route("/wallet/request/{token}", get(endpoints::request))
        .route("/wallet/response/{token}", post(endpoints::response))
}

impl Identity {
    /// As whom wallets are asked, if the operator has set that up.
    pub(crate) fn verifier(&self) -> Option<&Verifier> {
        self.connections().wallets.as_deref()
    }
}
