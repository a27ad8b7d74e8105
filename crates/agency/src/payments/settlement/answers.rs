//! What does the bank answer, and what does it change? Each answer once, however often it comes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use formats::ach::codes::{Group, Within};
use formats::ach::{Item, Reader, Said};
use formats::deviation::{Deviations, Weight};
use serde::Serialize;
use store::taxes::bank_entries::{BankEntry, EntryKind, MOST_TRACES};
use store::taxes::payments::Payment;
use store::taxes::{bank_answers, bank_counts, prenotes};
use store::{StoreError, Write};
use values::{Cents, Date};

use super::known::{Answer, Known, Told};
use super::{House, Outcome, SettlementError};
use crate::payments::{Refusal, Return, State, reinstate, take_back};
use crate::refunds as refunding;

/// How often an answer is looked at again whose payment changes meanwhile.
const TRIES: u32 = 5;

/// Why an answer is not booked after so many tries.
pub(super) const CHANGED: &str = "its payment, account or year is missing, or changed each time: read the file again, and \
    look into it if this is said again";

/// So many answers are booked in one write.
const AT_ONCE: usize = 8 * MOST_TRACES;

/// What a file changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Answers {
    /// Payments and refunds taken back, and accounts that were asked about and refused.
    pub returned: u64,
    /// Payments that stand again, because the agency's bank refused their return.
    pub reinstated: u64,
    /// Accounts corrected.
    pub corrected: u64,
    /// Answers that were taken before and change nothing.
    pub repeated: u64,
    /// Of these, returns of what another answer had returned before: its money may have left twice.
    pub duplicates: Vec<Told>,
    /// Returns that came after their time. They are booked, as the money is gone; the bank may refuse them.
    pub late: Vec<Told>,
    /// What banks say of each other's answers, booked or not: for the staff to look at.
    pub disputes: Vec<Told>,
    /// Answers to entries that are not ours, or that cannot be used.
    pub unused: Vec<Told>,
    /// Answers that should change something and could not: the others of the file are booked, these come with its next
    /// reading.
    pub not_booked: Vec<Told>,
}

/// Why a file is not booked.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The stream failed.
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// Something in it is wrong: nothing of it was booked.
    #[error("nothing was changed: {0}")]
    Wrong(String, Deviations),
    /// It was booked in part; the next reading goes on.
    #[error(transparent)]
    Settlement(#[from] SettlementError),
}

impl From<StoreError> for ReadError {
    fn from(error: StoreError) -> Self {
        Self::Settlement(error.into())
    }
}

/// Reads a file whole and books what it says. `today` is the day of a return where the file does not say one.
pub async fn read(
    house: &House<'_>,
    input: impl BufRead,
    today: Date,
) -> Result<(Answers, Deviations), ReadError> {
    let mut reader = Reader::new(input);
    let (mut on, mut answers, mut waiting) = (today, Answers::default(), Vec::new());
    while let Some(item) = reader.next_item()? {
        match item {
            Item::File(header) => on = header.made_on.filter(|day| *day <= today).unwrap_or(today),
            Item::Entry(entry) => match Answer::of(*entry, on) {
                Ok(answer) => waiting.push(answer),
                Err(told) => answers.unused.push(told),
            },
            Item::Batch(_) => {}
        }
    }
    let deviations = reader.deviations().clone();
    if deviations.worst() == Some(Weight::Wrong) {
        let first = deviations.listed().iter().find(|found| found.weight == Weight::Wrong);
        let why = first.map_or_else(|| "the file is damaged".to_owned(), ToString::to_string);
        return Err(ReadError::Wrong(why, deviations));
    }
    let mut rest = waiting.as_slice();
    while !rest.is_empty() {
        let (group, following) = rest.split_at(together(rest));
        house.book(group, &mut answers).await?;
        rest = following;
    }
    Ok((answers, deviations))
}

/// How many of the first answers can be booked in one write: none of them about the same entry.
fn together(answers: &[Answer]) -> usize {
    let mut seen = BTreeSet::new();
    answers.iter().take(AT_ONCE).take_while(|answer| seen.insert(&answer.trace)).count()
}

