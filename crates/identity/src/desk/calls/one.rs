//! One call, as the agent who took it sees it: the person, what to ask of them, each thing that is to be seen, the pictures
//! of the papers beside what was typed, and the decision.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use store::Actor;
use store::identity::calls::{self, Call};
use store::identity::fraud_cases;
use store::identity::proofings::State as Stage;
use values::Id;
use web::forms::Nothing;
use web::headers::open_call;
use web::{Form, Frame, Page, PageError, Problems};

use super::PATH;
use super::decision::{CHOICES, Typed};
use crate::desk::cases::one::typed;
use crate::desk::cases::pictures::Pictures;
use crate::desk::cases::signals;
use crate::desk::door::Agent;
use crate::desk::fraud::rules::Signal;
use crate::desk::fraud::{self, Suspicion};
use crate::desk::opening;
use crate::proofing::call::messages::{self, End, Said, Sent};
use crate::proofing::call::noted;
use crate::proofing::call::steps::{self, Cue, Step};
use crate::proofing::case::Case;
use crate::{Identity, IdentityError};

/// The address of a call.
pub(in crate::desk) const ONE: &str = "/desk/calls/{call}";
/// What goes between its ends.
pub(in crate::desk) const MESSAGES: &str = "/desk/calls/{call}/messages";
/// Where a step is said to be seen.
pub(in crate::desk) const ATTEST: &str = "/desk/calls/{call}/attest";
/// Where other cues are drawn.
pub(in crate::desk) const CUES: &str = "/desk/calls/{call}/cues";
/// Where fraud is flagged, unseen by the person.
pub(in crate::desk) const FLAG: &str = "/desk/calls/{call}/flag";
/// Where it goes back into the queue.
pub(in crate::desk) const BACK: &str = "/desk/calls/{call}/back";

/// A step, and whether it was seen.
struct Line {
    word: &'static str,
    said: String,
    is_seen: bool,
}

