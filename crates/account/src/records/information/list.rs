//! The years for which something was reported, the latest first.

use askama::Template;
use axum::response::Response;
use web::{Frame, PageError};

use super::{ROOT, load};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "records/information/list.html")]
struct Shown {
    frame: Frame,
    years: Vec<Line>,
    /// The first year that is shown.
    first: i64,
}

struct Line {
    address: String,
    tax_year: i64,
    count: i64,
}

pub(super) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let mut years: Vec<Line> = Vec::new();
    for standing in load(&visitor).await? {
        match years.last_mut() {
            Some(year) if year.tax_year == standing.tax_year => year.count += 1,
            _ => years.push(Line {
                address: format!("{ROOT}/{}", standing.tax_year),
                tax_year: standing.tax_year,
                count: 1,
            }),
        }
    }
    let first = agency::information_returns::first_year(&visitor.account.pack, visitor.today());
    let first = first.map_err(PageError::broken)?;
    visitor.page.show(&Shown { frame: visitor.frame("information-title"), years, first })
}
