//! What is decided in a call. An agent says what they saw; nobody is proved before every step was seen.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use store::identity::{calls, fraud_cases, proofings};
use store::{Actor, Write};
use values::Timestamp;
use web::{Form, Page, PageError, Problems};

use super::PATH;
use super::one::{enter, view};
use crate::desk::cases::decision::why;
use crate::desk::cases::signals;
use crate::desk::door::Agent;
use crate::proofing::Shown;
use crate::proofing::call::{noted, steps};
use crate::proofing::case::Case;
use crate::proofing::decide::{Decision, Outcome, Reason, decide};
use crate::proofing::policy::{Attendance, Conditions, Item, Validation, Verification};
use crate::{Identity, IdentityError};

/// How a call ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// The papers are good and the person's.
    Accept,
    /// The person does something again.
    Return(Reason),
    /// This is not how it is.
    Refuse(Reason),
    /// Nothing is decided; the person can wait for another call or choose another way.
    Nothing,
}

/// All of them, as they are offered.
pub(super) const CHOICES: [Choice; 7] = [
    Choice::Accept,
    Choice::Return(Reason::Unreadable),
    Choice::Return(Reason::Expired),
    Choice::Return(Reason::Mismatch),
    Choice::Refuse(Reason::NotGenuine),
    Choice::Refuse(Reason::NotSamePerson),
    Choice::Nothing,
];

impl Choice {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Return(reason) | Self::Refuse(reason) => reason.word(),
            Self::Nothing => "nothing",
        }
    }

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Accept => "desk-call-accept",
            Self::Return(Reason::Unreadable) => "desk-call-unreadable",
            Self::Return(Reason::Expired) => "desk-call-expired",
            Self::Return(_) => "desk-call-mismatch",
            Self::Refuse(Reason::NotGenuine) => "desk-why-not-genuine",
            Self::Refuse(_) => "desk-why-not-same-person",
            Self::Nothing => "desk-call-nothing",
        }
    }
}

/// What the form brings.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::desk) struct Typed {
    #[serde(default)]
    pub(super) choice: String,
}

/// The papers as an agent found them who saw them and the face live.
fn seen(case: &Case) -> Vec<Shown> {
    let live = |kind| Item {
        kind,
        validation: Validation::VisualInspection,
        verification: Some(Verification::ComparedByVideo),
        address: None,
    };
    case.documents().into_iter().map(|kind| Shown { item: live(kind), issuer: None }).collect()
}

/// What speaks against accepting; none if nothing does.
async fn against(
    identity: &Identity,
    case: &Case,
    attested: &str,
    now: Timestamp,
) -> Result<Option<&'static str>, IdentityError> {
    if steps::missing(attested).is_some() {
        return Ok(Some("desk-call-not-seen"));
    }
    if fraud_cases::find_open(identity.store(), case.row.sign_in_id).await?.is_some() {
        return Ok(Some("desk-refused-suspected"));
    }
    // What goes against a rule takes two agents, and a call has one.
    let is_held = !signals::assess(identity, case, now).await?.held.is_empty();
    Ok(is_held.then_some("desk-call-held"))
}

pub(in crate::desk) async fn submit(
    State(identity): State<Identity>,
    agent: Agent,
    Path(call): Path<String>,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    let (call, case) = match enter(&identity, &page, &agent, &call).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let now = page.now();
    let again = async |problem| {
        view(&identity, &page, &call, &case, typed.clone(), Problems::one("choice", problem)).await
    };
    let Some(choice) = CHOICES.into_iter().find(|choice| choice.word() == typed.choice) else {
        return again("desk-choice-missing").await;
    };
    // Still this agent's, with what was seen: of two pages one decides.
    let ours = calls::note(&call, agent.id, &call.cues, &call.attested);
    let outcome = match choice {
        Choice::Nothing => {
            let record = noted(now, Actor::Staff(agent.id), "call.end", call.sign_in_id, "nothing decided");
            let ended: Write = calls::end(case.row.id, now).and(proofings::change(&case.row));
            identity.write(ours.and(ended).audit(record)).await?;
            return page.go(&format!("{PATH}?done=ended"));
        }
        Choice::Return(reason) => Outcome::Returned(reason),
        Choice::Refuse(reason) => Outcome::Refused(reason),
        Choice::Accept => {
            if let Some(problem) = against(&identity, &case, &call.attested, now).await? {
                return again(problem).await;
            }
            Outcome::Accepted(seen(&case))
        }
    };
    let decision = Decision {
        outcome,
        attendance: Attendance::Video,
        conditions: Conditions::default(),
        agent: agent.id,
        reason: Some(choice.word().to_owned()),
    };
    match decide(&identity, &case, &decision, now).await? {
        Ok(write) => {
            identity.write(ours.and(write)).await?;
            page.go(&format!("{PATH}?done=decided"))
        }
        Err(refused) => again(why(refused)).await,
    }
}
