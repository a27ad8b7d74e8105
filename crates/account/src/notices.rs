//! What did the agency write? All notices, one of them with what to do by when, its paper.

mod list;
mod one;
mod sheet;

use agency::notices::is_new;
use axum::Router;
use axum::routing::get;
use store::taxes::notices;
use values::Date;
use web::PageError;

use crate::Account;
use crate::visitor::Visitor;

/// Where all are listed.
pub(crate) const PATH: &str = "/notices";

pub(crate) fn routes() -> Router<Account> {
    Router::new()
        .route(PATH, get(list::show))
        .route("/notices/{id}", get(one::show))
        .route("/notices/{id}/notice.pdf", get(one::pdf))
}

/// What Home says of notices.
pub(crate) struct Waiting {
    /// How many are still to be opened.
    pub(crate) unread: i64,
    /// The nearest last day of one that is not over.
    pub(crate) nearest: Option<Date>,
}

/// How many notices wait for the visitor, and the nearest day.
pub(crate) async fn waiting(visitor: &Visitor) -> Result<Waiting, PageError> {
    let (all, today) = (notices::list(&visitor.account.app.store, visitor.id()).await?, visitor.today());
    let unread = all.iter().filter(|notice| is_new(notice)).count();
    let nearest = all.iter().filter_map(|notice| notice.act_by).filter(|by| *by >= today).min();
    Ok(Waiting { unread: i64::try_from(unread).unwrap_or(i64::MAX), nearest })
}
