//! How much? All that is owed as of the day, or an amount for each year.

use std::collections::BTreeMap;

use agency::payments::{Limits, debit_day, payoff, waiting};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use tax::pack::PaymentReason;
use values::{Cents, Date};
use web::{Form, Frame, PageError, Problems};

use super::{Draft, Step};
use crate::payments::draft::Question;
use crate::visitor::{Visitor, broken};

#[derive(Template)]
#[template(path = "payments/pay/amount.html")]
struct Shown {
    frame: Frame,
    action: String,
    /// What all chosen years come to on the day, if they are owed.
    payoff: Option<Payoff>,
    everything: bool,
    other: bool,
    /// Said above the fields for a series.
    each_time: String,
    lines: Vec<Line>,
}

/// What is owed as of a day.
struct Payoff {
    total: Cents,
    on: Date,
    under_way: bool,
}

struct Line {
    field: String,
    label: String,
    hint: String,
    value: String,
}

/// `how` is `all` or `other`; then an amount for each year.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    how: String,
    #[serde(flatten)]
    amounts: BTreeMap<String, String>,
}

/// An amount as people write it: `1,234.50`, `$1234.5`.
pub(in crate::payments) fn read_amount(text: &str) -> Option<Cents> {
    let text = text.trim();
    let text = text.strip_prefix('$').unwrap_or(text).trim_start();
    let (dollars, cents) =
        text.split_once('.').map_or((text, None), |(dollars, cents)| (dollars, Some(cents)));
    let mut groups = dollars.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let well_grouped =
        rest.is_empty() || ((1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3));
    let digits = dollars.replace(',', "");
    let amount = cents.map_or_else(|| digits.clone(), |cents| format!("{digits}.{cents}"));
    amount.parse().ok().filter(|_| well_grouped && !amount.starts_with('-'))
}

/// The payoff of each chosen year on the day, in their order.
async fn payoffs(visitor: &Visitor, draft: &Draft, on: Date) -> Result<(Vec<Cents>, bool), PageError> {
    let years = visitor.years(visitor.today()).await?;
    let (mut found, mut under_way) = (Vec::new(), false);
    for target in &draft.answers.targets {
        let place = target.place()?;
        let Some(year) = years.iter().find(|year| year.module == place) else {
            found.push(Cents::ZERO);
            continue;
        };
        let waiting = waiting(&visitor.account.app.store, year).await?;
        under_way |= waiting.iter().any(|payment| payment.debit_on <= on);
        let owed = payoff(&visitor.account.pack, year, &waiting, on).map_err(broken)?;
        found.push(owed.max(Cents::ZERO));
    }
    Ok((found, under_way))
}

/// The day of the first payment, as the bank is asked.
fn first_debit(visitor: &Visitor, draft: &Draft) -> Result<Date, PageError> {
    let first = draft.days(visitor.today()).first().copied().ok_or(PageError::NotFound)?;
    Ok(debit_day(&visitor.account.pack, first))
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let draft = match Draft::at(&visitor, &id, Step::Amount).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let on = first_debit(&visitor, &draft)?;
    let owed = payoffs(&visitor, &draft, on).await?;
    let typed: Vec<String> = draft.answers.amounts.iter().map(ToString::to_string).collect();
    let how = if typed.is_empty() || draft.answers.amounts == owed.0 { "all" } else { "other" };
    visitor.page.show(&view(&visitor, &draft, (on, owed), (how, typed), Problems::none())?)
}

pub(super) async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let mut draft = match Draft::at(&visitor, &id, Step::Amount).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let on = first_debit(&visitor, &draft)?;
    let owed = payoffs(&visitor, &draft, on).await?;
    let fields = (0..draft.answers.targets.len()).map(field);
    let typed: Vec<String> =
        fields.map(|name| asked.amounts.get(&name).cloned().unwrap_or_default()).collect();
    let frame = visitor.frame("pay-amount-title");
    match amounts(&visitor, &draft, &frame, &owed.0, (&asked.how, &typed))? {
        Ok(amounts) => {
            // A year that gets nothing is no part of the payment.
            let kept = draft.answers.targets.iter().zip(&amounts).filter(|(_, amount)| !amount.is_zero());
            draft.answers.targets = kept.map(|(target, _)| target.clone()).collect();
            draft.answers.amounts = amounts.into_iter().filter(|amount| !amount.is_zero()).collect();
            draft.go_on(&visitor, Write::new(), Step::Bank).await
        }
        Err(problems) => {
            visitor.page.show_again(&view(&visitor, &draft, (on, owed), (&asked.how, typed), problems)?)
        }
    }
}

