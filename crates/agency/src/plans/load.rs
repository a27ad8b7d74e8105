//! A plan with everything that decisions about it need: its years as they stand and what is under way for them.

use store::Store;
use store::taxes::payments::{self, Payment};
use store::taxes::plans::{self, Plan};
use tax::pack::{Pack, PaymentReason};
use values::{Cents, Date, Id};

use super::books::{Debt, debt};
use super::{LoadError, Refusal};
use crate::balance;
use crate::payments as paying;

/// A plan as it stands.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The plan.
    pub plan: Plan,
    /// Its years, the oldest first.
    pub debts: Vec<Debt>,
    /// What is under way for each year.
    pub waiting: Vec<Vec<Payment>>,
    /// The payments that it made, the earliest first.
    pub payments: Vec<Payment>,
    /// What of its fees was paid or is under way.
    pub fee_paid: Cents,
}

/// All plans of a taxpayer, the latest first.
pub async fn load_all(
    store: &Store,
    pack: &Pack,
    taxpayer: Id,
    today: Date,
) -> Result<Vec<Loaded>, LoadError> {
    let mut loaded = Vec::new();
    for plan in plans::list(store, taxpayer).await? {
        loaded.push(load(store, pack, plan, today).await?);
    }
    Ok(loaded)
}

/// One plan.
pub async fn load(store: &Store, pack: &Pack, plan: Plan, today: Date) -> Result<Loaded, LoadError> {
    let years = balance::years(store, pack, plan.taxpayer_id, today).await?;
    let (mut debts, mut waiting) = (Vec::new(), Vec::new());
    let mut fee_paid = Vec::new();
    for place in plans::years(store, plan.taxpayer_id, plan.id).await? {
        let module = (place.owner_id, place.module_id);
        let year = years.iter().find(|year| year.module == module).ok_or(Refusal::Unknown)?;
        let mut under_way = paying::waiting(store, year).await?;
        let posted = payments::list_for_module(store, module, ["posted"; 4]).await?;
        let is_fee = |payment: &&Payment| payment.reason == PaymentReason::PlanFee.name();
        let since = |payment: &&Payment| payment.debit_on >= plan.asked_on;
        fee_paid.extend(under_way.iter().chain(&posted).filter(is_fee).filter(since).map(|fee| fee.amount));
        under_way.retain(|payment| !is_fee(&payment));
        debts.push(debt(pack, year, place.expected, today)?);
        waiting.push(under_way);
    }
    let payments = payments::list_of_submission(store, plan.taxpayer_id, plan.id).await?;
    let fee_paid = Cents::total(fee_paid).map_err(Refusal::from)?;
    Ok(Loaded { plan, debts, waiting, payments, fee_paid })
}

impl Loaded {
    /// What of the fees is still to be paid.
    pub fn fee_left(&self) -> Result<Cents, Refusal> {
        Ok(self.plan.fee.minus(self.fee_paid)?.max(Cents::ZERO))
    }
}
