//! Where you are signed in: every session that stands, and the buttons that end them
//! (NIST SP 800-63B-4 section 5.1).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::sessions;
use values::Id;
use web::forms::Nothing;
use web::session::IDLE;
use web::{Form, Frame, Page, PageError};

use super::shown::{device, instant, place};
use crate::Identity;
use crate::happenings::Happening;
use crate::visitor::Visitor;

/// The page's address.
pub(super) const PATH: &str = "/security/devices";

#[derive(Template)]
#[template(path = "security/devices.html")]
struct Devices {
    frame: Frame,
    lines: Vec<Line>,
    has_others: bool,
    done: bool,
}

/// One place where the person is signed in.
struct Line {
    id: String,
    device: String,
    place: String,
    since: String,
    seen: String,
    is_this: bool,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, this) = identity.require_standing(&page).await?;
    let id = standing.sign_in_id;
    let seen_after = page.now().saturating_sub(IDLE).map_err(PageError::broken)?;
    let running = sessions::list(identity.store(), id, page.now(), seen_after).await?;
    let seen = sessions::list_seen(identity.store(), id, page.now(), seen_after).await?;
    let seen_at = |session: Id| seen.iter().find(|(id, _)| *id == session).map(|(_, at)| *at);
    let mut lines: Vec<Line> = running
        .into_iter()
        .map(|kept| Line {
            device: device(&page, &kept.device),
            place: place(&identity, &page, &kept.network),
            since: instant(&page, kept.proved_at),
            seen: instant(&page, seen_at(kept.id).unwrap_or(kept.proved_at)),
            is_this: kept.id == this.id,
            id: kept.id.to_string(),
        })
        .collect();
    // The one the person sits at comes first: by it they recognise the others.
    lines.sort_by_key(|line| !line.is_this);
    let has_others = lines.len() > 1;
    let done = page.query("done").is_some();
    page.show(&Devices { frame: page.frame("devices-title"), lines, has_others, done })
}

/// Which session to end.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Ended {
    session: String,
}

pub(super) async fn end(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(ended): Form<Ended>,
) -> Result<Response, PageError> {
    let (standing, this) = identity.require_standing(&page).await?;
    let (id, now) = (standing.sign_in_id, page.now());
    let session: Id = ended.session.parse().map_err(|_| PageError::NotFound)?;
    let kept = sessions::find(identity.store(), session, now).await?;
    // Another person's session looks like one that is not there.
    kept.filter(|kept| kept.sign_in_id == id).ok_or(PageError::NotFound)?;
    let write = sessions::close(session, id, now).and(identity.happened(
        Happening::SessionsEnded,
        id,
        Some(this.id),
        &visitor,
        now,
    ));
    identity.write(write).await?;
    page.go("/security/devices?done=yes")
}

pub(super) async fn end_others(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (standing, this) = identity.require_standing(&page).await?;
    let (id, now) = (standing.sign_in_id, page.now());
    let write = sessions::close_others(id, this.id, now).and(identity.happened(
        Happening::SessionsEnded,
        id,
        Some(this.id),
        &visitor,
        now,
    ));
    identity.write(write).await?;
    page.go("/security/devices?done=yes")
}
