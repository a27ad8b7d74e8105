//! What may go wrong at an endpoint that programs call: a refusal in the protocol's words, or a fault
//! of ours.

use axum::response::{IntoResponse, Response};
use web::PageError;

use super::errors::ProtocolError;

/// Either.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// The caller's fault, told in the protocol's words.
    Protocol(ProtocolError),
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
            Self::Page(error) => error.into_response(),
        }
    }
}
