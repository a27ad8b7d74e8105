//! The receipt of one payment on paper: what its page says, as a tagged PDF.

use agency::payments::State;
use axum::extract::Path;
use axum::response::Response;
use web::paper::Block;
use web::{Frame, PageError};

use super::one::{self, Shown};
use crate::documents::{self, Document};
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let payment = one::find(&visitor, &id).await?;
    let state = State::of(&payment).map_err(PageError::broken)?;
    let view = one::view(&visitor, visitor.frame("payments-receipt-title"), &payment).await?;
    let frame = &view.frame;
    let made = [("date", frame.date(visitor.today()))];
    let foot = frame.say_with("payments-receipt-made", &made);
    let name = format!("receipt-{}", view.number);
    let document = Document { frame, what: "receipt", form: &view.form, tax_year: view.tax_year, name };
    documents::pdf(&visitor, &document, blocks(frame, &view, visitor.name(), state), &foot).await
}

fn blocks(frame: &Frame, view: &Shown, name: String, state: State) -> Vec<Block> {
    let fact = |key: &str, value: String| (frame.say(key), value.into());
    let mut blocks = vec![
        Block::Paragraph(frame.say(meaning(state)).into()),
        Block::Facts(vec![
            fact("pay-confirmation", view.number.clone()),
            fact("payments-amount", frame.money(view.amount)),
            fact("payments-state", view.state.clone()),
            fact("payments-receipt-name", name),
            fact("pay-for", view.reason.clone()),
            fact("payments-for", view.tax_year.to_string()),
            fact("payments-form", view.form.clone()),
            fact("pay-taken-on", frame.date(view.debit_on)),
            fact("pay-from", view.account.clone()),
        ]),
    ];
    if let Some(card) = &view.card {
        blocks.push(Block::Facts(vec![fact("card-fee", frame.money(card.fee))]));
        blocks.push(Block::Paragraph(frame.say("card-fee-no-tax").into()));
    }
    if let Some(returned) = &view.returned {
        blocks.push(Block::Section(returned.heading.clone()));
        blocks.push(Block::Paragraph(format!("{} {}", returned.why, returned.code).trim().to_owned().into()));
        blocks.push(Block::Paragraph(returned.step.clone().into()));
    }
    let events = view.events.iter().map(|event| format!("{}: {}", frame.date(event.on), event.what).into());
    blocks.push(Block::Section(frame.say("payments-history")));
    blocks.push(Block::List(events.collect()));
    blocks
}

/// What the receipt proves, and what it does not.
const fn meaning(state: State) -> &'static str {
    match state {
        State::Scheduled | State::Started | State::Submitted | State::Sent => "payments-receipt-asked",
        State::Settled | State::Posted => "payments-receipt-paid",
        State::Cancelled | State::Failed | State::Returned => "payments-receipt-nothing",
    }
}
