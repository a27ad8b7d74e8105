//! A site trades its code, once, for tokens (RFC 6749 section 4.1.3, RFC 7636 section 4.6).

use aws_lc_rs::digest;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::identity::codes::Code;
use store::identity::{codes, sessions, sign_ins, tokens};
use store::{Actor, AuditRecord, Write, WriteError};
use subtle::ConstantTimeEq;
use values::{Id, Timestamp};

use super::clients::Client;
use super::errors::{ProtocolError, invalid_grant, invalid_request, refused};
use super::failure::Failure;
use super::parameters::Parameters;
use super::scopes::{Scope, join};
use super::subject::{session_name, subject};
use super::telling::{add_to_id_token, keep_named};
use super::wanted::Named;
use crate::levels::{Level, Means};
use crate::secrets::{hash, later};
use crate::stored::from_json;
use crate::{Identity, IdentityError};

/// How long a code waits to be traded.
pub(crate) const CODE_SECONDS: i64 = 60;

/// How long an access token opens the userinfo endpoint.
const TOKEN_SECONDS: i64 = 300;

/// How long an ID token may be presented.
const ID_TOKEN_SECONDS: i64 = 300;

/// What a code stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Granted {
    pub(crate) redirect_uri: String,
    pub(crate) code_challenge: String,
    pub(crate) nonce: Option<String>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) session: Id,
    pub(crate) proved_at: Timestamp,
    pub(crate) means: String,
    #[serde(default)]
    pub(crate) dpop_jkt: Option<String>,
    /// Facts that the request named one by one.
    #[serde(default)]
    pub(crate) named: Named,
    /// The level that is reported; the one reached, unless the site named levels.
    #[serde(default)]
    pub(crate) reported: Option<Level>,
    /// How sure it is who the person is.
    #[serde(default)]
    pub(crate) assurance: Option<String>,
}

