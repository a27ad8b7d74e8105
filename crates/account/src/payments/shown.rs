//! How the pages of this tab say the same things: reasons, states, banks, limits.

use agency::payments::{Limits, Payment, State};
use store::taxes::bank_accounts::{self, AccountKind, BankAccount};
use store::taxes::payments as stored;
use tax::pack::{CardKind, PaymentReason};
use values::{Cents, Date};
use web::{Frame, PageError};

use super::draft::person_key;
use crate::visitor::Visitor;

/// What may still be paid today.
pub(super) struct Limit {
    pub(super) left: i64,
    pub(super) most: i64,
    pub(super) below: Cents,
}

impl Limit {
    pub(super) async fn of(visitor: &Visitor) -> Result<Self, PageError> {
        let today = visitor.today();
        let limits = Limits::on(&visitor.account.pack, today).map_err(PageError::broken)?;
        let made = stored::made_on(&visitor.account.app.store, visitor.id(), today).await?;
        Ok(Self {
            left: (limits.most_a_day - made).max(0),
            most: limits.most_a_day,
            below: limits.amount_below,
        })
    }
}

pub(super) const fn reason_key(reason: PaymentReason) -> &'static str {
    match reason {
        PaymentReason::Balance => "pay-reason-balance",
        PaymentReason::Estimated => "pay-reason-estimated",
        PaymentReason::Extension => "pay-reason-extension",
        PaymentReason::Amended => "pay-reason-amended",
        PaymentReason::Proposed => "pay-reason-proposed",
        PaymentReason::Plan => "pay-reason-plan",
        PaymentReason::PlanFee => "pay-reason-plan-fee",
        PaymentReason::Offer => "pay-reason-offer",
        PaymentReason::OfferFee => "pay-reason-offer-fee",
    }
}

pub(super) const fn reason_hint(reason: PaymentReason) -> &'static str {
    match reason {
        PaymentReason::Balance => "pay-reason-balance-hint",
        PaymentReason::Estimated => "pay-reason-estimated-hint",
        PaymentReason::Extension => "pay-reason-extension-hint",
        PaymentReason::Amended => "pay-reason-amended-hint",
        PaymentReason::Proposed => "pay-reason-proposed-hint",
        PaymentReason::Plan => "pay-reason-plan-hint",
        PaymentReason::PlanFee => "pay-reason-plan-fee-hint",
        PaymentReason::Offer => "pay-reason-offer-hint",
        PaymentReason::OfferFee => "pay-reason-offer-fee-hint",
    }
}

/// What a stored reason is called.
pub(super) fn reason(frame: &Frame, name: &str) -> Result<String, PageError> {
    let reason = PaymentReason::named(name)
        .ok_or_else(|| PageError::broken("a payment is for something that is not known"))?;
    Ok(frame.say(reason_key(reason)))
}

/// The word for a state, and the kind of its tag.
pub(super) const fn state(state: State) -> (&'static str, &'static str) {
    match state {
        State::Scheduled => ("payments-scheduled", "quiet"),
        State::Started => ("payments-started", "attention"),
        State::Submitted => ("payments-submitted", "quiet"),
        State::Sent => ("payments-sent", "quiet"),
        State::Settled => ("payments-settled", "quiet"),
        State::Posted => ("payments-posted", ""),
        State::Cancelled => ("payments-cancelled", "quiet"),
        State::Failed => ("payments-failed", "quiet"),
        State::Returned => ("payments-returned", "attention"),
    }
}

/// What a kind of card is called.
pub(super) const fn card_key(kind: CardKind) -> &'static str {
    match kind {
        CardKind::Credit => "card-credit",
        CardKind::Debit => "card-debit",
        CardKind::Commercial => "card-commercial",
        CardKind::Wallet => "card-wallet",
    }
}

/// A payment in a list (`lines.html`).
pub(super) struct Line {
    /// Its page; empty if it has none, as it was not made here.
    pub(super) address: String,
    pub(super) on: Date,
    pub(super) tax_year: i64,
    pub(super) what: String,
    pub(super) state: String,
    pub(super) tag: &'static str,
    pub(super) amount: Cents,
}

impl Line {
    /// A payment that was made here.
    pub(super) fn of(frame: &Frame, payment: &Payment) -> Result<Self, PageError> {
        let (word, tag) = state(State::of(payment).map_err(PageError::broken)?);
        Ok(Self {
            address: format!("/payments/one/{}", payment.id),
            on: payment.debit_on,
            tax_year: payment.tax_year,
            what: reason(frame, &payment.reason)?,
            state: frame.say(word),
            tag,
            amount: payment.amount,
        })
    }
}

/// All accounts of the visitor, also those taken away.
pub(super) async fn accounts(visitor: &Visitor) -> Result<Vec<BankAccount>, PageError> {
    let key = person_key(visitor).await?;
    let account = &visitor.account;
    Ok(bank_accounts::list(&account.app.store, &account.sealer, &key, visitor.id()).await?)
}

/// `Household: First Bank of Fernhollow, checking account ending in 6789`.
pub(super) fn account(frame: &Frame, visitor: &Visitor, account: &BankAccount, on: Date) -> String {
    let kind = match account.kind {
        AccountKind::Checking => "pay-checking-ending",
        AccountKind::Savings => "pay-savings-ending",
    };
    let ending = frame.say_with(kind, &[("digits", account.number.last_four())]);
    let bank = bank_name(frame, visitor, account, on);
    if account.nickname.is_empty() {
        format!("{bank}, {ending}")
    } else {
        format!("{}: {bank}, {ending}", account.nickname)
    }
}

/// What the bank is called, or its number where nobody knows.
pub(super) fn bank_name(frame: &Frame, visitor: &Visitor, account: &BankAccount, on: Date) -> String {
    let known = visitor.account.banks.name(account.routing, on).map(str::to_owned);
    known.unwrap_or_else(|| frame.say_with("pay-bank-numbered", &[("number", account.routing.digits())]))
}
