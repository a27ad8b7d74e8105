//! What may go wrong at an endpoint that programs call: a refusal in the protocol's words, or a fault
//! of ours.

use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};
use web::PageError;

use super::errors::{ProtocolError, refused};

/// Either.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// The caller's fault, told in the protocol's words.
    Protocol(ProtocolError),
    /// The proof of the caller's key must hold this (RFC 9449 section 8).
    NonceNeeded(String),
    /// Ours, told by a reference number.
    Page(PageError),
}

impl From<ProtocolError> for Failure {
    fn from(error: ProtocolError) -> Self {
        Self::Protocol(error)
    }
}

impl<E: Into<PageError>> From<E> for Failure
where
    E: NotProtocol,
{
    fn from(error: E) -> Self {
        Self::Page(error.into())
    }
}

/// Marks the errors that are faults of ours.
pub(crate) trait NotProtocol {}
impl NotProtocol for PageError {}
impl NotProtocol for store::StoreError {}
impl NotProtocol for crate::IdentityError {}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Protocol(error) => error.into_response(),
            Self::NonceNeeded(nonce) => {
                let error = refused("use_dpop_nonce", "the proof must hold the nonce given here");
                let mut response = error.into_response();
                if let Ok(nonce) = HeaderValue::try_from(nonce) {
                    response.headers_mut().insert("dpop-nonce", nonce);
                }
                response
            }
            Self::Page(error) => error.into_response(),
        }
    }
}
