//! Who takes cards and wallets for the agency? A processor with a page of its own, in the shape of GOV.UK Pay's public API
//! (`POST /v1/payments`, `openapi/publicapi_spec.json` of alphagov/pay-publicapi): no card's number ever comes to us.
//!
//! The stand-in is a program of its own, `counterfoil sandbox card-processor` (docs/operate/cards.md). What went wrong comes
//! back as a [`CardError`], which says what to do about it; nothing is tried again here, as a payment's own number as
//! `Idempotency-Key` lets whoever asked ask again.

mod answers;
mod processor;
#[cfg(test)]
mod tests;

use values::{Cents, Date, Timestamp};

pub use processor::{CardProcessor, Connection, sign};

use crate::http::HttpError;

/// Somebody has so long to pay on the processor's page, in minutes (GOV.UK Pay: "your user has 90 minutes").
pub const MINUTES: i64 = 90;

/// Where a payment stands at the processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nobody has opened its page.
    Created,
    /// Somebody is on its page.
    Started,
    /// The card's bank is being asked.
    Submitted,
    /// The card's bank has agreed, and the money waits to be taken.
    Capturable,
    /// It is paid.
    Success,
    /// It was declined, or its time ran out, or the payer called it off.
    Failed,
    /// We called it off.
    Cancelled,
    /// Something went wrong between the processor and the bank.
    Error,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Created,
        Self::Started,
        Self::Submitted,
        Self::Capturable,
        Self::Success,
        Self::Failed,
        Self::Cancelled,
        Self::Error,
    ];

    /// The processor's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Started => "started",
            Self::Submitted => "submitted",
            Self::Capturable => "capturable",
            Self::Success => "success",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Error => "error",
        }
    }

    /// Whether nothing more becomes of it, but for what goes back.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Success | Self::Failed | Self::Cancelled | Self::Error)
    }

    /// By its word.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// What the processor is asked for.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Our number for it: reference and `Idempotency-Key`, so that asked twice it is made once.
    pub number: &'a str,
    /// How much, without the fee.
    pub amount: Cents,
    /// What it is for, as the payer reads it there; at most 255 characters.
    pub description: &'a str,
    /// Where the payer comes back to; at most 2,000 characters.
    pub return_url: &'a str,
    /// `en` or `es`. GOV.UK Pay itself knows `en` and `cy`.
    pub language: &'a str,
    /// What the payer pays with, as they said: `credit`, `debit`, `commercial` or `wallet`.
    pub kind: &'a str,
    /// The fee that the payer was shown.
    pub fee: Cents,
}

/// What the processor says of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardPayment {
    /// Its number there.
    pub id: String,
    /// Our number.
    pub reference: String,
    /// How much, without the fee.
    pub amount: Cents,
    /// What the payer was charged, with the fee, once they were.
    pub total: Option<Cents>,
    /// Where it stands.
    pub status: Status,
    /// Why it ended, as `P0010`.
    pub code: Option<String>,
    /// Where its payer goes on, while they can.
    pub next_url: Option<String>,
    /// When the card's bank had agreed and the money was asked for.
    pub authorised_at: Option<Timestamp>,
    /// How much went back.
    pub refunded: Cents,
    /// When it was paid out to the agency.
    pub settled_on: Option<Date>,
}

/// Somebody told their bank that they did not make a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// The payment's number at the processor.
    pub payment_id: String,
    /// How much is disputed.
    pub amount: Cents,
    /// `needs_response`, `under_review`, `lost` or `won`.
    pub status: String,
}

/// A page of a list, and whether there is more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// What it holds.
    pub results: Vec<T>,
    /// How many there are in all.
    pub total: i64,
}

/// Why the processor did not do as it was asked.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// No processor is set up.
    #[error("no card processor is set up")]
    Nobody,
    /// It cannot be known what it did: ask again later, under the same number.
    #[error("the card processor cannot be reached: {0}")]
    Unreachable(#[from] HttpError),
    /// It is asked too often (429, P0900), or has trouble of its own (5xx): ask again a second later.
    #[error("the card processor is busy ({status})")]
    Busy {
        /// Status code.
        status: u16,
    },
    /// It has no such payment (404, P0200).
    #[error("the card processor knows no such payment")]
    NotFound,
    /// The number was used for another payment (409, P0191).
    #[error("the number was used for another payment")]
    NumberUsed,
    /// The payment is not where this could be done (P0501, P0600 to P0604).
    #[error("the payment is past this ({code})")]
    WrongState {
        /// The processor's code.
        code: String,
    },
    /// It takes our request or our key for wrong (P0101, P0102, 401 …): somebody has to look at the set-up.
    #[error("the card processor refused: {status} {code}")]
    Refused {
        /// Status code.
        status: u16,
        /// The processor's code; empty where it says none.
        code: String,
    },
    /// It answered something else than the interface says, or another payment than the one that was asked for.
    #[error("the card processor answered something unexpected: {0}")]
    Unexpected(&'static str),
}
