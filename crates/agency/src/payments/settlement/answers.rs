//! What does the bank answer, and what does it change? Each return and correction once, however often it comes.

use std::io::BufRead;

use formats::ach::{Correction, Item, ReadEntry, Reader, Said};
use formats::deviation::{Deviations, Weight};
use serde::Serialize;
use store::seal::Realm;
use store::taxes::bank_accounts::{self, AccountKind, BankAccount};
use store::taxes::payments;
use store::{AuditRecord, StoreError, Write, person_keys};
use values::Date;

use super::{House, Outcome, SettlementError};
use crate::payments::{Refusal, Return, take_back};

/// How often a payment that changes meanwhile is looked at again.
const TRIES: u32 = 5;

/// What a file changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Answers {
    /// Payments taken back.
    pub returned: u64,
    /// Accounts corrected.
    pub corrected: u64,
    /// Answers that were taken before and change nothing.
    pub repeated: u64,
    /// What banks say of each other's returns: for the staff to look at.
    pub disputes: Vec<Unused>,
    /// Answers to entries that are not ours, or that cannot be used.
    pub unused: Vec<Unused>,
}

/// An answer that changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unused {
    /// Its line.
    pub line: u64,
    /// Its code.
    pub code: String,
    /// The trace number that it is about.
    pub trace: String,
    /// Why it changed nothing.
    pub why: String,
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
    let (mut on, mut entries) = (today, Vec::new());
    while let Some(item) = reader.next_item()? {
        match item {
            Item::File(header) => on = header.made_on.filter(|day| *day <= today).unwrap_or(today),
            Item::Entry(entry) => entries.push((*entry, on)),
            Item::Batch(_) => {}
        }
    }
    let deviations = reader.deviations().clone();
    if deviations.worst() == Some(Weight::Wrong) {
        let first = deviations.listed().iter().find(|found| found.weight == Weight::Wrong);
        let why = first.map_or_else(|| "the file is damaged".to_owned(), ToString::to_string);
        return Err(ReadError::Wrong(why, deviations));
    }
    let mut answers = Answers::default();
    for (entry, on) in entries {
        house.book(&entry, on, &mut answers).await?;
    }
    Ok((answers, deviations))
}

impl House<'_> {
    async fn book(&self, entry: &ReadEntry, on: Date, answers: &mut Answers) -> Result<(), SettlementError> {
        let unused = |code: &str, trace: &str, why: &str| Unused {
            line: entry.line,
            code: code.to_owned(),
            trace: trace.to_owned(),
            why: why.to_owned(),
        };
        match &entry.said {
            Said::Return { code, original_trace, .. } => {
                let returned = Return { code: code.code.to_owned(), on };
                match self.take_back(entry, original_trace, &returned).await? {
                    Booked::Done => answers.returned += 1,
                    Booked::Before => answers.repeated += 1,
                    Booked::Not(why) => answers.unused.push(unused(code.code, original_trace, why)),
                }
            }
            Said::Change { code, original_trace, correction } => {
                match self.correct(original_trace, correction).await? {
                    Booked::Done => answers.corrected += 1,
                    Booked::Before => answers.repeated += 1,
                    Booked::Not(why) => answers.unused.push(unused(code.code, original_trace, why)),
                }
            }
            Said::Dishonoured(said) => {
                answers.disputes.push(unused(
                    said.code.code,
                    &said.original_trace,
                    "a bank refuses a return",
                ));
            }
            Said::Contested(said) => {
                answers.disputes.push(unused(
                    said.code.code,
                    &said.original_trace,
                    "a bank insists on a return",
                ));
            }
            Said::RefusedChange { code, original_trace, .. } => {
                answers.disputes.push(unused(code.code, original_trace, "a bank refuses a correction"));
            }
            Said::Forward(_) => answers.unused.push(unused("", &entry.trace, "the entry does not come back")),
            Said::Unreadable => answers.unused.push(unused("", &entry.trace, "its reason is cut off")),
        }
        Ok(())
    }

    async fn take_back(
        &self,
        entry: &ReadEntry,
        trace: &str,
        returned: &Return,
    ) -> Result<Booked, SettlementError> {
        for _ in 0..TRIES {
            let found = payments::list_of_trace(self.store, trace).await?;
            // Trace numbers come again after years: of those with the amount, the latest.
            let Some(payment) = found.iter().find(|payment| Some(payment.amount) == entry.amount) else {
                return Ok(Booked::Not("no payment of this amount left under this number"));
            };
            let write = match take_back(self.pack, payment, returned, &self.act) {
                Ok(write) => write,
                Err(Refusal::AlreadyReturned) => return Ok(Booked::Before),
                Err(Refusal::UnknownReturnCode) => {
                    return Ok(Booked::Not("banks send no payment back with this code"));
                }
                Err(error) => return Err(error.into()),
            };
            if self.write(write).await? == Outcome::Done {
                return Ok(Booked::Done);
            }
        }
        Err(SettlementError::Answer { trace: trace.to_owned() })
    }

    async fn correct(&self, trace: &str, correction: &Correction) -> Result<Booked, SettlementError> {
        for _ in 0..TRIES {
            let found = payments::list_of_trace(self.store, trace).await?;
            let Some(payment) = found.first() else {
                return Ok(Booked::Not("no payment left under this number"));
            };
            let (taxpayer, account_id) = (payment.taxpayer_id, payment.account_id);
            let Some(key) = person_keys::find(self.store, self.sealer, taxpayer, Realm::Taxes).await? else {
                return Ok(Booked::Not("its payer was erased"));
            };
            let place = (taxpayer, account_id);
            let Some(account) = bank_accounts::find(self.store, self.sealer, &key, place).await? else {
                return Ok(Booked::Not("its account is gone"));
            };
            let Some(corrected) = corrected(&account, correction) else {
                return Ok(Booked::Not("it says nothing that can be corrected here"));
            };
            if corrected == account {
                return Ok(Booked::Before);
            }
            let record = AuditRecord {
                at: self.act.now,
                actor: self.act.actor.clone(),
                action: "bank_account.correct",
                subject: Some(taxpayer),
                reason: None,
            };
            let write = bank_accounts::change(Write::new(), self.sealer, &key, &corrected).audit(record);
            if self.write(write).await? == Outcome::Done {
                return Ok(Booked::Done);
            }
        }
        Err(SettlementError::Answer { trace: trace.to_owned() })
    }
}

/// What became of an answer.
enum Booked {
    Done,
    Before,
    Not(&'static str),
}

/// The account as the bank says it is; none where the correction is about something else or cannot be right.
fn corrected(account: &BankAccount, correction: &Correction) -> Option<BankAccount> {
    let mut corrected = account.clone();
    if let Some(routing) = &correction.routing {
        corrected.routing = routing.parse().ok()?;
    }
    if let Some(number) = &correction.account_number {
        corrected.number = number.expose().parse().ok()?;
    }
    if let Some(code) = correction.transaction_code {
        corrected.kind = match code.kind {
            formats::ach::AccountKind::Checking => AccountKind::Checking,
            formats::ach::AccountKind::Savings => AccountKind::Savings,
            _ => return None,
        };
    }
    let says = correction.routing.is_some()
        || correction.account_number.is_some()
        || correction.transaction_code.is_some();
    says.then_some(corrected)
}
