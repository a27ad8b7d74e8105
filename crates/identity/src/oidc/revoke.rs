//! A site gives a token back before its time (RFC 7009). What is not its own, or no token at all, is answered in the
//! same way and left alone: the answer must not tell whether a found token is worth something.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use store::identity::clients::use_assertion;
use store::identity::tokens;
use store::{Actor, AuditRecord, Write, WriteError};
use values::{Id, Timestamp};

use super::call::Call;
use super::clients::Client;
use super::errors::invalid_request;
use super::failure::Failure;
use super::token::refresh::{Presented, end};
use super::token::service::revoked_hash;
use crate::secrets::place;
use crate::{Identity, IdentityError};

pub(super) async fn submit(State(identity): State<Identity>, call: Call) -> Result<Response, Failure> {
    let now = identity.now();
    let caller = identity.authenticate(&call, now).await?;
    identity.spend(caller.used).await?;
    let token = caller.parameters.get("token").ok_or(invalid_request("token is missing"))?;
    if let Some(write) = found(&identity, &caller.client, token, now).await? {
        match identity.store().write(write).await {
            // Given back twice at once: given back.
            Ok(()) | Err(WriteError::Conflict { .. }) => (),
            Err(error) => return Err(IdentityError::from(error).into()),
        }
    }
    Ok((StatusCode::OK, [(CACHE_CONTROL, "no-store")]).into_response())
}

/// What ends the token, if it is one of this client's.
async fn found(
    identity: &Identity,
    client: &Client,
    token: &str,
    now: Timestamp,
) -> Result<Option<Write>, Failure> {
    let record = |subject: Option<Id>| AuditRecord {
        at: now,
        actor: Actor::System("openid"),
        action: "openid-token.close",
        subject,
        reason: Some(client.client_id.clone()),
    };
    if token.contains('.') {
        let claims = identity.service_token(token, now).await?;
        let claims = claims.filter(|claims| claims.text("client_id") == Ok(client.client_id.as_str()));
        let ended = claims.and_then(|claims| {
            let (id, ends_at) = (claims.text("jti").ok()?, claims.instant("exp").ok()?);
            Some(use_assertion(revoked_hash(id), ends_at).audit(record(id.parse().ok())))
        });
        return Ok(ended);
    }
    if let Some(presented) = Presented::read(token) {
        let grant = identity.refresh_grant(&presented).await?;
        let grant = grant.filter(|grant| grant.client_id == client.client_id);
        return Ok(grant.map(|grant| end(&grant, now).audit(record(Some(grant.sign_in_id)))));
    }
    let token_hash = place("access token", token);
    let kept = tokens::find(identity.store(), token_hash, now).await?;
    let kept = kept.filter(|kept| kept.client_id == client.client_id);
    Ok(kept.map(|kept| tokens::close(token_hash, now).audit(record(Some(kept.sign_in_id)))))
}
