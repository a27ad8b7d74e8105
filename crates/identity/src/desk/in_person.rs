//! Across a desk: the clerk types the number that the person brought, sees what to look at, ticks what was done, and
//! completes (NIST SP 800-63A-4, 4.2.9). The agency's own place and devices are the agency's.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use store::identity::proofings::{self, State as Stage};
use store::identity::{fraud_cases, proofings as cases};
use values::Id;
use web::{Form, Frame, Page, PageError, Problems};

use super::cases::decision::why;
use super::cases::one::{kind_key, typed};
use super::door::Agent;
use super::fraud::rules::Signal;
use super::fraud::{self, Suspicion};
use super::opening::{self, Reason as Opened};
use crate::Identity;
use crate::proofing::Shown;
use crate::proofing::case::Case;
use crate::proofing::decide::{Decision, Outcome, Reason, decide};
use crate::proofing::policy::{Attendance, Conditions, Item, Kind, Validation, Verification};
use crate::proofing::steps::PAPERS;
use crate::proofing::visit;

/// The page's address.
pub(super) const PATH: &str = "/desk/in-person";

/// The address of one visit.
pub(super) const ONE: &str = "/desk/in-person/{case}";

/// A number has so many digits.
const DIGITS: usize = 12;

/// What is done with every paper and with the person, each to be ticked.
const CHECKS: [(&str, &str); 5] = [
    ("in-hand", "desk-tick-in-hand"),
    ("features", "desk-tick-features"),
    ("valid", "desk-tick-valid"),
    ("agrees", "desk-tick-agrees"),
    ("face", "desk-tick-face"),
];

#[derive(Template)]
#[template(path = "desk/in_person.html")]
struct Ask {
    frame: Frame,
    number: String,
    done: Option<String>,
}

/// The number as it was typed.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Numbered {
    number: String,
}

fn ask(page: &Page, number: String, problems: Problems) -> Result<Response, PageError> {
    let is_again = !problems.is_empty();
    let done = match page.query("done").as_deref() {
        Some("decided") => Some(page.say("desk-done-decided")),
        Some("suspected") => Some(page.say("desk-done-suspected")),
        _ => None,
    };
    let view = Ask { frame: page.frame("desk-in-person-title").with(problems), number, done };
    if is_again { page.show_again(&view) } else { page.show(&view) }
}

pub(super) async fn show(_: Agent, page: Page) -> Result<Response, PageError> {
    ask(&page, String::new(), Problems::none())
}

/// Whoever brings the number asked for it: that is the reason for which the record opens.
pub(super) async fn submit(
    State(identity): State<Identity>,
    agent: Agent,
    page: Page,
    Form(numbered): Form<Numbered>,
) -> Result<Response, PageError> {
    if numbered.number.chars().filter(char::is_ascii_digit).count() != DIGITS {
        return ask(&page, numbered.number, Problems::one("number", "desk-number-malformed"));
    }
    let index = visit::index(&identity, &numbered.number);
    let found = cases::find_by_visit(identity.store(), index, page.now()).await?;
    let Some(case) = found.filter(|case| case.state == Stage::Visit) else {
        return ask(&page, numbered.number, Problems::one("number", "desk-number-unknown"));
    };
    let note = page.say("desk-number-brought");
    let write = opening::open(&identity, &page, &agent, case.sign_in_id, Opened::Asked, &note).await?;
    identity.write(write).await?;
    page.go(&format!("{PATH}/{}", case.id))
}

