//! What is a negative case? One request that must be refused, with the answer that the specification names.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use axum::body::Body;
use axum::http::Request;

use super::super::world::{Answer, Browser, TestClient, World, answer, changed, form};

/// How a request must be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// To a program: a status and the error's code in JSON.
    Told(u16, &'static str),
    /// To a visitor: a page with this status that leads nowhere.
    Page(u16),
    /// To the site, through the visitor's browser: the error's code, with `state` and `iss`.
    SentBack(&'static str),
    /// At a protected resource: 401 with this challenge.
    Challenge(&'static str),
    /// By the status alone.
    Status(u16),
    /// Of a token: only that it is not good.
    Inactive,
    /// Answered as if it were done, so that nothing can be learnt; but nothing is.
    Nothing,
    /// Not done before the person has confirmed it on a page.
    Asked,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Told(status, error) => write!(out, "{status} `{error}`"),
            Self::Page(status) => write!(out, "{status}, a page"),
            Self::SentBack(error) => write!(out, "sent back with `{error}`"),
            Self::Challenge(challenge) => write!(out, "401, `{challenge}`"),
            Self::Status(status) => write!(out, "{status}"),
            Self::Inactive => write!(out, "200, `\"active\": false` and no more"),
            Self::Nothing => write!(out, "200, and nothing is done"),
            Self::Asked => write!(out, "the person is asked first"),
        }
    }
}

/// One request, ready to be sent as often as wanted.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Sent {
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self { method: "GET", path: path.into(), headers: Vec::new(), body: Vec::new() }
    }

    /// A form's text.
    pub(super) fn post(path: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type", "application/x-www-form-urlencoded".to_owned())];
        Self { method: "POST", path: path.to_owned(), headers, body: body.into() }
    }

    pub(super) fn form(path: &str, fields: &[(String, String)]) -> Self {
        Self::post(path, form(fields))
    }

    pub(super) fn by(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    /// With a header more, or in place of another.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.and(name, value)
    }

    /// With a header more, even if it is there already.
    pub(super) fn and(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With another body.
    pub(super) fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self }
    }

    /// The body as text.
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// With the cookies of a browser.
    pub(super) fn from(self, browser: &Browser) -> Self {
        let cookies: Vec<String> =
            browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if cookies.is_empty() { self } else { self.with("cookie", cookies.join("; ")) }
    }

    pub(super) async fn send(self, router: axum::Router) -> Answer {
        let mut request = Request::builder().method(self.method).uri(&self.path);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        answer(&router, request.body(Body::from(self.body)).unwrap()).await
    }
}

type Making<'a> = Pin<Box<dyn Future<Output = Sent> + 'a>>;

/// One case of the table.
pub(super) struct Case {
    /// What is sent.
    pub(super) name: String,
    /// The section that asks for the refusal.
    pub(super) source: &'static str,
    /// How it must be refused.
    pub(super) refusal: Refusal,
    /// How many copies are sent at the same moment, of which one may succeed if they are more than one.
    pub(super) copies: usize,
    /// The tables that the refusal itself must change.
    pub(super) writes: &'static [&'static str],
    make: Box<dyn for<'a> Fn(&'a World) -> Making<'a>>,
}

impl Case {
    /// A case whose request is made, with everything that must go before, in the world of the test.
    pub(super) fn new(
        name: impl Into<String>,
        source: &'static str,
        refusal: Refusal,
        make: impl AsyncFn(&World) -> Sent + 'static,
    ) -> Self {
        let make = Rc::new(make);
        let make: Box<dyn for<'a> Fn(&'a World) -> Making<'a>> = Box::new(move |world| {
            let make = make.clone();
            Box::pin(async move { make(world).await })
        });
        Self { name: name.into(), source, refusal, copies: 1, writes: &[], make }
    }

    /// The same request many times at once.
    pub(super) fn at_once(mut self, copies: usize) -> Self {
        self.copies = copies;
        self
    }

    /// What the refusal takes back.
    pub(super) fn writing(mut self, tables: &'static [&'static str]) -> Self {
        self.writes = tables;
        self
    }

    pub(super) async fn make(&self, world: &World) -> Sent {
        (self.make)(world).await
    }
}

impl World {
    /// A pushed request, changed.
    pub(super) fn sent_push(&self, client: &TestClient, changes: &[(&str, &str)]) -> Sent {
        Sent::form("/oidc/push", &self.as_client(client, &changed(client, changes)))
    }
}

/// A request in the address, changed.
pub(super) fn sent_authorize(client: &TestClient, changes: &[(&str, &str)]) -> Sent {
    Sent::get(format!("/oidc/authorize?{}", form(&changed(client, changes))))
}
