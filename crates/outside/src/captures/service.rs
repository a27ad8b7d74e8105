//! A service that examines pictures: `POST` with `Authorization: Bearer` and `{"pictures": {"front": "…", "selfie": "…"}}`,
//! JPEG in base64, answered 200 and `{"live": "yes", "genuine": "yes", "same": "unsure"}` within ten seconds. Anything else
//! means that nobody could be asked.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use values::Secret;

use super::{Captures, Examined};
use crate::http::{Http, HttpError, safe};

/// The service.
#[derive(Clone)]
pub struct Service {
    http: Http,
    address: String,
    token: Secret<String>,
    evaluation: String,
}

impl fmt::Debug for Service {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Service({})", self.address)
    }
}

#[derive(Serialize)]
struct Asked<'a> {
    pictures: BTreeMap<&'a str, String>,
}

impl Service {
    /// A service by its address, the token it knows us by, and where the results of its evaluation are published.
    pub fn new(
        http: Http,
        address: &str,
        token: Secret<String>,
        evaluation: &str,
    ) -> Result<Self, HttpError> {
        safe(address)?;
        Ok(Self { http, address: address.to_owned(), token, evaluation: evaluation.to_owned() })
    }

    pub(super) fn evaluation(&self) -> &str {
        &self.evaluation
    }

    pub(super) async fn examine(&self, captures: &Captures) -> Option<Examined> {
        let pictures = captures.iter().map(|(kind, jpeg)| (kind.as_str(), STANDARD.encode(jpeg.expose())));
        let body = Asked { pictures: pictures.collect() };
        let authorization = Secret::new(format!("Bearer {}", self.token.expose()));
        let headers = [("authorization", authorization.expose().as_str())];
        let answer = match self.http.post_json(&self.address, &body, &headers).await {
            Ok(answer) if answer.status == 200 => answer,
            Ok(answer) => {
                tracing::warn!(status = answer.status, "pictures were not examined");
                return None;
            }
            Err(error) => {
                tracing::warn!(%error, "nobody can be reached who examines pictures");
                return None;
            }
        };
        let examined = serde_json::from_slice(&answer.body);
        if examined.is_err() {
            tracing::warn!("who examines pictures answered something else than they should");
        }
        examined.ok()
    }
}
