//! Why is this record opened? Asked each time, kept with who and when, and told to the person: not the reason, which might
//! warn somebody under suspicion, and not what was seen.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::SignedDuration;
use serde::Deserialize;
use store::identity::openings::{self, Opening};
use store::identity::sign_ins;
use store::seal::Realm;
use store::{Write, person_keys};
use values::Id;
use web::{Form, Frame, Page, PageError, Problems, local_path};

use super::door::Agent;
use crate::happenings::Happening;
use crate::oidc::parameters::encode;
use crate::person::Fields;
use crate::{Identity, IdentityError};

/// The page's address.
pub(crate) const PATH: &str = "/desk/open";

/// So long a record stays open to who opened it, in the session they did it in.
const OPEN: SignedDuration = SignedDuration::from_mins(30);

/// So many characters may be said about a reason.
const LONGEST: usize = 500;

/// Why a record is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Reason {
    /// Their case is to be decided.
    Case,
    /// They are here, or on the telephone, and asked for it.
    Asked,
    /// They complained.
    Redress,
    /// Something looks like fraud.
    Fraud,
    /// A colleague's work is looked at.
    Quality,
}

impl Reason {
    const ALL: [Self; 5] = [Self::Case, Self::Asked, Self::Redress, Self::Fraud, Self::Quality];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Asked => "asked",
            Self::Redress => "redress",
            Self::Fraud => "fraud",
            Self::Quality => "quality",
        }
    }

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Case => "desk-reason-case",
            Self::Asked => "desk-reason-asked",
            Self::Redress => "desk-reason-redress",
            Self::Fraud => "desk-reason-fraud",
            Self::Quality => "desk-reason-quality",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }

    /// All of them, said: for the choices of a form.
    pub(super) fn said(frame: &Frame) -> Vec<(&'static str, String)> {
        Self::ALL.into_iter().map(|reason| (reason.word(), frame.say(reason.key()))).collect()
    }
}

/// A reason as it was typed, and what is wrong with it.
pub(super) fn check(reason: &str, note: &str) -> Result<Reason, Problems> {
    let mut problems = Problems::none();
    let found = Reason::from_word(reason);
    if found.is_none() {
        problems.add("reason", "desk-reason-missing");
    }
    match note.trim().chars().count() {
        0 => problems.add("note", "desk-note-missing"),
        count if count > LONGEST => problems.add("note", "desk-note-long"),
        _ => (),
    }
    found.filter(|_| problems.is_empty()).ok_or(problems)
}

/// The statements that open a person's record to an agent. Nobody opens their own here.
pub(super) async fn open(
    identity: &Identity,
    page: &Page,
    agent: &Agent,
    person: Id,
    reason: Reason,
    note: &str,
) -> Result<Write, PageError> {
    if person == agent.id {
        return Err(PageError::Forbidden);
    }
    let now = page.now();
    let key = person_keys::require(identity.store(), identity.sealer(), person, Realm::Identity).await?;
    let id = identity.dice().id(now);
    let fields = Fields { sealer: identity.sealer(), key: &key, table: "record_opening", row: id };
    let opening = Opening {
        id,
        sign_in_id: person,
        agent_id: agent.id,
        session_id: agent.session,
        reason: reason.word().to_owned(),
        note_sealed: fields.seal("note_sealed", note.trim()),
        opened_at: now,
        ends_at: now.saturating_add(OPEN).map_err(PageError::broken)?,
    };
    let told = identity.happened_at_desk(Happening::RecordOpened, person, agent.id, reason.word(), now);
    Ok(openings::add(&opening).and(told))
}

/// Whether a person's record is open to an agent.
pub(super) async fn is_open(
    identity: &Identity,
    page: &Page,
    agent: &Agent,
    person: Id,
) -> Result<bool, IdentityError> {
    let (store, now) = (identity.store(), page.now());
    Ok(person != agent.id && openings::is_open(store, agent.id, agent.session, person, now).await?)
}

/// On to the page that asks for a reason, and from there back to this one.
pub(super) fn ask(page: &Page, person: Id) -> Result<Response, PageError> {
    let to: String = encode(page.path());
    page.go(&format!("{PATH}?person={person}&to={to}"))
}

#[derive(Template)]
#[template(path = "desk/opening.html")]
struct Ask {
    frame: Frame,
    person: String,
    to: String,
    reasons: Vec<(&'static str, String)>,
    reason: String,
    note: String,
}

/// What the form brings.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Given {
    person: String,
    to: String,
    #[serde(default)]
    reason: String,
    note: String,
}

/// Whose record, and a page of the desk to go on to; nobody else's id leads anywhere.
async fn asked(identity: &Identity, person: &str, to: &str) -> Result<(Id, String), PageError> {
    let person: Id = person.parse().map_err(|_| PageError::NotFound)?;
    let to = local_path(to).filter(|to| to.starts_with("/desk/")).ok_or(PageError::NotFound)?;
    sign_ins::find(identity.store(), person).await?.ok_or(PageError::NotFound)?;
    Ok((person, to))
}

pub(super) async fn show(
    State(identity): State<Identity>,
    _: Agent,
    page: Page,
) -> Result<Response, PageError> {
    let query = |name| page.query(name).unwrap_or_default();
    let (person, to) = asked(&identity, &query("person"), &query("to")).await?;
    let frame = page.frame("desk-open-title");
    let reasons = Reason::said(&frame);
    let (reason, note) = (String::new(), String::new());
    page.show(&Ask { frame, person: person.to_string(), to, reasons, reason, note })
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    agent: Agent,
    page: Page,
    Form(given): Form<Given>,
) -> Result<Response, PageError> {
    let (person, to) = asked(&identity, &given.person, &given.to).await?;
    match check(&given.reason, &given.note) {
        Ok(reason) => {
            identity.write(open(&identity, &page, &agent, person, reason, &given.note).await?).await?;
            page.go(&to)
        }
        Err(problems) => {
            let frame = page.frame("desk-open-title").with(problems);
            let reasons = Reason::said(&frame);
            let Given { person, reason, note, .. } = given;
            page.show_again(&Ask { frame, person, to, reasons, reason, note })
        }
    }
}
