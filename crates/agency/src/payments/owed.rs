//! What is owed on a day if everything that is under way arrives: the payoff that a further payment has to cover.

use store::taxes::payments::{self, Payment};
use store::{Store, StoreError};
use tax::ledger::{self, Transaction};
use tax::pack::{Pack, PaymentReason};
use values::{Cents, Date};

use super::{Refusal, State};
use crate::balance::{BalanceError, Year};

/// Payments of a year that are under way, whoever of a couple made them.
pub type Waiting = Vec<Payment>;

/// What is under way for a year.
pub async fn waiting(store: &Store, year: &Year) -> Result<Waiting, StoreError> {
    let states = [State::Scheduled, State::Submitted, State::Sent, State::Settled].map(State::name);
    payments::list_for_module(store, year.module, states).await
}

/// A year's balance on a day once what is under way has been paid, each on its day: interest and penalties run on what
/// is left.
pub fn payoff(pack: &Pack, year: &Year, waiting: &[Payment], on: Date) -> Result<Cents, BalanceError> {
    let mut ledger = year.ledger.clone();
    for payment in waiting.iter().filter(|payment| payment.debit_on <= on) {
        let broken = |why: &str| BalanceError::Books { module: payment.module_id, why: why.to_owned() };
        let reason = PaymentReason::named(&payment.reason)
            .ok_or_else(|| broken(&Refusal::UnknownState.to_string()))?;
        let Some(codes) = pack.payment_codes.of(reason) else { continue };
        ledger.transactions.push(Transaction {
            code: codes.posted,
            date: payment.debit_on,
            amount: payment.amount.negated().map_err(tax::LawError::from)?,
            section: None,
        });
    }
    Ok(ledger::position(pack, &ledger, on)?.balance)
}
