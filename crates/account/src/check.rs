//! Is a document genuine? A page for anybody: a file, or the number and code on a paper. It tells what the document is, whose
//! (masked) and of when, and never more.

use agency::documents::{About, Checked, check_file, check_number, checked_until};
use agency::transcripts::Kind;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use values::Date;
use web::forms::upload::{FILE_FIELD, Upload, taking_files};
use web::{Frame, Page, PageError, Problems};

use crate::Account;
use crate::documents::INFORMATION_RETURN;

/// The page's address.
pub(crate) const PATH: &str = "/check";

#[derive(Template)]
#[template(path = "check/check.html")]
struct Shown {
    frame: Frame,
    number: String,
    code: String,
    answer: Option<Answer>,
    has_key: bool,
}

struct Answer {
    /// `success`, `error` or `warning`.
    kind: &'static str,
    title: String,
    text: String,
    facts: Vec<(String, String)>,
}

#[derive(Default, Deserialize)]
struct Typed {
    number: String,
    code: String,
}

/// What takes files, apart from the rest.
pub(crate) fn routes_with_files() -> Router<Account> {
    Router::new().route(PATH, taking_files(get(show).post(submit)))
}

pub(crate) fn routes() -> Router<Account> {
    Router::new().route("/check/keys", get(keys)).route("/check/certificate", get(certificate))
}

async fn show(page: Page, State(account): State<Account>) -> Result<Response, PageError> {
    // The code on a paper leads here with both filled in; nothing is looked up before the visitor asks.
    let said = |name: &str| page.query(name).unwrap_or_default();
    let typed = Typed { number: said("number"), code: said("code") };
    page.show(&view(&page, &account, typed, None, Problems::none()))
}

/// Nothing is kept of what is sent.
async fn submit(
    page: Page,
    State(account): State<Account>,
    Upload { fields: typed, file }: Upload<Typed>,
) -> Result<Response, PageError> {
    let (store, sealer) = (&account.app.store, &account.sealer);
    let is_blank = |text: &str| text.trim().is_empty();
    let mut problems = Problems::none();
    let checked = match file {
        Some(file) => Some(check_file(store, sealer, &file).await?),
        None if is_blank(&typed.number) && is_blank(&typed.code) => {
            problems.add(FILE_FIELD, "check-nothing");
            None
        }
        None => {
            if is_blank(&typed.number) {
                problems.add("number", "check-number-missing");
            }
            if is_blank(&typed.code) {
                problems.add("code", "check-code-missing");
            }
            if problems.is_empty() {
                Some(check_number(store, sealer, &typed.number, &typed.code).await?)
            } else {
                None
            }
        }
    };
    let Some(checked) = checked else {
        return page.show_again(&view(&page, &account, typed, None, problems));
    };
    let frame = page.frame("check-title");
    let checked = in_time(&account, checked, page.today())?;
    let answer = answer(&frame, &checked, |at| account.app.clock.today(at));
    page.show(&view(&page, &account, Typed::default(), Some(answer), problems))
}

/// What was made too long ago is not known any more.
fn in_time(account: &Account, checked: Checked, today: Date) -> Result<Checked, PageError> {
    let Checked::Genuine(_, at) = &checked else { return Ok(checked) };
    let until = checked_until(&account.pack, account.app.clock.today(*at)).map_err(PageError::broken)?;
    Ok(if today > until { Checked::Unknown } else { checked })
}

fn view(page: &Page, account: &Account, typed: Typed, answer: Option<Answer>, problems: Problems) -> Shown {
    let frame = page.frame("check-title").with(problems);
    let Typed { number, code } = typed;
    Shown { frame, number, code, answer, has_key: account.documents.is_some() }
}

fn answer(frame: &Frame, checked: &Checked, day: impl Fn(values::Timestamp) -> Date) -> Answer {
    let (kind, title, text) = match checked {
        Checked::Genuine(..) => ("success", "check-genuine", "check-genuine-text"),
        Checked::Changed => ("error", "check-changed", "check-changed-text"),
        Checked::Unknown => ("warning", "check-unknown", "check-unknown-text"),
    };
    let mut facts = Vec::new();
    if let Checked::Genuine(about, at) = checked {
        let fact = |key: &str, value: String| (frame.say(key), value);
        facts = vec![
            fact("check-what", frame.say(what(about))),
            fact("check-form", about.form.clone()),
            fact("check-year", about.tax_year.to_string()),
            fact("check-name", about.name.clone()),
            fact("check-made", frame.date(day(*at))),
        ];
    }
    Answer { kind, title: frame.say(title), text: frame.say(text), facts }
}

fn what(about: &About) -> &'static str {
    match Kind::named(&about.what) {
        Some(kind) => crate::records::transcript_title(kind),
        None if about.what == INFORMATION_RETURN => "check-information-return",
        None if about.what == "notice" => "check-notice",
        None => "payments-receipt-title",
    }
}

/// The key that signs, for programs.
async fn keys(State(account): State<Account>) -> Result<Response, PageError> {
    let key = account.documents.as_ref().ok_or(PageError::NotFound)?;
    Ok(axum::Json(key.keys()).into_response())
}

/// The certificate, for readers of PDFs.
async fn certificate(State(account): State<Account>) -> Result<Response, PageError> {
    let key = account.documents.as_ref().ok_or(PageError::NotFound)?;
    let headers = [
        (CONTENT_TYPE, "application/pkix-cert"),
        (CONTENT_DISPOSITION, "attachment; filename=\"documents.cer\""),
    ];
    Ok((headers, key.certificate().to_vec()).into_response())
}
