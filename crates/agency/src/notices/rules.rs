//! Which notices does what stands in a year's ledger bring about, and when is the year to be looked at again?
//!
//! A demand and a notice of intent to levy have effects of law and are facts of the books; their notices follow from them
//! and bear their day. Reminders and the request for a missing return have none: the program decides on them by the day.

use store::taxes::notices::Notice;
use tax::calendar::{corresponding_date, date_of, day_number, next_day};
use tax::ledger::{self, Transaction, pay_by};
use tax::pack::{CodeRole, Does, Pack};
use values::{Cents, Date, Id};

use super::Kind;
use crate::balance::{BalanceError, Year, filing_deadline};

/// A notice that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it is about.
    pub kind: Kind,
    /// What brings it about.
    pub cause: String,
    /// The amount it is about.
    pub amount: Cents,
    /// A second amount, where the kind has one.
    pub other: Cents,
    /// The day on it.
    pub issued_on: Date,
    /// The last day to act.
    pub act_by: Option<Date>,
}

/// What a look at a year or a plan comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// What is to be written and was not before, the oldest first.
    pub drafts: Vec<Draft>,
    /// The day on which to look again, unless something changes before.
    pub next: Date,
}

/// Dishonored payments of each kind.
const RETURNED: [u16; 8] = [611, 621, 641, 661, 671, 681, 691, 721];
/// The bank's penalty.
const RETURN_PENALTIES: [u16; 2] = [280, 286];
/// Credits that went to another debt.
const OFFSETS: [u16; 5] = [820, 824, 826, 896, 898];
/// What holds a refund.
const HOLDS: [u16; 2] = [570, 810];
/// No return is due, or it has come.
const NOT_REQUIRED: [u16; 4] = [590, 591, 594, 599];
/// What stops the agency from collecting, with what ends it: bankruptcy, offer, hardship.
const STOPS: [(u16, &[u16]); 3] = [(520, &[521, 522]), (480, &[481, 482, 780]), (530, &[531])];

/// A year with what else decides about its notices.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The year as it stands today.
    pub year: &'a Year,
    /// The total tax as the return says, where one is on record.
    pub filed_tax: Option<Cents>,
    /// What was written to the addressee before.
    pub known: &'a [Notice],
}

/// What a year brings about.
pub fn for_year(pack: &Pack, look: &Look<'_>, today: Date) -> Result<Due, BalanceError> {
    let module = look.year.module.1;
    let mut drafts = demands(pack, look.year);
    drafts.extend(levy(pack, look.year)?);
    for (place, posted) in look.year.ledger.transactions.iter().enumerate() {
        drafts.extend(posting(pack, look, place, posted)?);
    }
    let mut next = drafts.iter().map(|draft| draft.issued_on).filter(|on| *on > today).min();
    drafts.retain(|draft| draft.issued_on <= today);
    let mut later = |day: Date| next = Some(next.map_or(day, |next| next.min(day)));
    let by_day = [missing(pack, look.year, today)?, reminder(pack, look, &drafts, today)?];
    for step in by_day {
        match step {
            Step::Now(draft) => drafts.push(draft),
            // What was written today counts from today; the next run finds the next day.
            Step::On(day) => later(day.max(next_day(today))),
            Step::Never => {}
        }
    }
    if drafts.iter().any(|draft| matches!(draft.kind, Kind::Reminder | Kind::ReturnMissing)) {
        later(next_day(today));
    }
    let known = |draft: &Draft| look.known.iter().any(|known| known.cause == draft.cause);
    drafts.retain(|draft| !known(draft));
    drafts.sort_by_key(|draft| (draft.issued_on, draft.kind));
    debug_assert!(drafts.iter().all(|draft| draft.cause.contains(&module.to_string())));
    Ok(Due { drafts, next: next.unwrap_or(Date::MAX) })
}

/// What a rule by the day comes to.
enum Step {
    Now(Draft),
    On(Date),
    Never,
}

fn cause(kind: Kind, module: Id, what: impl std::fmt::Display) -> String {
    format!("{}:{module}:{what}", kind.name())
}

