//! What became of an audit, and when? 424 a return that was chosen, 420 an audit that began, 494 a notice of deficiency with its
//! end, 30x what was changed, 421 an audit that ended (Document 6209; 26 USC 6212, 6213).

use serde::Serialize;
use values::{Cents, Date, MoneyError};

use super::until;
use crate::ledger::Module;

/// How far an audit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The return was chosen; nobody has looked at it yet.
    Chosen,
    /// It is looked at.
    Open,
    /// More tax was proposed by a notice that can be taken to court.
    Proposed,
    /// It ended.
    Closed,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The return was chosen.
    Chosen,
    /// The audit began.
    Began,
    /// A notice of deficiency was sent.
    Noticed,
    /// That notice was settled.
    NoticeSettled,
    /// Tax was changed by so much.
    Changed(Cents),
    /// The audit ended.
    Ended,
}

/// Where an audit stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// How far it is.
    pub stage: Stage,
    /// What happened, oldest first.
    pub events: Vec<(Date, Event)>,
    /// By how much the tax changed.
    pub change: Cents,
}

/// The latest audit of a module on a day.
pub fn audit(module: &Module, today: Date) -> Result<Option<Audit>, MoneyError> {
    let all = until(&module.transactions, today);
    let mut events = Vec::new();
    for posted in &all {
        let event = match posted.code.get() {
            424 => Event::Chosen,
            420 => Event::Began,
            494 => Event::Noticed,
            495 => Event::NoticeSettled,
            300 | 301 | 304 | 305 | 308 | 309 => Event::Changed(posted.amount),
            421 => Event::Ended,
            _ => continue,
        };
        events.push((posted.date, event));
    }
    // Codes of one day say first what happened, last that it ended.
    events.sort_by_key(|(on, event)| (*on, *event == Event::Ended));
    // An audit after one that ended begins anew.
    let begun = events.iter().rposition(|(_, event)| matches!(event, Event::Ended));
    let after = begun.map_or(0, |place| place + 1);
    let is_again = events[after..].iter().any(|(_, event)| matches!(event, Event::Chosen | Event::Began));
    let from = if is_again { after } else { 0 };
    let events = events.split_off(from);
    if !events.iter().any(|(_, event)| matches!(event, Event::Chosen | Event::Began)) {
        return Ok(None);
    }
    let happened = |wanted: Event| events.iter().rposition(|(_, event)| *event == wanted);
    let stage = if happened(Event::Ended).is_some() {
        Stage::Closed
    } else if happened(Event::Noticed) > happened(Event::NoticeSettled) {
        Stage::Proposed
    } else if happened(Event::Began).is_some() {
        Stage::Open
    } else {
        Stage::Chosen
    };
    let changes = events.iter().filter_map(|(_, event)| match event {
        Event::Changed(amount) => Some(*amount),
        _ => None,
    });
    let change = Cents::total(changes)?;
    Ok(Some(Audit { stage, events, change }))
}
