//! Backup codes: making ten, keeping them by print or download, how many are left (NIST SP 800-63B-4, 3.1.2: only in a
//! session of two factors, each used once). They are derived from an id in the session until they are kept, and never
//! stored but as hashes.

use askama::Template;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use store::Write;
use store::identity::recovery_codes as kept_codes;
use store::identity::sessions::Session;
use values::{Id, Timestamp};
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError};

use super::phones::is_made_up;
use crate::Identity;
use crate::authenticators::recovery_codes::{BYTES, COUNT, hash, shown};
use crate::authenticators::second::{Kind, renewed};
use crate::flow::Flow;
use crate::happenings::Happening;
use crate::levels::{Level, Means};
use crate::visitor::Visitor;

/// The page that tells how many are left.
pub(crate) const PATH: &str = "/security/codes";

/// The page that shows new ones.
pub(super) const NEW: &str = "/security/codes/new";

/// The file.
pub(super) const FILE: &str = "/security/codes/file";

/// New codes can be looked at for so long, or until they are kept.
const SHOWN_MINUTES: i64 = 15;

#[derive(Template)]
#[template(path = "security/backup_codes.html")]
struct Standing {
    frame: Frame,
    left: i64,
    is_made_up: bool,
    /// Whether two factors were shown in this session.
    is_strong: bool,
    back: &'static str,
}

#[derive(Template)]
#[template(path = "security/backup_codes_new.html")]
struct New {
    frame: Frame,
    codes: Vec<String>,
    host: String,
    made_on: String,
}

/// Whether two factors were shown in a session.
fn is_strong(kept: &Session) -> bool {
    Means::read(&kept.means).level() >= Level::Two
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, kept) = identity.require_standing(&page).await?;
    page.show(&Standing {
        frame: page.frame("codes-title"),
        left: kept_codes::count_left(identity.store(), standing.sign_in_id).await?,
        is_made_up: is_made_up(&kept),
        is_strong: is_strong(&kept),
        back: Flow::of(&page).after_adding(super::PATH),
    })
}

/// The codes of a set.
fn codes(identity: &Identity, set: Id) -> Vec<String> {
    let code = |number: usize| {
        let secret = identity.sealer().program_secret(&format!("backup code {number}"), set);
        shown(&secret.expose()[..BYTES].try_into().expect("15 of 32 bytes"))
    };
    (0..COUNT).map(code).collect()
}

/// The set that was made in this session not long ago.
fn fresh(page: &Page) -> Option<(Id, Timestamp)> {
    let (set, made_at) = Flow::of(page).new_codes?;
    let age = page.now().duration_since(made_at);
    (age < jiff::SignedDuration::from_mins(SHOWN_MINUTES)).then_some((set, made_at))
}

pub(super) async fn make(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (standing, kept) = identity.require_recent(&page).await?;
    if is_made_up(&kept) {
        return Err(PageError::NotFound);
    }
    if !is_strong(&kept) {
        return Err(PageError::ProofNeeded);
    }
    let (sign_in, now) = (standing.sign_in_id, page.now());
    let set = identity.dice().id(now);
    let hashes: Vec<[u8; 32]> = codes(&identity, set).iter().map(|code| hash(sign_in, code)).collect();
    let write = renewed(&identity, sign_in, Kind::Backup)
        .await?
        .and(kept_codes::remove(sign_in))
        .and(kept_codes::add(sign_in, &hashes, now))
        .and(identity.happened(Happening::BackupCodesMade, sign_in, Some(kept.id), &visitor, now));
    let flow = Flow { new_codes: Some((set, now)), ..Flow::of(&page) };
    identity.go(&page, flow, write, NEW).await
}

pub(super) async fn show_new(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    identity.require_standing(&page).await?;
    let Some((set, made_at)) = fresh(&page) else { return page.go(PATH) };
    page.show(&New {
        frame: page.frame("codes-new-title"),
        codes: codes(&identity, set),
        host: host(&identity).to_owned(),
        made_on: page.language().date(page.app().clock.today(made_at)),
    })
}

fn host(identity: &Identity) -> &str {
    identity.app().site.origin.split("://").nth(1).unwrap_or_default()
}

/// The codes as a text file. What comes from here is never kept by a browser or a proxy.
pub(super) async fn file(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    identity.require_standing(&page).await?;
    let Some((set, made_at)) = fresh(&page) else { return page.go(PATH) };
    let frame = page.frame("codes-new-title");
    let made_on = page.language().date(page.app().clock.today(made_at));
    let head = [
        frame.say_with("codes-file-title", &[("host", host(&identity))]),
        frame.say_with("codes-made", &[("date", made_on)]),
        frame.say("codes-file-text"),
    ];
    let text = format!("{}\r\n\r\n{}\r\n", head.join("\r\n"), codes(&identity, set).join("\r\n"));
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"backup-codes.txt\""),
    ];
    Ok((headers, text).into_response())
}

/// They are kept: from now on nobody can look at them.
pub(super) async fn keep(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    identity.require_standing(&page).await?;
    let flow = Flow { new_codes: None, ..Flow::of(&page) };
    let to = flow.after_adding(PATH);
    identity.go(&page, flow, Write::new(), to).await
}
