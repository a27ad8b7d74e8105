//! May whoever brings this access token have what it opens (RFC 6750, RFC 8705 section 3, RFC 9449 section 7)?

use std::sync::Arc;

use axum::Json;
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use store::identity::tokens;
use store::identity::tokens::Token;
use values::Timestamp;

use super::binding::Binding;
use super::call::{Call, Used};
use super::certificates::thumbprint;
use super::clients::Client;
use super::dpop::{ALGORITHMS, ProofFault};
use super::failure::Failure;
use crate::secrets::place;
use crate::{Identity, IdentityError};

/// A token that may be used, and by whom it was given to.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) token: Token,
    pub(super) client: Arc<Client>,
}

/// In which way a token is brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Bearer,
    Dpop,
}

impl Identity {
    /// The token of a call, if it may be used by whoever makes it. A proof that comes with it is used up.
    pub(super) async fn held(&self, call: &Call, now: Timestamp) -> Result<Result<Held, Response>, Failure> {
        let (scheme, token) = match call.authorization() {
            Ok(Some((scheme, token))) if scheme == "bearer" && !token.is_empty() => (Scheme::Bearer, token),
            Ok(Some((scheme, token))) if scheme == "dpop" && !token.is_empty() => (Scheme::Dpop, token),
            // Which of two is meant? Neither.
            Err(_) => (Scheme::Bearer, ""),
            // The token counts only in the header: in an address it would be logged.
            Ok(_) => return Ok(Err(refusal(&["Bearer".to_owned(), challenge(None)], None))),
        };
        let invalid = || match scheme {
            Scheme::Bearer => refusal(&["Bearer error=\"invalid_token\"".to_owned()], Some("invalid_token")),
            Scheme::Dpop => refusal(&[challenge(Some("invalid_token"))], Some("invalid_token")),
        };
        let token_hash = place("access token", token);
        let Some(held) = self.usable(token_hash, now).await? else { return Ok(Err(invalid())) };
        let binding = held.token.binding.as_deref().map(Binding::read);
        let certificate = call.certificate.as_ref().map(|shown| thumbprint(&shown.leaf));
        match (scheme, &binding) {
            (Scheme::Bearer, None) => Ok(Ok(held)),
            (Scheme::Bearer, Some(binding)) if binding.is_certificate(certificate.as_ref()) => Ok(Ok(held)),
            (Scheme::Dpop, Some(binding @ Binding::Key(_))) => match self.proof(call, now, Some(token)) {
                Ok(Some(shown)) if binding.is_key(Some(&shown.key)) => {
                    let mut used = Used::default();
                    shown.use_up(&mut used);
                    match self.spend(used).await {
                        Ok(()) => Ok(Ok(held)),
                        Err(Failure::Protocol(error)) => Ok(Err(proof_refused(error.code))),
                        Err(failure) => Err(failure),
                    }
                }
                Ok(Some(_)) => Ok(Err(invalid())),
                Ok(None) => Ok(Err(proof_refused("invalid_dpop_proof"))),
                Err(ProofFault::Invalid(error)) => Ok(Err(proof_refused(error.code))),
                Err(ProofFault::NonceNeeded) => {
                    let mut response = proof_refused("use_dpop_nonce");
                    if let Ok(nonce) = HeaderValue::try_from(self.nonce(now)) {
                        response.headers_mut().insert("dpop-nonce", nonce);
                    }
                    Ok(Err(response))
                }
            },
            _ => Ok(Err(invalid())),
        }
    }

    /// A token that stands, of a client that there is.
    pub(super) async fn usable(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<Held>, IdentityError> {
        let Some(token) = tokens::find(self.store(), hash, now).await? else { return Ok(None) };
        let Some(client) = self.client(&token.client_id) else { return Ok(None) };
        Ok(Some(Held { token, client }))
    }
}

/// What is said of a token that opens nothing.
pub(super) fn invalid() -> Response {
    refusal(&["Bearer error=\"invalid_token\"".to_owned(), challenge(None)], Some("invalid_token"))
}

fn challenge(error: Option<&str>) -> String {
    let names = ALGORITHMS.map(outside::jose::Algorithm::name).join(" ");
    match error {
        Some(error) => format!("DPoP error=\"{error}\", algs=\"{names}\""),
        None => format!("DPoP algs=\"{names}\""),
    }
}

fn proof_refused(error: &'static str) -> Response {
    refusal(&[challenge(Some(error))], Some(error))
}

fn refusal(challenges: &[String], error: Option<&'static str>) -> Response {
    let body = Json(json!({ "error": error.unwrap_or("invalid_token") }));
    let mut response = (StatusCode::UNAUTHORIZED, body).into_response();
    if let Ok(value) = HeaderValue::try_from(challenges.join(", ")) {
        response.headers_mut().insert(WWW_AUTHENTICATE, value);
    }
    response
}
