//! What the processor's word does to a checkout and its payments: one write, or nothing that is not in the table of edges.

use outside::cards::{CardPayment, Status};
use store::Write;
use store::taxes::card_checkouts::{self, Checkout};
use store::taxes::payments::{self, Payment};
use tax::pack::Pack;
use values::{Cents, Date};

use super::{Ending, REFUNDED, Standing, next_poll};
use crate::payments::bank::{into_ledger, out_of_ledger};
use crate::payments::state::moved;
use crate::payments::{Act, Refusal, State};

/// What the processor says, as it is booked: `today` is the agency's date, `authorised_on` the day on which the card's bank had
/// agreed, for which the payment counts. A conflict means that another word was booked meanwhile: ask again.
pub fn apply(
    pack: &Pack,
    standing: &Standing,
    said: &CardPayment,
    (today, authorised_on): (Date, Date),
    act: &Act,
) -> Result<Write, Refusal> {
    let Standing { checkout, payments } = standing;
    if said.amount != checkout.amount {
        return Err(Refusal::OtherAmount);
    }
    let to = meant(said);
    let (mut write, mut outcome) = (Write::new(), None);
    for payment in payments {
        let mut standing = payment.clone();
        for step in steps(State::of(payment)?, to) {
            let next = next(&standing, *step, said, (today, authorised_on))?;
            write = payments::move_to_day(write, &next, act.now);
            write = match step {
                State::Posted => into_ledger(write, pack, &next, "")?,
                State::Returned => out_of_ledger(write, pack, &next, ":returned")?,
                _ => write,
            };
            outcome = Some((State::of(&standing)?, *step));
            standing = Payment { version: standing.version + 1, ..next };
        }
    }
    write = card_checkouts::change(write, &with(checkout, said, act));
    let Some((from, to)) = outcome else { return Ok(write) };
    let write = counting(write, checkout, from, to);
    Ok(write.audit(act.about(action(to), Some(checkout.taxpayer_id), None)))
}

/// Where a payment stands, as the processor sees it.
fn meant(said: &CardPayment) -> State {
    match said.status {
        Status::Created | Status::Started => State::Started,
        Status::Submitted | Status::Capturable => State::Submitted,
        Status::Success if said.refunded >= said.amount => State::Returned,
        Status::Success => State::Posted,
        Status::Cancelled => State::Cancelled,
        Status::Failed if said.code.as_deref().map(Ending::of) == Some(Ending::ByPayer) => State::Cancelled,
        Status::Failed | Status::Error => State::Failed,
    }
}

/// The steps from one state to another; none where nothing is new. What is past its beginning does not go back to it, and what
/// a dispute took back is no longer paid, whatever the processor says of the payment itself.
const fn steps(from: State, to: State) -> &'static [State] {
    match (from, to) {
        // The bank's own states are never meant.
        (_, State::Started | State::Scheduled | State::Sent | State::Settled)
        | (State::Submitted, State::Submitted)
        | (State::Posted, State::Submitted | State::Posted)
        | (State::Failed, State::Submitted | State::Failed)
        | (State::Cancelled, State::Submitted | State::Cancelled)
        | (State::Returned, State::Submitted | State::Posted | State::Returned) => &[],
        (_, State::Submitted) => &[State::Submitted],
        (_, State::Posted) => &[State::Posted],
        (State::Posted, State::Returned) => &[State::Returned],
        (_, State::Returned) => &[State::Posted, State::Returned],
        (_, State::Cancelled) => &[State::Cancelled],
        (_, State::Failed) => &[State::Failed],
    }
}

fn next(
    payment: &Payment,
    to: State,
    said: &CardPayment,
    (today, authorised_on): (Date, Date),
) -> Result<Payment, Refusal> {
    let next = moved(payment, to)?;
    Ok(match to {
        State::Posted => Payment { debit_on: authorised_on, return_code: None, ..next },
        State::Returned => {
            Payment { return_code: Some(REFUNDED.to_owned()), returned_on: Some(today), ..next }
        }
        State::Failed | State::Cancelled => Payment { return_code: said.code.clone(), ..next },
        _ => next,
    })
}

/// The checkout as the processor has it. While it can be paid it keeps the address where.
fn with(checkout: &Checkout, said: &CardPayment, act: &Act) -> Checkout {
    let open = matches!(said.status, Status::Created | Status::Started);
    let charged = said.total.and_then(|total| total.minus(said.amount).ok());
    Checkout {
        processor_id: Some(said.id.clone()).filter(|id| !id.is_empty()),
        next_url: said.next_url.clone().filter(|_| open),
        status: said.status.name().to_owned(),
        code: said.code.clone(),
        fee: charged.filter(|fee| !fee.is_negative()).unwrap_or(checkout.fee),
        poll_at: (!said.status.is_over()).then(|| next_poll(checkout.begun_at, act.now)),
        settled_on: said.settled_on.or(checkout.settled_on),
        ..checkout.clone()
    }
}

/// What comes to nothing no longer counts towards the limits; what paid after all counts again.
fn counting(write: Write, checkout: &Checkout, from: State, to: State) -> Write {
    let words = checkout.counted.split_whitespace();
    match (from, to) {
        (_, State::Failed | State::Cancelled) => {
            words.fold(write, |write, word| card_checkouts::uncount_one(write, checkout.taxpayer_id, word))
        }
        (State::Failed, State::Posted) => words.fold(write, |write, word| {
            card_checkouts::count_one(write, (checkout.taxpayer_id, word), i64::MAX)
        }),
        _ => write,
    }
}

const fn action(to: State) -> &'static str {
    match to {
        State::Posted => "payment.card_posted",
        State::Returned => "payment.card_refunded",
        State::Cancelled => "payment.card_cancelled",
        State::Failed => "payment.card_failed",
        _ => "payment.card_submitted",
    }
}

/// How much of a checkout went back, if not all of it did: that is for somebody to look at.
pub(super) fn partly_refunded(said: &CardPayment) -> Option<Cents> {
    Some(said.refunded).filter(|refunded| refunded.is_positive() && *refunded < said.amount)
}
