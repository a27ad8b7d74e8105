//! The interface for the agency: `/v1/payments`, refunds, cancelling, disputes, with the codes of GOV.UK Pay's public API.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Simulator;
use super::book::New;

/// A payment of this many cents is answered with 429 the first time.
const BUSY: i64 = 429;

/// One of this many is made, and answered with 500 the first time: the agency cannot know that it was.
const ANSWER_LOST: i64 = 500;

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/v1/payments", get(search).post(create))
        .route("/v1/payments/{id}", get(find))
        .route("/v1/payments/{id}/cancel", post(cancel))
        .route("/v1/payments/{id}/refunds", post(refund))
        .route("/v1/disputes", get(disputes))
}

fn fault(status: StatusCode, code: &str, description: &str) -> Response {
    (status, Json(json!({ "code": code, "description": description }))).into_response()
}

fn not_found() -> Response {
    fault(StatusCode::NOT_FOUND, "P0200", "Not found")
}

/// The refusal of whoever does not show the agency's key.
fn check(simulator: &Simulator, headers: &HeaderMap) -> Option<Response> {
    let shown = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if shown.strip_prefix("Bearer ") == Some(simulator.0.customer.key.expose().as_str()) {
        return None;
    }
    Some(fault(StatusCode::UNAUTHORIZED, "P0900", "Credentials are required to access this resource"))
}

/// What is wrong with what is asked for: a code and the field.
fn wrong(asked: &Value, origin: &str) -> Option<(&'static str, &'static str)> {
    for field in ["amount", "reference", "description", "return_url"] {
        if asked.get(field).is_none_or(Value::is_null) {
            return Some(("P0101", field));
        }
    }
    let fits = |field: &str, most: usize| {
        asked[field].as_str().is_some_and(|text| !text.is_empty() && text.chars().count() <= most)
    };
    if !asked["amount"].as_i64().is_some_and(|amount| (1..=10_000_000).contains(&amount)) {
        return Some(("P0102", "amount"));
    }
    for (field, most) in [("reference", 255), ("description", 255), ("return_url", 2_000)] {
        if !fits(field, most) {
            return Some(("P0102", field));
        }
    }
    let back = asked["return_url"].as_str().and_then(|url| url.strip_prefix(origin));
    if !back.is_some_and(|path| path.starts_with('/')) {
        return Some(("P0102", "return_url"));
    }
    (!matches!(asked["language"].as_str(), Some("en" | "es"))).then_some(("P0102", "language"))
}

async fn create(State(simulator): State<Simulator>, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(refused) = check(&simulator, &headers) {
        return refused;
    }
    let Ok(asked) = serde_json::from_slice::<Value>(&body) else {
        return fault(StatusCode::BAD_REQUEST, "P0197", "Unable to parse JSON");
    };
    if let Some((code, field)) = wrong(&asked, &simulator.0.customer.origin) {
        return fault(StatusCode::UNPROCESSABLE_ENTITY, code, &format!("Invalid attribute value: {field}"));
    }
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    let Some(key) = key.filter(|key| (1..=255).contains(&key.len())).map(str::to_owned) else {
        return fault(StatusCode::BAD_REQUEST, "P0102", "Header [Idempotency-Key] is required here");
    };
    let now = simulator.0.clock.now();
    let new = |simulator: &Simulator| {
        let return_url = asked["return_url"].as_str().unwrap_or_default().to_owned();
        New {
            id: simulator.token(),
            token: simulator.token(),
            key: key.clone(),
            asked: asked.clone(),
            return_url,
        }
    };
    simulator.change(|book| {
        let amount = asked["amount"].as_i64();
        let first = !book.stumbled.contains(&key);
        if first && matches!(amount, Some(BUSY | ANSWER_LOST)) {
            book.stumbled.push(key.clone());
            book.touch();
            if amount == Some(BUSY) {
                return fault(StatusCode::TOO_MANY_REQUESTS, "P0900", "Too many requests");
            }
            book.add(new(&simulator), now);
            return fault(StatusCode::INTERNAL_SERVER_ERROR, "P0198", "Downstream system error");
        }
        if let Some(known) = book.payments.values().find(|payment| payment.key == key) {
            return if known.asked == asked {
                (StatusCode::OK, Json(known.shown(&simulator.0.origin, now))).into_response()
            } else {
                fault(StatusCode::CONFLICT, "P0191", "The Idempotency-Key was used for another request")
            };
        }
        let payment = book.add(new(&simulator), now);
        (StatusCode::CREATED, Json(payment.shown(&simulator.0.origin, now))).into_response()
    })
}

