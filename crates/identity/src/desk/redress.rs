//! Requests of people who disagree: the oldest first, with how long each has waited; read and answered once, by somebody
//! other than whom it is about.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use store::identity::redress_requests::{self, Redress};
use store::person_keys;
use store::seal::Realm;
use values::Id;
use web::{Form, Frame, Page, PageError, Problems};

use super::door::Agent;
use super::opening;
use super::waits::wait;
use crate::Identity;
use crate::happenings::Happening;
use crate::person::Fields;
use crate::redress::{About, Answer, LONGEST, texts};
use crate::security::shown::instant;

/// The page's address.
pub(super) const PATH: &str = "/desk/redress";

/// The address of one request.
pub(super) const ONE: &str = "/desk/redress/{request}";

/// So many are listed.
const LINES: i64 = 100;

#[derive(Template)]
#[template(path = "desk/redress.html")]
struct Queue {
    frame: Frame,
    lines: Vec<Line>,
    was_answered: bool,
}

/// One request that waits.
struct Line {
    id: String,
    about: String,
    waits: String,
}

fn about(page: &Page, request: &Redress) -> String {
    About::from_word(&request.about).map(|about| page.say(about.key())).unwrap_or_default()
}

pub(super) async fn show(
    State(identity): State<Identity>,
    _: Agent,
    page: Page,
) -> Result<Response, PageError> {
    let open = redress_requests::list_open(identity.store(), LINES).await?;
    let lines = open.iter().map(|request| Line {
        id: request.id.to_string(),
        about: about(&page, request),
        waits: wait(&page, request.asked_at),
    });
    let lines = lines.collect();
    page.show(&Queue {
        frame: page.frame("desk-redress-title"),
        lines,
        was_answered: page.query("done").is_some(),
    })
}

#[derive(Template)]
#[template(path = "desk/redress_one.html")]
struct One {
    frame: Frame,
    id: String,
    person: String,
    about: String,
    asked_at: String,
    text: String,
    answers: Vec<(&'static str, String)>,
    outcome: String,
    answer: String,
}

/// What the form brings.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    outcome: String,
    answer: String,
}

/// A request that waits; one that was answered is not there any more.
async fn find(identity: &Identity, request: &str) -> Result<Redress, PageError> {
    let id: Id = request.parse().map_err(|_| PageError::NotFound)?;
    let found = redress_requests::find(identity.store(), id).await?;
    found.filter(|request| request.state == "open").ok_or(PageError::NotFound)
}

pub(super) async fn show_one(
    State(identity): State<Identity>,
    agent: Agent,
    Path(request): Path<String>,
    page: Page,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    let request = find(&identity, &request).await?;
    if !opening::is_open(&identity, &page, &agent, request.sign_in_id).await? {
        return opening::ask(&page, request.sign_in_id);
    }
    view(&identity, &page, &request, Typed::default(), Problems::none()).await
}

async fn view(
    identity: &Identity,
    page: &Page,
    request: &Redress,
    typed: Typed,
    problems: Problems,
) -> Result<Response, PageError> {
    let person = request.sign_in_id;
    let key = person_keys::require(identity.store(), identity.sealer(), person, Realm::Identity).await?;
    let (text, _) = texts(identity, &key, request)?;
    let is_again = !problems.is_empty();
    let frame = page.frame("desk-redress-one").with(problems);
    let view = One {
        id: request.id.to_string(),
        person: person.to_string(),
        about: about(page, request),
        asked_at: instant(page, request.asked_at),
        text,
        answers: Answer::ALL.into_iter().map(|answer| (answer.word(), frame.say(answer.key()))).collect(),
        outcome: typed.outcome,
        answer: typed.answer,
        frame,
    };
    if is_again { page.show_again(&view) } else { page.show(&view) }
}

pub(super) async fn answer(
    State(identity): State<Identity>,
    agent: Agent,
    Path(request): Path<String>,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    let request = find(&identity, &request).await?;
    let (person, now) = (request.sign_in_id, page.now());
    if !opening::is_open(&identity, &page, &agent, person).await? {
        return opening::ask(&page, person);
    }
    let mut problems = Problems::none();
    if Answer::from_word(&typed.outcome).is_none() {
        problems.add("outcome", "desk-redress-outcome-missing");
    }
    match typed.answer.trim().chars().count() {
        0 => problems.add("answer", "desk-redress-answer-missing"),
        count if count > LONGEST => problems.add("answer", "redress-text-long"),
        _ => (),
    }
    if !problems.is_empty() {
        return view(&identity, &page, &request, typed, problems).await;
    }
    let key = person_keys::require(identity.store(), identity.sealer(), person, Realm::Identity).await?;
    let fields = Fields { sealer: identity.sealer(), key: &key, table: "redress_request", row: request.id };
    let sealed = fields.seal("answer_sealed", typed.answer.trim());
    let told = identity.happened_at_desk(Happening::RedressAnswered, person, agent.id, &typed.outcome, now);
    let write = redress_requests::close(request.id, &typed.outcome, agent.id, sealed, now);
    identity.write(write.and(told)).await?;
    page.go("/desk/redress?done=yes")
}
