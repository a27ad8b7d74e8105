//! What the days bring to plans: installments become payments, what is paid is fulfilled, what was missed for too long ends.

use store::taxes::payments::{self, Payment};
use store::taxes::plans::{self, Plan, PlanYear};
use store::{Actor, Store, Write, WriteError};
use tax::calendar::{corresponding_date, date_of, day_number, next_day};
use tax::ledger::position;
use tax::pack::{Pack, PaymentReason};
use values::{Cents, Date, Id};

use super::decide::close;
use super::footing::{footing, is_collectible, with_waiting};
use super::load::{Loaded, load};
use super::{LoadError, Refusal, State, record};
use crate::payments::{self as paying, Moment, Way, debit_day};

/// Plans looked at in one page.
const AT_ONCE: i64 = 100;

/// Does what the day brings to every plan that waits for it. Two runs at once do everything once.
pub async fn run(
    store: &Store,
    pack: &Pack,
    moment: Moment,
    mut new_id: impl FnMut() -> Id,
) -> Result<(), LoadError> {
    let mut after = None;
    loop {
        let page = plans::list_to_look(store, State::Active.name(), moment.today, after, AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some((last.look_on, last.id));
        for plan in page {
            attend(store, pack, plan, moment, &mut new_id).await?;
        }
    }
}

/// One plan, until nothing is left to do about it today.
async fn attend(
    store: &Store,
    pack: &Pack,
    mut plan: Plan,
    moment: Moment,
    new_id: &mut impl FnMut() -> Id,
) -> Result<(), LoadError> {
    loop {
        let (taxpayer, id) = (plan.taxpayer_id, plan.id);
        let loaded = load(store, pack, plan, moment.today).await?;
        let write = look(pack, &loaded, moment, &mut *new_id)?;
        match store.write(write).await {
            Ok(()) => {}
            // Somebody else changed the plan or its payments meanwhile: theirs stands, and the next run looks again.
            Err(WriteError::Conflict { .. }) => return Ok(()),
            Err(WriteError::Store(error)) => return Err(error.into()),
        }
        match plans::find(store, taxpayer, id).await? {
            Some(next) if next.state == State::Active.name() && next.look_on <= moment.today => plan = next,
            _ => return Ok(()),
        }
    }
}

/// The next thing to do about an active plan; at least the day on which to look again.
fn look(pack: &Pack, loaded: &Loaded, moment: Moment, new_id: impl FnMut() -> Id) -> Result<Write, Refusal> {
    let today = moment.today;
    if let Some(write) = debit(pack, loaded, moment, new_id)? {
        return Ok(write);
    }
    let stands = footing(pack, loaded, today)?;
    let is_waiting = loaded.waiting.iter().any(|waiting| !waiting.is_empty());
    if !stands.balance.is_positive() && !is_waiting {
        return close(pack, loaded, (State::Fulfilled, "plan.fulfil"), moment, Actor::System("plans"));
    }
    if stands.missed.is_some_and(|missed| missed.until < today) {
        return close(pack, loaded, (State::Defaulted, "plan.default"), moment, Actor::System("plans"));
    }
    let look_on = if is_waiting || stands.missed.is_some() {
        next_day(today)
    } else {
        let due = stands.next_on.map(next_day);
        let made = loaded.plan.account_id.map(|_| made_on(pack, loaded.plan.next_on, today)).transpose()?;
        due.into_iter().chain(made).min().unwrap_or(today).max(next_day(today))
    };
    Ok(plans::change(Write::new(), &Plan { look_on, ..loaded.plan.clone() }, moment.now, None))
}

/// The day on which an installment becomes a payment.
fn made_on(pack: &Pack, installment: Date, today: Date) -> Result<Date, Refusal> {
    let ahead = pack.count("plan.debit_days_ahead", today)?;
    Ok(date_of(day_number(debit_day(pack, installment)) - ahead))
}

/// The payments of the next installment, if its time has come and anything is left to pay: the oldest year first.
fn debit(
    pack: &Pack,
    loaded: &Loaded,
    moment: Moment,
    mut new_id: impl FnMut() -> Id,
) -> Result<Option<Write>, Refusal> {
    let plan = &loaded.plan;
    let Some(account_id) = plan.account_id else { return Ok(None) };
    if made_on(pack, plan.next_on, moment.today)? > moment.today {
        return Ok(None);
    }
    let debit_on = debit_day(pack, plan.next_on);
    let mut made: Vec<Payment> = Vec::new();
    let mut add = |year: &PlanYear, reason: PaymentReason, amount: Cents| {
        made.push(payment((plan, year), (reason, amount), (account_id, debit_on), moment, new_id()));
    };
    let mut unspent = plan.monthly;
    for (debt, waiting) in loaded.debts.iter().zip(&loaded.waiting) {
        if !is_collectible(debt.collectible_to, debit_on) {
            continue;
        }
        let ledger = with_waiting(pack, &debt.ledger, waiting)?;
        let amount = position(pack, &ledger, debit_on)?.balance.min(unspent);
        if amount.is_positive() {
            add(&debt.year, PaymentReason::Plan, amount);
            unspent = unspent.minus(amount)?;
        }
    }
    let (fee, oldest) = (loaded.fee_left()?, loaded.debts.first());
    if let Some(debt) = oldest.filter(|_| fee.is_positive()) {
        add(&debt.year, PaymentReason::PlanFee, fee);
    }
    if made.is_empty() {
        return Ok(None);
    }
    let changed = Plan { next_on: corresponding_date(plan.next_on, 1), ..plan.clone() };
    let write = plans::change(Write::new(), &changed, moment.now, None);
    let write = made.iter().fold(write, payments::add);
    Ok(Some(write.audit(record(moment.now, Actor::System("plans"), "plan.debit", plan.taxpayer_id))))
}

fn payment(
    (plan, year): (&Plan, &PlanYear),
    (reason, amount): (PaymentReason, Cents),
    (account_id, debit_on): (Id, Date),
    moment: Moment,
    id: Id,
) -> Payment {
    Payment {
        taxpayer_id: plan.taxpayer_id,
        id,
        submission_id: plan.id,
        state: paying::State::Scheduled.name().to_owned(),
        reason: reason.name().to_owned(),
        form: year.form.clone(),
        tax_year: year.tax_year,
        owner_id: year.owner_id,
        module_id: year.module_id,
        amount,
        debit_on,
        account_id,
        made_at: moment.now,
        file_id: None,
        trace_number: None,
        return_code: None,
        returned_on: None,
        version: 1,
        way: Way::Bank.name().to_owned(),
    }
}
