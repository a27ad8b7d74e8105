//! Which page is a payment by card at? One for each way in which it can stand, so that no way out of the processor's page ends
//! nowhere; each says whether money was taken and the one thing to do next.

use agency::payments::State;
use agency::payments::cards::{ASKED, DISPUTE_LOST, Ending, Standing};
use outside::cards::Status;
use web::PageError;

/// How a payment by card stands, for its payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::payments) enum Outcome {
    /// The processor has not been asked, or has not answered.
    NotBegun,
    /// The payer may go on to the processor's page.
    Open,
    /// It is open, but nothing is owed any more.
    PaidOtherwise,
    /// The card's bank is being asked.
    Asking,
    /// The card's bank has agreed, and the money will be taken.
    Agreed,
    /// It is paid.
    Paid,
    /// The card's bank said no.
    Declined,
    /// Nobody paid in time.
    Expired,
    /// The payer called it off there.
    CancelledByPayer,
    /// We called it off.
    CancelledByUs,
    /// Something went wrong at the processor.
    Broken,
    /// The money went back.
    Refunded,
    /// The payer's bank took it back.
    DisputeLost,
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To the processor's page.
    GoOn,
    /// To look at this page again.
    LookAgain,
    /// To pay again, by another way.
    PayAgain,
    /// To call it off.
    CallOff,
    /// To the list of payments.
    ToList,
}

impl Outcome {
    /// How a checkout stands by the books; whether it was paid otherwise is found elsewhere.
    pub(in crate::payments) fn of(standing: &Standing) -> Result<Self, PageError> {
        let Some(payment) = standing.payments.first() else { return Err(PageError::NotFound) };
        let checkout = &standing.checkout;
        let state = State::of(payment).map_err(PageError::broken)?;
        let ending = checkout.code.as_deref().map_or(Ending::Broken, Ending::of);
        Ok(match state {
            State::Posted => Self::Paid,
            State::Returned if payment.return_code.as_deref() == Some(DISPUTE_LOST) => Self::DisputeLost,
            State::Returned => Self::Refunded,
            State::Submitted if checkout.status == Status::Capturable.name() => Self::Agreed,
            State::Submitted => Self::Asking,
            State::Failed | State::Cancelled => match ending {
                Ending::Declined => Self::Declined,
                Ending::Expired => Self::Expired,
                Ending::ByPayer => Self::CancelledByPayer,
                Ending::ByUs => Self::CancelledByUs,
                Ending::Broken => Self::Broken,
            },
            _ if checkout.status == ASKED => Self::NotBegun,
            _ => Self::Open,
        })
    }

    /// Title, whether money was taken, what to do.
    pub(in crate::payments) const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NotBegun => ("card-not-begun-title", "card-not-begun", "card-not-begun-next"),
            Self::Open => ("card-open-title", "card-open", "card-open-next"),
            Self::PaidOtherwise => ("card-otherwise-title", "card-otherwise", "card-otherwise-next"),
            Self::Asking => ("card-asking-title", "card-asking", "card-asking-next"),
            Self::Agreed => ("card-agreed-title", "card-agreed", "card-agreed-next"),
            Self::Paid => ("card-paid-title", "card-paid", "card-paid-next"),
            Self::Declined => ("card-declined-title", "card-declined", "card-declined-next"),
            Self::Expired => ("card-expired-title", "card-expired", "card-expired-next"),
            Self::CancelledByPayer => ("card-by-payer-title", "card-by-payer", "card-by-payer-next"),
            Self::CancelledByUs => ("card-by-us-title", "card-by-us", "card-by-us-next"),
            Self::Broken => ("card-broken-title", "card-broken", "card-broken-next"),
            Self::Refunded => ("card-refunded-title", "card-refunded", "card-refunded-next"),
            Self::DisputeLost => ("card-lost-title", "card-lost", "card-lost-next"),
        }
    }

    pub(super) const fn step(self) -> Step {
        match self {
            Self::NotBegun | Self::Open => Step::GoOn,
            Self::PaidOtherwise => Step::CallOff,
            Self::Asking => Step::LookAgain,
            Self::Agreed | Self::Paid | Self::Refunded => Step::ToList,
            Self::Declined
            | Self::Expired
            | Self::CancelledByPayer
            | Self::CancelledByUs
            | Self::Broken
            | Self::DisputeLost => Step::PayAgain,
        }
    }

    /// The kind of its alert.
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Paid => "success",
            Self::NotBegun | Self::Open | Self::Asking | Self::Agreed | Self::Refunded => "info",
            Self::PaidOtherwise | Self::CancelledByPayer | Self::CancelledByUs | Self::Expired => "warning",
            Self::Declined | Self::Broken | Self::DisputeLost => "error",
        }
    }

    /// Whether it can still be called off.
    pub(super) const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::PaidOtherwise)
    }
}
