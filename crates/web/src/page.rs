//! Who is asking, in which language, and when? What a handler takes first, and gives its answer through.

use askama::Template;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use values::{Date, Id, Timestamp};

use crate::app::App;
use crate::error::PageError;
use crate::forms::{FormKey, Problems};
use crate::frame::Frame;
use crate::language::Language;
use crate::paper::{self, Print, Sheet, Size};
use crate::session::Session;

/// What the edge found out about a request before any handler saw it.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) language: Language,
    pub(crate) path: String,
    pub(crate) query: String,
    /// Whether a form was sent.
    pub(crate) is_form: bool,
    /// The page of this site that the browser says the form stood on.
    pub(crate) form_stood_on: Option<String>,
    pub(crate) now: Timestamp,
    pub(crate) reference: String,
    pub(crate) form_key: FormKey,
    pub(crate) session: Option<Session>,
    /// The cookie led to a session that has ended.
    pub(crate) session_is_over: bool,
}

/// The request as a handler sees it. An extractor for any state that an [`App`] can be taken from.
#[derive(Clone, Debug)]
pub struct Page {
    app: App,
    visit: Visit,
}

impl<S> FromRequestParts<S> for Page
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let visit = parts.extensions.get::<Visit>().cloned();
        // `serve::compose` puts the edge around every route; a router without it is a fault of wiring.
        let visit = visit.ok_or_else(|| PageError::broken("the edge has not looked at the request"))?;
        Ok(Self { app: App::from_ref(state), visit })
    }
}

impl Page {
    pub(crate) const fn new(app: App, visit: Visit) -> Self {
        Self { app, visit }
    }

    /// What all handlers share.
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// The instant of the request; the only reading of the clock in it.
    pub const fn now(&self) -> Timestamp {
        self.visit.now
    }

    /// The agency's date at that instant.
    pub fn today(&self) -> Date {
        self.app.clock.today(self.visit.now)
    }

    /// The visitor's language.
    pub const fn language(&self) -> Language {
        self.visit.language
    }

    /// The number that the visitor can tell a helper, and that the log lines of this request carry.
    pub fn reference(&self) -> &str {
        &self.visit.reference
    }

    /// The session, also that of somebody in the middle of signing in.
    pub const fn session(&self) -> Option<&Session> {
        self.visit.session.as_ref()
    }

    /// The session of a signed-in person, or the way to the sign-in page.
    pub fn require_session(&self) -> Result<&Session, PageError> {
        self.session().filter(|session| session.person().is_some()).ok_or(PageError::SignInNeeded)
    }

    /// Who is signed in, or the way to the sign-in page.
    pub fn require_person(&self) -> Result<Id, PageError> {
        self.session().and_then(Session::person).ok_or(PageError::SignInNeeded)
    }

    pub(crate) const fn session_is_over(&self) -> bool {
        self.visit.session_is_over
    }

    /// Where a visitor comes back to who is sent elsewhere first: here, or where a form was sent, to the page it stood on.
    pub(crate) fn way_back(&self) -> Option<String> {
        if self.visit.is_form { self.visit.form_stood_on.clone() } else { Some(self.address()) }
    }

    /// Whether a form was sent, and not a page asked for.
    pub const fn is_form(&self) -> bool {
        self.visit.is_form
    }

    /// The path of the address.
    pub fn path(&self) -> &str {
        &self.visit.path
    }

    /// The path and the query of the address.
    pub fn address(&self) -> String {
        let Visit { path, query, .. } = &self.visit;
        if query.is_empty() { path.clone() } else { format!("{path}?{query}") }
    }

    /// The address's query value of that name, decoded; the first, if there are several.
    pub fn query(&self, name: &str) -> Option<String> {
        let mut pairs = form_urlencoded::parse(self.visit.query.as_bytes());
        pairs.find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
    }

    /// The token that the forms of this visit carry: known to this browser alone.
    pub fn form_token(&self) -> String {
        self.visit.form_key.token(self.app.site.name.slug())
    }

    pub(crate) const fn form_key(&self) -> &FormKey {
        &self.visit.form_key
    }

    /// A message in the visitor's language.
    pub fn say(&self, key: &str) -> String {
        self.app.words.say(self.visit.language, key)
    }

    /// The frame of a page whose heading is the message `title`.
    pub fn frame(&self, title: &str) -> Frame {
        self.frame_titled(self.say(title))
    }

    /// The frame of a page whose heading is already said.
    pub fn frame_titled(&self, title: String) -> Frame {
        let session = self.visit.session.as_ref().filter(|session| session.person().is_some());
        Frame {
            language: self.visit.language,
            title,
            path: self.visit.path.clone(),
            query: self.visit.query.clone(),
            csrf: self.form_token(),
            signed_in_name: None,
            countdown: session.map(|session| session.countdown(self.visit.now)),
            problems: Problems::none(),
            tabs: self.app.site.tabs.to_vec(),
            app: self.app.clone(),
        }
    }

    /// The answer to a `GET`.
    pub fn show(&self, view: &impl Template) -> Result<Response, PageError> {
        Ok(Html(view.render()?).into_response())
    }

    /// The sheet as a PDF; `?print=large` and `?paper=a4` say how. `foot` stands at the foot of every page.
    pub async fn printed(&self, sheet: Sheet, foot: String) -> Result<Vec<u8>, PageError> {
        let asked = |name: &str, value: &str| self.query(name).is_some_and(|found| found == value);
        let size = if asked("paper", "a4") { Size::A4 } else { Size::Letter };
        let print = Print { size, large: asked("print", "large"), made_at: self.now(), foot };
        let frame = self.frame_titled(String::new());
        // Hundreds of documents take a while to lay out.
        let made = tokio::task::spawn_blocking(move || {
            let page_of = |page, pages| frame.say_with("paper-page", &[("page", page), ("pages", pages)]);
            paper::pdf(&sheet, &print, &page_of)
        });
        made.await.map_err(PageError::broken)?.map_err(PageError::broken)
    }

    /// The form again, with its problems (422).
    pub fn show_again(&self, view: &impl Template) -> Result<Response, PageError> {
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(view.render()?)).into_response())
    }

    /// On to another page after a `POST` (303), so that reloading does not send the form again.
    pub fn go(&self, address: &str) -> Result<Response, PageError> {
        let address = HeaderValue::try_from(address).map_err(PageError::broken)?;
        Ok((StatusCode::SEE_OTHER, [("location", address)]).into_response())
    }

    /// On to a page of this site for a visitor who comes from another one, such as an identity provider.
    ///
    /// A redirect would still count as the other site's doing, and browsers would keep a `Strict` session
    /// cookie back; a page of ours that leads on does not.
    pub fn go_as_our_own(&self, path: &str) -> Result<Response, PageError> {
        let address =
            local_path(path).ok_or_else(|| PageError::broken("only a path of this site may follow"))?;
        self.show(&Onward { frame: self.frame("onward-title"), address })
    }
}

#[derive(Template)]
#[template(path = "onward.html")]
struct Onward {
    frame: Frame,
    address: String,
}

/// A path of this site that a visitor may be sent back to; an address elsewhere is nothing.
pub fn local_path(asked: &str) -> Option<String> {
    let is_local = asked.starts_with('/') && !asked.starts_with("//");
    let is_plain = asked.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (is_local && is_plain).then(|| asked.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for path in ["/", "/balance?year=2024#interest"] {
            assert_eq!(local_path(path).as_deref(), Some(path));
        }
        for path in
            ["", "balance", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", "/\tx"]
        {
            assert_eq!(local_path(path), None, "{path:?}");
        }
    }
}
