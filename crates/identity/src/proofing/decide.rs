//! What an agent decides about a case, and what follows. The decision and everything it brings about are one write.
//!
//! An agent never makes somebody proved: they say what they saw, and [`policy`](super::policy) says what it is worth.
//! What overrides a rule takes two agents (NIST SP 800-63A-4, 3.2.1: nobody alone).

use store::identity::proofings::{self, Proofing, Route, State};
use store::identity::proofs;
use store::{Actor, AuditRecord, Write};
use values::{Id, Timestamp};

use super::case::Case;
use super::checks::{self, Finding};
use super::finish::{Shown, finish, keep, together, verified};
use super::letter::{self, Sent};
use super::policy::{AddressSeen, Assurance, Attendance, Conditions, Item, reached, strength};
use crate::happenings::Happening;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// What an agent found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// These pieces are good. One that is not verified yet is verified by a letter, on that route, or later.
    Accepted(Vec<Shown>),
    /// This is not how it is.
    Refused(Reason),
    /// The person is to do something again.
    Returned(Reason),
    /// Of two with the same tax number this is the one: the other's proof goes.
    Cleared {
        /// Who agrees.
        second_agent: Id,
    },
    /// A case that failed should not have: the person may go on.
    Reopened {
        /// Who agrees.
        second_agent: Id,
    },
}

/// Why. The person hears only what they can do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A picture cannot be read.
    Unreadable,
    /// A paper is too old.
    Expired,
    /// Papers and what was typed do not agree.
    Mismatch,
    /// A paper is not genuine.
    NotGenuine,
    /// The face is another.
    NotSamePerson,
    /// Signs of fraud.
    Fraud,
    /// The papers are good, but whose they are is still to be shown by another route.
    Compare,
    /// The sources do not confirm what was typed.
    NoMatch,
    /// It is not sure that the person and the paper themselves were before the camera.
    Capture,
    /// The address on the paper is not the one that was typed, and a letter goes to no other.
    Address,
    /// Something else.
    Other,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Unreadable,
        Self::Expired,
        Self::Mismatch,
        Self::NotGenuine,
        Self::NotSamePerson,
        Self::Fraud,
        Self::Compare,
        Self::NoMatch,
        Self::Capture,
        Self::Address,
        Self::Other,
    ];

    /// Its word in what is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Expired => "expired",
            Self::Mismatch => "mismatch",
            Self::NotGenuine => "not-genuine",
            Self::NotSamePerson => "not-same-person",
            Self::Fraud => "fraud",
            Self::Compare => "compare",
            Self::NoMatch => "no-match",
            Self::Capture => "capture",
            Self::Address => "address",
            Self::Other => "other",
        }
    }

    /// The one of a word.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What was found.
    pub outcome: Outcome,
    /// How the person was before the agent.
    pub attendance: Attendance,
    /// What holds about how pictures were taken.
    pub conditions: Conditions,
    /// Who decides.
    pub agent: Id,
    /// In their words, for the auditors: no fact about the person.
    pub reason: Option<String>,
}

/// Why a decision cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The case is not waiting for this.
    WrongState,
    /// What was shown is not worth enough.
    NotEnough(Assurance),
    /// The sources do not confirm what was typed.
    NotConfirmed(Finding),
    /// It takes another agent.
    TwoPeople,
    /// The next letter may not leave before this.
    LetterWait(Timestamp),
}

/// The statements of a decision, or why it cannot stand.
pub async fn decide(
    identity: &Identity,
    case: &Case,
    decision: &Decision,
    now: Timestamp,
) -> Result<Result<Write, Refused>, IdentityError> {
    let decided = match &decision.outcome {
        Outcome::Accepted(shown) => accepted(identity, case, decision, shown, now).await?,
        Outcome::Refused(reason) => leave(identity, case, State::Failed, *reason, now),
        Outcome::Returned(reason) => leave(identity, case, State::Open, *reason, now),
        Outcome::Cleared { second_agent } => {
            cleared(identity, case, decision.agent, *second_agent, now).await?
        }
        Outcome::Reopened { second_agent } if *second_agent == decision.agent => Err(Refused::TwoPeople),
        Outcome::Reopened { .. } if case.row.state != State::Failed => Err(Refused::WrongState),
        Outcome::Reopened { .. } => leave(identity, case, State::Open, Reason::Other, now),
    };
    Ok(decided.map(|write| {
        write.audit(AuditRecord {
            at: now,
            actor: Actor::Staff(decision.agent),
            action: "proofing.decide",
            subject: Some(case.row.sign_in_id),
            reason: decision.reason.clone(),
        })
    }))
}

/// Whether pieces are enough once those that a letter can verify were verified by one.
pub(super) fn enough_by_letter(items: &[Item], conditions: Conditions) -> bool {
    let items: Vec<Item> = items.iter().map(|item| item.by_letter()).collect();
    reached(&items, Attendance::Unattended, conditions) == Assurance::Two
}

