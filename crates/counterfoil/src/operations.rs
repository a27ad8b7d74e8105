//! What do operators ask a running program? Whether it lives, whether it is ready, its figures.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use store::Store;

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

/// Ready when the database answers and has this program's schema.
async fn ready(State(operations): State<Operations>) -> Response {
    match operations.store.check_schema().await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")).into_response(),
    }
}

async fn metrics(State(operations): State<Operations>) -> Response {
    let text = operations.figures.render();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
