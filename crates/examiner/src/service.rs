//! The service that the program asks (docs/operate/proofing.md): `POST /examine` with its token, and for everybody `GET
//! /evaluation`, the record of the evaluation. Nothing that comes in is kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use outside::pictures::PictureReader;
use serde::Deserialize;
use serde_json::json;
use subtle::ConstantTimeEq;
use values::Secret;

use crate::evaluation::Record;
use crate::examine::{ExamineError, judge, measure};
use crate::models::Models;

/// The longest request, in bytes: four kept pictures of a megabyte each, in base64, with room.
const LONGEST: usize = 16 * 1024 * 1024;

/// What the service works with.
pub(crate) struct Service {
    pub(crate) models: Models,
    pub(crate) record: Record,
    pub(crate) reader: PictureReader,
    pub(crate) token: Secret<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    pictures: BTreeMap<String, String>,
}

/// Its addresses.
pub(crate) fn routes(service: Service) -> Router {
    Router::new()
        .route("/examine", post(examine))
        .route("/evaluation", get(evaluation))
        .layer(DefaultBodyLimit::max(LONGEST))
        .with_state(Arc::new(service))
}

async fn evaluation(State(service): State<Arc<Service>>) -> Response {
    Json(&service.record).into_response()
}

fn refuse(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({ "error": why }))).into_response()
}

fn is_known(service: &Service, headers: &HeaderMap) -> bool {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    given.is_some_and(|given| given.ct_eq(service.token.expose().as_bytes()).into())
}

async fn examine(State(service): State<Arc<Service>>, headers: HeaderMap, body: Bytes) -> Response {
    if !is_known(&service, &headers) {
        return refuse(StatusCode::UNAUTHORIZED, "the token is missing or wrong");
    }
    let Some(given) = read(&body) else {
        return refuse(StatusCode::BAD_REQUEST, "send {\"pictures\": {NAME: JPEG in base64, …}}");
    };
    // Only so many at once: each takes a processor and hundreds of megabytes.
    let turn = service.reader.turn().await;
    let measured = tokio::task::spawn_blocking(move || {
        let measured = measure(&service.models, &service.reader, &given);
        drop(turn);
        measured.map(|measured| judge(&service.models, &measured))
    });
    match measured.await {
        Ok(Ok(examined)) => Json(examined).into_response(),
        Ok(Err(error @ (ExamineError::Incomplete | ExamineError::Picture { .. }))) => {
            refuse(StatusCode::BAD_REQUEST, &error.to_string())
        }
        Ok(Err(error @ ExamineError::Model(_))) => {
            tracing::error!(%error, "a model failed");
            refuse(StatusCode::INTERNAL_SERVER_ERROR, "a model failed; the log says more")
        }
        Err(error) => {
            tracing::error!(%error, "pictures were not examined");
            refuse(StatusCode::INTERNAL_SERVER_ERROR, "the pictures were not examined; the log says more")
        }
    }
}

fn read(body: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let asked: Asked = serde_json::from_slice(body).ok()?;
    asked.pictures.into_iter().map(|(name, text)| Some((name, STANDARD.decode(text).ok()?))).collect()
}