#[derive(Template)]
#[template(path = "desk/calls/one.html")]
struct One {
    frame: Frame,
    id: String,
    messages: String,
    servers: String,
    said: Vec<Said>,
    after: i64,
    cues: Vec<String>,
    steps: Vec<Line>,
    typed: Vec<(String, String)>,
    pictures: String,
    /// What speaks against the case, as far as agents are told.
    signals: Vec<String>,
    is_held: bool,
    is_suspected: bool,
    choices: Vec<(&'static str, String)>,
    form: Typed,
}

/// The call, which is this agent's.
async fn require(identity: &Identity, agent: &Agent, call: &str) -> Result<Call, PageError> {
    let id: Id = call.parse().map_err(|_| PageError::NotFound)?;
    let found = calls::find(identity.store(), id).await.map_err(IdentityError::from)?;
    found.filter(|call| call.agent_id == Some(agent.id)).ok_or(PageError::NotFound)
}

/// The call with its case, where the record is open to the agent; or where they are sent first.
pub(super) async fn enter(
    identity: &Identity,
    page: &Page,
    agent: &Agent,
    call: &str,
) -> Result<Result<(Call, Case), Response>, PageError> {
    let call = require(identity, agent, call).await?;
    if !opening::is_open(identity, page, agent, call.sign_in_id).await? {
        return Ok(Err(opening::ask(page, call.sign_in_id)?));
    }
    let case = Case::find(identity, call.proofing_id).await?;
    let case = case.filter(|case| case.row.state == Stage::Call).ok_or(PageError::NotFound)?;
    Ok(Ok((call, case)))
}

pub(in crate::desk) async fn show(
    State(identity): State<Identity>,
    agent: Agent,
    Path(call): Path<String>,
    page: Page,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    match enter(&identity, &page, &agent, &call).await? {
        Ok((call, case)) => view(&identity, &page, &call, &case, Typed::default(), Problems::none()).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn view(
    identity: &Identity,
    page: &Page,
    call: &Call,
    case: &Case,
    form: Typed,
    problems: Problems,
) -> Result<Response, PageError> {
    let (now, is_again) = (page.now(), !problems.is_empty());
    let frame = page.frame("desk-call-title").with(problems);
    let assessment = signals::assess(identity, case, now).await?;
    let is_held = !assessment.held.is_empty();
    let seen = Step::read_all(&call.attested);
    let line =
        |step: &Step| Line { word: step.word(), said: frame.say(step.key()), is_seen: seen.contains(step) };
    let (said, after) = messages::before(identity, call, End::Agent).await?;
    let pictures = Pictures::of(identity, page, case).await?;
    let one = One {
        id: call.id.to_string(),
        messages: format!("{PATH}/{}/messages", call.id),
        servers: identity.connections().calls.configuration(identity.dice().id(now), now).to_string(),
        cues: Cue::read_all(&call.cues).into_iter().map(|cue| frame.say(cue.key())).collect(),
        steps: Step::ALL.iter().map(line).collect(),
        typed: typed(&frame, &case.facts),
        pictures: pictures.render().map_err(PageError::broken)?,
        signals: [assessment.held, assessment.flagged]
            .concat()
            .into_iter()
            .map(|signal| frame.say(signal.key()))
            .collect(),
        is_suspected: fraud_cases::find_open(identity.store(), call.sign_in_id)
            .await
            .map_err(IdentityError::from)?
            .is_some(),
        choices: CHOICES.into_iter().map(|choice| (choice.word(), frame.say(choice.key()))).collect(),
        said,
        after,
        is_held,
        form,
        frame,
    };
    let mut response = if is_again { page.show_again(&one)? } else { page.show(&one)? };
    open_call(&mut response);
    Ok(response)
}

pub(in crate::desk) async fn send(
    State(identity): State<Identity>,
    agent: Agent,
    Path(call): Path<String>,
    page: Page,
    Form(sent): Form<Sent>,
) -> Result<Response, PageError> {
    let call = require(&identity, &agent, &call).await?;
    messages::send(&identity, &page, &call, End::Agent, &sent).await
}

pub(in crate::desk) async fn receive(
    State(identity): State<Identity>,
    agent: Agent,
    Path(call): Path<String>,
    page: Page,
) -> Result<Response, PageError> {
    let call = require(&identity, &agent, &call).await?;
    identity.write(calls::see_agent(call.id, agent.id, page.now())).await?;
    messages::receive(&identity, &page, &call, End::Agent).await
}

/// A step that was seen.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::desk) struct Seen {
    step: String,
}

pub(in crate::desk) async fn attest(
    State(identity): State<Identity>,
    agent: Agent,
    Path(call): Path<String>,
    page: Page,
    Form(seen): Form<Seen>,
) -> Result<Response, PageError> {
    let call = require(&identity, &agent, &call).await?;
    let step = Step::read(&seen.step).ok_or(PageError::NotFound)?;
    let attested = steps::with(&call.attested, step);
    let record = noted(page.now(), Actor::Staff(agent.id), "call.attest", call.sign_in_id, step.word());
    identity.write(calls::note(&call, agent.id, &call.cues, &attested).audit(record)).await?;
    page.go(&format!("{PATH}/{}", call.id))
}

/// Other cues, for somebody who cannot do these; what was done before has to be seen again.
pub(in crate::desk) async fn cues(
    State(identity): State<Identity>,
    agent: Agent,
    Path(call): Path<String>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let call = require(&identity, &agent, &call).await?;
    let drawn = steps::draw(identity.dice(), &Cue::read_all(&call.cues));
    let others = Step::read_all(&call.attested).into_iter().filter(|step| *step != Step::Cue);
    let attested = others.fold(String::new(), |seen, step| steps::with(&seen, step));
    let record = noted(page.now(), Actor::Staff(agent.id), "call.cues", call.sign_in_id, &drawn);
    identity.write(calls::note(&call, agent.id, &drawn, &attested).audit(record)).await?;
    page.go(&format!("{PATH}/{}", call.id))
}

/// What looked like fraud.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::desk) struct Flagged {
    note: String,
}

/// Flags fraud while the call goes on. Nothing of the person's pages changes by it.
pub(in crate::desk) async fn flag(
    State(identity): State<Identity>,
    agent: Agent,
    Path(call): Path<String>,
    page: Page,
    Form(flagged): Form<Flagged>,
) -> Result<Response, PageError> {
    let (call, case) = match enter(&identity, &page, &agent, &call).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if let Some(problem) = fraud::note_problem(&flagged.note) {
        let problems = Problems::one("note", problem);
        return view(&identity, &page, &call, &case, Typed::default(), problems).await;
    }
    let suspicion = Suspicion {
        person: call.sign_in_id,
        proofing: Some(case.row.id),
        agent: Some(agent.id),
        signals: &[Signal::Agent],
        note: &flagged.note,
    };
    identity.write(fraud::raise(&identity, &suspicion, page.now()).await?).await?;
    page.go(&format!("{PATH}/{}", call.id))
}

/// Back into the queue: nobody is there, or the connection is too bad. The person keeps their place.
pub(in crate::desk) async fn back(
    State(identity): State<Identity>,
    agent: Agent,
    Path(call): Path<String>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let call = require(&identity, &agent, &call).await?;
    let record = noted(page.now(), Actor::Staff(agent.id), "call.back", call.sign_in_id, "to the queue");
    identity.write(calls::give_back(&call).audit(record)).await?;
    page.go(&format!("{PATH}?done=back"))
}
