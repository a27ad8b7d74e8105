//! What its payer may do to a plan in force: another amount, day or account, or the end of it. Before it is done, what it
//! would do is shown.

use store::taxes::payments::Payment;
use store::taxes::plans::{self, Plan};
use store::{Actor, Write};
use tax::calendar::corresponding_date;
use tax::pack::Pack;
use tax::plans::{Asked, Channel, Fee, Kind, Owed, Standing, Terms, change_fee, choice};
use values::{Cents, Date, Id};

use super::books::{Books, Debt, Scope, first_on};
use super::decide::close;
use super::footing::with_waiting;
use super::load::Loaded;
use super::state::require;
use super::{Refusal, State, record};
use crate::payments::{Moment, State as PaymentState, cancel, may_change};

/// What a plan shall become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is due each month.
    pub monthly: Cents,
    /// The day of the month, 1 to 28.
    pub day: i8,
    /// The account it is debited from; none where its payer pays.
    pub account_id: Option<Id>,
}

/// What a change would do.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The plan from now on; none where its amount was somebody's decision and stays.
    pub terms: Option<Terms>,
    /// What the change costs.
    pub fee: Fee,
    /// The first installment after it, as agreed.
    pub first_on: Date,
    /// Payments of the plan that are called off, since new ones come in their place.
    pub cancelled: Vec<Payment>,
}

/// What a change would do.
pub fn preview(
    pack: &Pack,
    books: &Books,
    loaded: &Loaded,
    to: Change,
    today: Date,
) -> Result<Preview, Refusal> {
    let plan = &loaded.plan;
    require(plan, State::Active)?;
    let kind = Kind::named(&plan.kind).ok_or(Refusal::Unknown)?;
    let (cancelled, kept) = called_off(pack, loaded, today);
    let first_on = first_after(pack, to.day, &kept, today)?;
    let keeps_direct_debit = plan.account_id.is_some() && to.account_id.is_some();
    let fee = if kind.is_agreement() {
        change_fee(pack, today, Channel::Online, keeps_direct_debit, books.household)?
    } else {
        Fee::NONE
    };
    if kind.needs_decision() {
        if to.monthly != plan.monthly {
            return Err(Refusal::Amount);
        }
        return Ok(Preview { terms: None, fee, first_on, cancelled });
    }
    let debts = left_to_pay(pack, loaded, &cancelled)?;
    let owed: Vec<Owed<'_>> = debts.iter().map(Debt::owed).collect();
    let scope = if debts.iter().all(|debt| Scope::Income.takes(&debt.year.form)) {
        Scope::Income
    } else {
        Scope::Business
    };
    let asked = Asked {
        payer: scope.payer(),
        owed: &owed,
        // What stood against a plan was asked when it was made.
        standing: Standing { is_clean: true, ..Standing::default() },
        today,
        begun_on: plan.began_on.unwrap_or(plan.asked_on),
        first_on,
        monthly: Some(to.monthly),
        ability: None,
        is_direct_debit: to.account_id.is_some(),
        channel: Channel::Online,
        household: books.household,
    };
    let terms = choice(pack, &asked, kind)?.terms.map_err(Refusal::DoesNotFit)?;
    Ok(Preview { terms: Some(terms), fee, first_on, cancelled })
}

/// Payments of the plan that a change or the end calls off, and those that it is too late for.
fn called_off(pack: &Pack, loaded: &Loaded, today: Date) -> (Vec<Payment>, Vec<Payment>) {
    let is_waiting = |payment: &&Payment| {
        [PaymentState::Scheduled, PaymentState::Sent, PaymentState::Settled]
            .iter()
            .any(|state| state.name() == payment.state)
    };
    let waiting = loaded.payments.iter().filter(is_waiting).cloned();
    waiting.partition(|payment| may_change(pack, payment, today).is_ok())
}

/// The first installment after a change: not in a month in which one is already on its way.
fn first_after(pack: &Pack, day: i8, kept: &[Payment], today: Date) -> Result<Date, Refusal> {
    let month = |day: Date| (day.year(), day.month());
    let first = first_on(pack, day, today)?;
    let taken = kept.iter().any(|payment| month(payment.debit_on) == month(first));
    Ok(if taken { corresponding_date(first, 1) } else { first })
}

/// The years as they will be once everything is paid that the change leaves under way.
fn left_to_pay(pack: &Pack, loaded: &Loaded, cancelled: &[Payment]) -> Result<Vec<Debt>, Refusal> {
    let years = loaded.debts.iter().zip(&loaded.waiting);
    let left = years.map(|(debt, waiting)| {
        let stays = |payment: &&Payment| !cancelled.iter().any(|called_off| called_off.id == payment.id);
        let waiting: Vec<Payment> = waiting.iter().filter(stays).cloned().collect();
        Ok(Debt { ledger: with_waiting(pack, &debt.ledger, &waiting)?, ..debt.clone() })
    });
    left.collect()
}

/// Changes a plan: from now on the new amount counts, from its first installment.
pub fn change(
    pack: &Pack,
    books: &Books,
    loaded: &Loaded,
    to: Change,
    moment: Moment,
) -> Result<Write, Refusal> {
    let preview = preview(pack, books, loaded, to, moment.today)?;
    let plan = &loaded.plan;
    let changed = Plan {
        monthly: to.monthly,
        account_id: to.account_id,
        fee: plan.fee.plus(preview.fee.amount)?,
        counts_from: moment.today,
        first_on: preview.first_on,
        next_on: preview.first_on,
        last_on: preview.terms.as_ref().map_or(plan.last_on, |terms| terms.last_on),
        look_on: moment.today,
        ..plan.clone()
    };
    let write = plans::change(Write::new(), &changed, moment.now, Some("changed"));
    let write = call_off(write, pack, &preview.cancelled, moment)?;
    Ok(write.audit(record(moment.now, Actor::Person(plan.taxpayer_id), "plan.change", plan.taxpayer_id)))
}

/// Ends a plan: what is not on its way to the bank is called off.
pub fn end(pack: &Pack, loaded: &Loaded, moment: Moment) -> Result<Write, Refusal> {
    let actor = Actor::Person(loaded.plan.taxpayer_id);
    let write = close(pack, loaded, (State::Ended, "plan.end"), moment, actor)?;
    let (cancelled, _) = called_off(pack, loaded, moment.today);
    call_off(write, pack, &cancelled, moment)
}

fn call_off(write: Write, pack: &Pack, cancelled: &[Payment], moment: Moment) -> Result<Write, Refusal> {
    cancelled.iter().try_fold(write, |write, payment| Ok(write.and(cancel(pack, payment, moment)?)))
}
