//! How do the pieces of `components.html` look together? Serves sample pages to be looked at:
//! `cargo run -p web --example gallery -- 8190`, then open the addresses it prints.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use outside::{Clock, Dice};
use serde::Deserialize;
use store::{Store, Target, Write};
use values::{Cents, Date, Id, date};
use web::forms::Nothing;
use web::{
    AgencyProfile, App, Catalogue, Form, Frame, Page, PageError, Problems, Site, SiteName, Tab, Words,
};
use web::{serve, session};

const WORDS: Catalogue =
    Catalogue { name: "gallery", en: include_str!("gallery.en.ftl"), es: include_str!("gallery.es.ftl") };

const TABS: [Tab; 4] = [
    Tab { path: "/", key: "gallery-home" },
    Tab { path: "/balance", key: "gallery-balance" },
    Tab { path: "/records", key: "gallery-records" },
    Tab { path: "/form", key: "gallery-form" },
];

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    balance: Cents,
    due: Date,
}

#[derive(Template)]
#[template(path = "balance.html")]
struct Balance {
    frame: Frame,
    years: Vec<Year>,
    total: Cents,
}

struct Year {
    name: i16,
    tax: Cents,
    penalties: Cents,
    interest: Cents,
    total: Cents,
}

#[derive(Deserialize, Default)]
struct Asked {
    email: String,
    phone: String,
    born_month: String,
    born_day: String,
    born_year: String,
    #[serde(default)]
    filing: String,
    #[serde(default)]
    agree: bool,
}

#[derive(Template)]
#[template(path = "form.html")]
struct Sample {
    frame: Frame,
    asked: Asked,
}

async fn home(page: Page) -> Result<Response, PageError> {
    page.require_person()?;
    let frame = page.frame("gallery-home").signed_in_as("Rosa Quintanilla");
    page.show(&Home { frame, balance: Cents::new(482_716), due: date(2026, 12, 15) })
}

async fn balance(page: Page) -> Result<Response, PageError> {
    page.require_person()?;
    let year = |name, tax, penalties, interest| Year {
        name,
        tax: Cents::new(tax),
        penalties: Cents::new(penalties),
        interest: Cents::new(interest),
        total: Cents::new(tax + penalties + interest),
    };
    let years = vec![
        year(2025, -31_200, 0, 0),
        year(2023, 312_050, 41_208, 27_619),
        year(2021, 98_400, 24_600, 10_039),
    ];
    let total = Cents::total(years.iter().map(|year| year.total)).map_err(PageError::broken)?;
    page.show(&Balance {
        frame: page.frame("gallery-balance").signed_in_as("Rosa Quintanilla"),
        years,
        total,
    })
}

async fn form(page: Page) -> Result<Response, PageError> {
    page.show(&Sample { frame: page.frame("gallery-form"), asked: Asked::default() })
}

async fn submit(page: Page, Form(asked): Form<Asked>) -> Result<Response, PageError> {
    let mut problems = Problems::none();
    if !asked.email.contains('@') {
        problems.add("email", "gallery-email-problem");
    }
    if asked.born_year.len() != 4 {
        problems.add("born", "gallery-born-problem");
    }
    if asked.filing.is_empty() {
        problems.add("filing", "gallery-filing-problem");
    }
    if !asked.agree {
        problems.add("agree", "gallery-agree-problem");
    }
    if problems.is_empty() {
        return page.go("/");
    }
    page.show_again(&Sample { frame: page.frame("gallery-form").with(problems), asked })
}

async fn sign_in(page: Page) -> Result<Response, PageError> {
    let begun = session::begin(&page, Some(Id::from_bytes([1; 16])), Vec::new());
    page.app().store.write(begun.add_to(Write::new())).await?;
    let mut response = page.go("/")?;
    begun.cookie().set_on(&mut response);
    Ok(response)
}

async fn sign_out(page: Page, Form(Nothing {}): Form<Nothing>) -> Result<Response, PageError> {
    page.app().store.write(session::end(&page, Write::new())).await?;
    let mut response = page.go(session::ENDED_PATH)?;
    session::forget(&page, &mut response);
    Ok(response)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::args().nth(1).unwrap_or_else(|| "8190".to_owned()).parse()?;
    let place = std::env::temp_dir().join(format!("counterfoil-gallery-{}.sqlite", std::process::id()));
    let store = Store::open(&Target::Sqlite(place)).await?;
    store.migrate().await?;
    let app = App {
        store,
        clock: Clock::system(),
        dice: Dice::system(),
        words: Arc::new(Words::new(&[WORDS])?),
        agency: Arc::new(AgencyProfile::default()),
        site: Arc::new(Site {
            name: SiteName::Account,
            origin: format!("http://localhost:{port}"),
            tabs: &TABS,
            form_targets: web::FormTargets::default(),
            sign_in_path: "/sign-in",
            arrives_from_elsewhere: false,
            longest_visit: web::session::ABSOLUTE,
        }),
    };
    let routes = Router::new()
        .route("/", get(home))
        .route("/balance", get(balance))
        .route("/form", get(form).post(submit))
        .route("/sign-in", get(sign_in))
        .route("/sign-out", axum::routing::post(sign_out))
        .route("/busy", get(async || PageError::Status(StatusCode::SERVICE_UNAVAILABLE)))
        .route("/broken", get(async || PageError::broken("a sample of a fault")));
    println!("http://localhost:{port}/sign-in (then /, /balance), /form, /broken, /nowhere");
    let listeners = serve::listen(port).await?;
    serve::run(listeners, serve::compose(routes, app)?, std::future::pending()).await?;
    Ok(())
}
