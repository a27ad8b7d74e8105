//! A site trades what it has for tokens: a code (RFC 6749 section 4.1.3), a refresh token (section 6), or its own
//! name (section 4.4).

mod code;
mod issue;
pub(super) mod refresh;
pub(super) mod service;

use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use store::{Actor, AuditRecord};
use values::{Id, Timestamp};

use super::binding::Binding;
use super::call::Call;
use super::client_auth::Caller;
use super::errors::{invalid_request, refused};
use super::failure::Failure;
use crate::Identity;

pub(crate) use code::{Granted, give};
pub(super) use refresh::granted_of;

/// Which grants there are.
pub(super) const GRANTS: [&str; 3] = ["authorization_code", "refresh_token", "client_credentials"];

pub(super) async fn trade(State(identity): State<Identity>, call: Call) -> Result<Response, Failure> {
    let now = identity.now();
    let mut caller = identity.authenticate(&call, now).await?;
    let outcome = decide(&identity, &call, &mut caller, now).await;
    // What was not used up by a grant is used up all the same: a refused proof is no good for another try.
    identity.spend(std::mem::take(&mut caller.used)).await?;
    let mut response = ([(CACHE_CONTROL, "no-store")], Json(outcome?)).into_response();
    identity.offer_nonce(&mut response, now);
    Ok(response)
}

async fn decide(
    identity: &Identity,
    call: &Call,
    caller: &mut Caller,
    now: Timestamp,
) -> Result<Value, Failure> {
    let grant = caller.parameters.get("grant_type").ok_or(invalid_request("grant_type is missing"))?;
    if !GRANTS.contains(&grant) {
        return Err(refused("unsupported_grant_type", "this grant_type is not supported").into());
    }
    let grant = grant.to_owned();
    identity.bind(call, caller, now)?;
    match grant.as_str() {
        "authorization_code" => code::trade(identity, caller, now).await,
        "refresh_token" => refresh::trade(identity, caller, now).await,
        _ => service::trade(identity, caller, now).await,
    }
}

/// To what a caller's tokens are bound: the key it has shown, or its certificate.
fn binding(caller: &Caller) -> Option<Binding> {
    match (&caller.key, &caller.certificate) {
        (Some(key), _) => Some(Binding::Key(key.clone())),
        (None, Some(hash)) if caller.client.tokens.bound_to_certificate => Some(Binding::certificate(hash)),
        _ => None,
    }
}

fn record(at: Timestamp, sign_in: Id, action: &'static str) -> AuditRecord {
    AuditRecord { at, actor: Actor::System("openid"), action, subject: Some(sign_in), reason: None }
}

impl Identity {
    /// Gives along what the next proof must hold, where that is asked for.
    pub(super) fn offer_nonce(&self, response: &mut Response, now: Timestamp) {
        if !self.policy().tokens.needs_nonce {
            return;
        }
        if let Ok(value) = HeaderValue::try_from(self.nonce(now)) {
            response.headers_mut().insert(HeaderName::from_static("dpop-nonce"), value);
        }
    }
}