async fn find(State(simulator): State<Simulator>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if let Some(refused) = check(&simulator, &headers) {
        return refused;
    }
    let now = simulator.0.clock.now();
    simulator.change(|book| {
        book.pass(now);
        let found = book.payments.get(&id).map(|payment| payment.shown(&simulator.0.origin, now));
        found.map_or_else(not_found, |shown| Json(shown).into_response())
    })
}

#[derive(Deserialize)]
struct Asked {
    reference: Option<String>,
    from_settled_date: Option<String>,
    #[serde(default)]
    page: Option<usize>,
    display_size: Option<usize>,
}

/// A page of a list, as the interface gives it.
fn listed(all: Vec<Value>, asked: &Asked) -> Response {
    let (page, size) = (asked.page.unwrap_or(1).max(1), asked.display_size.unwrap_or(500).clamp(1, 500));
    let total = all.len();
    let results: Vec<Value> = all.into_iter().skip((page - 1) * size).take(size).collect();
    let answer = json!({ "total": total, "count": results.len(), "page": page, "results": results });
    Json(answer).into_response()
}

async fn search(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Response {
    if let Some(refused) = check(&simulator, &headers) {
        return refused;
    }
    let now = simulator.0.clock.now();
    let book = simulator.book();
    let is_meant = |payment: &&super::book::Payment| {
        asked.reference.as_ref().is_none_or(|reference| payment.reference == *reference)
            && asked.from_settled_date.as_ref().is_none_or(|day| payment.is_settled_on(day, now))
    };
    let found = book.payments.values().filter(is_meant);
    listed(found.map(|payment| payment.shown(&simulator.0.origin, now)).collect(), &asked)
}

async fn disputes(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Response {
    if let Some(refused) = check(&simulator, &headers) {
        return refused;
    }
    let now = simulator.0.clock.now();
    let found = simulator.book().payments.values().filter_map(|payment| payment.dispute(now)).collect();
    listed(found, &asked)
}

async fn cancel(State(simulator): State<Simulator>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if let Some(refused) = check(&simulator, &headers) {
        return refused;
    }
    let now = simulator.0.clock.now();
    simulator.change(|book| match book.payments.get(&id).map(super::book::Payment::is_open) {
        None => not_found(),
        Some(false) => fault(StatusCode::BAD_REQUEST, "P0501", "Cancellation of payment failed"),
        Some(true) => {
            book.bring(&id, ("cancelled", Some("P0040")), now);
            StatusCode::NO_CONTENT.into_response()
        }
    })
}

#[derive(Deserialize)]
struct Refund {
    amount: i64,
    refund_amount_available: i64,
}

async fn refund(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(asked): Json<Refund>,
) -> Response {
    if let Some(refused) = check(&simulator, &headers) {
        return refused;
    }
    let now = simulator.0.clock.now();
    simulator.change(|book| {
        let Some(payment) = book.payments.get_mut(&id) else { return not_found() };
        let available = if payment.status == "success" { payment.amount - payment.refunded } else { 0 };
        if available == 0 {
            return fault(StatusCode::BAD_REQUEST, "P0603", "The payment is not available for refund");
        }
        if asked.refund_amount_available != available {
            return fault(StatusCode::PRECONDITION_FAILED, "P0604", "Refund amount available mismatch");
        }
        if !(1..=available).contains(&asked.amount) {
            return fault(StatusCode::UNPROCESSABLE_ENTITY, "P0602", "Invalid attribute value: amount");
        }
        payment.refunded += asked.amount;
        book.tell(&id, "card_payment_refunded", now);
        book.touch();
        let body = json!({ "refund_id": format!("r{id}"), "amount": asked.amount, "status": "submitted" });
        (StatusCode::ACCEPTED, Json(body)).into_response()
    })
}
