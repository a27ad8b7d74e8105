//! Suspicions of fraud: raised by an agent or a rule, looked into by an investigator, closed by somebody other than who
//! raised them. Nothing of it stands on any page of the person it is about.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use store::identity::fraud_cases::{self, Ending, FraudCase};
use store::identity::{sessions, sign_ins};
use store::person_keys;
use store::seal::{DataKey, Realm};
use store::{Actor, AuditRecord, Write};
use values::{Id, Timestamp};
use web::{Form, Frame, Page, PageError, Problems};

use self::rules::Signal;
use super::door::Agent;
use super::opening;
use super::oversight::name;
use super::waits::wait;
use crate::happenings::Happening;
use crate::person::Fields;
use crate::proofing::decide::end_for_fraud;
use crate::security::shown::instant;
use crate::{Identity, IdentityError};

pub mod rules;

/// The page's address.
pub(super) const PATH: &str = "/desk/fraud";

/// The address of one suspicion.
pub(super) const ONE: &str = "/desk/fraud/{suspicion}";

/// So many are listed.
const LINES: i64 = 100;

/// So many characters may be written.
const LONGEST: usize = 2_000;

/// A suspicion to be raised.
pub(crate) struct Suspicion<'a> {
    /// About whom.
    pub(crate) person: Id,
    /// In which case of proving who they are.
    pub(crate) proofing: Option<Id>,
    /// Which agent raises it; none if a rule does.
    pub(crate) agent: Option<Id>,
    /// What was seen.
    pub(crate) signals: &'a [Signal],
    /// What the agent says.
    pub(crate) note: &'a str,
}

/// The statements that raise a suspicion.
pub(crate) async fn raise(
    identity: &Identity,
    suspicion: &Suspicion<'_>,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let Suspicion { person, proofing, agent, signals, note } = suspicion;
    let key = person_keys::require(identity.store(), identity.sealer(), *person, Realm::Identity).await?;
    let id = identity.dice().id(now);
    let words: Vec<&str> = signals.iter().map(|signal| signal.word()).collect();
    let case = FraudCase {
        id,
        sign_in_id: *person,
        proofing_id: *proofing,
        raised_by: *agent,
        signals: words.join(" "),
        note_sealed: Some(fields(identity, &key, id).seal("note_sealed", note.trim())),
        is_open: true,
        raised_at: now,
        version: 0,
    };
    Ok(fraud_cases::add(&case).audit(record("fraud.raise", *agent, *person, &case.signals, now)))
}

fn fields<'a>(identity: &'a Identity, key: &'a DataKey, row: Id) -> Fields<'a> {
    Fields { sealer: identity.sealer(), key, table: "fraud_case", row }
}

fn record(action: &'static str, agent: Option<Id>, person: Id, why: &str, at: Timestamp) -> AuditRecord {
    let actor = agent.map_or(Actor::System("fraud rules"), Actor::Staff);
    AuditRecord { at, actor, action, subject: Some(person), reason: Some(why.to_owned()) }
}

#[derive(Template)]
#[template(path = "desk/fraud/queue.html")]
struct Queue {
    frame: Frame,
    lines: Vec<Line>,
    was_closed: bool,
}

/// One suspicion that waits.
struct Line {
    id: String,
    signals: String,
    waits: String,
}

/// What was seen, said.
pub(super) fn said<'a>(page: &Page, words: impl Iterator<Item = &'a str>) -> String {
    let said: Vec<String> =
        words.filter_map(Signal::from_word).map(|signal| page.say(signal.key())).collect();
    said.join("; ")
}

pub(super) async fn show(
    State(identity): State<Identity>,
    _: Agent,
    page: Page,
) -> Result<Response, PageError> {
    let open = fraud_cases::list_open(identity.store(), LINES).await?;
    let lines = open.iter().map(|case| Line {
        id: case.id.to_string(),
        signals: said(&page, case.signals.split(' ')),
        waits: wait(&page, case.raised_at),
    });
    let lines = lines.collect();
    page.show(&Queue {
        frame: page.frame("desk-fraud-title"),
        lines,
        was_closed: page.query("done").is_some(),
    })
}

#[derive(Template)]
#[template(path = "desk/fraud/one.html")]
struct One {
    frame: Frame,
    id: String,
    person: String,
    facts: Vec<(String, String)>,
    note: String,
    is_own: bool,
    finding: String,
    closing_note: String,
}

/// What the form brings.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    finding: String,
    closing_note: String,
}

/// An open suspicion; a closed one is not there any more.
async fn find(identity: &Identity, suspicion: &str) -> Result<FraudCase, PageError> {
    let id: Id = suspicion.parse().map_err(|_| PageError::NotFound)?;
    let found = fraud_cases::find(identity.store(), id).await?;
    found.filter(|case| case.is_open).ok_or(PageError::NotFound)
}

