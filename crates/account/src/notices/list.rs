//! All notices: those still to be opened first, then the latest; by year where somebody asks.

use std::collections::BTreeSet;

use agency::notices::is_new;
use askama::Template;
use axum::response::Response;
use store::taxes::notices;
use values::Date;
use web::{Frame, PageError};

use super::{PATH, sheet};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "notices/list.html")]
struct List {
    frame: Frame,
    unread: i64,
    notices: Vec<Line>,
    filters: Vec<Filter>,
}

struct Line {
    address: String,
    title: String,
    summary: String,
    issued_on: Date,
    act_by: Option<Date>,
    is_over: bool,
    is_unread: bool,
}

struct Filter {
    label: String,
    address: String,
    current: bool,
}

pub(super) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let (frame, today) = (visitor.frame("notices-title"), visitor.today());
    let mut all = notices::list(&visitor.account.app.store, visitor.id()).await?;
    let years: BTreeSet<i64> = all.iter().map(|notice| notice.tax_year).collect();
    let asked = visitor.page.query("year").and_then(|year| year.parse::<i64>().ok());
    let unread = all.iter().filter(|notice| is_new(notice)).count();
    all.retain(|notice| asked.is_none_or(|year| notice.tax_year == year));
    all.sort_by_key(|notice| !is_new(notice));
    let line = |notice: &notices::Notice| -> Result<Line, PageError> {
        let said = sheet::said(&frame, notice)?;
        Ok(Line {
            address: format!("{PATH}/{}", notice.id),
            title: said.title,
            summary: said.summary,
            issued_on: notice.issued_on,
            act_by: notice.act_by,
            is_over: notice.act_by.is_some_and(|by| by < today),
            is_unread: is_new(notice),
        })
    };
    let lines = all.iter().map(line).collect::<Result<_, _>>()?;
    let filter = |year: Option<i64>| Filter {
        label: year.map_or_else(|| frame.say("notices-all-years"), |year| year.to_string()),
        address: year.map_or_else(|| PATH.to_owned(), |year| format!("{PATH}?year={year}")),
        current: year == asked,
    };
    let filters = std::iter::once(None).chain(years.iter().rev().copied().map(Some)).map(filter).collect();
    let unread = i64::try_from(unread).unwrap_or(i64::MAX);
    visitor.page.show(&List { unread, notices: lines, filters, frame })
}
