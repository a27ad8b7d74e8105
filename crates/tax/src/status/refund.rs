//! Which of three stages has a refund reached, why does it wait, and what can its owner do? Codes as Document 6209 has them:
//! 150 a return, 570 and 810 holds with their ends, 846 and 840 a refund, 841 and 843 one that came back, 82x and 89x a credit
//! that went elsewhere.

use serde::Serialize;
use values::{Cents, Date, MoneyError};

use super::{first, last, later, until};
use crate::ledger::Module;
use crate::pack::{Pack, PackError};

/// How far a refund is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The return is there.
    Received,
    /// The return was worked on, and there is something to refund or to use.
    Approved,
    /// It left.
    Sent,
}

/// Why it is not on its way, or not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The account is held until something is settled.
    Held,
    /// The return is audited.
    Audited,
    /// It is checked whether somebody else used the number or what was reported agrees.
    Reviewed,
    /// A second return for the year came in.
    SecondReturn,
    /// It takes longer than the published time.
    Slow,
    /// A refund came back from the bank or by mail.
    CameBack,
    /// It went to a debt, all of it.
    UsedUp,
    /// The agency found that nothing is due.
    NothingDue,
}

/// Where a refund stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refund {
    /// How far it is.
    pub stage: Stage,
    /// When the return came.
    pub received_on: Date,
    /// When it was approved.
    pub approved_on: Option<Date>,
    /// When it left.
    pub sent_on: Option<Date>,
    /// What left, or stands to be sent.
    pub amount: Option<Cents>,
    /// What went to debts, by day.
    pub used: Vec<(Date, Cents)>,
    /// Why it waits or is less, and since when.
    pub reason: Option<(Reason, Date)>,
    /// Until when it usually leaves; where it left, until when it is at the bank.
    pub expected_by: Option<Date>,
}

/// Holds with what ends them.
const HOLDS: [(&[u16], &[u16], Reason); 4] = [
    (&[420], &[421], Reason::Audited),
    (&[914, 916, 918, 922], &[571, 572, 811], Reason::Reviewed),
    (&[976], &[290, 291, 571, 572], Reason::SecondReturn),
    (&[570, 810], &[571, 572, 811], Reason::Held),
];

const SENT: [u16; 2] = [840, 846];
const CAME_BACK: [u16; 2] = [841, 843];
const USED: [u16; 5] = [820, 824, 826, 896, 898];

/// Where the refund of a filed return stands on a day; nothing before it was filed.
pub fn refund(pack: &Pack, module: &Module, today: Date) -> Result<Option<Refund>, StatusError> {
    let Some(received_on) = module.filed.filter(|filed| *filed <= today) else { return Ok(None) };
    let all = until(&module.transactions, today);
    let amounts = |codes: &'static [u16]| {
        let found = all.iter().filter(move |posted| codes.contains(&posted.code.get()));
        found.map(|posted| (posted.date, posted.amount)).collect::<Vec<_>>()
    };
    let (sent, back) = (last(&all, &SENT), last(&all, &CAME_BACK));
    let sent_on = sent.filter(|sent| back.is_none_or(|back| back < *sent));
    let hold = HOLDS.iter().find_map(|(begins, ends, reason)| {
        let since = last(&all, begins)?;
        last(&all, ends).is_none_or(|end| end < since).then_some((*reason, since))
    });
    let balance = Cents::total(all.iter().map(|posted| posted.amount))?;
    let processed = first(&all, &[150]);
    let used = amounts(&USED);
    let released = last(&all, &[421, 571, 572, 811]);
    let approved_on = processed.map(|processed| released.map_or(processed, |end| end.max(processed)));
    let is_due = balance.is_negative();
    let came_back = back.filter(|back| sent.is_some_and(|sent| *back >= sent));
    let stage = match (sent_on, approved_on, hold) {
        (Some(_), ..) => Stage::Sent,
        (None, Some(_), None) if is_due || !used.is_empty() => Stage::Approved,
        _ => Stage::Received,
    };
    let window = pack.count("refund.window_days", received_on)?;
    let usual = later(received_on, window);
    let reason = match stage {
        Stage::Sent => None,
        _ if came_back.is_some() => came_back.map(|on| (Reason::CameBack, on)),
        _ if hold.is_some() => hold,
        Stage::Approved if !is_due => used.last().map(|(on, _)| (Reason::UsedUp, *on)),
        Stage::Received if processed.is_some() => processed.map(|on| (Reason::NothingDue, on)),
        _ => (today > usual).then_some((Reason::Slow, usual)),
    };
    let expected_by = match (sent_on, reason) {
        (Some(sent), _) => Some(later(sent, pack.count("refund.bank_days", sent)?)),
        (None, None) => Some(usual),
        (None, Some(_)) => None,
    };
    let last_sent = amounts(&SENT).last().map(|(_, amount)| *amount);
    Ok(Some(Refund {
        stage,
        received_on,
        approved_on: approved_on.filter(|_| stage >= Stage::Approved),
        sent_on,
        amount: if sent_on.is_some() { last_sent } else { is_due.then(|| balance.negated()).transpose()? },
        used,
        reason,
        expected_by,
    }))
}

/// Why a stage cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum StatusError {
    /// The pack lacks a figure.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A sum is beyond what 64-bit cents hold.
    #[error(transparent)]
    Money(#[from] MoneyError),
}
