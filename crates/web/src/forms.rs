//! How does a form come in? Checked for where it comes from, then for its fields, one by one.
//!
//! Two defences against forged forms, each enough alone: the browser's own `Sec-Fetch-Site` and
//! `Origin`, and a token in the form that only a page of this visit can know.

use std::sync::Arc;

use aws_lc_rs::{constant_time, hmac};
use axum::body::Bytes;
use axum::extract::{FromRef, FromRequest, FromRequestParts, Request};
use axum::http::header::{CONTENT_TYPE, ORIGIN};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::PageError;
use crate::page::Page;

mod fields;
pub mod upload;

/// The largest form, in bytes. Files go another way ([`upload`]).
pub const MOST_BYTES: usize = 64 * 1024;

/// The field that carries the token.
const TOKEN_FIELD: &str = "csrf";

/// The secret that form tokens of one visit are made from: the session's, or before sign-in a cookie's.
#[derive(Clone)]
pub struct FormKey(Arc<hmac::Key>);

impl FormKey {
    pub(crate) fn new(secret: &[u8]) -> Self {
        Self(Arc::new(hmac::Key::new(hmac::HMAC_SHA256, secret)))
    }

    /// The token for forms of a site.
    pub fn token(&self, site: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.0, format!("form of {site}").as_bytes()))
    }

    fn accepts(&self, site: &str, token: &str) -> bool {
        constant_time::verify_slices_are_equal(self.token(site).as_bytes(), token.as_bytes()).is_ok()
    }
}

impl std::fmt::Debug for FormKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("FormKey(…)")
    }
}

/// A form that comes from a page of ours and has exactly the fields of `T`.
///
/// A field is any type of serde: `String`, numbers, enums of names, `bool` for a checkbox
/// (`#[serde(default)]`), `Vec` for several boxes of one name. Unknown, repeated and missing fields are
/// refused with a page that says so; what a person may get wrong is a `String` that the handler checks.
#[derive(Clone, Copy, Debug)]
pub struct Form<T>(pub T);

impl<S, T> FromRequest<S> for Form<T>
where
    S: Send + Sync,
    App: FromRef<S>,
    T: DeserializeOwned,
{
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let page = Page::from_request_parts(&mut parts, state).await?;
        if !comes_from_here(&parts.headers, &page.app().site.origin) {
            tracing::warn!(reference = page.reference(), "a form came from another site");
            return Err(PageError::Forbidden);
        }
        if !is_urlencoded(&parts.headers) {
            return Err(PageError::Status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let bytes = Bytes::from_request(Request::from_parts(parts, body), state)
            .await
            .map_err(|refusal| PageError::Status(refusal.status()))?;
        if bytes.len() > MOST_BYTES {
            return Err(PageError::Status(StatusCode::PAYLOAD_TOO_LARGE));
        }
        let mut fields = fields::read(&bytes).ok_or(PageError::BadRequest("error-form"))?;
        let token = fields.remove(TOKEN_FIELD).and_then(|values| values.into_iter().next());
        if !token.is_some_and(|token| page.form_key().accepts(page.app().site.name.slug(), &token)) {
            return Err(PageError::BadRequest("error-form-expired"));
        }
        fields::into(fields).map(Form).map_err(|error| {
            // Only the program's own field names, never a value, so this may be logged.
            tracing::warn!(reference = page.reference(), %error, "a form has other fields than expected");
            PageError::BadRequest("error-form")
        })
    }
}

/// Browsers say where a request comes from. One that says nothing (old, or no browser) still needs the token.
fn comes_from_here(headers: &HeaderMap, origin: &str) -> bool {
    let said = |name| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    let fetched_from_here = matches!(said("sec-fetch-site"), None | Some("same-origin"));
    // A page under `no-referrer` sends "null" even to itself; Sec-Fetch-Site then decides.
    let origin_is_ours = match said(ORIGIN.as_str()) {
        None => true,
        Some("null") => said("sec-fetch-site") == Some("same-origin"),
        Some(said) => said == origin,
    };
    fetched_from_here && origin_is_ours
}

fn is_urlencoded(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// A form that is only its button: `Form<Nothing>`.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
pub struct Nothing {}

/// What is wrong with a form, in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field's name, which is also the `id` of its input.
    pub field: String,
    /// The message.
    pub key: &'static str,
    /// The message's arguments.
    pub arguments: Vec<(&'static str, String)>,
}

impl Problems {
    /// Nothing wrong yet.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Something wrong with a field. Only the first problem of a field is kept: one thing at a time.
    pub fn add(&mut self, field: &str, key: &'static str) {
        self.add_with(field, key, Vec::new());
    }

    /// The same with arguments for the message.
    pub fn add_with(&mut self, field: &str, key: &'static str, arguments: Vec<(&'static str, String)>) {
        if self.of(field).is_none() {
            self.0.push(Problem { field: field.to_owned(), key, arguments });
        }
    }

    /// One problem.
    pub fn one(field: &str, key: &'static str) -> Self {
        let mut problems = Self::none();
        problems.add(field, key);
        problems
    }

    /// Whether nothing is wrong.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with a field.
    pub fn of(&self, field: &str) -> Option<&Problem> {
        self.0.iter().find(|problem| problem.field == field)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_may_send_forms() {
        let here = "http://localhost:8080";
        for (site, origin, fine) in [
            (Some("same-origin"), Some(here), true),
            (None, None, true),
            (None, Some(here), true),
            (Some("same-origin"), Some("null"), true),
            (Some("same-site"), Some("http://localhost:8081"), false),
            (Some("cross-site"), Some(here), false),
            (Some("none"), None, false),
            (None, Some("http://localhost:8081"), false),
            (None, Some("null"), false),
            (None, Some("https://localhost:8080"), false),
        ] {
            let mut headers = HeaderMap::new();
            site.map(|site| headers.insert("sec-fetch-site", site.parse().unwrap()));
            origin.map(|origin| headers.insert(ORIGIN, origin.parse().unwrap()));
            assert_eq!(comes_from_here(&headers, here), fine, "{site:?} {origin:?}");
        }
    }

    #[test]
    fn a_token_fits_its_visit_and_site_only() {
        let (key, other) = (FormKey::new(b"one"), FormKey::new(b"two"));
        assert!(key.accepts("account", &key.token("account")));
        assert!(!key.accepts("account", &other.token("account")));
        assert!(!key.accepts("account", &key.token("identity")));
        assert!(!key.accepts("account", ""));
    }

    #[test]
    fn a_field_has_one_problem_at_a_time() {
        let mut problems = Problems::one("email", "error-form");
        problems.add("email", "error-form-expired");
        problems.add("password", "error-form");
        assert_eq!(problems.of("email").map(|problem| problem.key), Some("error-form"));
        assert_eq!(problems.iter().count(), 2);
    }
}
