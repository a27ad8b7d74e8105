//! A site hands in its request beforehand, out of the visitor's sight, and gets a name for it (RFC 9126).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use store::identity::requests;
use values::Timestamp;

use super::call::Call;
use super::client_auth::Caller;
use super::errors::{ProtocolError, invalid_request, refused};
use super::failure::Failure;
use super::incoming::incoming;
use crate::secrets::{hash, later};
use crate::stored::to_json;
use crate::{Identity, IdentityError};

/// How long a pushed request waits for its visitor.
pub(crate) const SECONDS: i64 = 90;

/// What every name of a pushed request begins with.
pub(crate) const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

pub(super) async fn submit(State(identity): State<Identity>, call: Call) -> Result<Response, Failure> {
    let now = identity.now();
    let mut caller = identity.authenticate(&call, now).await?;
    let outcome = push(&identity, &call, &mut caller, now).await;
    identity.spend(std::mem::take(&mut caller.used)).await?;
    let content = json!({ "request_uri": format!("{PREFIX}{}", outcome?), "expires_in": SECONDS });
    let mut response = (StatusCode::CREATED, [(CACHE_CONTROL, "no-store")], Json(content)).into_response();
    identity.offer_nonce(&mut response, now);
    Ok(response)
}

/// Keeps the request; the secret part of its name.
async fn push(
    identity: &Identity,
    call: &Call,
    caller: &mut Caller,
    now: Timestamp,
) -> Result<String, Failure> {
    if caller.parameters.get("request_uri").is_some() {
        return Err(invalid_request("request_uri cannot be pushed").into());
    }
    identity.bind(call, caller, now)?;
    let asked = incoming(identity, &caller.client, &caller.parameters, now).await?;
    let mut asked = asked.map_err(|fault| fault.error())?;
    asked.dpop_jkt = bound(asked.dpop_jkt, caller.key.as_deref())?;
    let secret = outside::jose::encode(&identity.dice().bytes::<32>());
    let write = requests::add_pushed(
        hash("pushed request", &secret),
        &caller.client.client_id,
        to_json(&asked)?,
        later(now, SECONDS),
    );
    match identity.settle(&mut caller.used, write).await? {
        Ok(()) => Ok(secret),
        Err(_) => Err(IdentityError::Stored("a pushed request of the same name").into()),
    }
}

/// The key that the code's trade must show: the one shown here, which must be the one named, if one is (RFC 9449
/// section 10.1).
fn bound(named: Option<String>, shown: Option<&str>) -> Result<Option<String>, ProtocolError> {
    match (named, shown) {
        (Some(named), Some(shown)) if named != shown => {
            Err(refused("invalid_dpop_proof", "dpop_jkt is not the key of the proof"))
        }
        (named, shown) => Ok(shown.map(str::to_owned).or(named)),
    }
}