async fn accepted(
    identity: &Identity,
    case: &Case,
    decision: &Decision,
    shown: &[Shown],
    now: Timestamp,
) -> Result<Result<Write, Refused>, IdentityError> {
    let state = case.row.state;
    if !matches!(state, State::Review | State::Call | State::Visit) {
        return Ok(Err(Refused::WrongState));
    }
    match checks::standing(case) {
        Finding::Confirmed => (),
        other => return Ok(Err(Refused::NotConfirmed(other))),
    }
    let items = together(case, shown);
    let kept = keep(identity, case, shown, Some(decision.agent), now);
    let worth = reached(&items, decision.attendance, decision.conditions);
    if worth == Assurance::Two {
        return Ok(Ok(kept.and(finish(identity, case, &items, now).await?)));
    }
    let all_good =
        !shown.is_empty() && items.iter().all(|item| strength(item.kind, item.validation).is_some());
    if state != State::Review || !all_good {
        return Ok(Err(Refused::NotEnough(worth)));
    }
    let by_letter = case.route() == Some(Route::Letter);
    if by_letter && enough_by_letter(&items, decision.conditions) && checks::is_address_authoritative(case) {
        return Ok(match letter::send(identity, case, now).await? {
            Sent::Leaves(letter) => to(case, State::Letter, now).map(|moved| kept.and(moved).and(letter)),
            Sent::Wait(at) => Err(Refused::LetterWait(at)),
        });
    }
    // The papers count from now on; the person chooses how to show that they are theirs.
    let is_other = items.iter().any(|item| item.address == Some(AddressSeen::Other));
    let reason = if by_letter && is_other { Reason::Address } else { Reason::Compare };
    Ok(leave(identity, case, State::Open, reason, now).map(|write| kept.and(write)))
}

fn to(case: &Case, state: State, now: Timestamp) -> Result<Write, Refused> {
    proofings::change_state(&case.row, state, now).map_err(|_| Refused::WrongState)
}

/// A case that failed, or goes back to the person.
pub(super) fn leave(
    identity: &Identity,
    case: &Case,
    state: State,
    reason: Reason,
    now: Timestamp,
) -> Result<Write, Refused> {
    let goes_back = state == State::Open;
    let again = goes_back
        && matches!(reason, Reason::Unreadable | Reason::Expired | Reason::Mismatch | Reason::Capture);
    let row = Proofing {
        reason: Some(reason.word().to_owned()),
        pictures_at: case.row.pictures_at.filter(|_| !again),
        route: case.row.route.filter(|_| !matches!(reason, Reason::Compare | Reason::Address)),
        visit_index: None,
        visit_number_sealed: None,
        visit_until: None,
        ..case.row.clone()
    };
    let moved = proofings::change_state(&row, state, now).map_err(|_| Refused::WrongState)?;
    let happening = if goes_back { Happening::ProofReturned } else { Happening::ProofFailed };
    Ok(moved.and(identity.happened(happening, case.row.sign_in_id, None, &Visitor::none(), now)))
}

async fn cleared(
    identity: &Identity,
    case: &Case,
    agent: Id,
    second_agent: Id,
    now: Timestamp,
) -> Result<Result<Write, Refused>, IdentityError> {
    if agent == second_agent {
        return Ok(Err(Refused::TwoPeople));
    }
    let (State::Duplicate, Some(index)) = (case.row.state, case.row.tax_number_index) else {
        return Ok(Err(Refused::WrongState));
    };
    let taken_back = match proofs::find_owner(identity.store(), index).await? {
        Some(owner) => taken_back(identity, owner, index, now).await?,
        None => Write::new(),
    };
    Ok(Ok(taken_back.and(verified(identity, case, &case.items(), now).await?)))
}

/// The statements that take a person's proof away, and say so.
async fn taken_back(
    identity: &Identity,
    owner: Id,
    index: [u8; 32],
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let told = identity.happened(Happening::ProofRemoved, owner, None, &Visitor::none(), now);
    let write = proofs::remove(owner, index).and(told);
    let case = proofings::current(identity.store(), owner).await?;
    let Some(case) = case.filter(|case| case.state == State::Verified) else { return Ok(write) };
    let row = Proofing { deny_hash: None, ..case };
    let moved = proofings::change_state(&row, State::Repudiated, now);
    Ok(write.and(moved.map_err(|_| IdentityError::Stored("a verified case"))?))
}

/// The statements that end the case of somebody whose fraud is sure: one that is under way fails, a proof is taken away.
pub(crate) async fn end_for_fraud(
    identity: &Identity,
    person: Id,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    if let Some(proof) = proofs::find(identity.store(), person).await? {
        return taken_back(identity, person, proof.tax_number_index, now).await;
    }
    let case = Case::current(identity, person).await?;
    let Some(case) = case.filter(|case| case.row.state.may_become(State::Failed)) else {
        return Ok(Write::new());
    };
    leave(identity, &case, State::Failed, Reason::Fraud, now)
        .map_err(|_| IdentityError::Stored("a case under way"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back_to_reasons() {
        for reason in Reason::ALL {
            assert_eq!(Reason::read(reason.word()), Some(reason));
        }
    }
}
