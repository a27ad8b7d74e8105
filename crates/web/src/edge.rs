//! What happens to a request before its handler and to the answer after it? The visitor's language,
//! session and reference number come first; refusals become pages; everything is counted and logged.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, REFERER};
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::StoreError;
use tracing::Instrument;
use values::Timestamp;

use crate::app::App;
use crate::assets;
use crate::cookies::{self, Cookie, SameSite};
use crate::error::{self, PageError};
use crate::forms::FormKey;
use crate::language::Language;
use crate::page::{Page, Visit, local_path, new_reference};
use crate::proxy::HeldBack;
use crate::session::{self, Found};

/// The cookie that keeps the language.
const LANGUAGE_COOKIE: &str = "__Host-language";

/// The layer around every route of a site.
pub(crate) async fn attend(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let held_back = request.extensions().get::<HeldBack>().is_some();
    let (visit, fresh, broken) =
        look(&app, (request.method(), request.uri()), request.headers(), held_back).await;
    let route = route_of(&request);
    let method = request.method().clone();
    let span = tracing::info_span!("request", site = app.site.name.slug(), reference = visit.reference, %method, route);
    request.extensions_mut().insert(visit.clone());
    let in_json = error::prefers_json(request.headers());
    let site = app.site.name.slug();
    let page = Page::new(app, visit);
    let started = now_for_metrics();
    let answer = async {
        let response = match broken {
            Some(error) => PageError::broken(error).into_response(),
            None if held_back => PageError::HeldBack.into_response(),
            None => next.run(request).await,
        };
        let mut response = presentable(response, &page, in_json);
        fresh.leave(&mut response);
        let elapsed = started.elapsed();
        tracing::info!(status = response.status().as_u16(), milliseconds = elapsed.as_millis(), "answered");
        count(site, route, &method, &response, elapsed);
        response
    };
    let mut response = answer.instrument(span).await;
    if let Ok(reference) = HeaderValue::try_from(page.reference()) {
        response.headers_mut().insert("x-request-id", reference);
    }
    response
}

/// The layer around the documents of a site, which are the same for whoever asks: they are only counted.
pub(crate) async fn pass(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = route_of(&request);
    let method = request.method().clone();
    let started = now_for_metrics();
    let response = next.run(request).await;
    count(app.site.name.slug(), route, &method, &response, started.elapsed());
    response
}

fn route_of(request: &Request) -> String {
    request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned()
}

fn count(site: &'static str, route: String, method: &Method, response: &Response, elapsed: Duration) {
    let labels = [
        ("site", site.to_owned()),
        ("route", route),
        ("method", known_method(method).to_owned()),
        ("status", response.status().as_str().to_owned()),
    ];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_duration_seconds", &labels).record(elapsed);
}

/// A method as a label; the rest count as one, so that no visitor decides how many labels there are.
fn known_method(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    known.into_iter().find(|name| *name == method.as_str()).unwrap_or("other")
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long an answer took, for operators; nothing is decided by it"
)]
fn now_for_metrics() -> Instant {
    Instant::now()
}

/// Cookies that the answer must set.
#[derive(Debug, Default)]
struct Fresh {
    language: Option<Cookie>,
    form: Option<Cookie>,
    session: Option<Cookie>,
}

impl Fresh {
    fn leave(self, response: &mut Response) {
        let is_page = kind_of(response).starts_with("text/html");
        // A file or a redirect needs no form key; the next page will bring one.
        let form = self.form.filter(|_| is_page);
        // A handler that begins a new session in the answer must not lose it to the end of the old one.
        let session = self.session.filter(|gone| !gone.is_set_again_by(response));
        for cookie in self.language.into_iter().chain(form).chain(session) {
            cookie.set_on(response);
        }
    }
}

/// The page of this site that a form stood on, as the browser says.
fn form_stood_on(app: &App, headers: &HeaderMap) -> Option<String> {
    let from = headers.get(REFERER)?.to_str().ok()?;
    local_path(from.strip_prefix(app.site.origin.as_str())?)
}

