//! From which account are the installments debited? The same questions as for a payment.

use axum::extract::Path;
use axum::response::Response;
use store::Write;
use web::{Form, PageError, Problems};

use super::{Draft, STEPS, Step};
use crate::payments::pay::bank::{Asked, Place, offered, view};
use crate::payments::pay::new_bank;
use crate::visitor::Visitor;

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let draft = match Draft::at(&visitor, &id, Step::Bank).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let named = draft.answers.account.as_deref();
    let accounts = offered(&visitor, named).await?;
    if accounts.is_empty() {
        return visitor.page.go(&new_address(&draft));
    }
    visitor.page.show(&view(&visitor, place(&draft), (&accounts, named), Problems::none()))
}

pub(super) async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let mut draft = match Draft::at(&visitor, &id, Step::Bank).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    if asked.account == "new" {
        return visitor.page.go(&new_address(&draft));
    }
    let named = draft.answers.account.as_deref();
    let accounts = offered(&visitor, named).await?;
    let Some(chosen) = accounts.iter().find(|account| account.id.to_string() == asked.account) else {
        let problems = Problems::one("account", "pay-account-missing");
        return visitor.page.show_again(&view(&visitor, place(&draft), (&accounts, named), problems));
    };
    draft.answers.account = Some(chosen.id.to_string());
    draft.go_on(&visitor, Write::new(), Step::Check).await
}

pub(super) async fn show_new(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let draft = match Draft::at(&visitor, &id, Step::Bank).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let asked = new_bank::Asked::of(&visitor);
    visitor.page.show(&new_bank::view(&visitor, new_place(&draft), asked, Problems::none()))
}

pub(super) async fn submit_new(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(asked): Form<new_bank::Asked>,
) -> Result<Response, PageError> {
    let mut draft = match Draft::at(&visitor, &id, Step::Bank).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let account = match new_bank::read(&visitor, &asked) {
        Ok(account) => account,
        Err(problems) => {
            return visitor.page.show_again(&new_bank::view(&visitor, new_place(&draft), asked, problems));
        }
    };
    let (id, write) = new_bank::keep(&visitor, &draft.key, account).await?;
    draft.answers.account = Some(id.to_string());
    draft.go_on(&visitor, write, Step::Check).await
}

fn place(draft: &Draft) -> Place {
    Place { action: Step::Bank.address(draft.id()), back: "kinds", step: 3, count: STEPS }
}

fn new_place(draft: &Draft) -> Place {
    Place { action: new_address(draft), back: "../kinds", step: 3, count: STEPS }
}

fn new_address(draft: &Draft) -> String {
    format!("{}/new", Step::Bank.address(draft.id()))
}
