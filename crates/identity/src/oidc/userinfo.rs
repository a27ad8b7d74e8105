//! What did the person agree to tell this site (OpenID Connect Core 1.0 section 5.3; RFC 6750)?

use axum::Json;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use store::identity::tokens;

use super::failure::Failure;
use super::scopes::{Scope, split};
use super::subject::subject;
use super::telling::{Teller, kept_named};
use crate::Identity;
use crate::secrets::hash;

/// The token counts only in the header: in an address it would be logged.
pub(super) async fn show(State(identity): State<Identity>, headers: HeaderMap) -> Result<Response, Failure> {
    let Some(given) = headers.get(AUTHORIZATION) else { return Ok(refusal("Bearer")) };
    let invalid = || refusal("Bearer error=\"invalid_token\"");
    let bearer = given.to_str().ok().and_then(|value| value.split_once(' '));
    let Some((_, token)) = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")) else {
        return Ok(refusal("Bearer"));
    };
    let now = identity.now();
    let token_hash = hash("access token", token);
    let Some(kept) = tokens::find(identity.store(), token_hash, now).await? else { return Ok(invalid()) };
    let Some(client) = identity.client(&kept.client_id) else { return Ok(invalid()) };
    let person = identity.person(kept.sign_in_id).await?.filter(|person| person.is_active);
    let Some(person) = person else { return Ok(invalid()) };
    // What the client may be told now counts too: a scope taken from it is gone at once.
    let scopes: Vec<Scope> =
        split(&kept.scopes).into_iter().filter(|scope| client.scopes.contains(scope)).collect();
    let named = kept_named(&identity, token_hash).await?;
    let subject = subject(identity.sealer(), &client, person.id);
    let mut content = Teller::of(&identity, &client, person, now).await?.tell(&scopes, &named);
    content.insert("sub".to_owned(), json!(subject));
    Ok(([(CACHE_CONTROL, "no-store")], Json(content)).into_response())
}

fn refusal(challenge: &'static str) -> Response {
    (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, challenge)], Json(json!({ "error": "invalid_token" })))
        .into_response()
}
