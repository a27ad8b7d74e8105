//! What is decided about a case, and by how many? One agent accepts what no rule speaks against, sends back or refuses; what
//! goes against a rule is proposed by one and confirmed by another, never the same and never whose case it is
//! (NIST SP 800-63A-4, 3.2.1). Each as one write with the case as it was looked at: of two at once one conflicts.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use store::identity::fraud_cases;
use store::identity::proofings::{Route, State as Stage};
use store::identity::proposals::{self, Proposal};
use store::{Actor, AuditRecord, Write};
use values::{Id, Timestamp};
use web::{Form, Page, PageError, Problems};

use super::one::{enter, view};
use super::proposed::Proposed;
use super::{address, signals};
use crate::desk::door::Agent;
use crate::desk::fraud::rules::Signal;
use crate::desk::fraud::{self, Suspicion};
use crate::proofing::Shown;
use crate::proofing::captures::conditions;
use crate::proofing::case::Case;
use crate::proofing::decide::{Decision, Outcome, Reason, Refused, decide};
use crate::proofing::policy::{Attendance, Item, Validation, Verification};
use crate::{Identity, IdentityError};

/// What an agent can do with a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Choice {
    /// The papers are good.
    Accept,
    /// The person does something again.
    Return,
    /// This is not how it is.
    Refuse,
    /// An investigator looks first.
    Suspect,
    /// Of two with one number this is the one.
    Clear,
    /// It should not have failed.
    Reopen,
}

impl Choice {
    /// Those there are for a case that is so far.
    pub(super) const fn of(stage: Stage) -> &'static [Self] {
        match stage {
            Stage::Review => &[Self::Accept, Self::Return, Self::Refuse, Self::Suspect],
            Stage::Duplicate => &[Self::Clear, Self::Refuse, Self::Suspect],
            Stage::Failed => &[Self::Reopen, Self::Suspect],
            _ => &[],
        }
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Return => "return",
            Self::Refuse => "refuse",
            Self::Suspect => "suspect",
            Self::Clear => "clear",
            Self::Reopen => "reopen",
        }
    }

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Accept => "desk-choice-accept",
            Self::Return => "desk-choice-return",
            Self::Refuse => "desk-choice-refuse",
            Self::Suspect => "desk-choice-suspect",
            Self::Clear => "desk-choice-clear",
            Self::Reopen => "desk-choice-reopen",
        }
    }

    const fn needs_reason(self) -> bool {
        matches!(self, Self::Return | Self::Refuse)
    }
}

/// What the form brings.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::desk) struct Typed {
    #[serde(default)]
    pub(super) choice: String,
    /// The papers that were found good.
    #[serde(default)]
    pub(super) good: Vec<String>,
    /// The face was found the same.
    #[serde(default)]
    pub(super) same: Option<String>,
    /// Whether the address printed on the paper is the typed one: `yes`, `no`, or nothing.
    #[serde(default)]
    pub(super) address: String,
    #[serde(default)]
    pub(super) reason: String,
    pub(super) note: String,
}

impl Typed {
    /// Whether a paper is ticked.
    pub(super) fn is_good(&self, word: &str) -> bool {
        self.good.iter().any(|good| good == word)
    }
}

/// What was chosen, and what is wrong with it.
fn check(case: &Case, typed: &Typed) -> Result<(Choice, Option<Reason>), Problems> {
    let mut problems = Problems::none();
    let of_stage = Choice::of(case.row.state);
    let choice = of_stage.iter().copied().find(|choice| choice.word() == typed.choice);
    let reason = Reason::read(&typed.reason);
    match choice {
        None => problems.add("choice", "desk-choice-missing"),
        Some(choice) if choice.needs_reason() && reason.is_none() => {
            problems.add("reason", "desk-why-missing");
        }
        Some(Choice::Accept) => {
            let papers = case.documents();
            if papers.is_empty() || !papers.iter().all(|kind| typed.is_good(kind.word())) {
                problems.add("good", "desk-good-missing");
            }
            if address::is_missing(case, &typed.address) {
                problems.add("address", "desk-address-missing");
            }
        }
        Some(_) => (),
    }
    choice.filter(|_| problems.is_empty()).map(|choice| (choice, reason)).ok_or(problems)
}

