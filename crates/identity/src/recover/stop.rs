//! "This was not me: stop it." A link in each letter about a recovery, which works without signing in: opening it shows
//! a page, its button stops the recovery, once.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::recoveries::{self, State as Standing};
use store::identity::recovery_waits;
use store::{Write, WriteError, outbox};
use values::{Id, Timestamp};
use web::{Form, Frame, Page, PageError};

use super::{instant, stop_hash};
use crate::happenings::Happening;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The page's address.
pub(super) const PATH: &str = "/recover/stop";

/// The page after it was stopped, by the link or by signing in.
pub(crate) const STOPPED: &str = "/recover/stopped";

#[derive(Template)]
#[template(path = "recover/stop.html")]
struct Ask {
    frame: Frame,
    token: String,
    begun: String,
}

#[derive(Template)]
#[template(path = "recover/stop_late.html")]
struct Late {
    frame: Frame,
    is_done: bool,
}

#[derive(Template)]
#[template(path = "recover/stopped.html")]
struct Stopped {
    frame: Frame,
    is_signed_in: bool,
}

/// What a link leads to.
enum Target {
    /// A recovery that can be stopped.
    Running { recovery: Id, sign_in: Option<Id>, begun_at: Timestamp },
    /// The person is back in by it.
    Done,
    /// It was stopped or given up, or there never was one.
    Over,
}

async fn target(identity: &Identity, token: &str, now: Timestamp) -> Result<Target, IdentityError> {
    let hash = stop_hash(token);
    // Its waiting period outlives the rest of a recovery.
    if let Some(wait) = recovery_waits::find_by_stop(identity.store(), hash).await?
        && now < wait.ends_at
    {
        let (recovery, begun_at) = (wait.recovery_id, wait.begun_at);
        return Ok(Target::Running { recovery, sign_in: Some(wait.sign_in_id), begun_at });
    }
    Ok(match recoveries::find_by_stop(identity.store(), hash).await? {
        Some(found) if found.state == Standing::Open && now < found.ends_at => {
            Target::Running { recovery: found.id, sign_in: found.sign_in_id, begun_at: found.begun_at }
        }
        Some(found) if found.state == Standing::Done => Target::Done,
        _ => Target::Over,
    })
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let token = page.query("token").unwrap_or_default();
    match target(&identity, &token, page.now()).await? {
        Target::Running { begun_at, .. } => {
            let begun = instant(&identity, page.language(), begun_at);
            page.show(&Ask { frame: page.frame("recover-stop-title"), token, begun })
        }
        Target::Done => late(&page, true),
        Target::Over => late(&page, false),
    }
}

fn late(page: &Page, is_done: bool) -> Result<Response, PageError> {
    let title = if is_done { "recover-stop-done-title" } else { "recover-stop-over-title" };
    page.show(&Late { frame: page.frame(title), is_done })
}

/// What the link carried.
#[derive(Deserialize)]
pub(super) struct Carried {
    token: String,
}

/// Stops it and whatever else goes on for the same sign-in. At the same instant as its end one of both happens.
pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(carried): Form<Carried>,
) -> Result<Response, PageError> {
    let now = page.now();
    for _ in 0..2 {
        let (recovery, sign_in) = match target(&identity, &carried.token, now).await? {
            Target::Running { recovery, sign_in, .. } => (recovery, sign_in),
            Target::Done => return late(&page, true),
            Target::Over => return late(&page, false),
        };
        let write = stop(&identity, recovery, sign_in, &visitor, now).await?;
        match identity.store().write(write).await {
            Ok(()) => return page.go(STOPPED),
            // It ended meanwhile: look again and say how.
            Err(WriteError::Conflict { .. }) => (),
            Err(error) => return Err(error.into()),
        }
    }
    Err(PageError::Conflict)
}

async fn stop(
    identity: &Identity,
    recovery: Id,
    sign_in: Option<Id>,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let Some(sign_in) = sign_in else { return Ok(recoveries::stop(recovery)) };
    let mut write = match recovery_waits::find(identity.store(), sign_in, now).await? {
        Some(wait) => {
            let write = recovery_waits::close(&wait);
            let write = outbox::withdraw(write, wait.reminder_id);
            // The recovery itself may be forgotten by now.
            if wait.recovery_id == recovery { write } else { write.and(recoveries::stop(recovery)) }
        }
        None => recoveries::stop(recovery),
    };
    write = write.and(recoveries::close_all(sign_in, Standing::Stopped));
    Ok(write.and(identity.happened(Happening::RecoveryCancelled, sign_in, None, visitor, now)))
}

pub(super) async fn stopped(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let is_signed_in = identity.standing(&page).await?.is_some();
    page.show(&Stopped { frame: page.frame("recover-stopped-title"), is_signed_in })
}
