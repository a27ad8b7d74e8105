//! Calling a payment off, until two business days before its day.

use agency::payments::{Moment, Payment, Refusal, cancel, may_change};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use store::WriteError;
use values::{Cents, Date};
use web::forms::Nothing;
use web::{Form, Frame, PageError};

use super::one::{find, last_day_to_change};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/cancel.html")]
struct Shown {
    frame: Frame,
    back: String,
    action: String,
    amount: Cents,
    debit_on: Date,
    until: Date,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let payment = find(&visitor, &id).await?;
    if may_change(&visitor.account.pack, &payment, visitor.today()).is_err() {
        return visitor.page.go(&address(&payment));
    }
    let view = Shown {
        frame: visitor.frame("payments-cancel-title"),
        back: address(&payment),
        action: format!("{}/cancel", address(&payment)),
        amount: payment.amount,
        debit_on: payment.debit_on,
        until: last_day_to_change(&visitor, &payment)?,
    };
    visitor.page.show(&view)
}

/// Sent twice, it is called off once: the second time leads to the same page.
pub(super) async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let payment = find(&visitor, &id).await?;
    let moment = Moment { now: visitor.page.now(), today: visitor.today() };
    match cancel(&visitor.account.pack, &payment, moment) {
        Ok(write) => match visitor.account.app.store.write(write).await {
            // Whoever was first decided; the page shows what it came to.
            Ok(()) | Err(WriteError::Conflict { .. }) => visitor.page.go(&address(&payment)),
            Err(error) => Err(error.into()),
        },
        Err(Refusal::WrongState { .. } | Refusal::TooLate { .. }) => visitor.page.go(&address(&payment)),
        Err(refusal) => Err(PageError::broken(refusal)),
    }
}

/// The page of a payment.
pub(super) fn address(payment: &Payment) -> String {
    format!("/payments/one/{}", payment.id)
}
