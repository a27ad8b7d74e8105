//! What a module's transactions come to, sorted by their part in the computation.

use values::{Cents, Date, MoneyError};

use super::{Line, Module, Notice, Recorder, Transaction};
use crate::calendar::{DayNumber, date_of, day_number};
use crate::pack::{CodeRole, DueDate, Pack};

/// The deadlines of a module.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadlines {
    /// The statutory due date.
    pub(super) due: DayNumber,
    /// The last day on which paying was in time.
    pub(super) pay_by: DayNumber,
    /// The due date of the return with its extension, before any move.
    pub(super) filing_due: DayNumber,
    /// The last day on which filing was in time.
    pub(super) file_by: DayNumber,
    /// Where interest on tax starts.
    pub(super) interest_from: DayNumber,
}

impl Deadlines {
    pub(super) fn new(pack: &Pack, module: &Module) -> Self {
        let moved = |day: Date| {
            let postponed = module.due_postponed.map_or(day, |postponed| postponed.max(day));
            day_number(pack.calendar.on_or_after(postponed))
        };
        let filing_due =
            module.extended_due.map_or(module.return_due, |extended| extended.max(module.return_due));
        let (due, pay_by) = (day_number(module.return_due), moved(module.return_due));
        let interest_from = if pack.choices.interest_starts == DueDate::Moved { pay_by } else { due };
        Self { due, pay_by, filing_due: day_number(filing_due), file_by: moved(filing_due), interest_from }
    }
}

/// Something that changes the balance on which interest runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub(super) day: DayNumber,
    pub(super) amount: Cents,
}

/// Tax or money paid out that is owed from a day on, oldest first after the tax shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Debt {
    pub(super) day: DayNumber,
    pub(super) amount: Cents,
    /// Whether it is an assessment, which bears its own late-payment penalty.
    pub(super) assessed: bool,
}

/// What stands in the books at the end of `as_of`.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// Tax shown on the return with later abatements.
    pub(super) shown: i128,
    /// Tax shown with all later changes.
    pub(super) correct_tax: i128,
    /// Return credits, and payments made in time.
    pub(super) prepaid: i128,
    /// Debts after the tax shown, by day.
    pub(super) debts: Vec<Debt>,
    /// Later credits (positive) and their reversals (negative), by day.
    pub(super) credits: Vec<(DayNumber, i128)>,
    /// What moves the balance on which interest runs, but for computed penalties.
    pub(super) events: Vec<Event>,
    /// All debits that are tax, refunds, fees or reversed credits.
    pub(super) tax: Cents,
    /// All credits, negative.
    pub(super) paid: Cents,
    /// Posted penalties less what was taken back.
    pub(super) penalties: Cents,
}

/// Sorts the transactions until `as_of`. Codes that the pack does not know are refused before, by
/// [`super::check`]; here they count as information.
pub(super) fn sums<R: Recorder>(
    pack: &Pack,
    module: &Module,
    deadlines: &Deadlines,
    as_of: DayNumber,
    recorder: &mut R,
) -> Result<Sums, MoneyError> {
    let mut sums = Sums::default();
    let windows = windows(pack, &module.notices);
    sums.events.reserve(module.transactions.len() + module.notices.len() + 1);
    for transaction in &module.transactions {
        let day = day_number(transaction.date);
        let Some(entry) = pack.codes.find(transaction.code).filter(|_| day <= as_of) else { continue };
        let events = sums.events.len();
        sums.take(module, deadlines, &windows, transaction, (day, entry.role))?;
        for event in &sums.events[events..] {
            recorder.line(|| Line::Posting {
                counts_from: date_of(event.day),
                date: transaction.date,
                code: transaction.code,
                amount: event.amount,
            });
        }
    }
    sums.debts.sort_by_key(|debt| debt.day);
    sums.credits.sort_by_key(|credit| credit.0);
    Ok(sums)
}

impl Sums {
    fn take(
        &mut self,
        module: &Module,
        deadlines: &Deadlines,
        windows: &[(DayNumber, DayNumber)],
        transaction: &Transaction,
        (day, role): (DayNumber, CodeRole),
    ) -> Result<(), MoneyError> {
        let amount = transaction.amount;
        let exact = i128::from(amount.get());
        let due = deadlines.interest_from;
        match role {
            CodeRole::TaxShown | CodeRole::TaxChange => {
                self.correct_tax += exact;
                if role == CodeRole::TaxShown || amount.is_negative() {
                    self.shown += exact;
                } else {
                    self.debts.push(Debt { day, amount, assessed: true });
                }
                self.owe(due, amount)
            }
            CodeRole::ReturnCredit => {
                self.prepaid -= exact;
                self.pay(due, amount)
            }
            CodeRole::Payment if day <= deadlines.pay_by => {
                self.prepaid -= exact;
                self.pay(due, amount)
            }
            CodeRole::Payment => {
                self.credits.push((day, -exact));
                self.pay(counted_as_paid(windows, day).max(due), amount)
            }
            CodeRole::OtherCredit => {
                self.credits.push((day, -exact));
                self.pay(day.max(due), amount)
            }
            CodeRole::Reversal => {
                self.credits.push((day, -exact));
                self.owe(day.max(due), amount)
            }
            CodeRole::OtherDebit => {
                self.debts.push(Debt { day, amount, assessed: false });
                self.owe(day.max(due), amount)
            }
            CodeRole::Penalty => {
                self.penalties = self.penalties.plus(amount)?;
                self.events.push(Event { day: penalty_day(deadlines, transaction, day), amount });
                Ok(())
            }
            CodeRole::PenaltyRemoved => self.take_back(module, deadlines, transaction, day),
            CodeRole::ComputedFailureToFile
            | CodeRole::ComputedFailureToPay
            | CodeRole::ComputedInterest
            | CodeRole::Information => Ok(()),
        }
    }

