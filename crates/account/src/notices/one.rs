//! One notice: what to do by when, why it came, what is owed then and now. Opening it is remembered.

use agency::balance;
use agency::notices::{Notice, number};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use outside::Clock;
use store::taxes::notices;
use values::Id;
use web::paper::{Block, Sheet};
use web::{Frame, PageError};

use super::{PATH, sheet};
use crate::documents::{self, Document};
use crate::visitor::{Visitor, broken};

#[derive(Template)]
#[template(path = "notices/one.html")]
struct Shown {
    frame: Frame,
    sheet: Sheet,
    paper: String,
    /// Where the year is explained; none where the notice is about none.
    year: String,
    can_pay: bool,
}

/// A notice of the visitor's by the id in an address; nobody else's is there.
async fn find(visitor: &Visitor, id: &str) -> Result<Notice, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let found = notices::find(&visitor.account.app.store, visitor.id(), id).await?;
    found.ok_or(PageError::NotFound)
}

async fn blocks(
    visitor: &Visitor,
    frame: &Frame,
    notice: &Notice,
    clock: Option<&Clock>,
) -> Result<Vec<Block>, PageError> {
    let account = &visitor.account;
    let of = (notice.form.as_str(), notice.tax_year);
    let year = balance::year(&account.app.store, &account.pack, visitor.id(), of, visitor.today());
    let year = year.await.map_err(broken)?;
    sheet::blocks(frame, (visitor.today(), clock), notice, year.as_ref())
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let notice = find(&visitor, &id).await?;
    agency::notices::read(&visitor.account.app.store, &notice, visitor.page.now()).await?;
    let title = sheet::said(&visitor.page.frame("notices-title"), &notice)?.title;
    let frame = visitor.frame_titled(title);
    let kind = sheet::kind(&notice)?;
    let view = Shown {
        sheet: frame.sheet(blocks(&visitor, &frame, &notice, Some(&visitor.account.app.clock)).await?),
        paper: format!("{PATH}/{}/notice.pdf", notice.id),
        year: notice
            .module_id
            .map(|_| format!("/balance/{}/{}", notice.form, notice.tax_year))
            .unwrap_or_default(),
        can_pay: kind.is_bill(),
        frame,
    };
    visitor.page.show(&view)
}

/// The letter, numbered and signed like everything that leaves.
pub(super) async fn pdf(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let notice = find(&visitor, &id).await?;
    agency::notices::read(&visitor.account.app.store, &notice, visitor.page.now()).await?;
    let title = sheet::said(&visitor.page.frame("notices-title"), &notice)?.title;
    let frame = visitor.frame_titled(title);
    let mut letter = vec![sheet::addressee(&frame, &visitor.taxpayer.profile)];
    letter.extend(blocks(&visitor, &frame, &notice, None).await?);
    let document = Document {
        frame: &frame,
        what: "notice",
        form: &notice.form,
        tax_year: notice.tax_year,
        name: format!("notice-{}", number(&notice).to_lowercase()),
    };
    let foot = frame.say_with("notices-foot", &[("number", number(&notice))]);
    documents::pdf(&visitor, &document, letter, &foot).await
}
