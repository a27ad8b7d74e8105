//! One payment: where it stands and how it came there, and what can be done with it.

use agency::payments::returns::{self, NextStep};
use agency::payments::{Payment, Refusal, State, confirmation, may_change};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use outside::Clock;
use store::taxes::payments as stored;
use values::{Cents, Date, Id};
use web::{Frame, Language, PageError};

use super::shown;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/one.html")]
pub(super) struct Shown {
    pub(super) frame: Frame,
    receipt_address: String,
    again_address: String,
    change_address: String,
    cancel_address: String,
    pub(super) number: String,
    pub(super) reason: String,
    pub(super) form: String,
    pub(super) tax_year: i64,
    pub(super) amount: Cents,
    pub(super) debit_on: Date,
    pub(super) account: String,
    pub(super) state: String,
    tag: &'static str,
    pub(super) events: Vec<Line>,
    /// The last day on which it may be changed.
    change_until: Option<Date>,
    /// Said where that day has passed.
    too_late: String,
    pub(super) returned: Option<Returned>,
    /// Whether it can be paid again.
    again: bool,
}

pub(super) struct Line {
    pub(super) on: Date,
    pub(super) what: String,
}

pub(super) struct Returned {
    pub(super) why: String,
    pub(super) code: String,
    pub(super) step: String,
}

/// A payment of the visitor's by the id in an address.
pub(super) async fn find(visitor: &Visitor, id: &str) -> Result<Payment, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let found = stored::find(&visitor.account.app.store, visitor.id(), id).await?;
    found.ok_or(PageError::NotFound)
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let payment = find(&visitor, &id).await?;
    let is_returned = State::of(&payment).map_err(PageError::broken)? == State::Returned;
    let frame = visitor.frame(if is_returned { "payments-returned-title" } else { "payments-one-title" });
    let view = view(&visitor, frame, &payment).await?;
    visitor.page.show(&view)
}

/// What the page and the receipt say.
pub(super) async fn view(visitor: &Visitor, frame: Frame, payment: &Payment) -> Result<Shown, PageError> {
    let (today, account) = (visitor.today(), &visitor.account);
    let state = State::of(payment).map_err(PageError::broken)?;
    let events = stored::events(&account.app.store, visitor.id(), payment.id).await?;
    let accounts = shown::accounts(visitor).await?;
    let from = accounts.iter().find(|found| found.id == payment.account_id);
    let (change_until, too_late) = match may_change(&account.pack, payment, today) {
        Ok(()) => (Some(last_day_to_change(visitor, payment)?), String::new()),
        Err(Refusal::TooLate { until }) => {
            (None, frame.say_with("payments-too-late", &[("date", frame.date(until))]))
        }
        Err(_) => (None, String::new()),
    };
    let (word, tag) = shown::state(state);
    let address = |what: &str| format!("/payments/one/{}/{what}", payment.id);
    Ok(Shown {
        receipt_address: address("receipt.pdf"),
        again_address: address("again"),
        change_address: address("change"),
        cancel_address: address("cancel"),
        number: confirmation(payment.id),
        reason: shown::reason(&frame, &payment.reason)?,
        form: payment.form.clone(),
        tax_year: payment.tax_year,
        amount: payment.amount,
        debit_on: payment.debit_on,
        account: from.map(|from| shown::account(&frame, visitor, from, today)).unwrap_or_default(),
        state: frame.say(word),
        tag,
        events: events.iter().map(|event| line(&frame, &account.app.clock, event)).collect(),
        change_until,
        too_late,
        returned: returned(visitor, &frame, payment, state),
        again: matches!(state, State::Returned | State::Cancelled),
        frame,
    })
}

pub(super) fn last_day_to_change(visitor: &Visitor, payment: &Payment) -> Result<Date, PageError> {
    let pack = &visitor.account.pack;
    let limits = agency::payments::Limits::on(pack, visitor.today()).map_err(PageError::broken)?;
    Ok(limits.change_until(pack, payment.debit_on))
}

fn line(frame: &Frame, clock: &Clock, event: &stored::Event) -> Line {
    let key = match State::named(&event.what) {
        Some(State::Scheduled) => "payments-event-scheduled",
        Some(State::Sent) => "payments-event-sent",
        Some(State::Settled) => "payments-event-settled",
        Some(State::Posted) => "payments-event-posted",
        Some(State::Cancelled) => "payments-event-cancelled",
        Some(State::Returned) => "payments-event-returned",
        None => "payments-event-changed",
    };
    Line { on: clock.today(event.at), what: frame.say(key) }
}

/// What the bank said, where the payment ended with it: one that stands again keeps its code.
fn returned(visitor: &Visitor, frame: &Frame, payment: &Payment, state: State) -> Option<Returned> {
    let has_ended = matches!(state, State::Returned | State::Cancelled);
    let code = payment.return_code.clone().filter(|_| has_ended)?;
    let reason = returns::find(&code)?;
    let why = match visitor.page.language() {
        Language::Es => reason.spanish.clone(),
        Language::En => reason.english.clone(),
    };
    let step = match reason.step {
        NextStep::Again => "payments-step-again",
        NextStep::OtherAccount => "payments-step-other",
        NextStep::Numbers => "payments-step-numbers",
        NextStep::AskBank => "payments-step-ask",
        NextStep::Wait => "payments-step-wait",
    };
    Some(Returned { why, code, step: frame.say(step) })
}
