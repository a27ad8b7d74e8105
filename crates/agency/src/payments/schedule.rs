//! What somebody asks to pay, and the payments it becomes, or why it does not.

use store::taxes::payment_drafts;
use store::taxes::payments::{self, Payment};
use store::{Actor, AuditRecord, Write};
use tax::pack::{Pack, PaymentReason};
use values::{Cents, Date, Id, Timestamp};

use super::{Limits, Refusal, Way};

/// A form and year that money goes to, and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Which form.
    pub form: String,
    /// Which year.
    pub tax_year: i64,
    /// Under whose id the module stands.
    pub owner_id: Id,
    /// The module, there or to be opened.
    pub module_id: Id,
    /// How much each time.
    pub amount: Cents,
}

/// Everything that is submitted at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who pays.
    pub taxpayer_id: Id,
    /// The draft that is submitted and the version of it that was seen.
    pub draft: (Id, i64),
    /// What it is for.
    pub reason: PaymentReason,
    /// Where it goes.
    pub shares: Vec<Share>,
    /// On which days; each share is paid on each.
    pub days: Vec<Date>,
    /// From which account; by card: the draft again.
    pub account_id: Id,
}

/// When and by whom something is done.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The instant.
    pub now: Timestamp,
    /// The agency's date.
    pub today: Date,
}

/// On which day the bank is asked: the next business day, for which the payment then counts.
pub fn debit_day(pack: &Pack, day: Date) -> Date {
    pack.calendar.on_or_after(day)
}

/// The payments that are asked for; `made_today` were made before, `new_id` names the new ones.
pub fn schedule(
    pack: &Pack,
    asked: &Asked,
    made_today: i64,
    moment: Moment,
    new_id: impl FnMut() -> Id,
) -> Result<(Vec<Payment>, Write), Refusal> {
    made(pack, asked, Way::Bank, made_today, moment, new_id)
}

/// The same in either way: what is paid by card counts for the day itself.
pub(super) fn made(
    pack: &Pack,
    asked: &Asked,
    way: Way,
    made_today: i64,
    moment: Moment,
    mut new_id: impl FnMut() -> Id,
) -> Result<(Vec<Payment>, Write), Refusal> {
    let limits = Limits::on(pack, moment.today)?;
    let mut payments = Vec::new();
    for day in &asked.days {
        check_day(&limits, *day, moment.today)?;
        for share in &asked.shares {
            check_amount(&limits, share.amount)?;
            payments.push(Payment {
                taxpayer_id: asked.taxpayer_id,
                id: new_id(),
                submission_id: asked.draft.0,
                state: way.first().name().to_owned(),
                reason: asked.reason.name().to_owned(),
                form: share.form.clone(),
                tax_year: share.tax_year,
                owner_id: share.owner_id,
                module_id: share.module_id,
                amount: share.amount,
                debit_on: if way == Way::Card { *day } else { debit_day(pack, *day) },
                account_id: asked.account_id,
                made_at: moment.now,
                file_id: None,
                trace_number: None,
                return_code: None,
                returned_on: None,
                version: 1,
                way: way.name().to_owned(),
            });
        }
    }
    let made = i64::try_from(payments.len()).map_err(|_| Refusal::Nothing)?;
    if made == 0 {
        return Err(Refusal::Nothing);
    }
    if made_today + made > limits.most_a_day {
        return Err(Refusal::TooManyToday { most: limits.most_a_day, left: limits.most_a_day - made_today });
    }
    let write = write_of(&payments, asked, (made, limits.most_a_day), moment);
    Ok((payments, write))
}

/// First the draft goes, so that of two submissions of one draft the second changes nothing.
fn write_of(payments: &[Payment], asked: &Asked, (made, most): (i64, i64), moment: Moment) -> Write {
    let taxpayer = asked.taxpayer_id;
    let write = payment_drafts::close(Write::new(), (taxpayer, asked.draft.0), asked.draft.1);
    let write = payments::count_day(write, (taxpayer, moment.today), made, most);
    let write = payments.iter().fold(write, payments::add);
    write.audit(AuditRecord {
        at: moment.now,
        actor: Actor::Person(taxpayer),
        action: "payment.schedule",
        subject: Some(taxpayer),
        reason: None,
    })
}

pub(super) fn check_day(limits: &Limits, day: Date, today: Date) -> Result<(), Refusal> {
    if (today..=limits.last_day).contains(&day) {
        return Ok(());
    }
    Err(Refusal::Day { first: today, last: limits.last_day })
}

pub(super) fn check_amount(limits: &Limits, amount: Cents) -> Result<(), Refusal> {
    if amount.is_positive() && amount < limits.amount_below {
        return Ok(());
    }
    Err(Refusal::Amount { below: limits.amount_below })
}
