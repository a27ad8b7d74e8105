//! How pages say kinds of plans, reasons against them, and where a plan stands.

use agency::plans::State;
use tax::plans::{Fee, Kind, Reason};
use values::Cents;
use web::{Frame, PageError};

/// Name of a kind, and what it is in one sentence.
pub(super) const fn kind(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::ShortTerm => ("plan-short-term", "plan-short-term-what"),
        Kind::Guaranteed => ("plan-guaranteed", "plan-guaranteed-what"),
        Kind::Simple => ("plan-simple", "plan-simple-what"),
        Kind::AbilityToPay => ("plan-ability", "plan-ability-what"),
        Kind::PartialPayment => ("plan-partial", "plan-partial-what"),
        Kind::BeforeAssessment => ("plan-before", "plan-before-what"),
        Kind::TrustFundExpress => ("plan-express", "plan-express-what"),
    }
}

/// The name of a stored kind.
pub(super) fn kind_name(frame: &Frame, name: &str) -> Result<String, PageError> {
    let found =
        Kind::named(name).ok_or_else(|| PageError::broken("a plan is of a kind that is not known"))?;
    Ok(frame.say(kind(found).0))
}

/// Why a kind does not fit.
pub(super) fn reason(frame: &Frame, reason: &Reason) -> String {
    match reason {
        Reason::NothingOwed => frame.say("plan-why-nothing-owed"),
        Reason::NothingExpected => frame.say("plan-why-nothing-expected"),
        Reason::UnfiledReturns => frame.say("plan-why-unfiled"),
        Reason::Bankruptcy => frame.say("plan-why-bankruptcy"),
        Reason::Offer => frame.say("plan-why-offer"),
        Reason::OnlyIndividuals => frame.say("plan-why-only-individuals"),
        Reason::OnlyTrustFund => frame.say("plan-why-only-trust-fund"),
        Reason::OnlyIncomeTax => frame.say("plan-why-only-income-tax"),
        Reason::NotOffered => frame.say("plan-why-not-offered"),
        Reason::NotClean { years } => frame.say_with("plan-why-not-clean", &[("years", *years)]),
        Reason::AboveLimit { limit, found } => frame.say_with(
            "plan-why-above-limit",
            &[("limit", frame.money(limit)), ("found", frame.money(found))],
        ),
        Reason::NotAboveLimit { limit } => {
            frame.say_with("plan-why-not-above-limit", &[("limit", frame.money(limit))])
        }
        Reason::NeedsDirectDebit => frame.say("plan-why-needs-direct-debit"),
        Reason::NeedsFinances => frame.say("plan-why-needs-finances"),
        Reason::TooLow { least } => frame.say_with("plan-why-too-low", &[("least", frame.money(least))]),
        Reason::NoTime => frame.say("plan-why-no-time"),
        Reason::PaysInFull => frame.say("plan-why-pays-in-full"),
    }
}

/// A fee, with what becomes of it.
pub(super) fn fee(frame: &Frame, fee: Fee) -> String {
    let amount = frame.money(fee.amount);
    if fee.is_waived {
        frame.say("plan-fee-waived")
    } else if fee.is_reimbursed {
        frame.say_with("plan-fee-comes-back", &[("amount", amount)])
    } else if fee.amount.is_zero() {
        frame.say("plan-fee-none")
    } else {
        amount
    }
}

/// What is added until the end. An agreement lowers the penalty of the month that runs, so that it can be less than nothing.
pub(super) fn added(frame: &Frame, amount: Cents) -> String {
    let less = Cents::new(amount.get().saturating_neg());
    if less.is_positive() {
        frame.say_with("plan-less-than-today", &[("amount", frame.money(less))])
    } else {
        frame.money(amount)
    }
}

/// The word for a state, and the kind of its tag.
pub(super) const fn state(state: State) -> (&'static str, &'static str) {
    match state {
        State::Asked => ("plan-state-asked", "quiet"),
        State::Active => ("plan-state-active", ""),
        State::Refused => ("plan-state-refused", "attention"),
        State::Withdrawn => ("plan-state-withdrawn", "quiet"),
        State::Fulfilled => ("plan-state-fulfilled", ""),
        State::Ended => ("plan-state-ended", "quiet"),
        State::Defaulted => ("plan-state-defaulted", "attention"),
    }
}
