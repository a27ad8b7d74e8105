//! What can this provider do, and what are its keys (OpenID Connect Discovery 1.0, RFC 8414, RFC 7517)?
//! Only what is built is announced.

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use outside::jose::Algorithm;
use serde_json::json;

use super::assurance;
use super::claims::Claim;
use super::failure::Failure;
use super::scopes::Scope;
use super::{dpop, paths};
use crate::Identity;
use crate::levels::Level;

/// Sites may keep these for a while, but not so long that a new key is unknown for hours.
const KEPT: &str = "public, max-age=300";

/// The ways to prove oneself; the last is none, for programs that can keep no secret.
const METHODS: [&str; 6] = [
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
    "client_secret_basic",
    "client_secret_post",
    "none",
];

pub(super) async fn metadata(State(identity): State<Identity>) -> impl IntoResponse {
    let issuer = identity.issuer();
    let at = |path: &str| format!("{issuer}{path}");
    let algorithms = Algorithm::ALL.map(Algorithm::name);
    let scopes = Scope::ALL.map(Scope::word);
    let mut content = json!({
        "issuer": issuer,
        "authorization_endpoint": at(paths::AUTHORIZE),
        "pushed_authorization_request_endpoint": at(paths::PUSH),
        "token_endpoint": at(paths::TOKEN),
        "introspection_endpoint": at(paths::INTROSPECT),
        "revocation_endpoint": at(paths::REVOKE),
        "userinfo_endpoint": at(paths::USERINFO),
        "end_session_endpoint": at(paths::SIGN_OUT),
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "jwks_uri": at(paths::KEYS),
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": super::token::GRANTS,
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": algorithms,
        "userinfo_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": METHODS,
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "introspection_endpoint_auth_methods_supported": METHODS[..5],
        "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
        "revocation_endpoint_auth_methods_supported": METHODS,
        "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
        "dpop_signing_alg_values_supported": dpop::ALGORITHMS.map(Algorithm::name),
        "tls_client_certificate_bound_access_tokens": true,
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
        "trust_frameworks_supported": [assurance::NIST, assurance::DEMONSTRATION],
        "claims_in_verified_claims_supported": verified(),
        "request_uri_parameter_supported": false,
        "ui_locales_supported": ["en", "es"],
        "authorization_response_iss_parameter_supported": true,
    });
    // Beside the others, which are as many as the macro takes.
    content["evidence_supported"] = json!(["document", "electronic_record"]);
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

/// The key set, made once for each change; whoever has the present one gets no other (RFC 9110 section 13.1.2).
pub(super) async fn keys(State(identity): State<Identity>, headers: HeaderMap) -> Result<Response, Failure> {
    let keys = identity.signing_keys().await?;
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = known.flat_map(|value| value.split(',')).any(|tag| tag.trim() == keys.tag());
    let marks = [(CACHE_CONTROL, KEPT), (ETAG, keys.tag())];
    Ok(if is_known {
        (StatusCode::NOT_MODIFIED, marks).into_response()
    } else {
        (marks, [(CONTENT_TYPE, "application/jwk-set+json")], keys.body().to_owned()).into_response()
    })
}
