//! When was a telephone number last moved to another SIM card or operator (NIST SP 800-63B-4, 3.1.3.3)? Asked of a
//! service that telephone operators answer; the demonstration's stand-in knows two endings.
//!
//! The service gets `POST {"number": "+12025550123"}` with `Authorization: Bearer`, so that no number stands in an
//! address, and answers `{"changed_at": "2026-11-20T08:00:00Z"}`, or `null` for a number that did not change as far
//! as is known.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use values::{Secret, Timestamp};

use crate::http::{Http, HttpError, safe};

/// Nobody waits longer for the answer: the code is sent without it.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// A number with this ending was moved yesterday, in the demonstration.
pub const MOVED_YESTERDAY: &str = "0199";

/// One with this ending two weeks ago.
pub const MOVED_A_FORTNIGHT_AGO: &str = "0198";

/// What is known of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastChange {
    /// Nothing is known, or nobody could be asked.
    Unknown,
    /// No change is known of.
    None,
    /// It was moved at this instant.
    At(Timestamp),
}

/// Who is asked.
#[derive(Clone, Debug)]
pub enum Operator {
    /// Nobody.
    None,
    /// The demonstration's stand-in.
    StandIn,
    /// A service.
    Service(Box<Service>),
}

/// A service that operators answer.
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

#[derive(Serialize)]
struct Asked<'a> {
    number: &'a str,
}

#[derive(Deserialize)]
struct Told {
    changed_at: Option<Timestamp>,
}

impl Service {
    /// A service by its address and the token it knows us by.
    pub fn new(http: Http, address: &str, token: Secret<String>) -> Result<Self, HttpError> {
        safe(address)?;
        Ok(Self { http, address: address.to_owned(), token })
    }

    async fn ask(&self, number: &str) -> LastChange {
        let asked = Asked { number };
        let authorization = Secret::new(format!("Bearer {}", self.token.expose()));
        let headers = [("authorization", authorization.expose().as_str())];
        let asking = self.http.post_json(&self.address, &asked, &headers);
        let answer = match tokio::time::timeout(LONGEST_WAIT, asking).await {
            Ok(Ok(answer)) if answer.status == 200 => answer,
            Ok(Ok(answer)) => {
                tracing::warn!(
                    status = answer.status,
                    "the operators' service did not answer about a number"
                );
                return LastChange::Unknown;
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "the operators' service cannot be reached");
                return LastChange::Unknown;
            }
            Err(_) => {
                tracing::warn!("the operators' service did not answer in time");
                return LastChange::Unknown;
            }
        };
        match serde_json::from_slice::<Told>(&answer.body) {
            Ok(Told { changed_at: Some(at) }) => LastChange::At(at),
            Ok(Told { changed_at: None }) => LastChange::None,
            Err(_) => {
                tracing::warn!("the operators' service answered something else than it should");
                LastChange::Unknown
            }
        }
    }
}

impl Operator {
    /// Whether anybody can be asked.
    pub const fn is_there(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// Its name in what is stored.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::StandIn => "simulator",
            Self::Service(_) => "service",
        }
    }

    /// When a number, in the form of E.164, was last moved.
    pub async fn last_change(&self, number: &str, now: Timestamp) -> LastChange {
        match self {
            Self::None => LastChange::Unknown,
            Self::StandIn => {
                let moved = [(MOVED_YESTERDAY, 24), (MOVED_A_FORTNIGHT_AGO, 14 * 24)];
                let hours = moved.into_iter().find(|(ending, _)| number.ends_with(ending));
                hours.map_or(LastChange::None, |(_, hours)| {
                    let then = now.saturating_sub(jiff::SignedDuration::from_hours(hours));
                    LastChange::At(then.unwrap_or(Timestamp::MIN))
                })
            }
            Self::Service(service) => service.ask(number).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::texts::tests::listener;

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    async fn asked(answer: &'static [&'static str]) -> LastChange {
        let (address, told) = listener(answer).await;
        let service = Service::new(Http::new().unwrap(), &address, Secret::new("canary".to_owned())).unwrap();
        let found = Operator::Service(Box::new(service)).last_change("+12025550123", now()).await;
        let told = told.await.unwrap();
        assert_eq!(told[0].body, json!({ "number": "+12025550123" }));
        assert!(!told[0].head.lines().next().unwrap().contains("2025550123"), "{}", told[0].head);
        assert!(told[0].head.contains("authorization: bearer canary"));
        found
    }

    #[tokio::test]
    async fn a_change_is_told_with_its_instant() {
        let at: Timestamp = "2026-11-20T08:00:00Z".parse().unwrap();
        assert_eq!(asked(&["200 {\"changed_at\":\"2026-11-20T08:00:00Z\"}"]).await, LastChange::At(at));
        assert_eq!(asked(&["200 {\"changed_at\":null}"]).await, LastChange::None);
    }

    #[tokio::test]
    async fn what_cannot_be_understood_is_unknown() {
        for answer in [&["404 {}"], &["500 {}"], &["200 nonsense"], &["200 {\"changed_at\":\"soon\"}"]] {
            assert_eq!(asked(answer).await, LastChange::Unknown, "{answer:?}");
        }
        let nobody = Service::new(Http::new().unwrap(), "http://127.0.0.1:1/", Secret::new(String::new()));
        let nobody = Operator::Service(Box::new(nobody.unwrap()));
        assert_eq!(nobody.last_change("+12025550123", now()).await, LastChange::Unknown);
        assert_eq!(Operator::None.last_change("+12025550199", now()).await, LastChange::Unknown);
        assert!(
            Service::new(Http::new().unwrap(), "http://op.example/", Secret::new(String::new())).is_err()
        );
    }

    #[tokio::test]
    async fn the_stand_in_knows_two_endings() {
        let yesterday: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        assert_eq!(Operator::StandIn.last_change("+12025550199", now()).await, LastChange::At(yesterday));
        let fortnight: Timestamp = "2026-11-08T12:00:00Z".parse().unwrap();
        assert_eq!(Operator::StandIn.last_change("+12025550198", now()).await, LastChange::At(fortnight));
        assert_eq!(Operator::StandIn.last_change("+12025550123", now()).await, LastChange::None);
    }
}
