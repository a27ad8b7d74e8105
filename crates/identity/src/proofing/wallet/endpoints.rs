//! What do wallets call? They fetch what they are asked and send their answer; they have no session here, and the token in
//! the address is all they know (OpenID for Verifiable Presentations 1.0, 5.10 and 8.2).

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use outside::jose::encode;
use serde_json::json;
use store::WriteError;
use store::identity::wallet_requests::{self, WalletRequest};
use web::PageError;

use super::exchange::{Exchange, data_key, fields, token_hash};
use super::license::{License, Refused};
use crate::oidc::parameters::Parameters;
use crate::secrets::hash;
use crate::stored::to_json;
use crate::{Identity, IdentityError};

/// What a code's hash is for.
pub(super) const CODE: &str = "wallet comes back";

/// What a request object is sent as (RFC 9101).
const REQUEST_OBJECT: &str = "application/oauth-authz-req+jwt";

/// The request that an address names, while it waits for an answer.
async fn find(identity: &Identity, token: &str) -> Result<WalletRequest, PageError> {
    let found = wallet_requests::find(identity.store(), token_hash(token), identity.now()).await;
    let waiting = found.map_err(IdentityError::from)?.filter(|request| request.answer_sealed.is_none());
    waiting.ok_or(PageError::NotFound)
}

/// What is asked, signed.
pub(super) async fn request(
    State(identity): State<Identity>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let verifier = identity.verifier().ok_or(PageError::NotFound)?;
    let row = find(&identity, &token).await?;
    let exchange = Exchange::open(&identity, &row).await?;
    let asked = exchange.asked(&identity, verifier, identity.now());
    let signed = verifier.sign(&asked).map_err(IdentityError::from)?;
    Ok(([(CONTENT_TYPE, REQUEST_OBJECT), (CACHE_CONTROL, "no-store")], signed).into_response())
}

/// An answer. The first that is believed is taken, and no other; a refused one leaves nothing but why.
pub(super) async fn response(
    State(identity): State<Identity>,
    Path(token): Path<String>,
    body: String,
) -> Result<Response, PageError> {
    let row = find(&identity, &token).await?;
    match answered(&identity, &row, &body).await? {
        Ok(license) => take(&identity, &row, &license).await,
        // Whoever cannot encrypt to the key of this exchange is not the wallet that was asked.
        Err(Refused::NotForUs) => Ok(refused()),
        Err(why) => {
            note(&identity, &row, why).await?;
            Ok(if why == Refused::Declined { done(&json!({})) } else { refused() })
        }
    }
}

/// Keeps why an answer was refused, for the page that waits.
pub(super) async fn note(identity: &Identity, row: &WalletRequest, why: Refused) -> Result<(), PageError> {
    if let Refused::Document(refusal) = why {
        tracing::info!(%refusal, "a mobile driver's license was refused");
    }
    match identity.store().write(wallet_requests::refuse(row, why.key())).await {
        Ok(()) | Err(WriteError::Conflict { .. }) => Ok(()),
        Err(error) => Err(IdentityError::from(error).into()),
    }
}

async fn answered(
    identity: &Identity,
    row: &WalletRequest,
    body: &str,
) -> Result<Result<License, Refused>, PageError> {
    let Ok(parameters) = Parameters::parse(body) else { return Ok(Err(Refused::NotForUs)) };
    if parameters.get("error").is_some() {
        return Ok(Err(Refused::Declined));
    }
    let Some(answer) = parameters.get("response") else { return Ok(Err(Refused::NotForUs)) };
    judged(identity, row, answer).await
}

/// What the license says in this answer, or why it does not count.
pub(super) async fn judged(
    identity: &Identity,
    row: &WalletRequest,
    answer: &str,
) -> Result<Result<License, Refused>, PageError> {
    let verifier = identity.verifier().ok_or(PageError::NotFound)?;
    let exchange = Exchange::open(identity, row).await?;
    let now = identity.now();
    let today = identity.app().clock.today(now);
    Ok(exchange.read(identity, verifier, answer, (now, today)))
}

/// Keeps what was believed, for the browser that asked. A wallet on the same device is sent back there with a code that
/// only this answer has, so that nobody's license counts for somebody who merely passed the address on (14.2).
async fn take(identity: &Identity, row: &WalletRequest, license: &License) -> Result<Response, PageError> {
    let sealed = sealed(identity, row, license).await?;
    let code = row.comes_back.then(|| encode(&identity.dice().bytes::<32>()));
    let code_hash = code.as_deref().map(|code| hash(CODE, code));
    match identity.store().write(wallet_requests::answer(row, sealed, code_hash)).await {
        Ok(()) => Ok(done(&match code {
            Some(code) => {
                json!({ "redirect_uri": format!("{}{}?code={code}", identity.issuer(), super::BACK) })
            }
            None => json!({}),
        })),
        Err(WriteError::Conflict { .. }) => Err(PageError::NotFound),
        Err(error) => Err(IdentityError::from(error).into()),
    }
}

/// What was believed, as it is kept.
pub(super) async fn sealed(
    identity: &Identity,
    row: &WalletRequest,
    license: &License,
) -> Result<Vec<u8>, IdentityError> {
    let key = data_key(identity, row.sign_in_id).await?;
    Ok(fields(identity, &key, row.id).seal("answer_sealed", &to_json(license)?))
}

fn done(content: &serde_json::Value) -> Response {
    ([(CACHE_CONTROL, "no-store")], Json(content)).into_response()
}

fn refused() -> Response {
    let content = json!({ "error": "invalid_request" });
    (StatusCode::BAD_REQUEST, [(CACHE_CONTROL, "no-store")], Json(content)).into_response()
}