#[derive(Template)]
#[template(path = "desk/visit.html")]
struct Visit {
    frame: Frame,
    id: String,
    typed: Vec<(String, String)>,
    papers: Vec<(&'static str, String)>,
    checks: Vec<(&'static str, String)>,
    refusals: Vec<(&'static str, String)>,
    form: Ticked,
}

/// What the form brings.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Ticked {
    /// The papers that were shown.
    #[serde(default)]
    paper: Vec<String>,
    /// What was done with each of them.
    #[serde(default)]
    check: Vec<String>,
    /// `complete`, `suspect`, or the word of a reason.
    #[serde(default)]
    choice: String,
    note: String,
}

impl Ticked {
    fn has_paper(&self, word: &str) -> bool {
        self.paper.iter().any(|paper| paper == word)
    }

    fn has_check(&self, word: &str) -> bool {
        self.check.iter().any(|check| check == word)
    }
}

/// Why somebody is sent away without having proved who they are.
const REFUSALS: [(Reason, &str); 4] = [
    (Reason::NotGenuine, "desk-why-not-genuine"),
    (Reason::NotSamePerson, "desk-why-not-same-person"),
    (Reason::Expired, "desk-why-expired"),
    (Reason::Mismatch, "desk-why-mismatch"),
];

/// A visit that is open to this agent, or where they are sent first.
async fn enter(
    identity: &Identity,
    page: &Page,
    agent: &Agent,
    case: &str,
) -> Result<Result<Case, Response>, PageError> {
    let id: Id = case.parse().map_err(|_| PageError::NotFound)?;
    let row = proofings::find(identity.store(), id).await?;
    let row = row.filter(|row| row.state == Stage::Visit).ok_or(PageError::NotFound)?;
    if !opening::is_open(identity, page, agent, row.sign_in_id).await? {
        // The number is asked for again: it is what says that the person is here.
        return Ok(Err(page.go(PATH)?));
    }
    Ok(Ok(Case::open(identity, row).await?))
}

pub(super) async fn show_one(
    State(identity): State<Identity>,
    agent: Agent,
    Path(case): Path<String>,
    page: Page,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    match enter(&identity, &page, &agent, &case).await? {
        Ok(case) => view(&page, &case, Ticked::default(), Problems::none()),
        Err(elsewhere) => Ok(elsewhere),
    }
}

fn view(page: &Page, case: &Case, form: Ticked, problems: Problems) -> Result<Response, PageError> {
    let is_again = !problems.is_empty();
    let frame = page.frame("desk-visit-title").with(problems);
    let view = Visit {
        id: case.row.id.to_string(),
        typed: typed(&frame, &case.facts),
        papers: PAPERS.into_iter().map(|kind| (kind.word(), frame.say(kind_key(kind)))).collect(),
        checks: CHECKS.into_iter().map(|(word, key)| (word, frame.say(key))).collect(),
        refusals: REFUSALS.into_iter().map(|(reason, key)| (reason.word(), frame.say(key))).collect(),
        form,
        frame,
    };
    if is_again { page.show_again(&view) } else { page.show(&view) }
}

/// The papers that were ticked, had in hand, with the face of each compared with the person's.
fn shown(form: &Ticked) -> Vec<Shown> {
    let kinds = PAPERS.into_iter().filter(|kind| form.has_paper(kind.word()));
    kinds.map(|kind: Kind| Shown { item: in_hand(kind), issuer: None }).collect()
}

const fn in_hand(kind: Kind) -> Item {
    let verification = Some(Verification::ComparedOnSite);
    Item { kind, validation: Validation::TactileInspection, verification, address: None }
}

pub(super) async fn complete(
    State(identity): State<Identity>,
    agent: Agent,
    Path(case): Path<String>,
    page: Page,
    Form(form): Form<Ticked>,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    let case = match enter(&identity, &page, &agent, &case).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (person, now) = (case.row.sign_in_id, page.now());
    let again = |field, problem| view(&page, &case, form.clone(), Problems::one(field, problem));
    if form.choice == "suspect" {
        if let Some(problem) = fraud::note_problem(&form.note) {
            return again("note", problem);
        }
        let suspicion = Suspicion {
            person,
            proofing: Some(case.row.id),
            agent: Some(agent.id),
            signals: &[Signal::Agent],
            note: &form.note,
        };
        identity.write(fraud::raise(&identity, &suspicion, now).await?).await?;
        return page.go(&format!("{PATH}?done=suspected"));
    }
    let refusal = REFUSALS.into_iter().map(|(reason, _)| reason).find(|reason| reason.word() == form.choice);
    let outcome = match refusal {
        Some(reason) => Outcome::Refused(reason),
        None if form.choice != "complete" => return again("choice", "desk-choice-missing"),
        None if shown(&form).is_empty() => return again("paper", "desk-paper-missing"),
        None if !CHECKS.into_iter().all(|(word, _)| form.has_check(word)) => {
            return again("check", "desk-tick-missing");
        }
        None if fraud_cases::find_open(identity.store(), person).await?.is_some() => {
            return again("choice", "desk-refused-suspected");
        }
        None => Outcome::Accepted(shown(&form)),
    };
    let decision = Decision {
        outcome,
        attendance: Attendance::OnSite,
        conditions: Conditions::default(),
        agent: agent.id,
        reason: Some(refusal.map_or("in-person", Reason::word).to_owned()),
    };
    match decide(&identity, &case, &decision, now).await? {
        Ok(write) => {
            identity.write(write).await?;
            page.go(&format!("{PATH}?done=decided"))
        }
        Err(refused) => again("choice", why(refused)),
    }
}
