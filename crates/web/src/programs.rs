//! What happens to the request of a program (another site's server, an app) before its handler, and to the answer after it?
//! A program has no session, no form and no page: none is looked for, and a refusal is problem+json.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

use crate::edge::Attended;
use crate::error::{self, PageError};
use crate::headers;
use crate::language::Language;
use crate::proxy::HeldBack;
use crate::tally;

/// The layer around every route that programs call.
pub(crate) async fn attend(State(site): State<Arc<Attended>>, request: Request, next: Next) -> Response {
    let Attended { app, figures, references } = &*site;
    let started = tally::now();
    let (route, method) = (tally::route_of(&request), tally::method_of(&request));
    let reference = references.next();
    let wished = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = wished.and_then(Language::from_accept).unwrap_or_default();
    let held_back = request.extensions().get::<HeldBack>().is_some();
    let span = tracing::info_span!(
        "request",
        site = app.site.name.slug(),
        reference,
        method,
        route = tally::name(route.as_ref())
    );
    let answer = async {
        let mut response = if held_back {
            PageError::HeldBack.into_response()
        } else {
            app.store.together(next.run(request)).await
        };
        if let Some(refusal) = error::refusal_in(&mut response) {
            response = error::tell(&refusal, &app.words, language, &reference);
        }
        let elapsed = started.elapsed();
        tracing::info!(status = response.status().as_u16(), milliseconds = elapsed.as_millis(), "answered");
        figures.note(route.as_ref(), method, response.status(), elapsed);
        response
    };
    let mut response = answer.instrument(span).await;
    headers::add_for_programs(&mut response, app.site.is_secure());
    if let Ok(reference) = HeaderValue::try_from(reference) {
        response.headers_mut().insert("x-request-id", reference);
    }
    response
}
