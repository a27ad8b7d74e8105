//! The Payments tab: every payment in one list, a payment's own page, and the way to make one.

mod bank;
mod banks;
mod cancel;
mod card;
mod change;
mod draft;
mod export;
mod list;
mod new_bank;
mod offer;
mod one;
mod pay;
mod plan;
mod receipt;
mod shown;

use axum::Router;
use axum::routing::{get, post};

use crate::Account;

pub(crate) use draft::person_key;
pub(crate) use offer::taking_files;
pub(crate) use plan::{PATH as PLANS, tasks as plan_tasks};

/// The tab's address.
pub(crate) const PATH: &str = "/payments";

/// The addresses of the tab.
pub(crate) fn routes() -> Router<Account> {
    Router::new()
        .route(PATH, get(list::show))
        .route("/payments/list.csv", get(export::csv))
        .route("/payments/list.json", get(export::json))
        .route("/payments/banks", get(banks::show))
        .route("/payments/banks/{id}/remove", post(banks::remove))
        .route("/payments/one/{id}", get(one::show))
        .route("/payments/one/{id}/receipt.pdf", get(receipt::show))
        .route("/payments/one/{id}/cancel", get(cancel::show).post(cancel::submit))
        .route("/payments/one/{id}/change", get(change::show).post(change::submit))
        .route("/payments/one/{id}/again", post(pay::again))
        .merge(pay::routes())
        .merge(card::routes())
        .merge(plan::routes())
        .merge(offer::routes())
}
