//! What its payer may still do to a payment: call it off, or change amount, day and account, until its deadline.

use store::taxes::payments::{self, Payment};
use store::{Actor, AuditRecord, Write};
use tax::pack::Pack;
use values::{Cents, Date, Id};

use super::schedule::{check_amount, check_day};
use super::state::moved;
use super::{Limits, Moment, Refusal, State, debit_day};

/// What a payment shall become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// How much.
    pub amount: Cents,
    /// On which day.
    pub day: Date,
    /// From which account.
    pub account_id: Id,
}

/// Whether the payer may still change it; if not, why.
pub fn may_change(pack: &Pack, payment: &Payment, today: Date) -> Result<(), Refusal> {
    moved(payment, State::Cancelled)?;
    let until = Limits::on(pack, today)?.change_until(pack, payment.debit_on);
    if today > until { Err(Refusal::TooLate { until }) } else { Ok(()) }
}

/// Calls a payment off.
pub fn cancel(pack: &Pack, payment: &Payment, moment: Moment) -> Result<Write, Refusal> {
    may_change(pack, payment, moment.today)?;
    let cancelled = moved(payment, State::Cancelled)?;
    let write = payments::move_on(Write::new(), &cancelled, moment.now);
    Ok(write.audit(by_payer(payment, "payment.cancel", moment)))
}

/// Changes a payment; the deadline is that of the day it had.
pub fn change(pack: &Pack, payment: &Payment, to: Changed, moment: Moment) -> Result<Write, Refusal> {
    may_change(pack, payment, moment.today)?;
    let limits = Limits::on(pack, moment.today)?;
    check_amount(&limits, to.amount)?;
    check_day(&limits, to.day, moment.today)?;
    let changed = Payment {
        amount: to.amount,
        debit_on: debit_day(pack, to.day),
        account_id: to.account_id,
        ..payment.clone()
    };
    let write = payments::change(Write::new(), &changed, moment.now);
    Ok(write.audit(by_payer(payment, "payment.change", moment)))
}

fn by_payer(payment: &Payment, action: &'static str, moment: Moment) -> AuditRecord {
    AuditRecord {
        at: moment.now,
        actor: Actor::Person(payment.taxpayer_id),
        action,
        subject: Some(payment.taxpayer_id),
        reason: None,
    }
}
