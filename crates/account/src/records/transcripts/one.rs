//! One transcript: its page, its PDF and its JSON, all three from the same reading of the books.

use agency::transcripts::{self, Asked, FileNumber, Kind, Transcript, TranscriptError};
use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::{IntoResponse, Response};
use web::paper::{Block, Sheet};
use web::{Frame, PageError};

use super::{ROOT, sheet, title};
use crate::documents::{self, Document};
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

/// Kind, form and year as they stand in an address.
type Place = Path<(String, String, i64)>;

#[derive(Template)]
#[template(path = "records/transcripts/one.html")]
struct Shown {
    frame: Frame,
    sheet: Sheet,
    /// The addresses of its files; none where there is nothing to take away.
    files: Option<Files>,
}

struct Files {
    pdf: String,
    large: String,
    json: String,
    /// The same, signed; none where the agency has no key for documents.
    token: Option<String>,
}

async fn load(visitor: &Visitor, Path((kind, form, tax_year)): Place) -> Result<Transcript, PageError> {
    let kind = Kind::named(&kind).ok_or(PageError::NotFound)?;
    let file_number = match visitor.page.query("file") {
        Some(text) => Some(text.parse::<FileNumber>().map_err(|_| PageError::NotFound)?),
        None => None,
    };
    if !super::forms(visitor).await?.contains(&form) {
        return Err(PageError::NotFound);
    }
    let account = &visitor.account;
    let asked = Asked { kind, form, tax_year, file_number };
    let (store, today) = (&account.app.store, visitor.today());
    let found =
        transcripts::transcript(store, &account.sealer, &account.pack, &visitor.taxpayer, &asked, today);
    found.await.map_err(|error| match error {
        TranscriptError::Year => PageError::NotFound,
        error => PageError::broken(error),
    })
}

/// The transcript for somebody to keep. That no return is on file is said only where none is.
async fn to_keep(visitor: &Visitor, place: Place) -> Result<Transcript, PageError> {
    require_recent(&visitor.page)?;
    let found = load(visitor, place).await?;
    let contradicts = found.kind == Kind::NonFiling && found.is_return_on_file;
    if contradicts { Err(PageError::NotFound) } else { Ok(found) }
}

fn frame(visitor: &Visitor, found: &Transcript) -> Frame {
    let words = visitor.page.frame("transcript-title");
    let names = [("kind", words.say(title(found.kind))), ("year", found.tax_year.to_string())];
    visitor.frame_titled(words.say_with("transcript-one-title", &names))
}

pub(super) async fn show(visitor: Visitor, place: Place) -> Result<Response, PageError> {
    let found = load(&visitor, place).await?;
    let frame = frame(&visitor, &found);
    let number = found.customer_file_number.as_ref().map(|number| format!("file={number}"));
    let address = format!("{ROOT}/{}/{}/{}/transcript", found.kind.name(), found.form, found.tax_year);
    let with = |ending: &str, way: Option<&str>| {
        let asked: Vec<&str> = number.as_deref().into_iter().chain(way).collect();
        let sign = if asked.is_empty() { "" } else { "?" };
        format!("{address}.{ending}{sign}{}", asked.join("&"))
    };
    let contradicts = found.kind == Kind::NonFiling && found.is_return_on_file;
    let files = (!contradicts).then(|| Files {
        pdf: with("pdf", None),
        large: with("pdf", Some("print=large")),
        json: with("json", None),
        token: visitor.account.documents.as_ref().map(|_| with("jws", None)),
    });
    let view =
        Shown { sheet: frame.sheet(sheet::blocks(&frame, &visitor.account.pack, &found)), files, frame };
    visitor.page.show(&view)
}

fn document<'a>(frame: &'a Frame, found: &'a Transcript) -> Document<'a> {
    let name = file_name(found);
    Document { frame, what: found.kind.name(), form: &found.form, tax_year: found.tax_year, name }
}

pub(super) async fn pdf(visitor: Visitor, place: Place) -> Result<Response, PageError> {
    let found = to_keep(&visitor, place).await?;
    let frame = frame(&visitor, &found);
    let foot = frame.say_with("transcript-foot", &[("date", frame.date(found.requested_on))]);
    let blocks = sheet::blocks(&frame, &visitor.account.pack, &found);
    documents::pdf(&visitor, &document(&frame, &found), blocks, &foot).await
}

pub(super) async fn token(visitor: Visitor, place: Place) -> Result<Response, PageError> {
    let found = to_keep(&visitor, place).await?;
    let frame = frame(&visitor, &found);
    documents::token(&visitor, &document(&frame, &found), &found).await
}

pub(super) async fn json(visitor: Visitor, place: Place) -> Result<Response, PageError> {
    let found = to_keep(&visitor, place).await?;
    let disposition = format!("attachment; filename=\"{}.json\"", file_name(&found));
    Ok(([(CONTENT_DISPOSITION, disposition)], Json(found)).into_response())
}

fn file_name(found: &Transcript) -> String {
    format!("{}-transcript-{}-{}", found.kind.name(), found.form.to_lowercase(), found.tax_year)
}