pub(super) async fn show_one(
    State(identity): State<Identity>,
    agent: Agent,
    Path(suspicion): Path<String>,
    page: Page,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    let case = find(&identity, &suspicion).await?;
    if !opening::is_open(&identity, &page, &agent, case.sign_in_id).await? {
        return opening::ask(&page, case.sign_in_id);
    }
    view(&identity, &page, &agent, &case, Typed::default(), Problems::none()).await
}

async fn view(
    identity: &Identity,
    page: &Page,
    agent: &Agent,
    case: &FraudCase,
    typed: Typed,
    problems: Problems,
) -> Result<Response, PageError> {
    let person = case.sign_in_id;
    let key = person_keys::require(identity.store(), identity.sealer(), person, Realm::Identity).await?;
    let note = case.note_sealed.as_ref();
    let note = note.map(|sealed| fields(identity, &key, case.id).open("note_sealed", sealed)).transpose()?;
    let is_again = !problems.is_empty();
    let frame = page.frame("desk-fraud-one").with(problems);
    let raised_by = match case.raised_by {
        Some(agent) => name(identity, &frame, agent).await?,
        None => frame.say("desk-fraud-by-rule"),
    };
    let facts = [
        ("desk-fraud-signals", said(page, case.signals.split(' '))),
        ("desk-fraud-raised-by", raised_by),
        ("desk-fraud-raised-at", instant(page, case.raised_at)),
    ];
    let view = One {
        id: case.id.to_string(),
        person: person.to_string(),
        facts: facts.into_iter().map(|(key, value)| (frame.say(key), value)).collect(),
        note: note.unwrap_or_default(),
        is_own: case.raised_by == Some(agent.id),
        finding: typed.finding,
        closing_note: typed.closing_note,
        frame,
    };
    if is_again { page.show_again(&view) } else { page.show(&view) }
}

/// What is wrong with what an agent wrote.
pub(super) fn note_problem(note: &str) -> Option<&'static str> {
    match note.trim().chars().count() {
        0 => Some("desk-fraud-note-missing"),
        count if count > LONGEST => Some("desk-fraud-note-long"),
        _ => None,
    }
}

/// How it is to be closed, and what is wrong with what was typed.
fn check(typed: &Typed) -> Result<Ending, Problems> {
    let mut problems = Problems::none();
    let ending =
        [Ending::Cleared, Ending::Confirmed].into_iter().find(|ending| ending.word() == typed.finding);
    if ending.is_none() {
        problems.add("finding", "desk-fraud-ending-missing");
    }
    if let Some(problem) = note_problem(&typed.closing_note) {
        problems.add("closing_note", problem);
    }
    ending.filter(|_| problems.is_empty()).ok_or(problems)
}

pub(super) async fn close(
    State(identity): State<Identity>,
    agent: Agent,
    Path(suspicion): Path<String>,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    let case = find(&identity, &suspicion).await?;
    let (person, now) = (case.sign_in_id, page.now());
    if !opening::is_open(&identity, &page, &agent, person).await? {
        return opening::ask(&page, person);
    }
    // Whoever raised it does not close it, and nobody closes what is about themselves.
    if case.raised_by == Some(agent.id) || person == agent.id {
        return Err(PageError::Forbidden);
    }
    let ending = match check(&typed) {
        Ok(ending) => ending,
        Err(problems) => return view(&identity, &page, &agent, &case, typed, problems).await,
    };
    let key = person_keys::require(identity.store(), identity.sealer(), person, Realm::Identity).await?;
    let note = fields(&identity, &key, case.id).seal("closing_note_sealed", typed.closing_note.trim());
    let mut write = fraud_cases::close(&case, ending, agent.id, note, now).audit(record(
        "fraud.close",
        Some(agent.id),
        person,
        ending.word(),
        now,
    ));
    // Everybody is a made-up person of the demonstration: nobody shuts one for the others.
    let is_own = identity.person(person).await?.is_some_and(|person| !identity.is_made_up(&person));
    if ending == Ending::Confirmed && is_own {
        let ended = end_for_fraud(&identity, person, now).await?;
        write = write.and(ended).and(shut(&identity, person, &agent, now).await?);
    }
    identity.write(write).await?;
    page.go("/desk/fraud?done=yes")
}

/// The statements that shut the sign-in of somebody whose fraud is sure: sites are told, the owner is written to and may
/// ask for redress by telephone.
async fn shut(
    identity: &Identity,
    person: Id,
    agent: &Agent,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let is_active = sign_ins::find(identity.store(), person).await?.is_some_and(|row| row.is_active);
    if !is_active && !sign_ins::is_frozen(identity.store(), person).await? {
        return Ok(Write::new());
    }
    let told = identity.happened_at_desk(Happening::Disabled, person, agent.id, "fraud", now);
    Ok(sign_ins::disable(person).and(sessions::close_all(person, now)).and(told))
}
