//! What does a visitor see of the session's end? A warning without scripts, staying, and the last page.

use askama::Template;
use axum::extract::FromRef;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use store::Write;

use super::Countdown;
use crate::app::App;
use crate::error::{PageError, prefers_json};
use crate::forms::Form;
use crate::frame::Frame;
use crate::page::{Page, local_path};

/// Where a page without scripts goes before the session ends. Looking at it does not count as being there.
pub const WARNING_PATH: &str = "/session/warning";
/// Where every page goes when the session has ended.
pub const ENDED_PATH: &str = "/session/ended";

pub(crate) fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    App: FromRef<S>,
{
    Router::new()
        .route(WARNING_PATH, get(warn))
        .route("/session/extend", post(extend))
        .route(ENDED_PATH, get(ended))
}

#[derive(Template)]
#[template(path = "session_warning.html")]
struct Warning {
    frame: Frame,
    countdown: Countdown,
    minutes: i64,
    return_to: String,
}

async fn warn(page: Page) -> Result<Response, PageError> {
    let session = page.require_session()?;
    let countdown = session.countdown(page.now());
    let minutes = (countdown.ends_in + 59) / 60;
    let return_to =
        page.query("return_to").and_then(|path| local_path(&path)).unwrap_or_else(|| "/".to_owned());
    page.show(&Warning { frame: page.frame("session-warning-title"), countdown, minutes, return_to })
}

#[derive(Deserialize)]
struct Stay {
    #[serde(default)]
    return_to: Option<String>,
}

/// The request itself was noted as a use of the session, unless that was within the last minute; staying
/// always counts from now.
async fn extend(page: Page, headers: HeaderMap, Form(stay): Form<Stay>) -> Result<Response, PageError> {
    let mut session = page.require_session()?.clone();
    let write = store::sessions::touch(Write::new(), &session.row.site, session.row.token_hash, page.now());
    page.app().store.write(write).await?;
    session.row.seen_at = page.now();
    if prefers_json(&headers) {
        return Ok(Json(session.countdown(page.now())).into_response());
    }
    page.go(&stay.return_to.and_then(|path| local_path(&path)).unwrap_or_else(|| "/".to_owned()))
}

#[derive(Template)]
#[template(path = "session_ended.html")]
struct Ended {
    frame: Frame,
    sign_in_path: &'static str,
}

async fn ended(page: Page) -> Result<Response, PageError> {
    let frame = page.frame("session-ended-title");
    let mut response = page.show(&Ended { frame, sign_in_path: page.app().site.sign_in_path })?;
    // What another person could find with the Back button goes with it.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}
