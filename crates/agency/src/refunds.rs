//! Refunds into bank accounts: what a year has to its taxpayer's credit goes back, and stands again if the bank returns it.

use store::Write;
use store::taxes::bank_accounts::BankAccount;
use store::taxes::entries::{self, Entry};
use store::taxes::refunds::{self, Refund};
use store::taxes::{RecordKind, modules, record_id};
use tax::pack::{Code, Pack, PackError};
use values::{Cents, Date, Id};

use crate::balance::Year;
use crate::payments::{Act, Payment, Return, confirmation};

/// The largest amount of a bank's entry: ten digits (Nacha Operating Rules, appendix three).
const MOST: Cents = Cents::new(9_999_999_999);

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It stands in the ledger and waits for a file.
    Issued,
    /// It left.
    Sent,
    /// The bank sent it back; it stands to the taxpayer's credit again.
    Returned,
}

/// Every way from one state to another.
pub const EDGES: [(State, State); 2] = [(State::Issued, State::Sent), (State::Sent, State::Returned)];

/// Why a refund cannot be issued or go on. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The year has nothing to its credit.
    #[error("the year has no credit")]
    Nothing,
    /// More than one entry at the bank can carry.
    #[error("a bank's entry carries at most {most}: pay it in another way")]
    TooLarge {
        /// That much.
        most: Cents,
    },
    /// The account is new: whoever took over a sign-in may have added it.
    #[error("the account was added lately: refunds go into it from {from}")]
    NewAccount {
        /// The first day.
        from: Date,
    },
    /// Its owner took the account away, or it is another's.
    #[error("the taxpayer has no such account")]
    NoAccount,
    /// There is no way from where it stands to there.
    #[error("a refund does not come from {from} to {to:?}")]
    WrongState {
        /// Where it stands.
        from: String,
        /// Where it was to go.
        to: State,
    },
    /// A sum is too large.
    #[error("a sum is too large")]
    Arithmetic,
    /// The pack lacks a figure.
    #[error(transparent)]
    Pack(#[from] PackError),
}

impl State {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Issued, Self::Sent, Self::Returned];

    /// Its name in the books.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Sent => "sent",
            Self::Returned => "returned",
        }
    }
}

/// The refund in another state, if there is a way to it.
fn moved(refund: &Refund, to: State) -> Result<Refund, Refusal> {
    let from = State::ALL.into_iter().find(|state| state.name() == refund.state);
    if from.is_none_or(|from| !EDGES.contains(&(from, to))) {
        return Err(Refusal::WrongState { from: refund.state.clone(), to });
    }
    Ok(Refund { state: to.name().to_owned(), ..refund.clone() })
}

/// Gives back what the year has to its credit today, whole. Of two that do so at once, one conflicts: the id says which
/// refund of the year it is.
pub fn issue(
    pack: &Pack,
    year: &Year,
    account: &BankAccount,
    (today, act): (Date, &Act),
) -> Result<(Refund, Write), Refusal> {
    let (owner, module) = year.module;
    if account.taxpayer_id != owner || account.removed_at.is_some() {
        return Err(Refusal::NoAccount);
    }
    let days = pack.count("refund.account_days", today)?;
    let aged = account.added_at.as_second() + i64::from(days) * DAY;
    let left = aged - act.now.as_second();
    if left > 0 {
        let from = today.saturating_add(jiff::Span::new().days((left + DAY - 1) / DAY));
        return Err(Refusal::NewAccount { from });
    }
    let amount = year.position.balance.negated().map_err(|_| Refusal::Arithmetic)?;
    if !amount.is_positive() {
        return Err(Refusal::Nothing);
    }
    if amount > MOST {
        return Err(Refusal::TooLarge { most: MOST });
    }
    let code = pack.payment_codes.refund.posted;
    let before = year.ledger.transactions.iter().filter(|posted| posted.code == code).count();
    let refund = Refund {
        taxpayer_id: owner,
        id: record_id(RecordKind::Entry, &format!("refund:{module}:{before}")),
        state: State::Issued.name().to_owned(),
        owner_id: owner,
        module_id: module,
        amount,
        account_id: account.id,
        issued_on: today,
        payment_id: None,
        file_id: None,
        trace_number: None,
        return_code: None,
        returned_on: None,
        version: 1,
    };
    let write = refunds::add(Write::new(), &refund);
    let write = add_entry(write, &refund, "", (code, refund.issued_on, amount));
    let write = modules::touch(write, owner, module);
    Ok((refund, write.audit(act.about("refund.issue", Some(owner), None))))
}

/// Gives a payment back that the ledger never saw, as a fee, into the account that it came from. Twice is once: the id says which
/// payment it is.
pub fn give_back(payment: &Payment, today: Date, act: &Act) -> (Refund, Write) {
    let refund = Refund {
        taxpayer_id: payment.taxpayer_id,
        id: record_id(RecordKind::Entry, &format!("refund:payment:{}", payment.id)),
        state: State::Issued.name().to_owned(),
        owner_id: payment.owner_id,
        module_id: payment.module_id,
        amount: payment.amount,
        account_id: payment.account_id,
        issued_on: today,
        payment_id: Some(payment.id),
        file_id: None,
        trace_number: None,
        return_code: None,
        returned_on: None,
        version: 1,
    };
    let write = refunds::add(Write::new(), &refund);
    (refund, write.audit(act.about("refund.give_back", Some(payment.taxpayer_id), None)))
}

/// The refund as it stands once it left in a file.
pub(crate) fn sent(refund: &Refund, file: Id, trace_number: String) -> Result<Refund, Refusal> {
    let sent = moved(refund, State::Sent)?;
    Ok(Refund { file_id: Some(file), trace_number: Some(trace_number), ..sent })
}

/// Takes a refund back that the bank returned: the year has it to its credit again, from the day it was issued. What gave a
/// payment back that no ledger saw leaves none there either.
pub fn take_back(pack: &Pack, refund: &Refund, returned: &Return, act: &Act) -> Result<Write, Refusal> {
    let taken = Refund {
        return_code: Some(returned.code.clone()),
        returned_on: Some(returned.on),
        ..moved(refund, State::Returned)?
    };
    let audit = act.about("refund.take_back", Some(refund.taxpayer_id), None);
    if refund.payment_id.is_some() {
        return Ok(refunds::change(Write::new(), &taken).audit(audit));
    }
    let credit = refund.amount.negated().map_err(|_| Refusal::Arithmetic)?;
    let entry = (pack.payment_codes.refund.returned, refund.issued_on, credit);
    let write = add_entry(refunds::change(Write::new(), &taken), refund, ":returned", entry);
    let write = modules::touch(write, refund.owner_id, refund.module_id);
    Ok(write.audit(audit))
}

fn add_entry(write: Write, refund: &Refund, ending: &str, (code, on, amount): (Code, Date, Cents)) -> Write {
    let record_key = format!("refund:{}{ending}", confirmation(refund.id));
    let entry = Entry::own(record_key, code.get(), on, amount);
    entries::add(write, refund.owner_id, refund.module_id, &entry)
}
