//! Proving who one is in a video call with an agent (NIST SP 800-63A-4, 4.2.8): waiting for it ([`wait`]) in an order that is
//! kept ([`queue`]) or until an appointment ([`hours`]), and the call's page ([`room`]). The two browsers talk to each other;
//! through us goes only how they meet and what is typed ([`messages`]). The agent's end is `desk::calls`.

use axum::Router;
use axum::routing::{get, post};
use jiff::SignedDuration;
use store::identity::calls::{self, Call};
use store::identity::{call_messages, proofings::State};
use store::{Actor, AuditRecord, Write};
use values::{Id, Timestamp};
use web::{Catalogue, Page, PageError};

use super::case::Case;
use super::here::person;
use crate::{Identity, IdentityError};

pub mod hours;
pub(crate) mod messages;
pub mod queue;
mod room;
pub mod servers;
pub mod steps;
mod wait;

/// Where somebody waits.
pub(crate) const PATH: &str = "/prove/call";

/// The call's page.
const ROOM: &str = "/prove/call/room";

/// What these pages say.
pub const WORDS: Catalogue =
    Catalogue { name: "identity/call", en: include_str!("call.en.ftl"), es: include_str!("call.es.ftl") };

/// So many who wait are looked at: far more than agents can talk with in a day.
pub(crate) const MOST: i64 = 1_000;

/// How long calls take, and how many gave up, is told from those of so many days.
pub(crate) const LATELY: SignedDuration = SignedDuration::from_hours(30 * 24);

/// An agent's page that is silent for so long is gone, and the call goes back into the queue.
const AGENT_LOST: SignedDuration = SignedDuration::from_mins(5);

/// Whoever does not look for so long gave up waiting.
const PERSON_LOST: SignedDuration = SignedDuration::from_hours(24);

/// What is kept of a stay in the queue that is over.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new()
        .route(PATH, get(wait::show))
        .route("/prove/call/now", post(wait::now))
        .route("/prove/call/appointment", post(wait::appoint))
        .route("/prove/call/out", post(wait::out))
        .route(ROOM, get(room::show))
        .route("/prove/call/room/leave", post(room::leave))
        .route(messages::PATH, get(room::receive).post(room::send))
}

/// The person's case that is at a call, and the stay in the queue, if there is one; or where they are instead.
async fn current(identity: &Identity, page: &Page) -> Result<Option<(Case, Option<Call>)>, PageError> {
    let sign_in = person(identity, page).await?;
    let case = Case::current(identity, sign_in).await?.filter(|case| case.row.state == State::Call);
    let Some(case) = case else { return Ok(None) };
    let call = calls::find_of(identity.store(), case.row.id).await.map_err(IdentityError::from)?;
    Ok(Some((case, call)))
}

/// A line of the log about a call.
pub(crate) fn noted(
    now: Timestamp,
    actor: Actor,
    action: &'static str,
    person: Id,
    what: &str,
) -> AuditRecord {
    AuditRecord { at: now, actor, action, subject: Some(person), reason: Some(what.to_owned()) }
}

/// What the worker does about calls: gives back those whose agent is gone, ends those whose person is, forgets what is over.
pub(crate) fn tidy(now: Timestamp) -> Write {
    let before = |span| now.saturating_sub(span).unwrap_or(Timestamp::MIN);
    calls::give_back_lost(before(AGENT_LOST))
        .and(calls::end_lost(now, before(PERSON_LOST)))
        .and(calls::remove_old(before(KEPT)))
        .and(calls::remove_old_duty(now))
        .and(call_messages::remove_old(before(PERSON_LOST)))
}
