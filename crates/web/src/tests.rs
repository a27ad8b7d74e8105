//! Does a whole site behave? A small one with every kind of page, on a database of its own.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use outside::{Clock, Dice};
use serde::Deserialize;
use store::Write;
use store::testing::Scratch;
use tower::ServiceExt;
use values::{Cents, Id, Timestamp, date};

use crate::forms::Nothing;
use crate::session;
use crate::testing::markup_problems;
use crate::{
    AgencyProfile, App, Catalogue, Form, Frame, Page, PageError, Problems, Site, SiteName, Tab, Words,
};

mod edge;
mod pages;
mod programs;
mod sessions;

const TABS: [Tab; 2] = [Tab { path: "/", key: "tab-home" }, Tab { path: "/balance", key: "tab-balance" }];

const SAMPLE: Catalogue = Catalogue {
    name: "sample",
    en: "tab-home = Home\ntab-balance = Account balance\nsample-owed = You owe\nsample-email = Email address\nsample-email-problem = Enter an email address\n",
    es: "tab-home = Inicio\ntab-balance = Saldo de la cuenta\nsample-owed = Usted debe\nsample-email = Correo electrónico\nsample-email-problem = Escriba un correo electrónico\n",
};

/// The origin that the sample site believes to have.
const HERE: &str = "http://localhost:8080";

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "frame.html" %}{% import "components.html" as ui %}{% block content %}
{% call ui::error_summary(frame) %}{% endcall %}
<h1>{{ frame.title() }}</h1>
{% call ui::summary_figure(frame.say("sample-owed"), frame.money(owed)) %}<p>{{ frame.date(day) }}</p>{% endcall %}
{% call ui::form(frame, "/balance") %}
{% call ui::text_field(frame, "email", frame.say("sample-email"), email) %}{% endcall %}
{% call ui::date_fields(frame, "born", frame.say("sample-owed"), "", "", "") %}{% endcall %}
{% call ui::choices(frame, "filing", frame.say("sample-owed")) %}{% call ui::choice("filing", "single", frame.say("sample-owed")) %}{% endcall %}{% endcall %}
{% call ui::select(frame, "state", frame.say("sample-owed"), frame.say("sample-email")) %}<option value="">-</option>{% endcall %}
{% call ui::checkbox(frame, "agree", frame.say("sample-owed")) %}{% endcall %}
{% endcall %}{% endblock %}"#
)]
struct Sample {
    frame: Frame,
    owed: Cents,
    day: values::Date,
    email: String,
}

#[derive(Deserialize)]
struct Asked {
    email: String,
}

fn sample(frame: Frame, email: &str) -> Sample {
    Sample { frame, owed: Cents::new(123_456), day: date(2026, 11, 22), email: email.to_owned() }
}

async fn balance(page: Page) -> Result<Response, PageError> {
    page.show(&sample(page.frame("tab-balance"), ""))
}

async fn submit(page: Page, Form(asked): Form<Asked>) -> Result<Response, PageError> {
    if asked.email.contains('@') {
        return page.go("/balance");
    }
    let frame = page.frame("tab-balance").with(Problems::one("email", "sample-email-problem"));
    page.show_again(&sample(frame, &asked.email))
}

async fn secret(page: Page) -> Result<Response, PageError> {
    page.require_person()?;
    page.show(&sample(page.frame("tab-home").signed_in_as("Rosa <b>"), ""))
}

async fn sign_in(page: Page) -> Result<Response, PageError> {
    let begun = session::begin(&page, Some(Id::from_bytes([7; 16])), b"{}".to_vec());
    page.app().store.write(begun.add_to(Write::new())).await?;
    let mut response = page.go("/secret")?;
    begun.cookie().set_on(&mut response);
    Ok(response)
}

async fn sign_out(page: Page, Form(Nothing {}): Form<Nothing>) -> Result<Response, PageError> {
    page.app().store.write(session::end(&page, Write::new())).await?;
    let mut response = page.go(session::ENDED_PATH)?;
    session::forget(&page, &mut response);
    Ok(response)
}

