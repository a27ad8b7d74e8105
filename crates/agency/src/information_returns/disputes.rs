//! What follows when somebody says that an information return is not theirs? A case: opened, and withdrawn as long as it is
//! open. What stands on record does not change by it.

use store::seal::{DataKey, Sealer};
use store::taxes::information_disputes::{self as stored, Dispute};
use store::{Actor, AuditRecord, Write};
use values::{Id, Secret, Timestamp};

use super::Standing;

/// So many characters may be said about it.
pub const MOST_WORDS: usize = 1_000;

/// Where a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The agency looks at it.
    Open,
    /// The person took it back.
    Withdrawn,
}

impl State {
    /// All states.
    pub const ALL: [Self; 2] = [Self::Open, Self::Withdrawn];

    /// Which may follow which.
    const EDGES: [(Self, Self); 2] = [(Self::Open, Self::Withdrawn), (Self::Withdrawn, Self::Open)];

    /// As it is stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a case; nothing where the store holds another word.
    pub fn of(dispute: &Dispute) -> Option<Self> {
        Self::named(&dispute.state)
    }

    /// The state with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether a case may go there.
    pub fn may_become(self, next: Self) -> bool {
        Self::EDGES.contains(&(self, next))
    }
}

/// Why somebody says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// They do not know the payer.
    UnknownPayer,
    /// They know the payer, but it is about somebody else.
    SomebodyElse,
    /// It is about them, but the amounts are wrong or it is there twice.
    Wrong,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 3] = [Self::UnknownPayer, Self::SomebodyElse, Self::Wrong];

    /// As it is stored and sent.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnknownPayer => "unknown_payer",
            Self::SomebodyElse => "somebody_else",
            Self::Wrong => "wrong",
        }
    }

    /// The reason with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// What is said of a return.
#[derive(Clone, Debug)]
pub struct Said {
    /// Why.
    pub reason: Reason,
    /// In the person's words; may be empty.
    pub words: Secret<String>,
}

/// Who acts, when, with what.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// Seals what is said.
    pub sealer: &'a Sealer,
    /// The taxpayer's key.
    pub key: &'a DataKey,
    /// The taxpayer.
    pub taxpayer: Id,
    /// The instant.
    pub now: Timestamp,
}

/// Opens a case about a return, or opens the one again that was withdrawn; nothing where it is open already.
pub fn open(
    desk: Desk<'_>,
    standing: &Standing,
    before: Option<&Dispute>,
    new_id: Id,
    said: &Said,
) -> Option<Write> {
    let next = Dispute {
        taxpayer_id: desk.taxpayer,
        return_id: standing.id(),
        case_id: before.map_or(new_id, |before| before.case_id),
        tax_year: standing.tax_year,
        form: standing.form.clone(),
        state: State::Open.name().to_owned(),
        reason: said.reason.name().to_owned(),
        words: said.words.clone(),
        opened_at: desk.now,
        changed_at: desk.now,
        version: before.map_or(1, |before| before.version),
    };
    let write = match before {
        None => stored::add(Write::new(), desk.sealer, desk.key, &next),
        Some(before) => {
            State::of(before).filter(|state| state.may_become(State::Open))?;
            stored::change(Write::new(), desk.sealer, desk.key, &next)
        }
    };
    Some(write.audit(audit(desk, "information_return.dispute", &next)))
}

/// Takes a case back; nothing where it is not open.
pub fn withdraw(desk: Desk<'_>, before: &Dispute) -> Option<Write> {
    State::of(before).filter(|state| state.may_become(State::Withdrawn))?;
    let state = State::Withdrawn.name().to_owned();
    let next = Dispute { state, changed_at: desk.now, ..before.clone() };
    let write = stored::change(Write::new(), desk.sealer, desk.key, &next);
    Some(write.audit(audit(desk, "information_return.withdraw_dispute", &next)))
}

fn audit(desk: Desk<'_>, action: &'static str, dispute: &Dispute) -> AuditRecord {
    AuditRecord {
        at: desk.now,
        actor: Actor::Person(desk.taxpayer),
        action,
        subject: Some(desk.taxpayer),
        reason: Some(format!("{} of {}, case {}", dispute.form, dispute.tax_year, dispute.case_id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_listed_ways_are_open() {
        let ways = |from: State| State::ALL.into_iter().filter(move |to| from.may_become(*to));
        assert_eq!(ways(State::Open).collect::<Vec<_>>(), [State::Withdrawn]);
        assert_eq!(ways(State::Withdrawn).collect::<Vec<_>>(), [State::Open]);
        for state in State::ALL {
            assert_eq!(State::named(state.name()), Some(state));
        }
        for reason in Reason::ALL {
            assert_eq!(Reason::named(reason.name()), Some(reason));
        }
    }
}
