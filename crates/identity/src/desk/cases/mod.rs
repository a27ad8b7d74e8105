//! Cases that wait for an agent: the queue, one case with what is known about it, and its decision.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::identity::proofings::{self, Proofing, Route, State as Stage};
use store::identity::{fraud_cases, proposals};
use web::{Frame, Page, PageError};

use super::door::Agent;
use super::queue::Line;
use super::waits::wait;
use crate::{Identity, IdentityError};

mod address;
pub(super) mod decision;
mod looked_up;
pub(super) mod one;
pub(super) mod pictures;
mod proposed;
pub(crate) mod signals;

/// The page's address.
pub(super) const PATH: &str = "/desk/cases";

/// The address of one case.
pub(super) const ONE: &str = "/desk/cases/{case}";

/// Where a second agent says yes or no.
pub(super) const SECOND: &str = "/desk/cases/{case}/second";

/// So many of each kind are listed.
const LINES: i64 = 100;

/// What waits for an agent here, and what it is called.
const STAGES: [(Stage, &str); 2] =
    [(Stage::Review, "desk-stage-review"), (Stage::Duplicate, "desk-stage-duplicate")];

/// The message that names how far a case is; none if it waits for no agent.
fn stage_key(stage: Stage) -> Option<&'static str> {
    let also = (Stage::Failed, "desk-stage-failed");
    STAGES.into_iter().chain([also]).find(|(found, _)| *found == stage).map(|(_, key)| key)
}

/// The message that names a route.
pub(super) const fn route_key(route: Option<Route>) -> &'static str {
    match route {
        Some(Route::Camera) => "desk-route-camera",
        Some(Route::Call) => "desk-route-call",
        Some(Route::Letter) => "desk-route-letter",
        Some(Route::Wallet) => "desk-route-wallet",
        Some(Route::InPerson) => "desk-route-in-person",
        None => "desk-route-none",
    }
}

#[derive(Template)]
#[template(path = "desk/cases/queue.html")]
struct Queue {
    frame: Frame,
    lines: Vec<Line>,
    done: Option<String>,
}

pub(super) async fn show(
    State(identity): State<Identity>,
    agent: Agent,
    page: Page,
) -> Result<Response, PageError> {
    let mut found = Vec::new();
    for (stage, key) in STAGES {
        let cases = proofings::list(identity.store(), stage, LINES).await?;
        // Nobody is shown their own.
        found.extend(cases.into_iter().filter(|case| case.sign_in_id != agent.id).map(|case| (case, key)));
    }
    found.sort_by_key(|(case, _)| (case.changed_at, case.id));
    let mut lines = Vec::new();
    for (case, key) in &found {
        lines.push(line(&identity, &page, case, key).await?);
    }
    page.show(&Queue { frame: page.frame("desk-cases-title"), lines, done: done(&page) })
}

async fn line(
    identity: &Identity,
    page: &Page,
    case: &Proofing,
    key: &'static str,
) -> Result<Line, IdentityError> {
    let mut marks = Vec::new();
    if proposals::find(identity.store(), case.id).await?.is_some() {
        marks.push(page.say("desk-mark-second"));
    }
    if fraud_cases::find_open(identity.store(), case.sign_in_id).await?.is_some() {
        marks.push(page.say("desk-mark-suspected"));
    }
    Ok(Line {
        address: Some(format!("{PATH}/{}", case.id)),
        what: page.say(key),
        about: page.say(route_key(case.route)),
        waits: wait(page, case.changed_at),
        marks,
    })
}

/// What was just done, if the page was opened by doing it.
pub(super) fn done(page: &Page) -> Option<String> {
    let key = match page.query("done")?.as_str() {
        "decided" => "desk-done-decided",
        "suspected" => "desk-done-suspected",
        "proposed" => "desk-done-proposed",
        "stale" => "desk-done-stale",
        "refused" => "desk-done-refused",
        _ => return None,
    };
    Some(page.say(key))
}
