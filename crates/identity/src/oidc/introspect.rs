//! What is this token worth (RFC 7662)? Told to the site it was given to, and to the server of the resource it is for;
//! to anybody else every token is one that is not good, and nothing more is said.

use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use store::identity::sign_ins;
use values::Timestamp;

use super::binding::Binding;
use super::call::Call;
use super::clients::Client;
use super::errors::{invalid_client, invalid_request};
use super::failure::Failure;
use super::scopes::join;
use super::subject::subject;
use super::token::granted_of;
use super::token::refresh::Presented;
use crate::Identity;
use crate::secrets::place;

pub(super) async fn submit(State(identity): State<Identity>, call: Call) -> Result<Response, Failure> {
    let now = identity.now();
    let caller = identity.authenticate(&call, now).await?;
    identity.spend(caller.used).await?;
    if caller.client.authentication.is_public() {
        return Err(invalid_client("only a client that proves itself may ask").into());
    }
    let token = caller.parameters.get("token").ok_or(invalid_request("token is missing"))?;
    let found = look(&identity, &caller.client, token, now).await?;
    let content = found.unwrap_or_else(|| Map::from_iter([("active".to_owned(), Value::Bool(false))]));
    Ok(([(CACHE_CONTROL, "no-store")], Json(content)).into_response())
}

/// What may be told; nothing of a token that is not good, or none of the client's business.
async fn look(
    identity: &Identity,
    client: &Client,
    token: &str,
    now: Timestamp,
) -> Result<Option<Map<String, Value>>, Failure> {
    if token.contains('.') {
        return service_token(identity, client, token, now).await;
    }
    if let Some(presented) = Presented::read(token) {
        return refresh_token(identity, client, &presented, now).await;
    }
    let Some(held) = identity.usable(place("access token", token), now).await? else { return Ok(None) };
    let sign_in = sign_ins::find(identity.store(), held.token.sign_in_id).await?;
    if held.client.client_id != client.client_id || !sign_in.is_some_and(|sign_in| sign_in.is_active) {
        return Ok(None);
    }
    let binding = held.token.binding.as_deref().map(Binding::read);
    let mut told = Map::from_iter([
        ("active".to_owned(), json!(true)),
        ("token_type".to_owned(), json!(Binding::token_type(binding.as_ref()))),
        ("client_id".to_owned(), json!(client.client_id)),
        ("iss".to_owned(), json!(identity.issuer())),
        ("aud".to_owned(), json!(identity.issuer())),
        ("sub".to_owned(), json!(subject(identity.sealer(), client, held.token.sign_in_id))),
        ("scope".to_owned(), json!(held.token.scopes)),
        ("iat".to_owned(), json!(held.token.made_at.as_second())),
        ("exp".to_owned(), json!(held.token.ends_at.as_second())),
    ]);
    told.extend(binding.map(|binding| ("cnf".to_owned(), binding.confirmation())));
    Ok(Some(told))
}

/// A token in a program's own name: its client's business, and that of whoever serves what it is for.
async fn service_token(
    identity: &Identity,
    client: &Client,
    token: &str,
    now: Timestamp,
) -> Result<Option<Map<String, Value>>, Failure> {
    let Some(claims) = identity.service_token(token, now).await? else { return Ok(None) };
    let Ok(holder) = claims.text("client_id") else { return Ok(None) };
    let is_for_it = claims
        .audience()
        .is_ok_and(|audience| client.tokens.resources.iter().any(|served| audience.names(served)));
    let is_allowed = identity.client(holder).is_some_and(|holder| holder.tokens.service.is_some());
    if (holder != client.client_id && !is_for_it) || !is_allowed {
        return Ok(None);
    }
    let mut told = claims.into_map();
    let binding = told.get("cnf").and_then(|cnf| cnf.get("jkt")).is_some();
    told.insert("active".to_owned(), json!(true));
    told.insert("token_type".to_owned(), json!(if binding { "DPoP" } else { "Bearer" }));
    Ok(Some(told))
}

/// A refresh token: its own client's business alone.
async fn refresh_token(
    identity: &Identity,
    client: &Client,
    presented: &Presented,
    now: Timestamp,
) -> Result<Option<Map<String, Value>>, Failure> {
    let Some(grant) = identity.refresh_grant(presented).await? else { return Ok(None) };
    let is_good = grant.client_id == client.client_id && identity.is_good(&grant, presented, now);
    if !is_good || !identity.refresh_stands(&grant, now).await? {
        return Ok(None);
    }
    Ok(Some(Map::from_iter([
        ("active".to_owned(), json!(true)),
        ("client_id".to_owned(), json!(client.client_id)),
        ("iss".to_owned(), json!(identity.issuer())),
        ("sub".to_owned(), json!(subject(identity.sealer(), client, grant.sign_in_id))),
        ("scope".to_owned(), json!(join(&granted_of(&grant)?.scopes))),
        ("iat".to_owned(), json!(grant.begun_at.as_second())),
        ("exp".to_owned(), json!(grant.ends_at.as_second())),
    ])))
}