pub(super) async fn trade(
    State(identity): State<Identity>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Failure> {
    let now = identity.now();
    let (client, parameters) = identity.authenticate(&headers, &body, now).await?;
    match parameters.get("grant_type") {
        Some("authorization_code") => (),
        Some(_) => {
            return Err(refused("unsupported_grant_type", "only authorization_code is supported").into());
        }
        None => return Err(invalid_request("grant_type is missing").into()),
    }
    let code = parameters.get("code").ok_or(invalid_request("code is missing"))?;
    let code_hash = hash("authorization code", code);
    let kept = codes::find(identity.store(), code_hash).await?;
    let kept =
        kept.filter(|kept| kept.client_id == client.client_id).ok_or(invalid_grant("the code is unknown"))?;
    if kept.is_used {
        return Err(replayed(&identity, code_hash, &kept, now).await);
    }
    let granted: Granted = from_json(&kept.content)?;
    check(&kept, &granted, &parameters, now)?;
    check_person(&identity, &kept, &granted, now).await?;
    let access_token = outside::jose::encode(&identity.dice().bytes::<32>());
    let id_token = id_token(&identity, &client, kept.sign_in_id, &granted, &access_token, now).await?;
    let token = tokens::Token {
        client_id: client.client_id.clone(),
        sign_in_id: kept.sign_in_id,
        scopes: join(&granted.scopes),
    };
    let token_hash = hash("access token", &access_token);
    let write = codes::use_up(code_hash, now)
        .and(tokens::add(token_hash, code_hash, &token, later(now, TOKEN_SECONDS)))
        .and(keep_named(token_hash, &granted)?)
        .audit(record(now, kept.sign_in_id, "openid-token.add"));
    match identity.store().write(write).await {
        Ok(()) => (),
        // Another request was faster with the same code.
        Err(WriteError::Conflict { statement: 0, .. }) => {
            return Err(replayed(&identity, code_hash, &kept, now).await);
        }
        Err(error) => return Err(IdentityError::from(error).into()),
    }
    let content = json!({ "access_token": access_token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS,
        "id_token": id_token, "scope": token.scopes });
    Ok(([(CACHE_CONTROL, "no-store")], Json(content)).into_response())
}

/// Whether the code may be traded by this request. Nothing is used up by a refusal.
fn check(
    kept: &Code,
    granted: &Granted,
    parameters: &Parameters,
    now: Timestamp,
) -> Result<(), ProtocolError> {
    if now >= kept.ends_at {
        return Err(invalid_grant("the code has expired"));
    }
    if parameters.get("redirect_uri") != Some(granted.redirect_uri.as_str()) {
        return Err(invalid_grant("redirect_uri is not the one of the request"));
    }
    let verifier = parameters.get("code_verifier").ok_or(invalid_grant("code_verifier is missing"))?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(allowed) {
        return Err(invalid_grant("code_verifier is malformed"));
    }
    let challenge = outside::jose::encode(digest::digest(&digest::SHA256, verifier.as_bytes()).as_ref());
    if bool::from(challenge.as_bytes().ct_eq(granted.code_challenge.as_bytes())) {
        Ok(())
    } else {
        Err(invalid_grant("code_verifier does not fit the request"))
    }
}

/// Signed out, or shut, since the code was given: then it is worth nothing.
async fn check_person(
    identity: &Identity,
    kept: &Code,
    granted: &Granted,
    now: Timestamp,
) -> Result<(), Failure> {
    let session = sessions::find(identity.store(), granted.session, now).await?;
    let sign_in = sign_ins::find(identity.store(), kept.sign_in_id).await?;
    if session.is_some() && sign_in.is_some_and(|sign_in| sign_in.is_active) {
        return Ok(());
    }
    Err(invalid_grant("the person has signed out").into())
}

/// A code traded twice was stolen, before or after: what it gave is taken back (RFC 6749 section 4.1.2).
async fn replayed(identity: &Identity, code_hash: [u8; 32], kept: &Code, now: Timestamp) -> Failure {
    let write =
        tokens::close_of_code(code_hash, now).audit(record(now, kept.sign_in_id, "openid-code.replay"));
    match identity.write(write).await {
        Ok(()) => invalid_grant("the code was used before").into(),
        Err(error) => error.into(),
    }
}

fn record(at: Timestamp, sign_in: Id, action: &'static str) -> AuditRecord {
    AuditRecord { at, actor: Actor::System("openid"), action, subject: Some(sign_in), reason: None }
}

async fn id_token(
    identity: &Identity,
    client: &Client,
    sign_in: Id,
    granted: &Granted,
    access_token: &str,
    now: Timestamp,
) -> Result<String, IdentityError> {
    let half_hash = digest::digest(&digest::SHA256, access_token.as_bytes());
    let means = Means::read(&granted.means);
    let mut claims = json!({
        "iss": identity.issuer(),
        "sub": subject(identity.sealer(), client, sign_in),
        "aud": client.client_id,
        "iat": now.as_second(),
        "exp": now.as_second() + ID_TOKEN_SECONDS,
        "auth_time": granted.proved_at.as_second(),
        "acr": means.level().acr(),
        "amr": means.methods(),
        "sid": session_name(identity.sealer(), client, granted.session),
        "at_hash": outside::jose::encode(&half_hash.as_ref()[..16]),
        "jti": outside::jose::encode(&identity.dice().bytes::<16>()),
    });
    if let Some(nonce) = &granted.nonce {
        claims["nonce"] = json!(nonce);
    }
    add_to_id_token(identity, client, sign_in, granted, &mut claims, now).await?;
    let keys = identity.signing_keys().await?;
    Ok(outside::jose::sign(keys.newest()?, "JWT", &claims)?)
}

/// Gives a code out: the last statement list of a sign-in at another site.
pub(crate) fn give(client: &Client, sign_in: Id, granted: &str, secret: &str, now: Timestamp) -> Write {
    let code = Code {
        client_id: client.client_id.clone(),
        sign_in_id: sign_in,
        content: granted.to_owned(),
        ends_at: later(now, CODE_SECONDS),
        is_used: false,
    };
    codes::add(hash("authorization code", secret), &code).audit(record(now, sign_in, "openid-code.add"))
}
