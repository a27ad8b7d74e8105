//! The processor's JSON, as far as we read it; fields we do not need are passed over.

use serde::Deserialize;
use values::{Cents, Date, Timestamp};

use super::{CardError, CardPayment, Dispute, Listed, Status};
use crate::http::Answer;

#[derive(Deserialize)]
struct State {
    status: Status,
    code: Option<String>,
}

#[derive(Deserialize)]
struct Link {
    href: String,
}

#[derive(Deserialize, Default)]
struct Links {
    next_url: Option<Link>,
}

#[derive(Deserialize, Default)]
struct RefundSummary {
    #[serde(default)]
    amount_submitted: i64,
}

#[derive(Deserialize, Default)]
struct SettlementSummary {
    capture_submit_time: Option<Timestamp>,
    settled_date: Option<Date>,
}

#[derive(Deserialize)]
struct Payment {
    #[serde(rename = "payment_id")]
    id: String,
    reference: String,
    amount: i64,
    total_amount: Option<i64>,
    state: State,
    #[serde(default, rename = "_links")]
    links: Links,
    #[serde(default)]
    refund_summary: RefundSummary,
    #[serde(default)]
    settlement_summary: SettlementSummary,
}

#[derive(Deserialize)]
struct DisputeLine {
    payment_id: String,
    amount: i64,
    status: String,
}

#[derive(Deserialize)]
struct Results<T> {
    total: i64,
    results: Vec<T>,
}

#[derive(Deserialize)]
struct Fault {
    #[serde(default)]
    code: String,
}

/// What a webhook is about.
#[derive(Deserialize)]
struct Message {
    resource_id: String,
}

impl From<Payment> for CardPayment {
    fn from(payment: Payment) -> Self {
        Self {
            id: payment.id,
            reference: payment.reference,
            amount: Cents::new(payment.amount),
            total: payment.total_amount.map(Cents::new),
            status: payment.state.status,
            code: payment.state.code,
            next_url: payment.links.next_url.map(|link| link.href),
            authorised_at: payment.settlement_summary.capture_submit_time,
            refunded: Cents::new(payment.refund_summary.amount_submitted),
            settled_on: payment.settlement_summary.settled_date,
        }
    }
}

fn json<T: for<'de> Deserialize<'de>>(answer: &Answer) -> Result<T, CardError> {
    serde_json::from_slice(&answer.body).map_err(|_| CardError::Unexpected("no JSON of the interface"))
}

/// A payment, where the answer is one.
pub(super) fn payment(answer: &Answer) -> Result<CardPayment, CardError> {
    check(answer)?;
    json::<Payment>(answer).map(CardPayment::from)
}

/// A page of payments.
pub(super) fn payments(answer: &Answer) -> Result<Listed<CardPayment>, CardError> {
    check(answer)?;
    let Results { total, results } = json::<Results<Payment>>(answer)?;
    Ok(Listed { results: results.into_iter().map(CardPayment::from).collect(), total })
}

/// A page of disputes.
pub(super) fn disputes(answer: &Answer) -> Result<Listed<Dispute>, CardError> {
    check(answer)?;
    let Results { total, results } = json::<Results<DisputeLine>>(answer)?;
    let results = results.into_iter().map(|line| Dispute {
        payment_id: line.payment_id,
        amount: Cents::new(line.amount),
        status: line.status,
    });
    Ok(Listed { results: results.collect(), total })
}

/// The number of the payment that a webhook is about.
pub(super) fn about(body: &[u8]) -> Option<String> {
    serde_json::from_slice::<Message>(body).ok().map(|message| message.resource_id)
}

/// What an answer that is no success means.
pub(super) fn check(answer: &Answer) -> Result<(), CardError> {
    let status = answer.status;
    if (200..300).contains(&status) {
        return Ok(());
    }
    let code = serde_json::from_slice::<Fault>(&answer.body).map(|fault| fault.code).unwrap_or_default();
    Err(match (status, code.as_str()) {
        (429 | 500..=599, _) => CardError::Busy { status },
        (404, _) => CardError::NotFound,
        (409, "P0191") => CardError::NumberUsed,
        (_, "P0501" | "P0502" | "P0600" | "P0601" | "P0602" | "P0603" | "P0604") => {
            CardError::WrongState { code }
        }
        _ => CardError::Refused { status, code },
    })
}
