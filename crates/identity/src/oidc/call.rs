//! What does a program send, before anything of it is believed? And what of it is good only once?

use axum::extract::{FromRequest, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Response};
use store::{Write, WriteError};
use web::certificates::ClientCertificate;

use super::errors::{ProtocolError, invalid_request};
use super::failure::Failure;
use super::parameters::Parameters;
use crate::{Identity, IdentityError};

/// A request to an endpoint that programs call.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: Method,
    /// Its path, as it stands in the metadata.
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    /// The certificate it was made with, if the proxy is believed.
    pub(super) certificate: Option<ClientCertificate>,
    pub(super) body: String,
}

impl FromRequest<Identity> for Call {
    type Rejection = Response;

    async fn from_request(request: Request, identity: &Identity) -> Result<Self, Response> {
        let method = request.method().clone();
        let path = request.uri().path().to_owned();
        let headers = request.headers().clone();
        let certificate = request.extensions().get::<ClientCertificate>().cloned();
        let body = String::from_request(request, identity).await.map_err(IntoResponse::into_response)?;
        Ok(Self { method, path, headers, certificate, body })
    }
}

impl Call {
    /// The parameters of its form.
    pub(super) fn parameters(&self) -> Result<Parameters, ProtocolError> {
        let kind = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(invalid_request("the body must be application/x-www-form-urlencoded"));
        }
        Parameters::parse(&self.body)
    }

    /// Scheme, in lower case, and the rest of its authorization; nothing if there is none. Two of them are refused.
    pub(super) fn authorization(&self) -> Result<Option<(String, &str)>, ProtocolError> {
        let mut values = self.headers.get_all(AUTHORIZATION).iter();
        let (first, second) = (values.next(), values.next());
        if second.is_some() {
            return Err(invalid_request("the header Authorization occurs twice"));
        }
        let text = first.map(|value| value.to_str().unwrap_or_default());
        Ok(text.map(|text| {
            let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
            (scheme.to_ascii_lowercase(), rest)
        }))
    }
}

/// Proofs that came with a call, each good once: they are used up by the same write as what they allow.
#[derive(Clone, Debug, Default)]
pub(super) struct Used {
    write: Write,
    refusals: Vec<ProtocolError>,
}

impl Used {
    /// One more: the one statement that uses it up, and what to say if it was used before.
    pub(super) fn add(&mut self, statement: Write, refusal: ProtocolError) {
        self.write = std::mem::take(&mut self.write).and(statement);
        self.refusals.push(refusal);
    }
}

/// Which statement of a write found something else than it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lost(pub(super) usize);

impl Identity {
    /// Writes what a call does and uses up its proofs, all or nothing. A statement of `write` that lost a race is told
    /// by its place; then nothing is written, and the proofs are still to be used up.
    pub(super) async fn settle(&self, used: &mut Used, write: Write) -> Result<Result<(), Lost>, Failure> {
        let whole = used.write.clone().and(write);
        match self.store().write(whole).await {
            Ok(()) => {
                *used = Used::default();
                Ok(Ok(()))
            }
            Err(WriteError::Conflict { statement, .. }) => match used.refusals.get(statement).copied() {
                Some(refusal) => {
                    *used = Used::default();
                    Err(refusal.into())
                }
                None => Ok(Err(Lost(statement.saturating_sub(used.refusals.len())))),
            },
            Err(error) => Err(IdentityError::from(error).into()),
        }
    }

    /// Uses up what is left of a call's proofs: it was refused, or did nothing.
    pub(super) async fn spend(&self, mut used: Used) -> Result<(), Failure> {
        if used.refusals.is_empty() {
            return Ok(());
        }
        self.settle(&mut used, Write::new()).await.map(drop)
    }
}
