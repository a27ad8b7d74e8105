//! What becomes of a plan that somebody has to decide on: granted, refused, or taken back before.

use store::taxes::plans::{self, Plan, PlanYear};
use store::{Actor, Write};
use tax::pack::{Does, Pack};

use super::books::first_on;
use super::load::Loaded;
use super::state::moved;
use super::{Refusal, State, post, record};
use crate::payments::{Act, Moment};

/// Grants it: in force from today, the first installment as agreed or, where that is too soon by now, a month like it later.
pub fn grant(pack: &Pack, loaded: &Loaded, today: values::Date, act: &Act) -> Result<Write, Refusal> {
    let plan = moved(&loaded.plan, State::Active)?;
    let first_on = first_on(pack, plan.first_on.day(), today)?.max(plan.first_on);
    let granted = Plan {
        began_on: Some(today),
        counts_from: today,
        first_on,
        next_on: first_on,
        look_on: today,
        ..plan
    };
    let years = years(loaded);
    let write = plans::change(Write::new(), &granted, act.now, Some(State::Active.name()));
    let write = post(write, pack, &granted, &years, Does::GrantsAgreement, today)?;
    Ok(write.audit(record(act.now, act.actor.clone(), "plan.grant", granted.taxpayer_id)))
}

/// Refuses it.
pub fn refuse(pack: &Pack, loaded: &Loaded, today: values::Date, act: &Act) -> Result<Write, Refusal> {
    let moment = Moment { now: act.now, today };
    close(pack, loaded, (State::Refused, "plan.refuse"), moment, act.actor.clone())
}

/// Its payer takes it back.
pub fn withdraw(pack: &Pack, loaded: &Loaded, moment: Moment) -> Result<Write, Refusal> {
    let actor = Actor::Person(loaded.plan.taxpayer_id);
    close(pack, loaded, (State::Withdrawn, "plan.withdraw"), moment, actor)
}

/// Ends a plan, asked for or active: its years are free, and the agreement or the request for it is over.
pub(super) fn close(
    pack: &Pack,
    loaded: &Loaded,
    (to, action): (State, &'static str),
    moment: Moment,
    actor: Actor,
) -> Result<Write, Refusal> {
    let closed = Plan { ended_on: Some(moment.today), ..moved(&loaded.plan, to)? };
    let was_in_force = loaded.plan.began_on.is_some();
    let does = if was_in_force { Does::EndsAgreement } else { Does::RefusesAgreement };
    let years = years(loaded);
    let write = plans::change(Write::new(), &closed, moment.now, Some(to.name()));
    let write = plans::free(write, &closed, &years);
    let write = post(write, pack, &closed, &years, does, moment.today)?;
    Ok(write.audit(record(moment.now, actor, action, closed.taxpayer_id)))
}

fn years(loaded: &Loaded) -> Vec<PlanYear> {
    loaded.debts.iter().map(|debt| debt.year.clone()).collect()
}
