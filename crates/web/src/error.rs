//! What does a visitor see when something cannot be done? A page, or problem+json for programs
//! (RFC 9457), with a reference number; never the detail.

use std::error::Error;
use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use crate::frame::Frame;
use crate::language::Language;
use crate::page::Page;
use crate::session;
use crate::words::Words;

/// Why a handler does not answer with its page.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PageError {
    /// There is nothing here, or nothing for this person: the two look alike.
    #[error("not found")]
    NotFound,
    /// This person may not do this.
    #[error("forbidden")]
    Forbidden,
    /// Nobody is signed in; the visitor is sent to do so.
    #[error("not signed in")]
    SignInNeeded,
    /// Somebody is signed in, but not recently or strongly enough for this; sent to prove themselves again.
    #[error("to be proved again")]
    ProofNeeded,
    /// The request makes no sense; the message names what to do.
    #[error("bad request: {0}")]
    BadRequest(&'static str),
    /// Something changed in between; look again.
    #[error("conflict")]
    Conflict,
    /// Too many tries; wait.
    #[error("too many tries")]
    TooMany,
    /// Too many are being answered at once; come again in a moment.
    #[error("busy")]
    Busy,
    /// Too many requests from one network; wait a little.
    #[error("held back")]
    HeldBack,
    /// A promise of ours does not hold; logged with the reference number.
    #[error("broken: {0}")]
    Broken(Arc<dyn Error + Send + Sync>),
    /// Any other status that a layer below gave.
    #[error("status {0}")]
    Status(StatusCode),
}

impl PageError {
    /// A fault of ours, with its source for the log.
    pub fn broken(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Broken(Arc::from(source.into()))
    }

    /// The status of the response.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::SignInNeeded | Self::ProofNeeded => StatusCode::SEE_OTHER,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooMany | Self::HeldBack => StatusCode::TOO_MANY_REQUESTS,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Status(status) => *status,
        }
    }

    /// The messages of the heading and of what to do.
    fn messages(&self) -> (&'static str, &'static str) {
        match self {
            Self::BadRequest(key) => ("error-bad-request", key),
            Self::Busy => ("error-busy", "error-busy-what-now"),
            Self::HeldBack => ("error-held-back", "error-held-back-what-now"),
            _ => match self.status().as_u16() {
                404 => ("error-not-found", "error-not-found-what-now"),
                403 => ("error-forbidden", "error-forbidden-what-now"),
                405 => ("error-method", "error-method-what-now"),
                408 | 503 | 504 => ("error-slow", "error-slow-what-now"),
                409 => ("error-conflict", "error-conflict-what-now"),
                413 => ("error-too-large", "error-too-large-what-now"),
                429 => ("error-too-many", "error-too-many-what-now"),
                400..500 => ("error-bad-request", "error-bad-request-what-now"),
                _ => ("error-broken", "error-broken-what-now"),
            },
        }
    }
}

/// What a store's error means for the visitor: a fault of ours.
impl From<store::StoreError> for PageError {
    fn from(error: store::StoreError) -> Self {
        Self::broken(error)
    }
}

/// A missed expectation means that somebody else was faster.
impl From<store::WriteError> for PageError {
    fn from(error: store::WriteError) -> Self {
        match error {
            store::WriteError::Conflict { .. } => Self::Conflict,
            store::WriteError::Store(error) => Self::broken(error),
        }
    }
}

impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> Self {
        Self::broken(error)
    }
}

impl IntoResponse for PageError {
    /// Only marks the response; the edge, which knows the visitor, turns the mark into a page.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: Frame,
    heading: String,
    what_now: String,
    reference: &'a str,
}

/// The refusal that an answer stands for, whichever layer refused, unless it says so itself.
pub(crate) fn refusal_in(response: &mut Response) -> Option<PageError> {
    if let Some(refusal) = response.extensions_mut().remove::<PageError>() {
        return Some(refusal);
    }
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    let kind = kind_of(response);
    let is_ours = kind.starts_with("text/html") || kind.contains("json");
    (!is_ours).then_some(PageError::Status(status))
}

/// The kind of content, as far as it is said.
pub(crate) fn kind_of(response: &Response) -> &str {
    response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Turns a refusal into what a program can read.
pub(crate) fn tell(error: &PageError, words: &Words, language: Language, reference: &str) -> Response {
    note(error, reference);
    let (heading, what_now) = error.messages();
    problem(error, (&words.say(language, heading), &words.say(language, what_now)), reference)
}

/// Faults of ours reach the log, with the number that the visitor is given.
fn note(error: &PageError, reference: &str) {
    if let PageError::Broken(source) = error {
        tracing::error!(reference, error = chain(source.as_ref()), "a request could not be answered");
    }
}

/// Turns a refusal into what the visitor can read. Only faults of ours reach the log as errors.
pub(crate) fn show(error: &PageError, page: &Page, in_json: bool) -> Response {
    let reference = page.reference().to_owned();
    note(error, &reference);
    if matches!(error, PageError::SignInNeeded) {
        return sign_in(page);
    }
    if matches!(error, PageError::ProofNeeded) {
        return prove_again(page);
    }
    let (heading, what_now) = error.messages();
    let (heading_text, what_now_text) = (page.say(heading), page.say(what_now));
    if in_json {
        return problem(error, (&heading_text, &what_now_text), &reference);
    }
    let view = ErrorPage {
        frame: page.frame(heading),
        heading: heading_text,
        what_now: what_now_text,
        reference: &reference,
    };
    match view.render() {
        Ok(text) => timed(error, (error.status(), Html(text)).into_response()),
        Err(fault) => {
            tracing::error!(reference, error = %fault, "the error page cannot be shown");
            (StatusCode::INTERNAL_SERVER_ERROR, reference).into_response()
        }
    }
}

fn sign_in(page: &Page) -> Response {
    let location = if page.session_is_over() { session::ENDED_PATH } else { page.app().site.sign_in_path };
    (StatusCode::SEE_OTHER, [(LOCATION, HeaderValue::from_static(location))]).into_response()
}

/// To the page beside the sign-in page that asks again, and from there back to this one. Where a form was sent, to the
/// page on which it stood: what only takes forms cannot be come back to.
fn prove_again(page: &Page) -> Response {
    let asks = format!("{}/again", page.app().site.sign_in_path);
    let location = match page.way_back() {
        Some(back) => {
            let back: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
            format!("{asks}?to={back}")
        }
        None => asks,
    };
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// Tells programs how many seconds to wait, where that is known.
fn timed(error: &PageError, mut response: Response) -> Response {
    let seconds = match error {
        PageError::Busy => "5",
        PageError::HeldBack => "60",
        _ => return response,
    };
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(seconds));
    response
}

fn problem(error: &PageError, (title, detail): (&str, &str), reference: &str) -> Response {
    let status = error.status();
    let body = serde_json::json!({
        "type": "about:blank",
        "title": title,
        "status": status.as_u16(),
        "detail": detail,
        "instance": format!("urn:reference:{reference}"),
    });
    timed(error, (status, [(CONTENT_TYPE, "application/problem+json")], Json(body)).into_response())
}

/// A program asks for JSON first; a browser asks for HTML.
pub(crate) fn prefers_json(headers: &HeaderMap) -> bool {
    let accept = headers.get("accept").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = accept.split(',').next().unwrap_or_default();
    let kind = first.split(';').next().unwrap_or_default().trim();
    kind == "application/json" || kind.ends_with("+json")
}

/// The error and what caused it, in one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
