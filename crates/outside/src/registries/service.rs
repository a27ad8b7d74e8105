//! A service that answers a question: `POST` with `Authorization: Bearer` and
//! `{"question": "tax-number", "tax_number": "…", …}`, answered 200 and `{"answer": "yes"}` or `{"answer": "no"}` within
//! five seconds. Anything else means that nobody could be asked.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use values::Secret;

use super::{Answer, Asked};
use crate::http::{Http, HttpError, safe};

/// Nobody waits longer on a page.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The service.
#[derive(Clone)]
pub struct Service {
    http: Http,
    address: String,
    token: Secret<String>,
}

impl fmt::Debug for Service {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Service({})", self.address)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    answer: YesOrNo,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum YesOrNo {
    Yes,
    No,
}

impl Service {
    /// A service by its address and the token it knows us by.
    pub fn new(http: Http, address: &str, token: Secret<String>) -> Result<Self, HttpError> {
        safe(address)?;
        Ok(Self { http, address: address.to_owned(), token })
    }

    pub(super) async fn answer(&self, asked: &Asked) -> Answer {
        let question = asked.question.word();
        let mut body: BTreeMap<&str, &str> = asked.pairs().collect();
        body.insert("question", question);
        let authorization = Secret::new(format!("Bearer {}", self.token.expose()));
        let headers = [("authorization", authorization.expose().as_str())];
        let asking = self.http.post_json(&self.address, &body, &headers);
        let answer = match tokio::time::timeout(LONGEST_WAIT, asking).await {
            Ok(Ok(answer)) if answer.status == 200 => answer,
            Ok(Ok(answer)) => {
                tracing::warn!(question, status = answer.status, "a registry did not answer");
                return Answer::Unavailable;
            }
            Ok(Err(error)) => {
                tracing::warn!(question, %error, "a registry cannot be reached");
                return Answer::Unavailable;
            }
            Err(_) => {
                tracing::warn!(question, "a registry did not answer in time");
                return Answer::Unavailable;
            }
        };
        match serde_json::from_slice::<Told>(&answer.body) {
            Ok(Told { answer: YesOrNo::Yes }) => Answer::Yes,
            Ok(Told { answer: YesOrNo::No }) => Answer::No,
            Err(_) => {
                tracing::warn!(question, "a registry answered something else than it should");
                Answer::Unavailable
            }
        }
    }
}
