//! Redress: somebody disagrees with a decision about who they are, or was harmed by one, says so, and gets an answer from
//! a person (NIST SP 800-63A-4, 3.6). The answers are written at the desk.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use store::identity::redress_requests::{self, Redress};
use store::person_keys;
use store::seal::{DataKey, Realm};
use values::Timestamp;
use web::{Catalogue, Form, Frame, Page, PageError, Problems};

use crate::happenings::Happening;
use crate::person::Fields;
use crate::security::shown::instant;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The page's address.
pub(crate) const PATH: &str = "/redress";

/// So many requests may wait for an answer at once.
const MOST_OPEN: usize = 3;

/// So many characters may be written.
pub(crate) const LONGEST: usize = 4_000;

/// What these pages say.
pub const WORDS: Catalogue = Catalogue {
    name: "identity/redress",
    en: include_str!("redress.en.ftl"),
    es: include_str!("redress.es.ftl"),
};

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new().route(PATH, get(show).post(submit))
}

/// What a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// They could not prove who they are.
    Proofing,
    /// Somebody else used their name or number.
    Misuse,
    /// A fact is wrong.
    Facts,
    /// How they were treated.
    Treatment,
}

impl About {
    const ALL: [Self; 4] = [Self::Proofing, Self::Misuse, Self::Facts, Self::Treatment];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Proofing => "proofing",
            Self::Misuse => "misuse",
            Self::Facts => "facts",
            Self::Treatment => "treatment",
        }
    }

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Proofing => "redress-proofing",
            Self::Misuse => "redress-misuse",
            Self::Facts => "redress-facts",
            Self::Treatment => "redress-treatment",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|about| about.word() == word)
    }
}

/// How a request was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// They were right, and it is put right.
    Changed,
    /// The decision stands.
    Stands,
    /// Something is needed from them first.
    More,
}

impl Answer {
    pub(crate) const ALL: [Self; 3] = [Self::Changed, Self::Stands, Self::More];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Stands => "stands",
            Self::More => "more",
        }
    }

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Changed => "redress-changed",
            Self::Stands => "redress-stands",
            Self::More => "redress-more",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.word() == word)
    }
}

/// The texts of a request, opened.
pub(crate) fn texts(
    identity: &Identity,
    key: &DataKey,
    request: &Redress,
) -> Result<(String, Option<String>), IdentityError> {
    let fields = Fields { sealer: identity.sealer(), key, table: "redress_request", row: request.id };
    let text = fields.open("text_sealed", &request.text_sealed)?;
    let answer = request.answer_sealed.as_ref().map(|sealed| fields.open("answer_sealed", sealed));
    Ok((text, answer.transpose()?))
}

#[derive(Template)]
#[template(path = "redress/redress.html")]
struct Asking {
    frame: Frame,
    lines: Vec<Line>,
    abouts: Vec<(&'static str, String)>,
    about: String,
    text: String,
    may_ask: bool,
    is_made_up: bool,
    was_sent: bool,
}

/// A request of theirs.
struct Line {
    about: String,
    asked_at: String,
    text: String,
    state: String,
    is_open: bool,
    answer: Option<String>,
    answered_at: Option<String>,
}

/// What the form brings.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    about: String,
    text: String,
}

async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let about = page.query("about").unwrap_or_default();
    view(&identity, &page, Typed { about, text: String::new() }, Problems::none()).await
}

async fn view(
    identity: &Identity,
    page: &Page,
    typed: Typed,
    problems: Problems,
) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(page).await?;
    let person = identity.person(standing.sign_in_id).await?.ok_or(PageError::SignInNeeded)?;
    let key = person_keys::require(identity.store(), identity.sealer(), person.id, Realm::Identity).await?;
    let requests = redress_requests::list_of(identity.store(), person.id).await?;
    let is_again = !problems.is_empty();
    let frame = page.frame("redress-title").with(problems);
    let lines = requests.iter().map(|request| line(identity, page, &key, request));
    let view = Asking {
        lines: lines.collect::<Result<Vec<_>, _>>()?,
        abouts: About::ALL.into_iter().map(|about| (about.word(), frame.say(about.key()))).collect(),
        about: typed.about,
        text: typed.text,
        may_ask: open(&requests) < MOST_OPEN,
        is_made_up: identity.is_made_up(&person),
        was_sent: page.query("done").is_some(),
        frame,
    };
    if is_again { page.show_again(&view) } else { page.show(&view) }
}

fn open(requests: &[Redress]) -> usize {
    requests.iter().filter(|request| request.state == "open").count()
}

fn line(identity: &Identity, page: &Page, key: &DataKey, request: &Redress) -> Result<Line, IdentityError> {
    let (text, answer) = texts(identity, key, request)?;
    Ok(Line {
        about: About::from_word(&request.about).map(|about| page.say(about.key())).unwrap_or_default(),
        asked_at: instant(page, request.asked_at),
        text,
        state: page.say(Answer::from_word(&request.state).map_or("redress-open", Answer::key)),
        is_open: request.state == "open",
        answer,
        answered_at: request.answered_at.map(|at: Timestamp| instant(page, at)),
    })
}

/// What is wrong with what was typed.
fn problems(typed: &Typed) -> Problems {
    let mut problems = Problems::none();
    if About::from_word(&typed.about).is_none() {
        problems.add("about", "redress-about-missing");
    }
    match typed.text.trim().chars().count() {
        0 => problems.add("text", "redress-text-missing"),
        count if count > LONGEST => problems.add("text", "redress-text-long"),
        _ => (),
    }
    problems
}

async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (standing, kept) = identity.require_standing(&page).await?;
    let (id, now) = (standing.sign_in_id, page.now());
    let mut problems = problems(&typed);
    if open(&redress_requests::list_of(identity.store(), id).await?) >= MOST_OPEN {
        problems.add("text", "redress-too-many");
    }
    if !problems.is_empty() {
        return view(&identity, &page, typed, problems).await;
    }
    let key = person_keys::require(identity.store(), identity.sealer(), id, Realm::Identity).await?;
    let row = identity.dice().id(now);
    let fields = Fields { sealer: identity.sealer(), key: &key, table: "redress_request", row };
    let request = Redress {
        id: row,
        sign_in_id: id,
        about: typed.about,
        text_sealed: fields.seal("text_sealed", typed.text.trim()),
        state: "open".to_owned(),
        asked_at: now,
        answer_sealed: None,
        answered_at: None,
    };
    let noted = identity.happened(Happening::RedressAsked, id, Some(kept.id), &visitor, now);
    identity.write(redress_requests::add(&request).and(noted)).await?;
    page.go("/redress?done=yes")
}
