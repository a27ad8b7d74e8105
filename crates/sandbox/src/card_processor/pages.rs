//! The pages on which a payer pays: one for the card or wallet, one where the card's bank asks its holder, one for what is over.
//! They work without JavaScript, in the language that the agency asks for.

use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use values::Cents;
use web::{Language, assets};

use super::Simulator;
use super::book::Payment;
use super::test_cards::{self, Does};

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/pay/{token}", get(show).post(submit))
        .route("/pay/{token}/asked", get(show_asked).post(answer))
        .route("/pay/{token}/cancel", post(cancel))
}

/// What every page says the same way.
struct Frame {
    simulator: Simulator,
    language: Language,
    title: String,
    /// Address and hash of the styles.
    styles: (String, String),
}

impl Frame {
    fn new(simulator: &Simulator, payment: &Payment, title: &str) -> Self {
        let language = Language::from_tag(&payment.language).unwrap_or_default();
        let title = simulator.0.words.say(language, title);
        let styles = (assets::address("styles.css"), assets::integrity("styles.css"));
        Self { simulator: simulator.clone(), language, title, styles }
    }

    fn say(&self, key: &str) -> String {
        self.simulator.0.words.say(self.language, key)
    }

    fn say_with(&self, key: &str, arguments: &[(&'static str, String)]) -> String {
        self.simulator.0.words.say_with(self.language, key, arguments.iter().cloned())
    }
}

#[derive(Template)]
#[template(path = "card_processor/pay.html")]
struct PayPage {
    frame: Frame,
    action: String,
    payment: Payment,
    amount: String,
    fee: String,
    total: String,
    asked: Asked,
    problems: Vec<(&'static str, String)>,
}

impl PayPage {
    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|(name, _)| *name == field).map_or("", |(_, text)| text)
    }
}

#[derive(Template)]
#[template(path = "card_processor/asked.html")]
struct AskedPage {
    frame: Frame,
    action: String,
    total: String,
}

#[derive(Template)]
#[template(path = "card_processor/over.html")]
struct OverPage {
    frame: Frame,
    back: String,
}

/// What a payer types. Nothing of it is kept.
#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    number: String,
    #[serde(default)]
    expiry: String,
    #[serde(default)]
    code: String,
}

#[derive(Deserialize)]
struct Answered {
    answer: String,
}

