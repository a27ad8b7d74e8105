//! What happens to a request before its handler and to the answer after it? The visitor's language,
//! session and reference number come first; refusals become pages; everything is counted and logged.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, REFERER};
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
use crate::page::{Page, Visit, local_path};
use crate::proxy::HeldBack;
use crate::references::References;
use crate::session::{self, Found};
use crate::tally::{self, Tally};

/// The cookie that keeps the language.
const LANGUAGE_COOKIE: &str = "__Host-language";

/// A site as the layers around its routes know it.
#[derive(Debug)]
pub(crate) struct Attended {
    pub(crate) app: App,
    pub(crate) figures: Tally,
    pub(crate) references: References,
}

impl Attended {
    pub(crate) fn new(app: App) -> Self {
        let (figures, references) = (Tally::new(app.site.name.slug()), References::new(&app.dice));
        Self { app, figures, references }
    }
}

/// The layer around every route that visitors see.
pub(crate) async fn attend(State(site): State<Arc<Attended>>, request: Request, next: Next) -> Response {
    site.app.store.together(answer(&site, request, next)).await
}

async fn answer(site: &Attended, mut request: Request, next: Next) -> Response {
    let Attended { app, figures, .. } = site;
    let started = tally::now();
    let held_back = request.extensions().get::<HeldBack>().is_some();
    let (visit, fresh, broken) =
        look(site, (request.method(), request.uri()), request.headers(), held_back).await;
    let (route, method) = (tally::route_of(&request), tally::method_of(&request));
    let (site, reference) = (app.site.name.slug(), visit.reference.as_str());
    let span = tracing::info_span!("request", site, reference, method, route = tally::name(route.as_ref()));
    request.extensions_mut().insert(visit.clone());
    let in_json = error::prefers_json(request.headers());
    let page = Page::new(app.clone(), visit);
    let answer = async {
        let mut response = match broken {
            Some(error) => PageError::broken(error).into_response(),
            None if held_back => PageError::HeldBack.into_response(),
            None => next.run(request).await,
        };
        if let Some(refusal) = error::refusal_in(&mut response) {
            response = error::show(&refusal, &page, in_json);
        }
        fresh.leave(&mut response);
        let elapsed = started.elapsed();
        tracing::info!(status = response.status().as_u16(), milliseconds = elapsed.as_millis(), "answered");
        figures.note(route.as_ref(), method, response.status(), elapsed);
        response
    };
    let mut response = answer.instrument(span).await;
    if let Ok(reference) = HeaderValue::try_from(page.reference()) {
        response.headers_mut().insert("x-request-id", reference);
    }
    response
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
        let is_page = error::kind_of(response).starts_with("text/html");
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
    Attended { app, references, .. }: &Attended,
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
        reference: references.next(),
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
