//! What did the person agree to tell this site (OpenID Connect Core 1.0 section 5.3; RFC 6750)?

use axum::Json;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use outside::jose::Algorithm;
use serde_json::{Map, Value, json};

use super::access::invalid;
use super::call::Call;
use super::clients::Client;
use super::failure::Failure;
use super::scopes::{Scope, split};
use super::subject::subject;
use super::telling::{kept_named, tell, working};
use crate::{Identity, IdentityError};

pub(super) async fn show(State(identity): State<Identity>, call: Call) -> Result<Response, Failure> {
    let now = identity.now();
    let held = match identity.held(&call, now).await? {
        Ok(held) => held,
        Err(refusal) => return Ok(refusal),
    };
    let client = &held.client;
    // What the client may be told now counts too: a scope taken from it is gone at once.
    let scopes: Vec<Scope> =
        split(&held.token.scopes).into_iter().filter(|scope| client.scopes.contains(scope)).collect();
    let (sign_in, named) = (held.token.sign_in_id, kept_named(&held.token)?);
    let Some(mut content) = tell(&identity, client, sign_in, (&scopes, &named), now).await? else {
        return Ok(invalid());
    };
    if client.is_staff_site {
        content.extend(working(&identity, sign_in, now).await?);
    }
    content.insert("sub".to_owned(), json!(subject(identity.sealer(), client, sign_in)));
    let mut response = match client.tokens.userinfo_algorithm {
        None => Json(content).into_response(),
        Some(algorithm) => signed(&identity, client, content, algorithm).await?,
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    identity.offer_nonce(&mut response, now);
    Ok(response)
}

/// The same as a token, for a site that asked for that (OpenID Connect Core 1.0 section 5.3.2).
async fn signed(
    identity: &Identity,
    client: &Client,
    mut content: Map<String, Value>,
    algorithm: Algorithm,
) -> Result<Response, IdentityError> {
    content.insert("iss".to_owned(), json!(identity.issuer()));
    content.insert("aud".to_owned(), json!(client.client_id));
    let key = identity.signing_key(algorithm).await?;
    let token = outside::jose::sign(&key, "JWT", &content)?;
    Ok(([(CONTENT_TYPE, "application/jwt")], token).into_response())
}
