//! A site hands in its request beforehand, out of the visitor's sight, and gets a name for it (RFC 9126).

use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use store::identity::requests;

use super::errors::invalid_request;
use super::failure::Failure;
use super::incoming::incoming;
use crate::Identity;
use crate::secrets::{hash, later};
use crate::stored::to_json;

/// How long a pushed request waits for its visitor.
pub(crate) const SECONDS: i64 = 90;

/// What every name of a pushed request begins with.
pub(crate) const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

pub(super) async fn submit(
    State(identity): State<Identity>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Failure> {
    let now = identity.now();
    let (client, parameters) = identity.authenticate(&headers, &body, now).await?;
    if parameters.get("request_uri").is_some() {
        return Err(invalid_request("request_uri cannot be pushed").into());
    }
    let asked = incoming(&identity, &client, &parameters, now).await?.map_err(|fault| fault.error())?;
    let secret = outside::jose::encode(&identity.dice().bytes::<32>());
    let write = requests::add_pushed(
        hash("pushed request", &secret),
        &client.client_id,
        to_json(&asked)?,
        later(now, SECONDS),
    );
    identity.write(write).await?;
    let content = json!({ "request_uri": format!("{PREFIX}{secret}"), "expires_in": SECONDS });
    Ok((StatusCode::CREATED, [(CACHE_CONTROL, "no-store")], Json(content)).into_response())
}
