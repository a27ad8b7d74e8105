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
struct Shown {
    frame: Frame,
    action: String,
    accounts: Vec<Line>,
}

struct Line {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    account: String,
}

/// The accounts that are offered, and the one that the draft names already.
async fn offered(visitor: &Visitor, draft: &Draft) -> Result<Vec<BankAccount>, PageError> {
    let named = |account: &BankAccount| draft.answers.account.as_ref() == Some(&account.id.to_string());
    let mut accounts = shown::accounts(visitor).await?;
    accounts.retain(|account| account.removed_at.is_none() && (account.kept || named(account)));
    Ok(accounts)
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let draft = match Draft::at(&visitor, &id, Step::Bank).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let accounts = offered(&visitor, &draft).await?;
    if accounts.is_empty() {
        return visitor.page.go(&new_address(&draft));
    }
    visitor.page.show(&view(&visitor, &draft, &accounts, Problems::none()))
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
    let accounts = offered(&visitor, &draft).await?;
    let Some(chosen) = accounts.iter().find(|account| account.id.to_string() == asked.account) else {
        let problems = Problems::one("account", "pay-account-missing");
        return visitor.page.show_again(&view(&visitor, &draft, &accounts, problems));
    };
    draft.answers.account = Some(chosen.id.to_string());
    draft.go_on(&visitor, Write::new(), Step::Check).await
}

fn new_address(draft: &Draft) -> String {
    format!("{}/new", Step::Bank.address(draft.id()))
}

fn view(visitor: &Visitor, draft: &Draft, accounts: &[BankAccount], problems: Problems) -> Shown {
    let frame = visitor.frame("pay-bank-title").with(problems);
    let today = visitor.today();
    let lines = accounts.iter().map(|account| Line {
        value: account.id.to_string(),
        label: shown::account(&frame, visitor, account, today),
        chosen: draft.answers.account.as_ref() == Some(&account.id.to_string()) || accounts.len() == 1,
    });
    Shown { action: Step::Bank.address(draft.id()), accounts: lines.collect(), frame }
}
