//! The identity provider says what happened to a person's account there (RFC 8935, delivery by push). When it is gone for
//! good, whose record it opened is let go, so that the person can link the sign-in they make in its place. Whoever
//! calls, only what a good token says is done; any other event is taken and changes nothing.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use outside::openid::{OpenIdError, PURGED_EVENT, SecurityEvent};
use store::{Actor, AuditRecord, Write, WriteError, links, provider_visits};
use values::Timestamp;
use web::PageError;

use crate::Account;

pub(crate) async fn submit(State(account): State<Account>, token: String) -> Result<Response, PageError> {
    let now = account.app.clock.now();
    let event = match account.relying_party.told(now, token.trim()).await {
        Ok(event) => event,
        // Its keys cannot be had at the moment: the provider is to try again.
        Err(OpenIdError::Unreachable(error)) => {
            tracing::warn!(%error, "a security event could not be checked");
            return Ok(StatusCode::SERVICE_UNAVAILABLE.into_response());
        }
        Err(error) => {
            tracing::warn!(%error, "a security event was refused");
            let body = serde_json::json!({ "err": "invalid_request", "description": "not good here" });
            return Ok((StatusCode::BAD_REQUEST, Json(body)).into_response());
        }
    };
    if let Some(write) = released(&account, &event, now).await? {
        match account.app.store.write(write).await {
            // Told twice at once: the other one has let it go.
            Ok(()) | Err(WriteError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(StatusCode::ACCEPTED.into_response())
}

/// The statements that let a record go whose sign-in is gone, and end every visit of it.
async fn released(
    account: &Account,
    event: &SecurityEvent,
    now: Timestamp,
) -> Result<Option<Write>, PageError> {
    let issuer = account.relying_party.issuer();
    let Some(subject) = event.subject.as_deref().filter(|_| event.says(PURGED_EVENT)) else {
        return Ok(None);
    };
    let Some(link) = links::find(&account.app.store, issuer, subject).await? else { return Ok(None) };
    let ended = provider_visits::close_subject(account.app.site.name.slug(), issuer, subject);
    Ok(Some(links::close(Write::new(), issuer, subject, link.taxpayer_id).and(ended).audit(AuditRecord {
        at: now,
        actor: Actor::System("identity provider"),
        action: "account.unlinked",
        subject: Some(link.taxpayer_id),
        reason: None,
    })))
}
