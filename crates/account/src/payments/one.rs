//! One payment: where it stands and how it came there, and what can be done with it.

use agency::payments::cards::Standing;
use agency::payments::returns::{self, NextStep};
use agency::payments::{Payment, Refusal, State, Way, confirmation, may_change};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use outside::Clock;
use store::taxes::payments as stored;
use tax::pack::CardKind;
use values::{Cents, Date, Id};
use web::{Frame, Language, PageError};

use super::card::{self, Outcome};
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
    /// By card: what its company took beside, and where it stands there.
    pub(super) card: Option<Card>,
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

pub(super) struct Card {
    pub(super) fee: Cents,
    address: String,
}

pub(super) struct Returned {
    pub(super) heading: String,
    pub(super) why: String,
    /// What the bank said; empty where no bank did.
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
    let (from, card) = from(visitor, &frame, payment).await?;
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
        account: from,
        state: frame.say(word),
        tag,
        events: events.iter().map(|event| line(&frame, &account.app.clock, event, card.is_some())).collect(),
        change_until,
        too_late,
        returned: match &card {
            Some((standing, _)) => not_paid(&frame, standing, state)?,
            None => returned(visitor, &frame, payment, state),
        },
        card: card.map(|(_, card)| card),
        again: matches!(state, State::Returned | State::Cancelled | State::Failed),
        frame,
    })
}

/// What it is paid from, and what belongs to a card.
async fn from(
    visitor: &Visitor,
    frame: &Frame,
    payment: &Payment,
) -> Result<(String, Option<(Standing, Card)>), PageError> {
    if Way::of(payment).map_err(PageError::broken)? == Way::Card {
        let standing = card::standing_of(visitor, payment.submission_id).await?;
        let kind = CardKind::named(&standing.checkout.kind).map(shown::card_key);
        let kind =
            kind.ok_or_else(|| PageError::broken("a checkout has a kind of card that is not known"))?;
        let card = Card { fee: standing.checkout.fee, address: card::address(payment.submission_id) };
        return Ok((frame.say(kind), Some((standing, card))));
    }
    let accounts = shown::accounts(visitor).await?;
    let from = accounts.iter().find(|found| found.id == payment.account_id);
    Ok((from.map(|from| shown::account(frame, visitor, from, visitor.today())).unwrap_or_default(), None))
}

pub(super) fn last_day_to_change(visitor: &Visitor, payment: &Payment) -> Result<Date, PageError> {
    let pack = &visitor.account.pack;
    let limits = agency::payments::Limits::on(pack, visitor.today()).map_err(PageError::broken)?;
    Ok(limits.change_until(pack, payment.debit_on))
}

fn line(frame: &Frame, clock: &Clock, event: &stored::Event, is_card: bool) -> Line {
    let key = match State::named(&event.what) {
        Some(State::Returned) if is_card => "card-event-returned",
        Some(State::Cancelled) if is_card => "card-event-cancelled",
        Some(State::Started) => "card-event-started",
        Some(State::Submitted) => "card-event-submitted",
        Some(State::Failed) => "card-event-failed",
        None if event.what == "disputed" => "card-event-disputed",
        None if event.what == "dispute_won" => "card-event-won",
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
    let heading = frame.say("payments-came-back");
    let code = frame.say_with("payments-code", &[("code", code)]);
    Some(Returned { heading, why, code, step: frame.say(step) })
}

/// Why a card did not pay, or what it paid went back.
fn not_paid(frame: &Frame, standing: &Standing, state: State) -> Result<Option<Returned>, PageError> {
    if !matches!(state, State::Failed | State::Cancelled | State::Returned) {
        return Ok(None);
    }
    let (heading, why, step) = Outcome::of(standing)?.words();
    let charged = standing.checkout.amount.plus(standing.checkout.fee).map_err(PageError::broken)?;
    let why = frame.say_with(why, &[("amount", frame.money(charged))]);
    Ok(Some(Returned { heading: frame.say(heading), why, code: String::new(), step: frame.say(step) }))
}
