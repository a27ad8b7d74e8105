//! What becomes of a payment at the bank, and what that writes into the ledger: sent, settled, posted, sent back.
//!
//! A posted payment is a credit for its day. One that comes back is taken out by a debit for the same day, so that the
//! balance is what it would be had it never been made, and bears the penalty of 26 USC 6657.

use store::taxes::bank_files::BankFile;
use store::taxes::entries::{self, Entry};
use store::taxes::payments::{self, Payment};
use store::taxes::{RecordKind, modules, record_id};
use store::{Actor, AuditRecord, Write};
use tax::pack::{Code, Pack, PaymentReason};
use tax::penalties::dishonoured_payment_penalty;
use values::{Cents, Date, Id, Timestamp};

use super::state::moved;
use super::{Refusal, State, confirmation, returns};

/// What a bank says of a payment that it sends back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// Why, as `R01`.
    pub code: String,
    /// On which day.
    pub on: Date,
}

/// When something is done to payments, and by whom.
#[derive(Clone, Debug)]
pub struct Act {
    /// The instant.
    pub now: Timestamp,
    /// One of the agency's people, or a job.
    pub actor: Actor,
}

/// Notes that payments left, each under its trace number, with a line of history each. One audit record, about the file.
pub fn send(leaving: &[(Payment, String)], file_id: Id, act: &Act) -> Result<Write, Refusal> {
    let mut write = Write::new();
    for (payment, trace_number) in leaving {
        write = payments::move_on(write, &sent(payment, file_id, trace_number)?, act.now);
    }
    Ok(write.audit(act.record("payment_file.send", file_id)))
}

/// The same for a file that stands in the books (`store::taxes::bank_files`) and so is their line of history.
pub(super) fn send_in_file(
    leaving: &[(Payment, String)],
    file: &BankFile,
    act: &Act,
) -> Result<Write, Refusal> {
    let mut write = Write::new();
    for (payment, trace_number) in leaving {
        write = payments::leave(write, &sent(payment, file.id, trace_number)?);
    }
    Ok(write.audit(act.record("payment_file.send", file.id)))
}

fn sent(payment: &Payment, file_id: Id, trace_number: &str) -> Result<Payment, Refusal> {
    let trace_number = Some(trace_number.to_owned());
    Ok(Payment { file_id: Some(file_id), trace_number, ..moved(payment, State::Sent)? })
}

/// The agency calls a payment off that has not left.
pub fn call_off(payment: &Payment, act: &Act) -> Result<Write, Refusal> {
    let cancelled = moved(payment, State::Cancelled)?;
    let write = payments::move_on(Write::new(), &cancelled, act.now);
    Ok(write.audit(act.about("payment.call_off", Some(payment.taxpayer_id), None)))
}

/// Notes that the bank has paid. One audit record, about the file that they left in.
pub fn settle(paid: &[Payment], file_id: Id, act: &Act) -> Result<Write, Refusal> {
    let mut write = Write::new();
    for payment in paid {
        let settled = moved(payment, State::Settled)?;
        write = payments::move_on(write, &settled, act.now);
    }
    Ok(write.audit(act.record("payment_file.settle", file_id)))
}

/// Writes a settled payment into the ledger of its year, which is opened if the books do not have it yet. A fee is no tax:
/// it is done with and the ledger stays as it is.
pub fn post(pack: &Pack, payment: &Payment, act: &Act) -> Result<Write, Refusal> {
    let posted = moved(payment, State::Posted)?;
    if State::of(payment)? != State::Settled {
        return Err(Refusal::WrongState { from: State::of(payment)?, to: State::Posted });
    }
    let write = payments::move_on(Write::new(), &posted, act.now);
    let write = into_ledger(write, pack, payment, "")?;
    Ok(write.audit(act.record("payment.post", payment.taxpayer_id)))
}

/// Takes a payment back that the bank returned. The same return again is `AlreadyReturned`.
pub fn take_back(pack: &Pack, payment: &Payment, returned: &Return, act: &Act) -> Result<Write, Refusal> {
    let reason = returns::find(&returned.code).ok_or(Refusal::UnknownReturnCode)?;
    if State::of(payment)? == State::Returned {
        return Err(Refusal::AlreadyReturned);
    }
    let taken = Payment {
        return_code: Some(returned.code.clone()),
        returned_on: Some(returned.on),
        ..moved(payment, State::Returned)?
    };
    let mut write = payments::move_on(Write::new(), &taken, act.now);
    // One that was returned before and stood again needs keys of its own.
    let again = payment.return_code.as_ref().map(|_| format!(":{}", payment.version)).unwrap_or_default();
    if payment.state == State::Posted.name() {
        write = out_of_ledger(write, pack, payment, &format!(":returned{again}"))?;
    }
    if reason.bears_penalty {
        let penalty = dishonoured_payment_penalty(pack, payment.amount, returned.on)?;
        write = open_module(write, pack, payment)?;
        let entry = (pack.payment_codes.penalty, returned.on, penalty);
        write = add_entry(write, payment, &format!(":penalty{again}"), entry, Some("6657"));
        write = modules::touch(write, payment.owner_id, payment.module_id);
    }
    Ok(write.audit(act.record("payment.take_back", payment.taxpayer_id)))
}

