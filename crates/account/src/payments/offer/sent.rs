//! One offer that was sent: where it stands, what still has to be paid with it, its history; taking it back.

use agency::offers::{Loaded, OfferYear, Refusal, State, load, withdraw as take_back};
use agency::payments::{Moment, confirmation};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use store::WriteError;
use tax::pack::PaymentReason;
use values::{Cents, Date, Id};
use web::forms::Nothing;
use web::{Form, Frame, PageError};

use super::{PATH, SENT, ended, papers, said};
use crate::payments::draft::person_key;
use crate::payments::pay::{Answers, Target, When, begin_at_bank};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/offer/sent.html")]
struct Shown {
    frame: Frame,
    address: String,
    number: String,
    state: String,
    tag: &'static str,
    way: String,
    amount: Cents,
    sent_on: Date,
    ended_on: Option<Date>,
    /// From then on it counts as accepted; none while a court has the tax before it.
    decide_by: Option<Date>,
    years: Vec<String>,
    papers: Vec<papers::Line>,
    fee_left: Cents,
    fee_action: String,
    with_offer_left: Cents,
    pay_action: String,
    is_open: bool,
    next: Option<ended::Next>,
    events: Vec<(Date, String)>,
}

/// An offer of the visitor's.
pub(super) async fn find(visitor: &Visitor, id: Id) -> Result<Option<Loaded>, PageError> {
    let account = &visitor.account;
    let key = person_key(visitor).await?;
    let seal = (&account.sealer, &key);
    let loaded = load(&account.app.store, &account.pack, seal, (visitor.id(), id), visitor.today());
    loaded.await.map_err(PageError::broken)
}

pub(super) async fn require(visitor: &Visitor, id: &str) -> Result<Loaded, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    find(visitor, id).await?.ok_or(PageError::NotFound)
}

pub(super) fn address(loaded: &Loaded) -> String {
    format!("{SENT}/{}", loaded.offer.id)
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let loaded = require(&visitor, &id).await?;
    let offer = &loaded.offer;
    let state = State::of(offer).map_err(PageError::broken)?;
    let (pack, clock) = (&visitor.account.pack, &visitor.account.app.clock);
    let frame = visitor.frame("offer-sent-title");
    let (word, tag) = said::state(state);
    let year = |year: &OfferYear| {
        let words = [("form", year.form.clone()), ("year", year.tax_year.to_string())];
        frame.say_with("offer-sent-year", &words)
    };
    let event =
        |event: &agency::offers::OfferEvent| (clock.today(event.at), frame.say(said::event(&event.what)));
    let is_open = state == State::Sent;
    let left = |amount: Cents| if is_open { amount } else { Cents::ZERO };
    let view = Shown {
        address: address(&loaded),
        number: confirmation(offer.id),
        state: frame.say(word),
        tag,
        way: frame.say(said::way(&offer.way)),
        amount: offer.amount,
        sent_on: offer.sent_on,
        ended_on: offer.ended_on,
        decide_by: loaded.decide_by,
        years: loaded.years.iter().map(year).collect(),
        papers: papers::lines(&visitor, &frame, &loaded).await?,
        fee_left: left(loaded.fee_left().map_err(PageError::broken)?),
        fee_action: format!("{}/fee", address(&loaded)),
        pay_action: format!("{}/pay", address(&loaded)),
        with_offer_left: left(loaded.with_offer_left().map_err(PageError::broken)?),
        is_open,
        next: ended::next(&frame, pack, &loaded)?,
        events: loaded.events.iter().map(event).collect(),
        frame,
    };
    visitor.page.show(&view)
}

/// Pays what has to come with it.
pub(super) async fn pay(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let loaded = require(&visitor, &id).await?;
    let left = loaded.with_offer_left().map_err(PageError::broken)?;
    begin(&visitor, &loaded, PaymentReason::Offer, left).await
}

/// Pays the fee.
pub(super) async fn pay_fee(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let loaded = require(&visitor, &id).await?;
    let left = loaded.fee_left().map_err(PageError::broken)?;
    begin(&visitor, &loaded, PaymentReason::OfferFee, left).await
}

/// A payment for the oldest year of an offer that waits for a decision.
async fn begin(
    visitor: &Visitor,
    loaded: &Loaded,
    reason: PaymentReason,
    amount: Cents,
) -> Result<Response, PageError> {
    let is_open = State::of(&loaded.offer).map_err(PageError::broken)? == State::Sent;
    let oldest = loaded.years.iter().min_by_key(|year| year.tax_year);
    let Some(year) = oldest.filter(|_| is_open && amount.is_positive()) else {
        return visitor.page.go(&address(loaded));
    };
    let target = Target {
        form: year.form.clone(),
        tax_year: year.tax_year,
        owner: year.owner_id.to_string(),
        module: year.module_id.to_string(),
    };
    let (targets, amounts) = (vec![target], vec![amount]);
    let answers = Answers {
        reason: Some(reason),
        targets,
        when: Some(When::Today),
        amounts,
        account: None,
        card: None,
    };
    begin_at_bank(visitor, answers).await
}

#[derive(Template)]
#[template(path = "payments/offer/withdraw.html")]
struct Withdraw {
    frame: Frame,
    address: String,
    action: String,
}

pub(super) async fn show_withdraw(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let loaded = require(&visitor, &id).await?;
    let address = address(&loaded);
    if State::of(&loaded.offer).map_err(PageError::broken)? != State::Sent {
        return visitor.page.go(&address);
    }
    let action = format!("{address}/withdraw");
    visitor.page.show(&Withdraw { frame: visitor.frame("offer-withdraw-title"), address, action })
}

/// Sent twice, it is taken back once: the second time leads to the same page.
pub(super) async fn withdraw(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let loaded = require(&visitor, &id).await?;
    let moment = Moment { now: visitor.page.now(), today: visitor.today() };
    match take_back(&visitor.account.pack, &loaded, moment) {
        Ok(write) => match visitor.account.app.store.write(write).await {
            // Whoever was first decided; the page shows what it came to.
            Ok(()) | Err(WriteError::Conflict { .. }) => visitor.page.go(&address(&loaded)),
            Err(error) => Err(error.into()),
        },
        Err(Refusal::WrongState { .. } | Refusal::TooLate { .. }) => visitor.page.go(&address(&loaded)),
        Err(refusal) => Err(PageError::broken(refusal)),
    }
}