fn field(number: usize) -> String {
    format!("amount{number}")
}

/// What was asked for, as amounts for each year.
fn amounts(
    visitor: &Visitor,
    draft: &Draft,
    frame: &Frame,
    owed: &[Cents],
    (how, typed): (&str, &[String]),
) -> Result<Result<Vec<Cents>, Problems>, PageError> {
    let limits = Limits::on(&visitor.account.pack, visitor.today()).map_err(PageError::broken)?;
    let below = vec![("below", frame.money(limits.amount_below))];
    let mut problems = Problems::none();
    let all = offers_all(draft)? && how == "all";
    let mut found = Vec::new();
    for (number, text) in typed.iter().enumerate() {
        let amount = if all { owed.get(number).copied() } else { read_amount(text) };
        // One of several years may be left empty.
        let empty = !all && typed.len() > 1 && text.trim().is_empty();
        let name = field(number);
        match amount {
            None if empty => found.push(Cents::ZERO),
            Some(amount) if amount < limits.amount_below && (amount.is_positive() || all) => {
                found.push(amount);
            }
            None => problems.add_with(&name, "pay-amount-wrong", below.clone()),
            Some(_) => problems.add_with(&name, "pay-amount-range", below.clone()),
        }
    }
    if problems.is_empty() && found.iter().all(|amount| amount.is_zero()) {
        problems.add_with(&field(0), "pay-amount-range", below);
    }
    Ok(if problems.is_empty() { Ok(found) } else { Err(problems) })
}

/// A balance on one day can be paid whole.
fn offers_all(draft: &Draft) -> Result<bool, PageError> {
    Ok(draft.reason()? == PaymentReason::Balance
        && draft.answers.when.as_ref().is_some_and(super::When::is_single))
}

fn view(
    visitor: &Visitor,
    draft: &Draft,
    (on, (owed, under_way)): (Date, (Vec<Cents>, bool)),
    (how, typed): (&str, Vec<String>),
    problems: Problems,
) -> Result<Shown, PageError> {
    let frame = visitor.frame("pay-amount-title").with(problems);
    let total = Cents::total(owed.iter().copied()).map_err(PageError::broken)?;
    let is_owed = draft.reason()? == PaymentReason::Balance;
    let payoff = (offers_all(draft)? && total.is_positive()).then_some(Payoff { total, on, under_way });
    let lines = draft.answers.targets.iter().enumerate().map(|(number, target)| Line {
        field: field(number),
        label: frame.say_with("pay-amount-for", &[("year", target.tax_year)]),
        hint: match owed.get(number) {
            Some(owed) if is_owed => {
                frame.say_with("pay-amount-owed", &[("amount", frame.money(*owed)), ("date", frame.date(on))])
            }
            _ => String::new(),
        },
        value: typed.get(number).cloned().unwrap_or_default(),
    });
    let days = i64::try_from(draft.days(visitor.today()).len()).unwrap_or(i64::MAX);
    Ok(Shown {
        action: Step::Amount.address(draft.id()),
        everything: payoff.is_some() && how == "all",
        other: how == "other",
        payoff,
        each_time: if days > 1 { frame.say_count("pay-each-time", days) } else { String::new() },
        lines: lines.collect(),
        frame,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, cents) in [
            ("100", Some(10_000)),
            (" $1,234.50 ", Some(123_450)),
            ("1234.5", Some(123_450)),
            ("$ 7", Some(700)),
            ("9,999,999.99", Some(999_999_999)),
            ("0", Some(0)),
            ("1,23", None),
            ("1234,567", None),
            ("1.234,50", None),
            ("-5", None),
            ("ten", None),
            ("1.005", None),
            ("", None),
            (",", None),
        ] {
            assert_eq!(read_amount(text).map(Cents::get), cents, "{text:?}");
        }
    }
}
