//! What follows once an offer has ended, in plain words: what is still to be paid and kept to, why it came back, what to do next.

use agency::offers::{Loaded, Paid, ReturnReason, State};
use tax::calendar::{corresponding_date, date_of, day_number};
use tax::pack::{Pack, PackError};
use values::{Cents, Date};
use web::{Frame, PageError};

use super::said;

/// What stands on the page of an offer that has ended.
pub(super) struct Next {
    /// What is so, and what to do, a line each.
    pub(super) lines: Vec<String>,
    /// Whether a new offer may be what helps.
    pub(super) may_send_again: bool,
}

/// None while it waits, or after its sender took it back.
pub(super) fn next(frame: &Frame, pack: &Pack, loaded: &Loaded) -> Result<Option<Next>, PageError> {
    let state = State::of(&loaded.offer).map_err(PageError::broken)?;
    let Some(ended_on) = loaded.offer.ended_on else { return Ok(None) };
    let call = frame.say_with("offer-refused-help", &[("phone", frame.telephone().to_owned())]);
    let (mut lines, may_send_again) = match state {
        State::Sent | State::Withdrawn => return Ok(None),
        State::Accepted => (accepted(frame, pack, loaded, ended_on)?, false),
        State::Deemed => {
            let law = said_count(frame, pack, loaded, ("offer-deemed", "offer.decision_months"))?;
            (std::iter::once(law).chain(accepted(frame, pack, loaded, ended_on)?).collect(), false)
        }
        State::Refused => {
            (vec![said_count(frame, pack, loaded, ("offer-know-appeal", "offer.appeal_days"))?], false)
        }
        State::Returned => (returned(frame, loaded)?, true),
    };
    lines.push(call);
    Ok(Some(Next { lines, may_send_again }))
}

fn said_count(
    frame: &Frame,
    pack: &Pack,
    loaded: &Loaded,
    (key, figure): (&str, &'static str),
) -> Result<String, PageError> {
    let count = count(pack, loaded, figure).map_err(PageError::broken)?;
    Ok(frame.say_count(key, i64::from(count)))
}

/// A figure as it was when the offer was sent.
fn count(pack: &Pack, loaded: &Loaded, figure: &'static str) -> Result<i32, PackError> {
    pack.count(figure, loaded.offer.sent_on)
}

fn accepted(frame: &Frame, pack: &Pack, loaded: &Loaded, ended_on: Date) -> Result<Vec<String>, PageError> {
    let left = loaded.offered_left().map_err(PageError::broken)?;
    let mut lines = Vec::new();
    if left.is_positive() {
        lines.push(to_pay(frame, pack, loaded, (ended_on, left)).map_err(PageError::broken)?);
    } else {
        lines.push(frame.say("offer-all-paid"));
    }
    lines.push(said_count(frame, pack, loaded, ("offer-know-compliance", "offer.compliance_years"))?);
    lines.push(frame.say("offer-know-refunds"));
    lines.push(said_count(frame, pack, loaded, ("offer-know-public", "offer.public_years"))?);
    Ok(lines)
}

/// How what was offered and not paid yet is paid.
fn to_pay(
    frame: &Frame,
    pack: &Pack,
    loaded: &Loaded,
    (ended_on, left): (Date, Cents),
) -> Result<String, PackError> {
    let amount = ("amount", frame.money(left));
    let is_periodic = Paid::named(&loaded.offer.way) == Some(Paid::Periodic);
    if !is_periodic {
        let months = count(pack, loaded, "offer.payments_lump_sum")?;
        let by = frame.date(corresponding_date(ended_on, months));
        return Ok(frame.say_with("offer-left-lump-sum", &[amount, ("date", by)]));
    }
    if loaded.offer.with_offer.is_positive() {
        return Ok(frame.say_with("offer-left-periodic", &[amount]));
    }
    let days = count(pack, loaded, "offer.first_payment_days")?;
    let by = frame.date(date_of(day_number(ended_on) + days));
    Ok(frame.say_with("offer-left-first", &[amount, ("date", by)]))
}

fn returned(frame: &Frame, loaded: &Loaded) -> Result<Vec<String>, PageError> {
    let reason = loaded.offer.reason.as_deref().and_then(ReturnReason::named);
    let reason = reason.ok_or_else(|| PageError::broken("an offer was returned without a reason"))?;
    let (why, what_to_do) = said::returned(reason);
    let mut lines = vec![frame.say(why), frame.say(what_to_do)];
    let fee = loaded.fee_paid().map_err(PageError::broken)?;
    if fee.is_positive() {
        let key = if reason.gives_fee_back() { "offer-fee-back" } else { "offer-fee-stays" };
        lines.push(frame.say_with(key, &[("amount", frame.money(fee))]));
    }
    lines.push(frame.say("offer-paid-stays"));
    Ok(lines)
}
