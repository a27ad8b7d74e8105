//! What was submitted: a confirmation number for each payment, and what comes next.

use agency::payments::{Way, confirmation, may_change};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use store::taxes::payments as stored;
use values::{Cents, Date, Id};
use web::{Frame, PageError};

use crate::payments::shown;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/pay/made.html")]
struct Shown {
    frame: Frame,
    reason: String,
    account: String,
    payments: Vec<Line>,
    count: i64,
    total: Cents,
    may_change: bool,
}

struct Line {
    address: String,
    number: String,
    tax_year: i64,
    debit_on: Date,
    amount: Cents,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let made = stored::list_of_submission(&visitor.account.app.store, visitor.id(), id).await?;
    let Some(first) = made.first() else { return Err(PageError::NotFound) };
    if Way::of(first).map_err(PageError::broken)? == Way::Card {
        return visitor.page.go(&crate::payments::card::address(id));
    }
    let frame = visitor.frame("pay-made-title");
    let accounts = shown::accounts(&visitor).await?;
    let account = accounts.iter().find(|account| account.id == first.account_id);
    let today = visitor.today();
    let view = Shown {
        count: i64::try_from(made.len()).unwrap_or(i64::MAX),
        reason: shown::reason(&frame, &first.reason)?,
        account: account.map(|account| shown::account(&frame, &visitor, account, today)).unwrap_or_default(),
        total: Cents::total(made.iter().map(|payment| payment.amount)).map_err(PageError::broken)?,
        may_change: made.iter().any(|payment| may_change(&visitor.account.pack, payment, today).is_ok()),
        payments: made
            .iter()
            .map(|payment| Line {
                address: format!("/payments/one/{}", payment.id),
                number: confirmation(payment.id),
                tax_year: payment.tax_year,
                debit_on: payment.debit_on,
                amount: payment.amount,
            })
            .collect(),
        frame,
    };
    visitor.page.show(&view)
}