/// What can be known of the visitor, the cookies to leave, and why the session could not be looked up.
async fn look(
    app: &App,
    (method, uri): (&Method, &Uri),
    headers: &HeaderMap,
    held_back: bool,
) -> (Visit, Fresh, Option<StoreError>) {
    let (query, path) = (uri.query().unwrap_or_default(), uri.path());
    let (language, language_cookie) = language_of(query, headers);
    let now = app.clock.now();
    let is_form = *method == Method::POST;
    let (found, broken) = if held_back {
        (Found::Nothing, None)
    } else {
        match session_of(app, path, headers, now).await {
            Ok(found) => (found, None),
            Err(error) => (Found::Nothing, Some(error)),
        }
    };
    let session_is_over = matches!(found, Found::Over);
    let gone = session_is_over.then(|| Cookie::gone(&session::cookie_name(&app.site)));
    let (session, form_secret, form_cookie) = match found {
        Found::Running(session, token) => (Some(session), token, None),
        Found::Nothing | Found::Over => {
            let (secret, cookie) = form_secret(app, headers);
            (None, secret, cookie)
        }
    };
    let visit = Visit {
        language,
        path: path.to_owned(),
        query: query.to_owned(),
        is_form,
        form_stood_on: if is_form { form_stood_on(app, headers) } else { None },
        now,
        reference: new_reference(&app.dice),
        form_key: FormKey::new(form_secret.as_bytes()),
        session,
        session_is_over,
    };
    (visit, Fresh { language: language_cookie, form: form_cookie, session: gone }, broken)
}

/// Built files have no visitor; the warning page may look without counting as a use.
async fn session_of(app: &App, path: &str, headers: &HeaderMap, now: Timestamp) -> Result<Found, StoreError> {
    if path.starts_with(assets::PREFIX) {
        return Ok(Found::Nothing);
    }
    session::find(app, headers, now, path == session::WARNING_PATH).await
}

/// `?lang=` first, which is then kept; else the cookie; else the browser's wish; else English.
fn language_of(query: &str, headers: &HeaderMap) -> (Language, Option<Cookie>) {
    let asked = query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Language::from_tag);
    if let Some(language) = asked {
        let cookie = Cookie::new(LANGUAGE_COOKIE, language.tag(), SameSite::Lax).kept_for(365 * 24 * 60 * 60);
        return (language, Some(cookie));
    }
    let kept = cookies::find(headers, LANGUAGE_COOKIE).and_then(Language::from_tag);
    let wished = || headers.get(ACCEPT_LANGUAGE)?.to_str().ok().and_then(Language::from_accept);
    (kept.or_else(wished).unwrap_or_default(), None)
}

/// The secret of the visitor's forms before sign-in, and its cookie if it is new.
fn form_secret(app: &App, headers: &HeaderMap) -> (String, Option<Cookie>) {
    let name = format!("__Host-{}-form", app.site.name.slug());
    if let Some(secret) = cookies::find(headers, &name).filter(|secret| secret.len() == 43) {
        return (secret.to_owned(), None);
    }
    let secret = URL_SAFE_NO_PAD.encode(app.dice.bytes::<32>());
    let cookie = Cookie::new(&name, &secret, SameSite::Lax);
    (secret, Some(cookie))
}

/// Every answer from 400 up is a page of ours, whichever layer refused, unless it is already one.
fn presentable(mut response: Response, page: &Page, in_json: bool) -> Response {
    if let Some(refusal) = response.extensions_mut().remove::<PageError>() {
        return error::show(&refusal, page, in_json);
    }
    let status = response.status();
    let kind = kind_of(&response);
    let is_ours = kind.starts_with("text/html") || kind.contains("json");
    if (status.is_client_error() || status.is_server_error()) && !is_ours {
        return error::show(&PageError::Status(status), page, in_json);
    }
    response
}

fn kind_of(response: &Response) -> &str {
    response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