/// Lets a payment stand again whose return the agency's bank refused. Its code of return stays with it, so that it is known
/// that it was returned before.
pub fn reinstate(pack: &Pack, payment: &Payment, act: &Act) -> Result<Write, Refusal> {
    let standing = moved(payment, State::Posted)?;
    if State::of(payment)? != State::Returned {
        return Err(Refusal::WrongState { from: State::of(payment)?, to: State::Posted });
    }
    let write = payments::move_on(Write::new(), &standing, act.now);
    let mut write = into_ledger(write, pack, payment, &format!(":stands:{}", payment.version))?;
    let reason = payment.return_code.as_deref().and_then(returns::find);
    if let (Some(on), true) = (payment.returned_on, reason.is_some_and(|reason| reason.bears_penalty)) {
        let penalty = dishonoured_payment_penalty(pack, payment.amount, on)?;
        let removed = penalty.negated().map_err(|_| Refusal::Arithmetic)?;
        let entry = (pack.payment_codes.penalty_removed, on, removed);
        write = add_entry(write, payment, &format!(":unpenalized:{}", payment.version), entry, Some("6657"));
        write = modules::touch(write, payment.owner_id, payment.module_id);
    }
    Ok(write.audit(act.record("payment.reinstate", payment.taxpayer_id)))
}

impl Act {
    /// Who did what to what, and why.
    pub(crate) fn about(
        &self,
        action: &'static str,
        subject: Option<Id>,
        reason: Option<&str>,
    ) -> AuditRecord {
        let reason = reason.map(str::to_owned);
        AuditRecord { at: self.now, actor: self.actor.clone(), action, subject, reason }
    }

    fn record(&self, action: &'static str, subject: Id) -> AuditRecord {
        self.about(action, Some(subject), None)
    }
}

fn reason_of(payment: &Payment) -> Result<PaymentReason, Refusal> {
    PaymentReason::named(&payment.reason).ok_or(Refusal::UnknownState)
}

/// The key of the entry that posts a payment; the books send the entry back under it (docs/books.md).
pub fn entry_key(payment: &Payment) -> String {
    format!("payment:{}", confirmation(payment.id))
}

/// The credit of a payment in the ledger of its year, which is opened if the books do not have it yet; nothing for a fee.
pub(super) fn into_ledger(
    write: Write,
    pack: &Pack,
    payment: &Payment,
    ending: &str,
) -> Result<Write, Refusal> {
    let Some(codes) = pack.payment_codes.of(reason_of(payment)?) else { return Ok(write) };
    let write = open_module(write, pack, payment)?;
    let credit = payment.amount.negated().map_err(|_| Refusal::Arithmetic)?;
    let write = add_entry(write, payment, ending, (codes.posted, payment.debit_on, credit), None);
    Ok(modules::touch(write, payment.owner_id, payment.module_id))
}

/// What takes that credit out again, for the same day.
pub(super) fn out_of_ledger(
    write: Write,
    pack: &Pack,
    payment: &Payment,
    ending: &str,
) -> Result<Write, Refusal> {
    let Some(codes) = pack.payment_codes.of(reason_of(payment)?) else { return Ok(write) };
    let write = add_entry(write, payment, ending, (codes.returned, payment.debit_on, payment.amount), None);
    Ok(modules::touch(write, payment.owner_id, payment.module_id))
}

fn add_entry(
    write: Write,
    payment: &Payment,
    ending: &str,
    (code, on, amount): (Code, Date, Cents),
    section: Option<&str>,
) -> Write {
    let entry = Entry::own(format!("{}{ending}", entry_key(payment)), code.get(), on, amount);
    let entry = Entry { section: section.map(str::to_owned), ..entry };
    entries::add(write, payment.owner_id, payment.module_id, &entry)
}

fn open_module(write: Write, pack: &Pack, payment: &Payment) -> Result<Write, Refusal> {
    let place = (payment.owner_id, payment.module_id);
    open_year(write, pack, place, (&payment.form, payment.tax_year))
}

/// Opens a year that the books may not have yet.
pub(crate) fn open_year(
    write: Write,
    pack: &Pack,
    (owner, module): (Id, Id),
    (form, tax_year): (&str, i64),
) -> Result<Write, Refusal> {
    let key = super::module_key(owner, form, tax_year);
    if record_id(RecordKind::Module, &key) != module {
        // It stood in the books when it was asked for.
        return Ok(write);
    }
    let year = i16::try_from(tax_year).map_err(|_| Refusal::Arithmetic)?;
    Ok(modules::open(write, (owner, module), &key, (form, tax_year), pack.return_due_of(year)))
}