pub(in crate::desk) async fn submit(
    State(identity): State<Identity>,
    agent: Agent,
    Path(case): Path<String>,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    let case = match enter(&identity, &page, &agent, &case).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (choice, reason) = match check(&case, &typed) {
        Ok(found) => found,
        Err(problems) => return view(&identity, &page, &agent, &case, typed, problems).await,
    };
    let (is_same, address) = (typed.same.is_some(), typed.address.as_str());
    let said = Chosen { choice, reason, is_same, address, note: &typed.note };
    match carry_out(&identity, &agent, &case, &said, page.now()).await? {
        Ok((write, done)) => {
            identity.write(write).await?;
            page.go(&format!("{}?done={done}", super::PATH))
        }
        Err((field, problem)) => {
            let problems = Problems::one(field, problem);
            view(&identity, &page, &agent, &case, typed, problems).await
        }
    }
}

/// What an agent chose, and says about it.
struct Chosen<'a> {
    choice: Choice,
    reason: Option<Reason>,
    is_same: bool,
    address: &'a str,
    note: &'a str,
}

/// The statements of a choice and what is said afterwards; or why it cannot be.
async fn carry_out(
    identity: &Identity,
    agent: &Agent,
    case: &Case,
    said: &Chosen<'_>,
    now: Timestamp,
) -> Result<Result<(Write, &'static str), (&'static str, &'static str)>, IdentityError> {
    let Chosen { choice, reason, is_same, address, note } = *said;
    let person = case.row.sign_in_id;
    let is_favour = matches!(choice, Choice::Accept | Choice::Clear | Choice::Reopen);
    if is_favour && fraud_cases::find_open(identity.store(), person).await?.is_some() {
        return Ok(Err(("choice", "desk-refused-suspected")));
    }
    let needs_second = needs_second(identity, case, choice, now).await?;
    if let Some(problem) = fraud::note_problem(note).filter(|_| needs_second || choice == Choice::Suspect) {
        return Ok(Err(("note", problem)));
    }
    if choice == Choice::Suspect {
        let proofing = Some(case.row.id);
        let suspicion =
            Suspicion { person, proofing, agent: Some(agent.id), signals: &[Signal::Agent], note };
        return Ok(Ok((fraud::raise(identity, &suspicion, now).await?, "suspected")));
    }
    let standing = proposals::find(identity.store(), case.row.id).await?;
    if needs_second {
        if standing.is_some() {
            return Ok(Err(("choice", "desk-refused-proposed")));
        }
        let (version, address, note) = (case.row.version, address.to_owned(), note.trim().to_owned());
        let proposed = Proposed { version, choice, is_same, address, note };
        let proposal = Proposal {
            proofing_id: case.row.id,
            sign_in_id: person,
            agent_id: agent.id,
            decision_sealed: proposed.seal(identity, case).await?,
            proposed_at: now,
        };
        let record = record("proofing.propose", agent.id, person, choice.word(), now);
        return Ok(Ok((proposals::add(&proposal).audit(record), "proposed")));
    }
    let outcome = match (choice, reason) {
        (Choice::Return, Some(reason)) => Outcome::Returned(reason),
        (Choice::Refuse, Some(reason)) => Outcome::Refused(reason),
        _ => Outcome::Accepted(good_papers(case, is_same, address)),
    };
    let said = reason.map_or(choice.word(), Reason::word);
    Ok(match decided(identity, case, outcome, agent.id, said, now).await? {
        // Whatever waited for a second agent is overtaken.
        Ok(write) => {
            Ok((standing.iter().fold(write, |write, old| write.and(proposals::close(old))), "decided"))
        }
        Err(refused) => Err(("choice", why(refused))),
    })
}

/// What goes against a rule, or undoes what was decided.
async fn needs_second(
    identity: &Identity,
    case: &Case,
    choice: Choice,
    now: Timestamp,
) -> Result<bool, IdentityError> {
    Ok(match choice {
        Choice::Clear | Choice::Reopen => true,
        Choice::Accept => !signals::assess(identity, case, now).await?.held.is_empty(),
        Choice::Return | Choice::Refuse | Choice::Suspect => false,
    })
}

/// Whether an agent who compares faces on pictures can be believed: only where it was examined that person and paper were
/// before the camera (NIST SP 800-63A-4, 4.2.6.1). None where no face was asked for.
pub(super) fn may_compare(case: &Case) -> Option<bool> {
    let is_asked = case.row.state == Stage::Review && case.route() == Some(Route::Camera);
    is_asked.then(|| conditions(case).capture_checked)
}

