//! Which notices does a payment plan bring about, and when is it to be looked at again?

use store::taxes::notices::Notice;
use tax::calendar::{date_of, day_number, next_day};
use tax::pack::Pack;
use values::{Cents, Date};

use super::Kind;
use super::rules::{Draft, Due};
use crate::plans::{Loaded, Refusal, State, footing};

/// What a plan brings about.
pub fn for_plan(pack: &Pack, loaded: &Loaded, known: &[Notice], today: Date) -> Result<Due, Refusal> {
    let plan = &loaded.plan;
    let mut next = Date::MAX;
    let mut drafts = Vec::new();
    let mut add = |kind: Kind, what: &str, amount, issued_on, act_by| {
        let cause = format!("{}:{}:{what}", kind.name(), plan.id);
        drafts.push(Draft { kind, cause, amount, other: plan.fee, issued_on, act_by });
    };
    if let Some(began_on) = plan.began_on {
        add(Kind::PlanAgreed, "", plan.monthly, began_on, Some(pack.calendar.on_or_after(plan.first_on)));
    }
    let ended_on = plan.ended_on.unwrap_or(today);
    let appeal_by = date_of(day_number(ended_on) + pack.count("notice.appeal_days", ended_on)?);
    let appeal_by = Some(pack.calendar.on_or_after(appeal_by));
    match State::of(plan)? {
        State::Active => {
            let stands = footing(pack, loaded, today)?;
            if let Some(missed) = stands.missed {
                let last_on =
                    date_of(day_number(missed.until) - pack.count("notice.plan_last_warning_days", today)?);
                let mut warn =
                    |what: &str| add(Kind::PlanWarning, what, missed.amount, today, Some(missed.until));
                warn(&missed.on.to_string());
                if today >= last_on && today <= missed.until {
                    warn(&format!("{}:last", missed.on));
                }
                next = if today < last_on { last_on } else { next_day(missed.until) }.max(next_day(today));
            } else if let Some(due) = stands.next_on {
                next = next_day(due);
            }
        }
        State::Defaulted => {
            let owed = footing(pack, loaded, today)?.balance;
            add(Kind::PlanDefaulted, "", owed, ended_on, appeal_by);
        }
        State::Fulfilled => add(Kind::PlanPaid, "", Cents::ZERO, ended_on, None),
        State::Refused => add(Kind::PlanRefused, "", plan.monthly, ended_on, appeal_by),
        State::Asked | State::Withdrawn | State::Ended => {}
    }
    drafts.retain(|draft| draft.issued_on <= today && known.iter().all(|known| known.cause != draft.cause));
    Ok(Due { drafts, next })
}
