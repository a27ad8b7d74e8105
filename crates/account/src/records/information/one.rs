//! One information return as it stands: box by box as its form has them, how it came there, and what can be done. The paper
//! says the same.

use agency::information_returns::{Standing, fdx};
use agency::payments::confirmation;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use store::taxes::information_disputes::Dispute;
use values::Date;
use web::paper::{Block, Sheet};
use web::{Frame, PageError};

use super::{ROOT, address, dispute, disputes, find, sheet, tag};
use crate::documents::{self, Document, INFORMATION_RETURN};
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "records/information/one.html")]
struct Shown {
    frame: Frame,
    back: String,
    address: String,
    tag: Option<(String, &'static str)>,
    sheet: Sheet,
    /// Whether a signed file for programs can be had.
    is_signed: bool,
    case: Option<Case>,
}

impl Shown {
    fn has_open_case(&self) -> bool {
        self.case.as_ref().is_some_and(|case| case.is_open)
    }
}

struct Case {
    number: String,
    is_open: bool,
    on: Date,
    reason: String,
    words: String,
}

fn frame(visitor: &Visitor, standing: &Standing) -> Frame {
    let title = visitor.page.frame("information-title");
    let names = [("form", standing.form.clone()), ("year", standing.tax_year.to_string())];
    visitor.frame_titled(title.say_with("information-one-title", &names))
}

pub(super) async fn show(visitor: Visitor, Path(place): Path<(i64, String)>) -> Result<Response, PageError> {
    let standing = find(&visitor, &place).await?;
    let disputes = disputes(&visitor).await?;
    let frame = frame(&visitor, &standing);
    let case = disputes.iter().find(|case| case.return_id == standing.id());
    let view = Shown {
        back: format!("{ROOT}/{}", standing.tax_year),
        address: address(&standing),
        tag: tag(&frame, &standing, &disputes),
        sheet: frame.sheet(sheet::blocks(&visitor, &frame, &standing)),
        is_signed: visitor.account.documents.is_some(),
        case: case.map(|case| shown_case(&visitor, &frame, case)).transpose()?,
        frame,
    };
    visitor.page.show(&view)
}

fn document<'a>(frame: &'a Frame, standing: &'a Standing) -> Document<'a> {
    Document {
        frame,
        what: INFORMATION_RETURN,
        form: &standing.form,
        tax_year: standing.tax_year,
        name: format!("{}-{}", standing.form.to_lowercase(), standing.tax_year),
    }
}

pub(super) async fn pdf(visitor: Visitor, Path(place): Path<(i64, String)>) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let standing = find(&visitor, &place).await?;
    let frame = frame(&visitor, &standing);
    let blocks = sheet::blocks(&visitor, &frame, &standing);
    let foot = frame.say_with("transcript-foot", &[("date", frame.date(visitor.today()))]);
    documents::pdf(&visitor, &document(&frame, &standing), blocks, &foot).await
}

pub(super) async fn token(visitor: Visitor, Path(place): Path<(i64, String)>) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let standing = find(&visitor, &place).await?;
    let frame = frame(&visitor, &standing);
    documents::token(&visitor, &document(&frame, &standing), fdx::document(&standing)).await
}

fn shown_case(visitor: &Visitor, frame: &Frame, case: &Dispute) -> Result<Case, PageError> {
    let is_open = dispute::is_open(case);
    Ok(Case {
        number: confirmation(case.case_id),
        is_open,
        on: visitor.account.app.clock.today(if is_open { case.opened_at } else { case.changed_at }),
        reason: frame.say(dispute::reason_key(case)?),
        words: case.words.expose().clone(),
    })
}
