//! What do operators ask a running program? Whether it lives, whether it is ready, its figures.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics::{Label, counter};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use store::identity::figures;
use store::{Store, StoreError};

use crate::commands::Failure;

/// Up to how many seconds each bucket of a duration counts.
const SECONDS: [f64; 13] = [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// What the port answers from.
#[derive(Clone)]
pub(crate) struct Operations {
    store: Store,
    figures: PrometheusHandle,
}

impl Operations {
    /// Starts keeping figures.
    pub(crate) fn start(store: Store) -> Result<Self, Failure> {
        let figures = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
            .and_then(PrometheusBuilder::install_recorder)
            .map_err(|error| Failure::Broken(format!("the figures cannot be kept: {error}")))?;
        Ok(Self { store, figures })
    }

    /// The addresses of the operations port.
    pub(crate) fn routes(self) -> Router {
        Router::new()
            .route("/livez", get(async || "ok\n"))
            .route("/readyz", get(ready))
            .route("/metrics", get(metrics))
            .with_state(self)
    }

    /// Counts what was measured into the figures' buckets. Each duration is held until then: at 100,000 answers a
    /// second, 2.4 MB a second.
    pub(crate) fn fold(&self) {
        self.figures.run_upkeep();
    }
}

impl Operations {
    /// Sets the counters of cases of proof to what the database holds: they outlive the process.
    async fn count_cases(&self) -> Result<(), StoreError> {
        let mut totals: BTreeMap<[String; 6], i64> = BTreeMap::new();
        for figure in figures::list(&self.store, "").await? {
            let route = figure.route.map_or_else(String::new, |route| route.word().to_owned());
            let key = [route, figure.language, figure.device, figure.from, figure.to, figure.waited];
            *totals.entry(key).or_default() += figure.times;
        }
        for (key, times) in totals {
            let names = ["route", "language", "device", "from", "to", "waited"];
            let labels: Vec<Label> =
                names.into_iter().zip(key).map(|(name, value)| Label::new(name, value)).collect();
            counter!("proofing_moves_total", labels).absolute(times.unsigned_abs());
        }
        Ok(())
    }
}

/// Ready when the database answers and has this program's schema.
async fn ready(State(operations): State<Operations>) -> Response {
    match operations.store.check_schema().await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")).into_response(),
    }
}

async fn metrics(State(operations): State<Operations>) -> Response {
    if let Err(error) = operations.count_cases().await {
        tracing::warn!(%error, "how proving goes could not be read");
    }
    let text = operations.figures.render();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
