//! The identity provider says that a person's session ended there (OpenID Connect Back-Channel Logout 1.0 section 2.5): then
//! it ends here too, before the next page. Whoever calls, only what a good token says is done.

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use outside::openid::{LogoutToken, OpenIdError, RelyingParty};
use serde::Deserialize;
use store::{Actor, AuditRecord, Write, WriteError, provider_visits};
use values::Timestamp;

use crate::app::App;
use crate::error::PageError;
use crate::session::ABSOLUTE;

/// What is sent. More may be, and is ignored; the token itself stands there once.
#[derive(Debug, Deserialize)]
pub struct Told {
    logout_token: String,
}

/// Ends what the token names; `action` is what the audit log calls it.
pub async fn take(
    app: &App,
    relying_party: &RelyingParty,
    told: Result<axum::Form<Told>, FormRejection>,
    action: &'static str,
) -> Result<Response, PageError> {
    let Ok(axum::Form(told)) = told else { return Ok(refused("there is no logout_token in a form")) };
    let now = app.clock.now();
    let token = match relying_party.logged_out(now, &told.logout_token).await {
        Ok(token) => token,
        // Its keys cannot be had at the moment: the provider is to try again.
        Err(OpenIdError::Unreachable(error)) => {
            tracing::warn!(%error, "a logout token could not be checked");
            return Ok(StatusCode::SERVICE_UNAVAILABLE.into_response());
        }
        Err(error) => {
            tracing::warn!(%error, "a logout token was refused");
            return Ok(refused("the token is not good here"));
        }
    };
    let Some(write) = ended(app, relying_party, &token, (now, action)).await? else {
        return Ok(refused("the session is another person's"));
    };
    match app.store.write(write).await {
        Ok(()) => Ok(StatusCode::OK.into_response()),
        Err(WriteError::Conflict { statement: 0, .. }) => Ok(refused("the token was used before")),
        Err(error) => Err(error.into()),
    }
}

fn refused(why: &str) -> Response {
    let body = serde_json::json!({ "error": "invalid_request", "error_description": why });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

/// The statements that use the token up and end what it names; none if it names a session of somebody else.
async fn ended(
    app: &App,
    relying_party: &RelyingParty,
    token: &LogoutToken,
    (now, action): (Timestamp, &'static str),
) -> Result<Option<Write>, PageError> {
    let (site, issuer) = (app.site.name.slug(), relying_party.issuer());
    let write = provider_visits::use_token(issuer, &token.id, token.ends_at);
    let write = match (&token.session, &token.subject) {
        (Some(session), subject) => {
            let known = provider_visits::find_subject(&app.store, issuer, session).await?;
            if let (Some(known), Some(said)) = (&known, subject)
                && known != said
            {
                return Ok(None);
            }
            let subject = known.or_else(|| subject.clone()).unwrap_or_default();
            // Remembered for as long as a visit that began with it could last.
            let until = now.saturating_add(ABSOLUTE).map_err(PageError::broken)?;
            write.and(provider_visits::close_session(site, issuer, session, &subject, now, until))
        }
        (None, Some(subject)) => write.and(provider_visits::close_subject(site, issuer, subject)),
        (None, None) => return Ok(None),
    };
    Ok(Some(write.audit(AuditRecord {
        at: now,
        actor: Actor::System("identity provider"),
        action,
        subject: None,
        reason: None,
    })))
}
