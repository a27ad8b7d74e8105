//! One answer of a bank, and what the books hold of the entry that it is about.

use std::collections::{BTreeMap, BTreeSet};

use formats::ach::codes::Code;
use formats::ach::{ReadEntry, Said};
use serde::Serialize;
use store::taxes::bank_answers::{self, BankAnswer};
use store::taxes::bank_entries::{self, BankEntry, EntryKind, MOST_TRACES};
use store::taxes::bank_files::{self, BankFile};
use store::taxes::payments::{self, Payment};
use store::taxes::prenotes;
use store::taxes::refunds::{self, Refund};
use tax::pack::Pack;
use values::{Cents, Date, Id};

use super::releasing::moves_on;
use super::{House, SettlementError};
use crate::payments::Return;

/// An answer that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Its line.
    pub line: u64,
    /// Its code.
    pub code: String,
    /// The trace number that it is about.
    pub trace: String,
    /// Why.
    pub why: String,
}

/// One answer as the books see it.
pub(super) struct Answer {
    pub(super) entry: ReadEntry,
    pub(super) code: &'static Code,
    /// The entry that it is about.
    pub(super) trace: String,
    pub(super) on: Date,
}

impl Answer {
    pub(super) fn of(entry: ReadEntry, on: Date) -> Result<Self, Told> {
        let (code, trace) = match &entry.said {
            Said::Return { code, original_trace, .. }
            | Said::Change { code, original_trace, .. }
            | Said::RefusedChange { code, original_trace, .. } => (*code, original_trace.clone()),
            Said::Dishonoured(said) => (said.code, said.original_trace.clone()),
            Said::Contested(said) => (said.code, said.original_trace.clone()),
            Said::Forward(_) | Said::Unreadable => {
                let is_forward = matches!(entry.said, Said::Forward(_));
                let why = if is_forward { "the entry does not come back" } else { "its reason is cut off" };
                return Err(Told {
                    line: entry.line,
                    code: String::new(),
                    trace: entry.trace,
                    why: why.to_owned(),
                });
            }
        };
        Ok(Self { entry, code, trace, on })
    }

    /// Whether it only says what is to be corrected.
    pub(super) const fn is_change(&self) -> bool {
        matches!(self.entry.said, Said::Change { .. })
    }

    pub(super) fn told(&self, why: &str) -> Told {
        let (code, trace) = (self.code.code.to_owned(), self.trace.clone());
        Told { line: self.entry.line, code, trace, why: why.to_owned() }
    }

    /// What the books keep of it.
    pub(super) fn record(&self, entry: &BankEntry, amount: Cents) -> BankAnswer {
        BankAnswer {
            original_trace: self.trace.clone(),
            file_id: entry.file_id,
            answer_trace: self.entry.trace.clone(),
            code: self.code.code.to_owned(),
            answered_on: self.on,
            amount,
        }
    }

    pub(super) fn returned(&self) -> Return {
        Return { code: self.code.code.to_owned(), on: self.on }
    }
}

/// What the books hold of the entries that a group of answers is about.
#[derive(Default)]
pub(super) struct Known {
    entries: Vec<BankEntry>,
    pub(super) payments: BTreeMap<Id, Payment>,
    pub(super) refunds: BTreeMap<Id, Refund>,
    /// Accounts that were asked about, and refused.
    pub(super) refused: BTreeSet<(Id, Id)>,
    files: BTreeMap<Id, BankFile>,
    answers: Vec<BankAnswer>,
}

impl Known {
    /// The entry that an answer is about. Numbers come again after years: of those with the amount, the latest.
    pub(super) fn entry(&self, answer: &Answer) -> Option<&BankEntry> {
        let same = |entry: &&BankEntry| entry.trace_number == answer.trace;
        let carries_amount = matches!(answer.entry.said, Said::Return { .. });
        let amount = answer.entry.amount;
        self.entries.iter().filter(same).find(|entry| !carries_amount || Some(entry.amount) == amount)
    }

    /// Whether an answer about this entry was booked.
    pub(super) fn has(&self, entry: &BankEntry, answer: &Answer) -> bool {
        let BankAnswer { original_trace, file_id, answer_trace, code, .. } =
            answer.record(entry, Cents::ZERO);
        self.answers.iter().any(|known| {
            (&known.original_trace, known.file_id, &known.answer_trace, &known.code)
                == (&original_trace, file_id, &answer_trace, &code)
        })
    }

    /// The day on which an entry's money moved.
    pub(super) fn moved_on(&self, pack: &Pack, entry: &BankEntry) -> Option<Date> {
        self.files.get(&entry.file_id).and_then(|file| moves_on(pack, file))
    }
}

impl House<'_> {
    pub(super) async fn known(&self, group: &[Answer]) -> Result<Known, SettlementError> {
        let mut known = Known::default();
        for some in group.chunks(MOST_TRACES) {
            let traces: Vec<&str> = some.iter().map(|answer| answer.trace.as_str()).collect();
            known.entries.extend(bank_entries::list_of_traces(self.store, &traces).await?);
            known.answers.extend(bank_answers::list_of_traces(self.store, &traces).await?);
            let payments = payments::list_of_traces(self.store, &traces).await?;
            known.payments.extend(payments.into_iter().map(|payment| (payment.id, payment)));
        }
        // Refunds and questions are few and come back seldom, and a group is about few files.
        for entry in &known.entries {
            if !known.files.contains_key(&entry.file_id) {
                let found = bank_files::find_by_id(self.store, entry.file_id).await?;
                known.files.extend(found.map(|file| (file.id, file)));
            }
            match entry.kind {
                EntryKind::Payment => {}
                EntryKind::Prenote => {
                    let place = (entry.taxpayer_id, entry.account_id);
                    let found = prenotes::find(self.store, place).await?;
                    known.refused.extend(found.and_then(|asked| asked.return_code).map(|_| place));
                }
                EntryKind::Refund => {
                    let found = refunds::find(self.store, entry.taxpayer_id, entry.subject_id).await?;
                    known.refunds.extend(found.map(|refund| (refund.id, refund)));
                }
            }
        }
        Ok(known)
    }
}
