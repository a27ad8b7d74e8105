//! Which transcripts can a person ask for? Five kinds by form and year, each as a page, a tagged PDF and JSON.

mod codes;
mod one;
mod sheet;

use std::collections::BTreeSet;

use agency::transcripts::{FileNumber, FileNumberError, Kind};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use store::taxes::{modules, returns};
use web::{Form, Frame, PageError, Problems};

use crate::Account;
use crate::visitor::Visitor;

#[cfg(test)]
pub(crate) use sheet::blocks;

/// Where one is asked for.
const ROOT: &str = "/records/transcripts";

pub(super) fn routes() -> Router<Account> {
    Router::new()
        .route(ROOT, get(show).post(submit))
        .route("/records/transcripts/{kind}/{form}/{year}", get(one::show))
        .route("/records/transcripts/{kind}/{form}/{year}/transcript.pdf", get(one::pdf))
        .route("/records/transcripts/{kind}/{form}/{year}/transcript.json", get(one::json))
        .route("/records/transcripts/{kind}/{form}/{year}/transcript.jws", get(one::token))
}

/// What a form of a person with nothing on record is.
const USUAL_FORM: &str = "1040";

#[derive(Template)]
#[template(path = "records/transcripts/ask.html")]
struct Shown {
    frame: Frame,
    kinds: Vec<Choice>,
    forms: Vec<(String, bool)>,
    years: Vec<(i64, bool)>,
    file: String,
}

struct Choice {
    value: &'static str,
    label: String,
    hint: String,
    chosen: bool,
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    kind: String,
    form: String,
    year: String,
    file: String,
}

pub(crate) const fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Return => "transcript-return",
        Kind::Account => "transcript-account",
        Kind::Record => "transcript-record",
        Kind::Wages => "transcript-wages",
        Kind::NonFiling => "transcript-non-filing",
    }
}

const fn hint(kind: Kind) -> &'static str {
    match kind {
        Kind::Return => "transcript-return-hint",
        Kind::Account => "transcript-account-hint",
        Kind::Record => "transcript-record-hint",
        Kind::Wages => "transcript-wages-hint",
        Kind::NonFiling => "transcript-non-filing-hint",
    }
}

async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let view = view(&visitor, Asked::default(), Problems::none()).await?;
    visitor.page.show(&view)
}

/// Leads to the transcript; asking changes nothing.
async fn submit(visitor: Visitor, Form(asked): Form<Asked>) -> Result<Response, PageError> {
    let mut problems = Problems::none();
    let kind = Kind::named(&asked.kind);
    let forms = forms(&visitor).await?;
    if kind.is_none() {
        problems.add("kind", "transcript-kind-missing");
    }
    if !forms.contains(&asked.form) {
        problems.add("form", "transcript-form-missing");
    }
    if let Some(kind) = kind {
        let years = kind.years(&visitor.account.pack, visitor.today()).map_err(PageError::broken)?;
        if !years.iter().any(|year| year.to_string() == asked.year) {
            let [last, .., first] = years.as_slice() else { return Err(PageError::broken("no years")) };
            let span = vec![("first", first.to_string()), ("last", last.to_string())];
            problems.add_with("year", "transcript-year-outside", span);
        }
    }
    let file = asked.file.trim();
    match file.parse::<FileNumber>() {
        _ if file.is_empty() => {}
        Ok(_) => {}
        Err(FileNumberError::Shape) => problems.add("file", "transcript-file-shape"),
        Err(FileNumberError::TaxNumber) => problems.add("file", "transcript-file-tax-number"),
    }
    if !problems.is_empty() {
        let view = view(&visitor, asked, problems).await?;
        return visitor.page.show_again(&view);
    }
    let with = if file.is_empty() { String::new() } else { format!("?file={file}") };
    visitor.page.go(&format!("{ROOT}/{}/{}/{}{with}", asked.kind, asked.form, asked.year))
}

/// The forms that the visitor's books know.
async fn forms(visitor: &Visitor) -> Result<BTreeSet<String>, PageError> {
    let (store, sealer) = (&visitor.account.app.store, &visitor.account.sealer);
    let mut forms = BTreeSet::from([USUAL_FORM.to_owned()]);
    forms.extend(returns::list(store, sealer, visitor.id()).await?.into_iter().map(|filed| filed.form));
    forms.extend(modules::list(store, visitor.id()).await?.into_iter().map(|module| module.form));
    Ok(forms)
}

async fn view(visitor: &Visitor, asked: Asked, problems: Problems) -> Result<Shown, PageError> {
    let frame = visitor.frame("transcript-title").with(problems);
    let kinds = Kind::ALL.into_iter().map(|kind| Choice {
        value: kind.name(),
        label: frame.say(title(kind)),
        hint: frame.say(hint(kind)),
        chosen: kind.name() == asked.kind,
    });
    // All the years that any kind is given for; what a kind refuses is said beside the field.
    let mut years = BTreeSet::new();
    for kind in Kind::ALL {
        years.extend(kind.years(&visitor.account.pack, visitor.today()).map_err(PageError::broken)?);
    }
    let form = if asked.form.is_empty() { USUAL_FORM.to_owned() } else { asked.form };
    Ok(Shown {
        kinds: kinds.collect(),
        forms: forms(visitor).await?.into_iter().map(|name| (name.clone(), name == form)).collect(),
        years: years.into_iter().rev().map(|year| (year, year.to_string() == asked.year)).collect(),
        file: asked.file,
        frame,
    })
}
