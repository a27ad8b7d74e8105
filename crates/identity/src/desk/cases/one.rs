//! One case: what the person typed, what was looked up, what speaks against it, and what can be decided.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use store::identity::proofings::State as Stage;
use store::identity::proposals::{self, Proposal};
use store::identity::{fraud_cases, proofings};
use values::{Id, Tin};
use web::{Frame, Page, PageError, Problems};

use super::decision::{self, Choice, Typed};
use super::looked_up::{self, LookedUp};
use super::pictures::Pictures;
use super::proposed::Proposed;
use super::{address, route_key, signals, stage_key};
use crate::Identity;
use crate::desk::door::Agent;
use crate::desk::fraud::rules::{Assessment, Signal};
use crate::desk::waits::wait;
use crate::desk::{opening, oversight};
use crate::proofing::case::{Case, Facts};
use crate::proofing::decide::Reason;
use crate::proofing::on_paper::OnPaper;
use crate::proofing::policy::Kind;

#[derive(Template)]
#[template(path = "desk/cases/one.html")]
struct One {
    frame: Frame,
    id: String,
    person: String,
    about: Vec<(String, String)>,
    typed: Vec<(String, String)>,
    looked_up: Vec<LookedUp>,
    /// The pictures and what they say; none where none are looked at.
    pictures: Option<String>,
    flagged: Vec<String>,
    held: Vec<String>,
    is_suspected: bool,
    proposal: Option<Second>,
    choices: Vec<(&'static str, String)>,
    papers: Vec<(&'static str, String)>,
    /// Whether the agent may say that the face is the same; none where no face was asked for.
    may_compare: Option<bool>,
    /// What a program found about the address on the paper.
    address_note: Option<String>,
    /// Whether the agent is asked about it.
    asks_address: bool,
    reasons: Vec<(&'static str, String)>,
    form: Typed,
}

/// What a colleague proposed.
struct Second {
    agent: String,
    choice: String,
    note: String,
    is_own: bool,
}

/// A case that an agent may look at here, or where they are sent first.
pub(super) async fn enter(
    identity: &Identity,
    page: &Page,
    agent: &Agent,
    case: &str,
) -> Result<Result<Case, Response>, PageError> {
    enter_at(identity, page, agent, case, |stage| stage_key(stage).is_some()).await
}

/// The same for a case that is as far as is asked.
pub(super) async fn enter_at(
    identity: &Identity,
    page: &Page,
    agent: &Agent,
    case: &str,
    is_wanted: impl Fn(Stage) -> bool,
) -> Result<Result<Case, Response>, PageError> {
    let id: Id = case.parse().map_err(|_| PageError::NotFound)?;
    let row = proofings::find(identity.store(), id).await?.ok_or(PageError::NotFound)?;
    if !is_wanted(row.state) {
        return Err(PageError::NotFound);
    }
    if !opening::is_open(identity, page, agent, row.sign_in_id).await? {
        return Ok(Err(opening::ask(page, row.sign_in_id)?));
    }
    Ok(Ok(Case::open(identity, row).await?))
}

pub(in crate::desk) async fn show(
    State(identity): State<Identity>,
    agent: Agent,
    Path(case): Path<String>,
    page: Page,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    match enter(&identity, &page, &agent, &case).await? {
        Ok(case) => view(&identity, &page, &agent, &case, Typed::default(), Problems::none()).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// The page, again if something is wrong.
pub(super) async fn view(
    identity: &Identity,
    page: &Page,
    agent: &Agent,
    case: &Case,
    form: Typed,
    problems: Problems,
) -> Result<Response, PageError> {
    let is_again = !problems.is_empty();
    let frame = page.frame("desk-case-title").with(problems);
    let Assessment { flagged, held } = signals::assess(identity, case, page.now()).await?;
    let said = |signals: Vec<Signal>| signals.into_iter().map(|signal| frame.say(signal.key())).collect();
    let proposal = match proposals::find(identity.store(), case.row.id).await? {
        Some(proposal) => Some(second(identity, &frame, agent, &proposal).await?),
        None => None,
    };
    let one = One {
        id: case.row.id.to_string(),
        person: case.row.sign_in_id.to_string(),
        about: about(page, &frame, case),
        typed: typed(&frame, &case.facts),
        looked_up: looked_up::list(&frame, case),
        pictures: pictures(identity, page, case).await?,
        flagged: said(flagged),
        held: said(held),
        is_suspected: fraud_cases::find_open(identity.store(), case.row.sign_in_id).await?.is_some(),
        proposal,
        choices: Choice::of(case.row.state)
            .iter()
            .map(|choice| (choice.word(), frame.say(choice.key())))
            .collect(),
        papers: papers(&frame, case),
        may_compare: decision::may_compare(case),
        address_note: address::found(case).and_then(address::note).map(|key| frame.say(key)),
        asks_address: address::found(case) == Some(OnPaper::Unsure),
        reasons: Reason::ALL
            .into_iter()
            .map(|reason| (reason.word(), frame.say(reason_key(reason))))
            .collect(),
        form,
        frame,
    };
    if is_again { page.show_again(&one) } else { page.show(&one) }
}

async fn second(
    identity: &Identity,
    frame: &Frame,
    agent: &Agent,
    proposal: &Proposal,
) -> Result<Second, PageError> {
    let proposed = Proposed::open(identity, proposal).await?;
    Ok(Second {
        agent: oversight::name(identity, frame, proposal.agent_id).await?,
        choice: frame.say(proposed.choice.key()),
        note: proposed.note,
        is_own: proposal.agent_id == agent.id,
    })
}

/// The pictures of a case that somebody is to look at.
async fn pictures(identity: &Identity, page: &Page, case: &Case) -> Result<Option<String>, PageError> {
    if !matches!(case.row.state, Stage::Review | Stage::Duplicate) {
        return Ok(None);
    }
    let pictures = Pictures::of(identity, page, case).await?;
    pictures.render().map(Some).map_err(PageError::broken)
}

fn about(page: &Page, frame: &Frame, case: &Case) -> Vec<(String, String)> {
    let stage = stage_key(case.row.state).map(|key| frame.say(key)).unwrap_or_default();
    let facts = [
        ("desk-column-case", stage),
        ("desk-column-route", frame.say(route_key(case.row.route))),
        ("desk-column-waits", wait(page, case.row.changed_at)),
        ("desk-case-attempt", case.row.attempt.to_string()),
    ];
    facts.into_iter().map(|(key, value)| (frame.say(key), value)).collect()
}

/// What the person said, as far as they said it; of the number no more than an agent needs to compare.
pub(in crate::desk) fn typed(frame: &Frame, facts: &Facts) -> Vec<(String, String)> {
    let absent = || frame.say("desk-check-absent");
    let text = |text: &Option<String>| text.clone().unwrap_or_else(absent);
    let number = facts.tax_number.as_ref().map(Tin::masked);
    let address = facts.address.as_ref();
    let rows = [
        ("desk-fact-given-names", text(&facts.given_names)),
        ("desk-fact-family-name", text(&facts.family_name)),
        ("desk-fact-birth-date", facts.birth_date.map_or_else(absent, |date| frame.date(date))),
        ("desk-fact-tax-number", number.unwrap_or_else(absent)),
        ("desk-fact-street", address.map_or_else(absent, |address| address.street.clone())),
        ("desk-fact-city", address.map_or_else(absent, |address| address.city.clone())),
        ("desk-fact-region", address.map_or_else(absent, |address| address.region.clone())),
        ("desk-fact-postal-code", address.map_or_else(absent, |address| address.postal_code.clone())),
        ("desk-fact-phone", facts.phone.as_ref().map_or_else(absent, |phone| phone.expose().to_owned())),
    ];
    rows.into_iter().map(|(key, value)| (frame.say(key), value)).collect()
}

/// The papers of a case that waits for its pictures to be looked at.
fn papers(frame: &Frame, case: &Case) -> Vec<(&'static str, String)> {
    let is_looked_at = case.row.state == Stage::Review;
    let papers = case.documents().into_iter().filter(|_| is_looked_at);
    papers.map(|kind| (kind.word(), frame.say(kind_key(kind)))).collect()
}

/// The message that names a kind of paper.
pub(in crate::desk) const fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::DriversLicense => "desk-kind-drivers-license",
        Kind::StateCard => "desk-kind-state-card",
        Kind::Passport => "desk-kind-passport",
        Kind::PassportCard => "desk-kind-passport-card",
        Kind::TribalCard => "desk-kind-tribal-card",
        Kind::UniformedServicesCard => "desk-kind-uniformed-services-card",
        Kind::VeteranHealthCard => "desk-kind-veteran-health-card",
        Kind::OldResidentCard => "desk-kind-old-resident-card",
        Kind::ReentryPermit => "desk-kind-reentry-permit",
        _ => "desk-kind-other",
    }
}

/// The message that says a reason, to agents.
const fn reason_key(reason: Reason) -> &'static str {
    match reason {
        Reason::Unreadable => "desk-why-unreadable",
        Reason::Expired => "desk-why-expired",
        Reason::Mismatch => "desk-why-mismatch",
        Reason::NotGenuine => "desk-why-not-genuine",
        Reason::NotSamePerson => "desk-why-not-same-person",
        Reason::Fraud => "desk-why-fraud",
        Reason::Compare => "desk-why-compare",
        Reason::NoMatch => "desk-why-no-match",
        Reason::Capture => "desk-why-capture",
        Reason::Address => "desk-why-address",
        Reason::Other => "desk-why-other",
    }
}
