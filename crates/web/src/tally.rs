//! How often does each route answer what, and how long does it take? The figures that operators watch.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use metrics::{Counter, Histogram};

/// The figures of one site, each looked for in the recorder once and then kept at hand.
#[derive(Debug)]
pub(crate) struct Tally {
    site: &'static str,
    routes: RwLock<HashMap<String, Vec<Figure>>>,
}

/// What a route answers with one status to one method.
#[derive(Debug)]
struct Figure {
    method: &'static str,
    status: StatusCode,
    answers: Counter,
    seconds: Histogram,
}

impl Figure {
    fn note(&self, elapsed: Duration) {
        self.answers.increment(1);
        self.seconds.record(elapsed);
    }
}

impl Tally {
    /// Of the site with this short name.
    pub(crate) fn new(site: &'static str) -> Self {
        Self { site, routes: RwLock::default() }
    }

    /// One more answer.
    pub(crate) fn note(
        &self,
        route: Option<&MatchedPath>,
        method: &'static str,
        status: StatusCode,
        elapsed: Duration,
    ) {
        let route = name(route);
        let is_it = |figure: &&Figure| figure.method == method && figure.status == status;
        let known = self.routes.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(figure) = known.get(route).and_then(|figures| figures.iter().find(is_it)) {
            return figure.note(elapsed);
        }
        drop(known);
        let figure = self.figure(route, method, status);
        figure.note(elapsed);
        let mut routes = self.routes.write().unwrap_or_else(PoisonError::into_inner);
        routes.entry(route.to_owned()).or_default().push(figure);
    }

    fn figure(&self, route: &str, method: &'static str, status: StatusCode) -> Figure {
        let labels = [
            ("site", self.site.to_owned()),
            ("route", route.to_owned()),
            ("method", method.to_owned()),
            ("status", status.as_str().to_owned()),
        ];
        Figure {
            method,
            status,
            answers: metrics::counter!("http_requests_total", &labels),
            seconds: metrics::histogram!("http_request_duration_seconds", &labels),
        }
    }
}

/// The route of a request, if there is one.
pub(crate) fn route_of(request: &Request) -> Option<MatchedPath> {
    request.extensions().get::<MatchedPath>().cloned()
}

/// A route as a label.
pub(crate) fn name(route: Option<&MatchedPath>) -> &str {
    route.map_or("none", MatchedPath::as_str)
}

/// A method as a label; the rest count as one, so that no visitor decides how many labels there are.
pub(crate) fn method_of(request: &Request) -> &'static str {
    let known = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
    ];
    let names = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let place = known.iter().position(|method| method == request.method());
    place.map_or("other", |place| names[place])
}

/// When an answer begins to be looked for.
#[expect(
    clippy::disallowed_methods,
    reason = "how long an answer took, for operators; nothing is decided by it"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}
