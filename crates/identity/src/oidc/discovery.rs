//! What can this provider do, and what are its keys (OpenID Connect Discovery 1.0, RFC 8414, RFC 7517)?
//! Only what is built is announced.

use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use outside::jose::Algorithm;
use serde_json::json;

use super::assurance;
use super::claims::Claim;
use super::failure::Failure;
use super::paths;
use super::scopes::Scope;
use crate::Identity;
use crate::levels::Level;

/// Sites may keep these for a while, but not so long that a new key is unknown for hours.
const KEPT: &str = "public, max-age=300";

pub(super) async fn metadata(State(identity): State<Identity>) -> impl IntoResponse {
    let issuer = identity.issuer();
    let at = |path: &str| format!("{issuer}{path}");
    let scopes = Scope::TOLD.map(Scope::word);
    let content = json!({
        "issuer": issuer,
        "authorization_endpoint": at(paths::AUTHORIZE),
        "pushed_authorization_request_endpoint": at(paths::PUSH),
        "token_endpoint": at(paths::TOKEN),
        "userinfo_endpoint": at(paths::USERINFO),
        "end_session_endpoint": at(paths::SIGN_OUT),
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "jwks_uri": at(paths::KEYS),
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256", "RS256"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "acr_values_supported": levels(&identity),
        "claims_supported": claims(),
        "claims_parameter_supported": true,
        "request_parameter_supported": true,
        "request_object_signing_alg_values_supported": Algorithm::ALL.map(Algorithm::name),
        "require_signed_request_object": false,
        "display_values_supported": ["page"],
        "verified_claims_supported": true,
        "trust_frameworks_supported": [assurance::DEMONSTRATION],
        "claims_in_verified_claims_supported": verified(),
        "request_uri_parameter_supported": false,
        "ui_locales_supported": ["en", "es"],
        "authorization_response_iss_parameter_supported": true,
    });
    ([(CACHE_CONTROL, KEPT)], Json(content))
}

/// Levels that a sign-in can reach here; that of made-up people only where there are some.
fn levels(identity: &Identity) -> Vec<&'static str> {
    let demonstration = identity.demonstration().is_some();
    let here = |level: &Level| *level != Level::Demonstration || demonstration;
    Level::ALL.into_iter().filter(here).map(Level::acr).collect()
}

/// What tokens and userinfo may say.
fn claims() -> Vec<&'static str> {
    let mut names = vec![
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "acr",
        "amr",
        "sid",
        "jti",
        "at_hash",
        "ial",
    ];
    let told = Scope::TOLD.into_iter().flat_map(Scope::claims);
    names.extend(told.map(|claim| claim.word()).chain(["verified_claims"]));
    names
}

/// What can be told together with how it was proved.
fn verified() -> Vec<&'static str> {
    let told = Scope::TOLD.into_iter().flat_map(Scope::claims);
    told.filter(|claim| claim.is_proved() && **claim != Claim::ProofMethod)
        .map(|claim| claim.word())
        .collect()
}

pub(super) async fn keys(State(identity): State<Identity>) -> Result<impl IntoResponse, Failure> {
    let keys = identity.signing_keys().await?;
    Ok(([(CACHE_CONTROL, KEPT)], Json(keys.public())))
}
