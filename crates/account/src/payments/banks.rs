//! The bank accounts that were saved, and taking one away.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use store::taxes::bank_accounts::{self, BankAccount};
use store::{Actor, AuditRecord, Write, WriteError};
use values::Date;
use web::forms::Nothing;
use web::{Form, Frame, PageError};

use super::draft::person_key;
use super::shown;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/banks.html")]
struct Shown {
    frame: Frame,
    accounts: Vec<Line>,
}

struct Line {
    label: String,
    added_on: Date,
    remove: String,
    ask: String,
}

pub(super) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let frame = visitor.frame("payments-banks-title");
    let saved = shown::accounts(&visitor).await?;
    let saved = saved.iter().filter(|account| account.kept && account.removed_at.is_none());
    let accounts = saved.map(|account| line(&visitor, &frame, account)).collect();
    visitor.page.show(&Shown { frame, accounts })
}

fn line(visitor: &Visitor, frame: &Frame, account: &BankAccount) -> Line {
    let label = shown::account(frame, visitor, account, visitor.today());
    Line {
        added_on: visitor.account.app.clock.today(account.added_at),
        remove: format!("/payments/banks/{}/remove", account.id),
        ask: frame.say_with("payments-bank-remove", &[("account", label.clone())]),
        label,
    }
}

/// Takes an account away. Payments that were made from it keep it.
pub(super) async fn remove(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let saved = shown::accounts(&visitor).await?;
    let account =
        saved.into_iter().find(|account| account.id.to_string() == id).ok_or(PageError::NotFound)?;
    if account.removed_at.is_some() {
        return visitor.page.go("/payments/banks");
    }
    let removed = BankAccount { removed_at: Some(visitor.page.now()), ..account };
    let key = person_key(&visitor).await?;
    let audit = AuditRecord {
        at: visitor.page.now(),
        actor: Actor::Person(visitor.id()),
        action: "bank_account.remove",
        subject: Some(visitor.id()),
        reason: None,
    };
    let sealer = &visitor.account.sealer;
    let write = bank_accounts::change(Write::new(), sealer, &key, &removed).audit(audit);
    match visitor.account.app.store.write(write).await {
        Ok(()) | Err(WriteError::Conflict { .. }) => visitor.page.go("/payments/banks"),
        Err(error) => Err(error.into()),
    }
}
