//! Who opened whose record, when and why: for the supervisor, who looks for openings that no work explains.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::identity::openings::{self, Opening};
use store::person_keys;
use store::seal::Realm;
use values::Id;
use web::{Frame, Page, PageError};

use super::door::Agent;
use super::opening::Reason;
use crate::person::Fields;
use crate::security::shown::instant;
use crate::{Identity, IdentityError};

/// The page's address.
pub(super) const PATH: &str = "/desk/openings";

/// So many stand on a page.
const LINES: usize = 50;

#[derive(Template)]
#[template(path = "desk/oversight.html")]
struct Oversight {
    frame: Frame,
    lines: Vec<Line>,
    older: Option<String>,
}

/// One opening. Whose record it was is told by its number: the name is behind a reason of its own.
struct Line {
    at: String,
    agent: String,
    person: String,
    reason: String,
    note: String,
}

pub(super) async fn show(
    State(identity): State<Identity>,
    _: Agent,
    page: Page,
) -> Result<Response, PageError> {
    let before = match page.query("before") {
        Some(id) => Some(id.parse::<Id>().map_err(|_| PageError::NotFound)?),
        None => None,
    };
    // One more than is shown says whether there is another page.
    let most = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let mut found = openings::list(identity.store(), before, most).await?;
    let has_more = found.len() > LINES;
    found.truncate(LINES);
    let older = found.last().filter(|_| has_more).map(|last| format!("{PATH}?before={}", last.id));
    let frame = page.frame("desk-oversight-title");
    let mut agents = BTreeMap::new();
    let mut lines = Vec::new();
    for opening in &found {
        if let Entry::Vacant(place) = agents.entry(opening.agent_id) {
            place.insert(name(&identity, &frame, opening.agent_id).await?);
        }
        let reason = Reason::from_word(&opening.reason).map(Reason::key);
        lines.push(Line {
            at: instant(&page, opening.opened_at),
            agent: agents[&opening.agent_id].clone(),
            person: opening.sign_in_id.to_string(),
            reason: reason.map(|key| frame.say(key)).unwrap_or_default(),
            note: note(&identity, opening).await?,
        });
    }
    page.show(&Oversight { frame, lines, older })
}

/// How an agent is called among agents: by their main address.
pub(super) async fn name(identity: &Identity, frame: &Frame, agent: Id) -> Result<String, IdentityError> {
    let found = identity.person(agent).await?;
    Ok(found.map_or_else(|| frame.say("desk-agent-gone"), |agent| agent.email.expose().to_owned()))
}

async fn note(identity: &Identity, opening: &Opening) -> Result<String, IdentityError> {
    let (store, sealer) = (identity.store(), identity.sealer());
    let key = person_keys::require(store, sealer, opening.sign_in_id, Realm::Identity).await?;
    Fields { sealer, key: &key, table: "record_opening", row: opening.id }
        .open("note_sealed", &opening.note_sealed)
}
