//! Where does a plan stand on a day: what is owed, what should have been paid, the next installment, and whether it ends soon?

use tax::calendar::{corresponding_date, date_of, day_number};
use tax::ledger::{Module, Transaction, position};
use tax::pack::{Pack, PaymentReason};
use values::{Cents, Date};

use super::load::Loaded;
use super::{Refusal, State};

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footing {
    /// What its years owe today.
    pub balance: Cents,
    /// The same once everything that is under way is paid.
    pub left: Cents,
    /// The next installment, on a business day, while anything is left.
    pub next_on: Option<Date>,
    /// What it will be: less than agreed where less is left.
    pub next_amount: Cents,
    /// Installments that were not paid.
    pub missed: Option<Missed>,
}

/// Installments that were not paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missed {
    /// The day of the first of them.
    pub on: Date,
    /// What it takes to keep the plan.
    pub amount: Cents,
    /// The last day for it: the plan ends then (26 USC 6159(b)(5)(A)).
    pub until: Date,
}

/// Where a plan stands.
pub fn footing(pack: &Pack, loaded: &Loaded, today: Date) -> Result<Footing, Refusal> {
    let (mut balance, mut left) = (Vec::new(), Vec::new());
    for (debt, waiting) in loaded.debts.iter().zip(&loaded.waiting) {
        if !is_collectible(debt.collectible_to, today) {
            continue;
        }
        balance.push(position(pack, &debt.ledger, today)?.balance.max(Cents::ZERO));
        let last = waiting.iter().map(|payment| payment.debit_on).fold(today, Date::max);
        let paid = with_waiting(pack, &debt.ledger, waiting)?;
        left.push(position(pack, &paid, last)?.balance.max(Cents::ZERO));
    }
    let (balance, left) = (Cents::total(balance)?, Cents::total(left)?);
    let is_active = State::of(&loaded.plan)? == State::Active;
    let next_on = next_due(pack, loaded, today);
    Ok(Footing {
        balance,
        left,
        next_on: (is_active && left.is_positive()).then_some(next_on),
        next_amount: loaded.plan.monthly.min(left),
        missed: if is_active { missed(pack, loaded, balance, today)? } else { None },
    })
}

pub(super) fn is_collectible(to: Option<Date>, on: Date) -> bool {
    to.is_none_or(|last| on <= last)
}

/// A ledger in which everything that is under way has been paid, each on its day.
pub(super) fn with_waiting(
    pack: &Pack,
    ledger: &Module,
    waiting: &[crate::payments::Payment],
) -> Result<Module, Refusal> {
    let mut ledger = ledger.clone();
    for payment in waiting {
        let reason = PaymentReason::named(&payment.reason).ok_or(Refusal::Unknown)?;
        let Some(codes) = pack.payment_codes.of(reason) else { continue };
        ledger.transactions.push(Transaction {
            code: codes.posted,
            date: payment.debit_on,
            amount: payment.amount.negated()?,
            section: None,
        });
    }
    Ok(ledger)
}

/// The day on which installment `number` is paid, counted from nought.
fn due(pack: &Pack, first_on: Date, number: i32) -> Date {
    pack.calendar.on_or_after(corresponding_date(first_on, number))
}

/// The first installment that is due today or later.
fn next_due(pack: &Pack, loaded: &Loaded, today: Date) -> Date {
    let first = loaded.plan.first_on;
    let numbers = 0..i32::MAX;
    let day = numbers.map(|number| due(pack, first, number)).find(|day| *day >= today);
    day.expect("there is a later month")
}

/// Whether fewer installments were paid than were due before today.
fn missed(pack: &Pack, loaded: &Loaded, balance: Cents, today: Date) -> Result<Option<Missed>, Refusal> {
    let plan = &loaded.plan;
    let count = (0..i32::MAX).take_while(|number| due(pack, plan.first_on, *number) < today).count();
    let count = i64::try_from(count).map_err(|_| Refusal::Arithmetic)?;
    let should = plan.monthly.get().checked_mul(count).ok_or(Refusal::Arithmetic)?;
    let paid = paid(pack, loaded, today)?.get().max(0);
    let lacks = Cents::new((should - paid).min(balance.get()));
    if !lacks.is_positive() {
        return Ok(None);
    }
    let whole = i32::try_from(paid / plan.monthly.get().max(1)).map_err(|_| Refusal::Arithmetic)?;
    let on = due(pack, plan.first_on, whole);
    let until = date_of(day_number(on) + pack.count("plan.cure_days", on)?);
    Ok(Some(Missed { on, amount: lacks, until }))
}

/// What was paid into the plan's years since it counts, here or elsewhere, and what the bank is asked for already. A refund
/// that was kept is no installment.
fn paid(pack: &Pack, loaded: &Loaded, today: Date) -> Result<Cents, Refusal> {
    let codes = pack.payment_codes.of(PaymentReason::Plan).ok_or(Refusal::Unknown)?;
    let days = loaded.plan.counts_from..=today;
    let mut amounts = Vec::new();
    for (debt, waiting) in loaded.debts.iter().zip(&loaded.waiting) {
        let counts = |posted: &&Transaction| {
            days.contains(&posted.date) && [codes.posted, codes.returned].contains(&posted.code)
        };
        for posted in debt.ledger.transactions.iter().filter(counts) {
            amounts.push(posted.amount.negated()?);
        }
        amounts.extend(
            waiting.iter().filter(|payment| days.contains(&payment.debit_on)).map(|payment| payment.amount),
        );
    }
    Ok(Cents::total(amounts)?)
}