    fn owe(&mut self, day: DayNumber, amount: Cents) -> Result<(), MoneyError> {
        self.tax = self.tax.plus(amount)?;
        self.events.push(Event { day, amount });
        Ok(())
    }

    fn pay(&mut self, day: DayNumber, amount: Cents) -> Result<(), MoneyError> {
        self.paid = self.paid.plus(amount)?;
        self.events.push(Event { day, amount });
        Ok(())
    }

    /// A removed penalty goes with its interest: it counts from where the posted one counted, the oldest first.
    fn take_back(
        &mut self,
        module: &Module,
        deadlines: &Deadlines,
        removal: &Transaction,
        day: DayNumber,
    ) -> Result<(), MoneyError> {
        self.penalties = self.penalties.plus(removal.amount)?;
        let mut left = removal.amount.negated()?.get();
        let mut taken_before = removed_before(module, removal);
        let removes = |posted: &&Transaction| {
            posted.code.get() + 1 == removal.code.get()
                && posted.section == removal.section
                && posted.date <= removal.date
        };
        let mut posted: Vec<&Transaction> = module.transactions.iter().filter(removes).collect();
        posted.sort_by_key(|posted| posted.date);
        for posted in posted {
            let standing = posted.amount.get() - taken_before.min(posted.amount.get());
            taken_before -= posted.amount.get() - standing;
            let part = left.min(standing);
            if part > 0 {
                let counted = penalty_day(deadlines, posted, day_number(posted.date));
                self.events.push(Event { day: counted, amount: Cents::new(-part) });
                left -= part;
            }
        }
        if left > 0 {
            self.events.push(Event { day: day.max(deadlines.due), amount: Cents::new(-left) });
        }
        Ok(())
    }
}

/// How much removals of the same kind have taken back before this one, in cents: those of earlier days, and of
/// its own day those that stand before it in the ledger.
fn removed_before(module: &Module, removal: &Transaction) -> i64 {
    let mut is_listed_before = true;
    let before = module.transactions.iter().filter(|other| {
        is_listed_before &= !std::ptr::eq(*other, removal);
        let same_kind = other.code == removal.code && other.section == removal.section;
        same_kind && (other.date < removal.date || (other.date == removal.date && is_listed_before))
    });
    before.fold(0, |sum: i64, other| sum.saturating_sub(other.amount.get()))
}

/// Accuracy penalties bear interest from the (extended) due date, other posted ones from their posting
/// (26 USC 6601(e)(2)).
fn penalty_day(deadlines: &Deadlines, transaction: &Transaction, day: DayNumber) -> DayNumber {
    let accuracy = transaction.section.as_deref().is_some_and(|section| section.contains("6662"));
    if accuracy { deadlines.filing_due } else { day.max(deadlines.due) }
}

/// The last day to pay what a notice asks for without further interest (26 USC 6601(e)(3)): 21 calendar
/// days, or 10 business days from 100,000 dollars.
pub(super) fn notice_deadline(pack: &Pack, day: Date, amount: Cents) -> DayNumber {
    let (figures, number) = (&pack.position, day_number(day));
    if amount >= figures.notice_large_amount.on(number) {
        day_number(pack.calendar.business_days_after(day, figures.notice_business_days.on(number)))
    } else {
        number + figures.notice_days.on(number)
    }
}

/// The last day to pay what a notice asks for without further interest.
pub fn pay_by(pack: &Pack, notice: &Notice) -> Date {
    date_of(notice_deadline(pack, notice.date, notice.amount))
}

/// The windows in which a payment counts as made on the notice's date: (notice, last day).
fn windows(pack: &Pack, notices: &[Notice]) -> Vec<(DayNumber, DayNumber)> {
    let window =
        |notice: &Notice| (day_number(notice.date), notice_deadline(pack, notice.date, notice.amount));
    notices.iter().map(window).collect()
}

/// The day from which a payment counts for interest: the earliest notice in whose window it was made.
fn counted_as_paid(windows: &[(DayNumber, DayNumber)], day: DayNumber) -> DayNumber {
    windows.iter().filter(|(from, to)| *from < day && day <= *to).map(|(from, _)| *from).min().unwrap_or(day)
}