/// The papers of a case as an agent found them good who looked at their pictures, at the face where there is one, and at
/// the address where none was read.
fn good_papers(case: &Case, is_same: bool, said: &str) -> Vec<Shown> {
    let is_compared = is_same && may_compare(case) == Some(true);
    let verification = is_compared.then_some(Verification::ComparedLater);
    let looked_at = |kind| {
        let address = address::seen(case, kind, said);
        Item { kind, validation: Validation::VisualInspection, verification, address }
    };
    case.documents().into_iter().map(|kind| Shown { item: looked_at(kind), issuer: None }).collect()
}

async fn decided(
    identity: &Identity,
    case: &Case,
    outcome: Outcome,
    agent: Id,
    reason: &str,
    now: Timestamp,
) -> Result<Result<Write, Refused>, IdentityError> {
    let decision = Decision {
        outcome,
        attendance: Attendance::Unattended,
        conditions: conditions(case),
        agent,
        reason: Some(reason.to_owned()),
    };
    decide(identity, case, &decision, now).await
}

/// What an agent is told whose decision cannot stand.
pub(in crate::desk) const fn why(refused: Refused) -> &'static str {
    match refused {
        Refused::WrongState => "desk-refused-state",
        Refused::NotEnough(_) => "desk-refused-not-enough",
        Refused::NotConfirmed(_) => "desk-refused-not-confirmed",
        Refused::TwoPeople => "desk-refused-two",
        Refused::LetterWait(_) => "desk-refused-letter",
    }
}

fn record(action: &'static str, agent: Id, person: Id, why: &str, at: Timestamp) -> AuditRecord {
    AuditRecord {
        at,
        actor: Actor::Staff(agent),
        action,
        subject: Some(person),
        reason: Some(why.to_owned()),
    }
}

/// What a second agent says.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Said {
    Yes,
    No,
}

/// The second agent's form.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(in crate::desk) struct Seconded {
    said: Said,
}

pub(in crate::desk) async fn second(
    State(identity): State<Identity>,
    agent: Agent,
    Path(case): Path<String>,
    page: Page,
    Form(seconded): Form<Seconded>,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    let case = match enter(&identity, &page, &agent, &case).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let found = proposals::find(identity.store(), case.row.id).await?;
    let proposal = found.ok_or(PageError::Conflict)?;
    let proposed = Proposed::open(&identity, &proposal).await?;
    let (person, now) = (case.row.sign_in_id, page.now());
    let is_stale = proposed.version != case.row.version;
    if is_stale || matches!(seconded.said, Said::No) {
        let action = if is_stale { "proofing.overtaken" } else { "proofing.decline" };
        let record = record(action, agent.id, person, proposed.choice.word(), now);
        identity.write(proposals::close(&proposal).audit(record)).await?;
        return page.go(&format!("{}?done={}", super::PATH, if is_stale { "stale" } else { "refused" }));
    }
    // The statement itself refuses it too, whatever was thought here.
    if proposal.agent_id == agent.id {
        return Err(PageError::Forbidden);
    }
    if fraud_cases::find_open(identity.store(), person).await?.is_some() {
        let problems = Problems::one("choice", "desk-refused-suspected");
        return view(&identity, &page, &agent, &case, Typed::default(), problems).await;
    }
    let outcome = match proposed.choice {
        Choice::Clear => Outcome::Cleared { second_agent: agent.id },
        Choice::Reopen => Outcome::Reopened { second_agent: agent.id },
        _ => Outcome::Accepted(good_papers(&case, proposed.is_same, &proposed.address)),
    };
    match decided(&identity, &case, outcome, proposal.agent_id, proposed.choice.word(), now).await? {
        Ok(write) => {
            let record = record("proofing.confirm", agent.id, person, proposed.choice.word(), now);
            identity.write(write.and(proposals::confirm(&proposal, agent.id)).audit(record)).await?;
            page.go(&format!("{}?done=decided", super::PATH))
        }
        Err(refused) => {
            let problems = Problems::one("choice", why(refused));
            view(&identity, &page, &agent, &case, Typed::default(), problems).await
        }
    }
}