async fn arrive(page: Page) -> Result<Response, PageError> {
    page.go_as_our_own("/secret")
}

async fn panics() -> Result<Response, PageError> {
    panic!("with a secret in it");
}

/// A site and the database behind it.
struct World {
    scratch: Scratch,
    now: Timestamp,
    origin: &'static str,
    arrives_from_elsewhere: bool,
}

impl World {
    async fn new() -> Self {
        let now = "2026-11-22T15:00:00Z".parse().unwrap();
        Self { scratch: Scratch::sqlite().await, now, origin: HERE, arrives_from_elsewhere: false }
    }

    fn app(&self) -> App {
        App {
            store: self.scratch.store.clone(),
            clock: Clock::fixed(self.now),
            dice: Dice::system(),
            words: Arc::new(Words::new(&[SAMPLE]).unwrap()),
            agency: Arc::new(AgencyProfile::default()),
            site: Arc::new(Site {
                name: SiteName::Account,
                origin: self.origin.to_owned(),
                tabs: &TABS,
                form_targets: vec!["http://localhost:8081".to_owned()].into(),
                sign_in_path: "/sign-in",
                arrives_from_elsewhere: self.arrives_from_elsewhere,
                longest_visit: crate::session::ABSOLUTE,
            }),
        }
    }

    fn site(&self) -> Router {
        let routes = Router::new()
            .route("/balance", get(balance).post(submit))
            .route("/secret", get(secret))
            .route("/sign-in", get(sign_in))
            .route("/sign-out", post(sign_out))
            .route("/arrive", get(arrive))
            .route("/panics", get(panics))
            .route("/broken", get(async || PageError::broken("disk of Rosa on fire")))
            .route("/busy", get(async || PageError::TooMany));
        crate::serve::compose(routes, self.app()).unwrap()
    }

    async fn answer(&self, request: Request<Body>) -> Answer {
        Answer::of(self.site().oneshot(request).await.unwrap()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.answer(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request =
            headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
        self.answer(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, cookie: &str, body: String, headers: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header(COOKIE, cookie)
            .header(ORIGIN, HERE)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.answer(request.body(Body::from(body)).unwrap()).await
    }
}

/// A response, read.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 10_000_000).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Self { status: parts.status, headers: parts.headers, text }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// `name=value` of the cookie that the answer sets under this name.
    fn cookie(&self, name: &str) -> String {
        let lines = self.headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap());
        let line = lines.into_iter().find(|line| line.split('=').next() == Some(name));
        line.unwrap_or_default().split(';').next().unwrap_or_default().to_owned()
    }

    fn csrf(&self) -> &str {
        let (_, rest) = self.text.split_once("name=\"csrf\" value=\"").expect("the page has a form");
        rest.split('"').next().unwrap()
    }

    fn assert_sound(&self) {
        assert_eq!(markup_problems(&self.text), Vec::<String>::new(), "{}", self.text);
    }
}

#[tokio::test]
async fn a_network_that_asks_too_much_gets_a_page_and_the_rest_their_answers() {
    let world = World::new().await;
    let site = crate::proxy::behind_proxy(world.site());
    let mut last = StatusCode::OK;
    let ask = async |network: &str| {
        let request = Request::get("/arrive").header("x-forwarded-for", network).body(Body::empty()).unwrap();
        site.clone().oneshot(request).await.unwrap()
    };
    for _ in 0..2_000 {
        let response = ask("192.0.2.7").await;
        last = response.status();
        if last == StatusCode::TOO_MANY_REQUESTS {
            assert_eq!(response.headers()["retry-after"], "60");
            let text = to_bytes(response.into_body(), 1_000_000).await.unwrap();
            assert!(String::from_utf8_lossy(&text).contains("Too many requests from your network"));
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_ne!(ask("192.0.2.8").await.status(), StatusCode::TOO_MANY_REQUESTS);
}
