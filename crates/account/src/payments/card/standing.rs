//! Where a payment by card stands: asked of the processor while something may still become of it, then told with the one thing
//! to do next. It is the receipt once it is paid.

use agency::payments::cards::{CardsError, Standing, is_over};
use agency::payments::{confirmation, payoff, waiting};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use tax::pack::{CardKind, PaymentReason};
use values::{Cents, Date};
use web::{Frame, PageError};

use super::outcome::Step;
use super::{Outcome, address, cards, id_of, refused};
use crate::payments::shown;
use crate::visitor::{Visitor, broken};

#[derive(Template)]
#[template(path = "payments/card/standing.html")]
struct Shown {
    frame: Frame,
    kind: &'static str,
    taken: String,
    next: String,
    step: Step,
    /// Whether the processor could not be asked just now.
    unreachable: bool,
    /// Whether it can be called off beside that step.
    may_cancel: bool,
    address: String,
    again: String,
    /// Whether it was paid: then what is shown is its receipt.
    paid: bool,
    payments: Vec<Line>,
    reason: String,
    card: String,
    amount: Cents,
    fee: Cents,
    charged: Cents,
}

struct Line {
    address: String,
    number: String,
    tax_year: i64,
    counts_for: Date,
    amount: Cents,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let place = (visitor.id(), id_of(&id)?);
    let mut standing = cards(&visitor).standing(place.0, place.1).await.map_err(refused)?;
    let mut unreachable = visitor.page.query("again").is_some();
    if !is_over(&standing.checkout) {
        match cards(&visitor).follow(place).await {
            Ok(followed) => standing = followed,
            Err(CardsError::Card(error)) => {
                tracing::warn!(%error, "the card processor could not be asked");
                unreachable = true;
            }
            Err(error) => return Err(refused(error)),
        }
    }
    let mut outcome = Outcome::of(&standing)?;
    if matches!(outcome, Outcome::NotBegun | Outcome::Open) && is_paid_otherwise(&visitor, &standing).await? {
        outcome = Outcome::PaidOtherwise;
    }
    visitor.page.show(&view(&visitor, &standing, outcome, unreachable)?)
}

/// Whether nothing is owed any more for any year that it would pay, once what is under way has been paid.
async fn is_paid_otherwise(visitor: &Visitor, standing: &Standing) -> Result<bool, PageError> {
    let today = visitor.today();
    let years = visitor.years(today).await?;
    for payment in &standing.payments {
        let year = years.iter().find(|year| year.module == (payment.owner_id, payment.module_id));
        let Some(year) = year.filter(|_| payment.reason == PaymentReason::Balance.name()) else {
            return Ok(false);
        };
        let waiting = waiting(&visitor.account.app.store, year).await?;
        let last = waiting.iter().map(|payment| payment.debit_on).fold(today, Date::max);
        if payoff(&visitor.account.pack, year, &waiting, last).map_err(broken)?.is_positive() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn view(
    visitor: &Visitor,
    standing: &Standing,
    outcome: Outcome,
    unreachable: bool,
) -> Result<Shown, PageError> {
    let Standing { checkout, payments } = standing;
    let first = payments.first().ok_or(PageError::NotFound)?;
    let (title, taken, next) = outcome.words();
    let frame = visitor.frame(title);
    let card = CardKind::named(&checkout.kind)
        .ok_or_else(|| PageError::broken("a checkout has a kind of card that is not known"))?;
    let charged = checkout.amount.plus(checkout.fee).map_err(PageError::broken)?;
    let lines = payments.iter().map(|payment| Line {
        address: format!("/payments/one/{}", payment.id),
        number: confirmation(payment.id),
        tax_year: payment.tax_year,
        counts_for: payment.debit_on,
        amount: payment.amount,
    });
    Ok(Shown {
        kind: outcome.kind(),
        taken: frame.say_with(taken, &[("amount", frame.money(charged))]),
        next: frame.say(next),
        step: outcome.step(),
        unreachable: unreachable && !is_over(checkout),
        may_cancel: outcome.is_open() && outcome.step() != Step::CallOff,
        address: address(checkout.id),
        again: format!("/payments/one/{}/again", first.id),
        paid: outcome == Outcome::Paid,
        payments: lines.collect(),
        reason: shown::reason(&frame, &first.reason)?,
        card: frame.say(shown::card_key(card)),
        amount: checkout.amount,
        fee: checkout.fee,
        charged,
        frame,
    })
}