/// So many days after a day, on a business day (26 USC 7503).
fn days_after(pack: &Pack, on: Date, name: &'static str) -> Result<Date, BalanceError> {
    Ok(pack.calendar.on_or_after(date_of(day_number(on) + pack.count(name, on)?)))
}

/// Each demand of the books: the first after an assessment is the bill, the others remind.
fn demands(pack: &Pack, year: &Year) -> Vec<Draft> {
    let mut notices = year.ledger.notices.clone();
    notices.retain(|notice| notice.amount.is_positive());
    notices.sort_by_key(|notice| notice.date);
    let assessed = |posted: &Transaction| {
        let role = pack.codes.find(posted.code).map(|entry| entry.role);
        matches!(role, Some(CodeRole::TaxShown | CodeRole::TaxChange)) && posted.amount.is_positive()
    };
    let assessments: Vec<Date> =
        year.ledger.transactions.iter().filter(|posted| assessed(posted)).map(|posted| posted.date).collect();
    let debt = |on: Date| assessments.iter().filter(|day| **day <= on).max();
    let draft = |(place, notice): (usize, &ledger::Notice)| {
        let is_first =
            place.checked_sub(1).is_none_or(|before| debt(notices[before].date) != debt(notice.date));
        let kind = if is_first { Kind::FirstBill } else { Kind::Reminder };
        Draft {
            kind,
            cause: cause(kind, year.module.1, notice.date),
            amount: notice.amount,
            other: Cents::ZERO,
            issued_on: notice.date,
            act_by: Some(pay_by(pack, notice)),
        }
    };
    notices.iter().enumerate().map(draft).collect()
}

fn levy(pack: &Pack, year: &Year) -> Result<Option<Draft>, BalanceError> {
    let Some(on) = year.ledger.levy_notice else { return Ok(None) };
    Ok(Some(Draft {
        kind: Kind::LevyNotice,
        cause: cause(Kind::LevyNotice, year.module.1, on),
        amount: year.on(pack, on)?.balance.max(Cents::ZERO),
        other: Cents::ZERO,
        issued_on: on,
        act_by: Some(days_after(pack, on, "notice.levy_days")?),
    }))
}

/// What one posting brings about.
fn posting(
    pack: &Pack,
    look: &Look<'_>,
    place: usize,
    posted: &Transaction,
) -> Result<Option<Draft>, BalanceError> {
    let (year, on, code) = (look.year, posted.date, posted.code.get());
    let zero = Cents::ZERO;
    let role = pack.codes.find(posted.code).map(|entry| entry.role);
    let does = pack.actions.find(posted.code, posted.section.as_deref()).map(|action| action.does);
    let (kind, amount, other, act_by) = match role {
        Some(CodeRole::TaxShown) => match look.filed_tax {
            Some(filed) if filed != posted.amount => {
                let by = days_after(pack, on, "notice.math_error_days")?;
                (Kind::MathError, posted.amount, filed, Some(by))
            }
            _ => return Ok(None),
        },
        Some(CodeRole::TaxChange) if posted.amount.is_positive() => {
            (Kind::TaxRaised, posted.amount, zero, None)
        }
        Some(CodeRole::TaxChange) if posted.amount.is_negative() => {
            (Kind::TaxLowered, Cents::new(posted.amount.get().abs()), zero, None)
        }
        _ if RETURNED.contains(&code) => {
            let same_day =
                |other: &&Transaction| other.date == on && RETURN_PENALTIES.contains(&other.code.get());
            let penalty = year.ledger.transactions.iter().find(same_day).map_or(zero, |found| found.amount);
            (Kind::PaymentReturned, posted.amount, penalty, None)
        }
        _ if OFFSETS.contains(&code) => (Kind::RefundOffset, posted.amount, zero, None),
        _ if HOLDS.contains(&code) => {
            let credit = Cents::new(year.on(pack, on)?.balance.min(zero).get().abs());
            (Kind::RefundHeld, credit, zero, Some(days_after(pack, on, "notice.hold_days")?))
        }
        _ if does == Some(Does::AsksIdentity) => {
            (Kind::IdentityCheck, zero, zero, Some(days_after(pack, on, "notice.identity_days")?))
        }
        _ => return Ok(None),
    };
    // Two postings of one code on one day are told apart by which of them it is.
    let alike = |other: &&Transaction| other.date == on && other.code == posted.code;
    let number = year.ledger.transactions[..place].iter().filter(alike).count();
    let what = format!("{on}:{code}:{number}");
    Ok(Some(Draft { kind, cause: cause(kind, year.module.1, what), amount, other, issued_on: on, act_by }))
}

