//! How is a site told that its request is refused (RFC 6749 sections 4.1.2.1 and 5.2, RFC 9126 section
//! 2.3, OpenID Connect Core 1.0 section 3.1.2.6)?

use axum::Json;
use axum::http::header::{CACHE_CONTROL, PRAGMA, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// A refusal in the protocol's words. The description is for developers and holds nothing personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {description}")]
pub struct ProtocolError {
    /// The registered code.
    pub code: &'static str,
    /// What is wrong, for a developer.
    pub description: &'static str,
}

/// A refusal with the code `invalid_request`.
pub const fn invalid_request(description: &'static str) -> ProtocolError {
    ProtocolError { code: "invalid_request", description }
}

/// A refusal with the code `invalid_client`.
pub const fn invalid_client(description: &'static str) -> ProtocolError {
    ProtocolError { code: "invalid_client", description }
}

/// A refusal with the code `invalid_grant`.
pub const fn invalid_grant(description: &'static str) -> ProtocolError {
    ProtocolError { code: "invalid_grant", description }
}

/// A refusal with any other code.
pub const fn refused(code: &'static str, description: &'static str) -> ProtocolError {
    ProtocolError { code, description }
}

impl IntoResponse for ProtocolError {
    fn into_response(self) -> Response {
        let status = match self.code {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            _ => StatusCode::BAD_REQUEST,
        };
        let body = serde_json::json!({ "error": self.code, "error_description": self.description });
        let mut response =
            (status, [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")], Json(body)).into_response();
        if status == StatusCode::UNAUTHORIZED {
            // The one scheme that a client may prove itself with in a header.
            let scheme = HeaderValue::from_static("Basic realm=\"OpenID provider\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
