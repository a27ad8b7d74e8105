//! Changing amount, day or account of a payment, until two business days before its day.

use agency::payments::{Changed, Limits, Moment, Payment, Refusal, change, may_change};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use store::WriteError;
use store::taxes::bank_accounts::BankAccount;
use values::Date;
use web::{Form, Frame, PageError, Problems};

use super::cancel::address;
use super::one::{find, last_day_to_change};
use super::pay::{read_amount, read_day};
use super::shown;
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/change.html")]
struct Shown {
    frame: Frame,
    back: String,
    action: String,
    asked: Asked,
    accounts: Vec<Line>,
    until: Date,
    last_day: Date,
}

struct Line {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    /// The version of the payment that was seen.
    version: i64,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    on_month: String,
    #[serde(default)]
    on_day: String,
    #[serde(default)]
    on_year: String,
    #[serde(default)]
    account: String,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let payment = find(&visitor, &id).await?;
    require_recent(&visitor.page)?;
    if may_change(&visitor.account.pack, &payment, visitor.today()).is_err() {
        return visitor.page.go(&address(&payment));
    }
    let asked = Asked {
        version: payment.version,
        amount: payment.amount.to_string(),
        on_month: payment.debit_on.month().to_string(),
        on_day: payment.debit_on.day().to_string(),
        on_year: payment.debit_on.year().to_string(),
        account: payment.account_id.to_string(),
    };
    let accounts = offered(&visitor, &payment).await?;
    visitor.page.show(&view(&visitor, &payment, &accounts, asked, Problems::none())?)
}

pub(super) async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let payment = find(&visitor, &id).await?;
    require_recent(&visitor.page)?;
    if payment.version != asked.version
        || may_change(&visitor.account.pack, &payment, visitor.today()).is_err()
    {
        // Changed in another tab, sent twice, or too late: the page shows what stands.
        return visitor.page.go(&address(&payment));
    }
    let accounts = offered(&visitor, &payment).await?;
    let to = match read(&visitor, &accounts, &asked)? {
        Ok(to) => to,
        Err(problems) => {
            return visitor.page.show_again(&view(&visitor, &payment, &accounts, asked, problems)?);
        }
    };
    let moment = Moment { now: visitor.page.now(), today: visitor.today() };
    let write = match change(&visitor.account.pack, &payment, to, moment) {
        Ok(write) => write,
        Err(Refusal::WrongState { .. } | Refusal::TooLate { .. }) => {
            return visitor.page.go(&address(&payment));
        }
        Err(refusal) => return Err(PageError::broken(refusal)),
    };
    match visitor.account.app.store.write(write).await {
        Ok(()) | Err(WriteError::Conflict { .. }) => visitor.page.go(&address(&payment)),
        Err(error) => Err(error.into()),
    }
}

/// The accounts that are saved, and the one it is taken from now.
async fn offered(visitor: &Visitor, payment: &Payment) -> Result<Vec<BankAccount>, PageError> {
    let mut accounts = shown::accounts(visitor).await?;
    accounts
        .retain(|account| account.id == payment.account_id || (account.kept && account.removed_at.is_none()));
    Ok(accounts)
}

fn read(
    visitor: &Visitor,
    accounts: &[BankAccount],
    asked: &Asked,
) -> Result<Result<Changed, Problems>, PageError> {
    let limits = Limits::on(&visitor.account.pack, visitor.today()).map_err(PageError::broken)?;
    let frame = visitor.frame("payments-change-title");
    let mut problems = Problems::none();
    let amount = read_amount(&asked.amount);
    let below = vec![("below", frame.money(limits.amount_below))];
    match amount {
        None => problems.add_with("amount", "pay-amount-wrong", below),
        Some(amount) if !amount.is_positive() || amount >= limits.amount_below => {
            problems.add_with("amount", "pay-amount-range", below);
        }
        Some(_) => {}
    }
    let range = (visitor.today(), limits.last_day);
    let day = read_day((&asked.on_month, &asked.on_day, &asked.on_year), range);
    if let Err(key) = day {
        problems.add_with("on", key, vec![("first", frame.date(range.0)), ("last", frame.date(range.1))]);
    }
    let account = accounts.iter().find(|account| account.id.to_string() == asked.account);
    if account.is_none() {
        problems.add("account", "pay-account-missing");
    }
    Ok(match (amount, day, account, problems.is_empty()) {
        (Some(amount), Ok(day), Some(account), true) => Ok(Changed { amount, day, account_id: account.id }),
        _ => Err(problems),
    })
}

fn view(
    visitor: &Visitor,
    payment: &Payment,
    accounts: &[BankAccount],
    asked: Asked,
    problems: Problems,
) -> Result<Shown, PageError> {
    let frame = visitor.frame("payments-change-title").with(problems);
    let today = visitor.today();
    let limits = Limits::on(&visitor.account.pack, today).map_err(PageError::broken)?;
    let lines = accounts.iter().map(|account| Line {
        value: account.id.to_string(),
        label: shown::account(&frame, visitor, account, today),
        chosen: account.id.to_string() == asked.account,
    });
    Ok(Shown {
        back: address(payment),
        action: format!("{}/change", address(payment)),
        accounts: lines.collect(),
        asked,
        until: last_day_to_change(visitor, payment)?,
        last_day: limits.last_day,
        frame,
    })
}