/// The policies of every answer: pages are kept nowhere, forms lead here or back to the agency.
pub(super) async fn guard(State(simulator): State<Simulator>, mut response: Response) -> Response {
    let policy = format!(
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'self' {}",
        simulator.0.customer.origin
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn page(status: StatusCode, view: &impl Template) -> Response {
    match view.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn go(address: &str) -> Response {
    match HeaderValue::try_from(address) {
        Ok(address) => (StatusCode::SEE_OTHER, [(LOCATION, address)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The payment of an address while it can be paid; else the answer that says that it cannot.
fn open(simulator: &Simulator, token: &str) -> Result<Payment, Box<Response>> {
    let now = simulator.0.clock.now();
    let found = simulator.change(|book| {
        book.pass(now);
        book.of_token(token).cloned()
    });
    match found {
        None => Err(Box::new(StatusCode::NOT_FOUND.into_response())),
        Some(payment) if payment.is_open() => Ok(payment),
        Some(payment) => {
            let frame = Frame::new(simulator, &payment, "processor-over-title");
            Err(Box::new(page(StatusCode::OK, &OverPage { frame, back: payment.return_url })))
        }
    }
}

async fn show(State(simulator): State<Simulator>, Path(token): Path<String>) -> Response {
    let payment = match open(&simulator, &token) {
        Ok(payment) => payment,
        Err(over) => return *over,
    };
    if payment.status == "created" {
        let now = simulator.0.clock.now();
        simulator.change(|book| book.bring(&payment.id, ("started", None), now));
    }
    page(StatusCode::OK, &pay_page(&simulator, payment, Asked::default(), Vec::new()))
}

fn pay_page(
    simulator: &Simulator,
    payment: Payment,
    asked: Asked,
    problems: Vec<(&'static str, &'static str)>,
) -> PayPage {
    let frame = Frame::new(simulator, &payment, "processor-title");
    let money = |cents| frame.language.money(Cents::new(cents));
    PayPage {
        action: format!("/pay/{}", payment.token),
        amount: money(payment.amount),
        fee: money(payment.fee),
        total: money(payment.amount + payment.fee),
        problems: problems.into_iter().map(|(field, key)| (field, frame.say(key))).collect(),
        asked,
        payment,
        frame,
    }
}

/// What the card does, or what is wrong with what was typed.
fn read(simulator: &Simulator, asked: &Asked) -> Result<Does, Vec<(&'static str, &'static str)>> {
    let today = simulator.0.clock.today(simulator.0.clock.now());
    let card = test_cards::find(&asked.number);
    let mut problems = Vec::new();
    if card.is_none() {
        problems.push(("number", "processor-number-wrong"));
    }
    let expiry = asked.expiry.trim().split_once('/').and_then(|(month, year)| {
        let (month, year) = (month.trim().parse::<i8>().ok()?, year.trim().parse::<i16>().ok()?);
        ((1..=12).contains(&month) && (0..=99).contains(&year)).then_some((2_000 + year, month))
    });
    match expiry {
        None => problems.push(("expiry", "processor-expiry-wrong")),
        Some(expiry) if expiry < (today.year(), today.month()) || card == Some(Does::Expired) => {
            problems.push(("expiry", "processor-expired"));
        }
        Some(_) => {}
    }
    let code = asked.code.trim();
    let is_code = (3..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit());
    if !is_code || card == Some(Does::WrongCode) {
        problems.push(("code", "processor-code-wrong"));
    }
    match card {
        Some(card) if problems.is_empty() => Ok(card),
        _ => Err(problems),
    }
}

async fn submit(
    State(simulator): State<Simulator>,
    Path(token): Path<String>,
    Form(asked): Form<Asked>,
) -> Response {
    let payment = match open(&simulator, &token) {
        Ok(payment) => payment,
        Err(over) => return *over,
    };
    let does = if payment.kind == "wallet" { Ok(Does::Pays) } else { read(&simulator, &asked) };
    match does {
        Err(problems) => {
            let asked = Asked { code: String::new(), ..asked };
            page(StatusCode::UNPROCESSABLE_ENTITY, &pay_page(&simulator, payment, asked, problems))
        }
        Ok(Does::Asks) => go(&format!("/pay/{token}/asked")),
        Ok(does) => finish(&simulator, &payment, |book, now| book.pay(&payment.id, does, now)),
    }
}

async fn show_asked(State(simulator): State<Simulator>, Path(token): Path<String>) -> Response {
    let payment = match open(&simulator, &token) {
        Ok(payment) => payment,
        Err(over) => return *over,
    };
    let frame = Frame::new(&simulator, &payment, "processor-asked-title");
    let total = frame.language.money(Cents::new(payment.amount + payment.fee));
    page(StatusCode::OK, &AskedPage { action: format!("/pay/{token}/asked"), total, frame })
}

async fn answer(
    State(simulator): State<Simulator>,
    Path(token): Path<String>,
    Form(Answered { answer }): Form<Answered>,
) -> Response {
    let payment = match open(&simulator, &token) {
        Ok(payment) => payment,
        Err(over) => return *over,
    };
    let does = if answer == "yes" { Does::Pays } else { Does::Declines };
    finish(&simulator, &payment, |book, now| book.pay(&payment.id, does, now))
}

async fn cancel(State(simulator): State<Simulator>, Path(token): Path<String>) -> Response {
    let payment = match open(&simulator, &token) {
        Ok(payment) => payment,
        Err(over) => return *over,
    };
    finish(&simulator, &payment, |book, now| book.bring(&payment.id, ("failed", Some("P0030")), now))
}

/// Does the last thing that is done here, and sends the payer back.
fn finish(
    simulator: &Simulator,
    payment: &Payment,
    change: impl FnOnce(&mut super::book::Book, values::Timestamp),
) -> Response {
    let now = simulator.0.clock.now();
    simulator.change(|book| {
        // Whoever was first has decided: the page was sent twice.
        if book.payments.get(&payment.id).is_some_and(Payment::is_open) {
            change(book, now);
        }
    });
    go(&payment.return_url)
}
