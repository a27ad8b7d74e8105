//! From which account? One that was saved, or a new one.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use store::taxes::bank_accounts::BankAccount;
use web::{Form, Frame, PageError, Problems};

use super::{Draft, Step};
use crate::payments::shown;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/pay/bank.html")]
pub(in crate::payments) struct Shown {
    frame: Frame,
    place: Place,
    accounts: Vec<Line>,
}

/// Where the question stands in a journey.
pub(in crate::payments) struct Place {
    pub(in crate::payments) action: String,
    pub(in crate::payments) back: &'static str,
    /// Which of how many; none of none where the question stands alone.
    pub(in crate::payments) step: i64,
    pub(in crate::payments) count: i64,
}

struct Line {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Deserialize)]
pub(in crate::payments) struct Asked {
    #[serde(default)]
    pub(in crate::payments) account: String,
}

/// The accounts that are offered, and the one that the answers name already.
pub(in crate::payments) async fn offered(
    visitor: &Visitor,
    named: Option<&str>,
) -> Result<Vec<BankAccount>, PageError> {
    let named = |account: &BankAccount| named == Some(account.id.to_string().as_str());
    let mut accounts = shown::accounts(visitor).await?;
    accounts.retain(|account| account.removed_at.is_none() && (account.kept || named(account)));
    Ok(accounts)
}

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

fn new_address(draft: &Draft) -> String {
    format!("{}/new", Step::Bank.address(draft.id()))
}

fn place(draft: &Draft) -> Place {
    Place { action: Step::Bank.address(draft.id()), back: "amount", step: 5, count: 6 }
}

pub(in crate::payments) fn view(
    visitor: &Visitor,
    place: Place,
    (accounts, named): (&[BankAccount], Option<&str>),
    problems: Problems,
) -> Shown {
    let frame = visitor.frame("pay-bank-title").with(problems);
    let today = visitor.today();
    let lines = accounts.iter().map(|account| Line {
        value: account.id.to_string(),
        label: shown::account(&frame, visitor, account, today),
        chosen: named == Some(account.id.to_string().as_str()) || accounts.len() == 1,
    });
    Shown { place, accounts: lines.collect(), frame }
}