/// What becomes of an answer.
enum Booked {
    /// This is written, and this then told.
    Done(Write, Happened, Option<Told>),
    /// It was booked before.
    Before,
    /// Another answer has brought this about before.
    Again,
    /// It cannot be used.
    Not(&'static str),
    /// Nothing to book: for the staff.
    ForStaff(&'static str),
}

/// What an answer brought about.
#[derive(Clone, Copy)]
enum Happened {
    Returned,
    Reinstated,
    ReturnedAgain,
}

impl House<'_> {
    /// Books answers about different entries: all in one write, or where one of them cannot be, one by one.
    async fn book(&self, group: &[Answer], answers: &mut Answers) -> Result<(), SettlementError> {
        if self.book_together(group, answers).await? == Outcome::Done {
            return Ok(());
        }
        for answer in group {
            self.book_alone(answer, answers).await?;
        }
        Ok(())
    }

    /// Books one answer, however often somebody else is first; what cannot be booked is told, and the file goes on.
    async fn book_alone(&self, answer: &Answer, answers: &mut Answers) -> Result<(), SettlementError> {
        for _ in 0..TRIES {
            if self.book_together(std::slice::from_ref(answer), answers).await? == Outcome::Done {
                return Ok(());
            }
        }
        answers.not_booked.push(answer.told(CHANGED));
        Ok(())
    }

    async fn book_together(
        &self,
        group: &[Answer],
        answers: &mut Answers,
    ) -> Result<Outcome, SettlementError> {
        let known = self.known(group).await?;
        let (mut write, mut found) = (Write::new(), Answers::default());
        let mut counted: BTreeMap<(Date, &'static str), (i64, i64)> = BTreeMap::new();
        for answer in group.iter().filter(|answer| !answer.is_change()) {
            let (one, happened, told) = match self.decide(&known, answer) {
                Ok(Booked::Done(one, happened, told)) => (one, happened, told),
                Ok(before_or_not) => {
                    found.leave(answer, &before_or_not);
                    continue;
                }
                Err(error) => {
                    found.not_booked.push(answer.told(&error.to_string()));
                    continue;
                }
            };
            write = write.and(one);
            if let Some((what, amount)) = counts(&known, answer) {
                let count = counted.entry((answer.on, what)).or_default();
                *count = (count.0 + 1, count.1.saturating_add(amount.get()));
            }
            found.take(happened, told);
        }
        for ((on, what), (entries, amount)) in counted {
            write = bank_counts::add(write, (on, what), entries, Cents::new(amount));
        }
        if found.returned + found.reinstated > 0 && self.write(write).await? == Outcome::Conflict {
            return Ok(Outcome::Conflict);
        }
        answers.add(found);
        for answer in group.iter().filter(|answer| answer.is_change()) {
            self.correct(answer, answers).await?;
        }
        Ok(Outcome::Done)
    }

    fn decide(&self, known: &Known, answer: &Answer) -> Result<Booked, SettlementError> {
        let Some(entry) = known.entry(answer) else {
            return Ok(match answer.entry.said {
                Said::Return { .. } => Booked::Not("no entry of this amount left under this number"),
                _ => Booked::Not("no entry left under this number"),
            });
        };
        if known.has(entry, answer) {
            return Ok(Booked::Before);
        }
        let payment = known.payments.get(&entry.subject_id);
        match (&answer.entry.said, payment) {
            (Said::Return { .. }, Some(payment)) => self.returned(known, answer, (entry, payment)),
            (Said::Return { .. }, None) => self.returned_other(known, answer, entry),
            (Said::Dishonoured(_), Some(payment)) => self.dishonoured(answer, (entry, payment)),
            (Said::Contested(_), Some(payment)) => self.contested(answer, (entry, payment)),
            _ => Ok(Booked::ForStaff("banks speak of an entry that moved no payment: nothing is booked")),
        }
    }

    fn returned(
        &self,
        known: &Known,
        answer: &Answer,
        (entry, payment): (&BankEntry, &Payment),
    ) -> Result<Booked, SettlementError> {
        let write = match take_back(self.pack, payment, &answer.returned(), &self.act) {
            Ok(write) => write,
            Err(Refusal::AlreadyReturned) => return Ok(Booked::Again),
            Err(Refusal::UnknownReturnCode) => {
                return Ok(Booked::Not("banks send no payment back with this code"));
            }
            Err(error) => return Err(error.into()),
        };
        let write = bank_answers::add(write, &answer.record(entry, payment.amount));
        let late = self.is_late(answer, known.moved_on(self.pack, entry).unwrap_or(payment.debit_on));
        let late =
            late.then(|| answer.told("it came after its time: ask the bank to refuse it as untimely (R68)"));
        Ok(Booked::Done(write, Happened::Returned, late))
    }

    /// A refund comes back, or an account that was asked about takes no money.
    fn returned_other(
        &self,
        known: &Known,
        answer: &Answer,
        entry: &BankEntry,
    ) -> Result<Booked, SettlementError> {
        let write = match (entry.kind, known.refunds.get(&entry.subject_id)) {
            (EntryKind::Prenote, _) if known.refused.contains(&(entry.taxpayer_id, entry.account_id)) => {
                return Ok(Booked::Before);
            }
            (EntryKind::Prenote, _) => {
                let place = (entry.taxpayer_id, entry.account_id);
                let about = self.act.about("bank_account.refuse", Some(entry.taxpayer_id), None);
                prenotes::refuse(Write::new(), place, answer.code.code).audit(about)
            }
            (EntryKind::Refund, Some(refund)) if refund.state == refunding::State::Returned.name() => {
                return Ok(Booked::Again);
            }
            (EntryKind::Refund, Some(refund)) => {
                refunding::take_back(self.pack, refund, &answer.returned(), &self.act)?
            }
            _ => return Ok(Booked::Not("what left under this number is gone")),
        };
        // What comes back of a refund is money into the agency's account.
        let amount = entry.amount.negated().map_err(|_| Refusal::Arithmetic)?;
        Ok(Booked::Done(bank_answers::add(write, &answer.record(entry, amount)), Happened::Returned, None))
    }

    /// The agency's bank refuses a return: the payment stands again.
    fn dishonoured(
        &self,
        answer: &Answer,
        (entry, payment): (&BankEntry, &Payment),
    ) -> Result<Booked, SettlementError> {
        if State::of(payment)? != State::Returned {
            return Ok(Booked::ForStaff("a return is refused that was never booked: the payment stands"));
        }
        let write = reinstate(self.pack, payment, &self.act)?;
        let amount = payment.amount.negated().map_err(|_| Refusal::Arithmetic)?;
        let write = bank_answers::add(write, &answer.record(entry, amount));
        let told = answer.told("the agency's bank refuses a return: the payment stands again");
        Ok(Booked::Done(write, Happened::Reinstated, Some(told)))
    }

    /// The payer's bank insists: the payment is returned after all, for the first reason.
    fn contested(
        &self,
        answer: &Answer,
        (entry, payment): (&BankEntry, &Payment),
    ) -> Result<Booked, SettlementError> {
        let Some(code) = payment.return_code.clone().filter(|_| payment.state == State::Posted.name()) else {
            return Ok(Booked::ForStaff("a bank insists on a return that nobody refused: nothing is booked"));
        };
        let returned = Return { code, on: answer.on };
        let write = take_back(self.pack, payment, &returned, &self.act)?;
        let write = bank_answers::add(write, &answer.record(entry, payment.amount));
        let told = answer.told("the payer's bank insists on a return: the payment is returned again");
        Ok(Booked::Done(write, Happened::ReturnedAgain, Some(told)))
    }

    /// Whether a return came after the time that its code gives, counted from the day on which the entry settled.
    fn is_late(&self, answer: &Answer, settled_on: Date) -> bool {
        let calendar = &self.pack.calendar;
        let last = match answer.code.within {
            None => return false,
            Some(Within::TwoBankingDays) => calendar.business_days_after(settled_on, 2),
            Some(Within::SixtyDays) => {
                calendar.business_days_after(settled_on.saturating_add(jiff::Span::new().days(60)), 1)
            }
        };
        answer.on > last
    }
}

/// As what a booked return counts for the rates of returns; only debits do.
fn counts(known: &Known, answer: &Answer) -> Option<(&'static str, Cents)> {
    let payment = known.entry(answer).and_then(|entry| known.payments.get(&entry.subject_id))?;
    let what = match (&answer.entry.said, answer.code.group?) {
        (Said::Return { .. }, Group::Unauthorized) => "unauthorized",
        (Said::Return { .. }, Group::Administrative) => "administrative",
        (Said::Return { .. }, Group::Other) => "other",
        _ => return None,
    };
    Some((what, payment.amount))
}

impl Answers {
    fn leave(&mut self, answer: &Answer, booked: &Booked) {
        match booked {
            Booked::Done(..) | Booked::Before => self.repeated += 1,
            Booked::Again => {
                self.repeated += 1;
                let why =
                    "it was returned before: if its money left twice, ask the bank to refuse this one (R67)";
                self.duplicates.push(answer.told(why));
            }
            Booked::Not(why) => self.unused.push(answer.told(why)),
            Booked::ForStaff(why) => self.disputes.push(answer.told(why)),
        }
    }

    fn add(&mut self, more: Self) {
        self.returned += more.returned;
        self.reinstated += more.reinstated;
        self.corrected += more.corrected;
        self.repeated += more.repeated;
        self.late.extend(more.late);
        self.duplicates.extend(more.duplicates);
        self.disputes.extend(more.disputes);
        self.unused.extend(more.unused);
        self.not_booked.extend(more.not_booked);
    }

    fn take(&mut self, happened: Happened, told: Option<Told>) {
        match happened {
            Happened::Returned => {
                self.returned += 1;
                self.late.extend(told);
            }
            Happened::Reinstated => {
                self.reinstated += 1;
                self.disputes.extend(told);
            }
            Happened::ReturnedAgain => {
                self.returned += 1;
                self.disputes.extend(told);
            }
        }
    }
}