/// A return that has not come.
fn missing(pack: &Pack, year: &Year, today: Date) -> Result<Step, BalanceError> {
    let is_settled = |posted: &Transaction| {
        let role = pack.codes.find(posted.code).map(|entry| entry.role);
        role == Some(CodeRole::TaxShown) || NOT_REQUIRED.contains(&posted.code.get())
    };
    if year.ledger.filed.is_some() || year.ledger.transactions.iter().any(is_settled) {
        return Ok(Step::Never);
    }
    let due = filing_deadline(pack, year);
    let on = days_after(pack, due, "notice.return_missing_days")?;
    if on > today {
        return Ok(Step::On(on));
    }
    Ok(Step::Now(Draft {
        kind: Kind::ReturnMissing,
        cause: cause(Kind::ReturnMissing, year.module.1, due),
        amount: Cents::ZERO,
        other: Cents::ZERO,
        issued_on: today,
        act_by: Some(days_after(pack, today, "notice.return_missing_answer_days")?),
    }))
}

/// Whether the agency may not collect now.
fn is_stopped(year: &Year, today: Date) -> bool {
    let last = |codes: &[u16]| {
        let of = |posted: &&Transaction| codes.contains(&posted.code.get()) && posted.date <= today;
        year.ledger.transactions.iter().filter(of).map(|posted| posted.date).max()
    };
    let is_open =
        |(from, to): &(u16, &[u16])| last(&[*from]).is_some_and(|from| last(to).is_none_or(|to| to < from));
    STOPS.iter().any(is_open) || year.has_agreement(today)
}

/// What was demanded and is owed still: a few weeks apart at first, then once a year.
fn reminder(pack: &Pack, look: &Look<'_>, drafts: &[Draft], today: Date) -> Result<Step, BalanceError> {
    let year = look.year;
    if !year.position.balance.is_positive() || is_stopped(year, today) {
        return Ok(Step::Never);
    }
    let module = year.module.1;
    let before = |kind: Kind| {
        let written = look
            .known
            .iter()
            .filter(move |known| known.module_id == Some(module) && known.kind == kind.name());
        let drafted = drafts.iter().filter(move |draft| draft.kind == kind).map(|draft| draft.issued_on);
        // A demand of the books stands in both once it was written.
        let days: std::collections::BTreeSet<Date> =
            written.map(|known| known.issued_on).chain(drafted).collect();
        days
    };
    let (bills, reminders, levies) =
        (before(Kind::FirstBill), before(Kind::Reminder), before(Kind::LevyNotice));
    let Some(billed_on) = bills.last().copied() else { return Ok(Step::Never) };
    let last =
        [reminders.last(), levies.last()].into_iter().flatten().fold(billed_on, |last, day| last.max(*day));
    let count = reminders.iter().filter(|day| **day > billed_on).count();
    let most = usize::try_from(pack.count("notice.reminders_most", last)?).unwrap_or(0);
    let is_early = count < most && levies.is_empty();
    let on = if is_early {
        pack.calendar.on_or_after(date_of(day_number(last) + pack.count("notice.reminder_days", last)?))
    } else {
        corresponding_date(last, pack.count("notice.statement_months", last)?)
    };
    if on > today {
        return Ok(Step::On(on));
    }
    let amount = year.position.balance;
    Ok(Step::Now(Draft {
        kind: Kind::Reminder,
        cause: cause(Kind::Reminder, module, format!("after:{last}")),
        amount,
        other: Cents::ZERO,
        issued_on: today,
        act_by: Some(pay_by(pack, &ledger::Notice { date: today, amount })),
    }))
}
