//! Telephones: which there are, how each is reached, and taking one away (NIST SP 800-63B-4, 3.1.3.3: a restricted way).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use outside::texts::Channel;
use serde::Deserialize;
use store::Write;
use store::identity::phones;
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError, Problems};

use crate::Identity;
use crate::authenticators::held::Held;
use crate::authenticators::phone::{self, MOST, Opened};
use crate::happenings::Happening;
use crate::levels::{Means, Way};
use crate::visitor::Visitor;

/// The list's address.
pub(crate) const PATH: &str = "/security/phones";

/// The page of one.
pub(super) const ONE: &str = "/security/phones/{id}";

/// The form that changes how one is reached.
pub(super) const CHANNEL: &str = "/security/phones/{id}/channel";

/// The form that removes one.
pub(super) const REMOVE: &str = "/security/phones/{id}/remove";

#[derive(Template)]
#[template(path = "security/phones.html")]
struct List {
    frame: Frame,
    phones: Vec<Line>,
    /// Whether another may be added.
    may_add: bool,
    /// Whether texts and calls reach anybody here.
    is_open: bool,
    /// Whether this is a made-up person, who gets nothing of their own.
    is_made_up: bool,
}

/// One telephone as the pages show it.
struct Line {
    id: String,
    number: String,
    how: String,
    added: String,
    is_flagged: bool,
}

#[derive(Template)]
#[template(path = "security/phone.html")]
struct One {
    frame: Frame,
    phone: Line,
    channel: &'static str,
    may_go: bool,
}

fn line(page: &Page, opened: &Opened) -> Line {
    let how = match opened.channel {
        Channel::Text => "phones-by-text",
        Channel::Call => "phones-by-call",
    };
    Line {
        id: opened.row.id.to_string(),
        number: opened.number.shown(),
        how: page.say(how),
        added: super::shown::instant(page, opened.row.added_at),
        is_flagged: opened.row.flagged_at.is_some(),
    }
}

/// Whether a session is that of a made-up person, who everybody may be.
pub(super) fn is_made_up(kept: &store::identity::sessions::Session) -> bool {
    Means::read(&kept.means).holds(Way::Demonstration)
}

pub(super) async fn list(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, kept) = identity.require_standing(&page).await?;
    let phones = phone::list(&identity, standing.sign_in_id).await?;
    page.show(&List {
        frame: page.frame("phones-title"),
        may_add: phones.len() < MOST,
        is_open: identity.connections().phones,
        is_made_up: is_made_up(&kept),
        phones: phones.iter().map(|opened| line(&page, opened)).collect(),
    })
}

/// One telephone of a person.
async fn find(identity: &Identity, sign_in: values::Id, id: &str) -> Result<Opened, PageError> {
    let phones = phone::list(identity, sign_in).await?;
    phones.into_iter().find(|opened| opened.row.id.to_string() == id).ok_or(PageError::NotFound)
}

/// Whether somebody with one telephone less still gets in as strongly.
async fn may_go(identity: &Identity, sign_in: values::Id) -> Result<bool, PageError> {
    let held = Held::of(identity, sign_in).await?;
    Ok(Held { phones: held.phones.saturating_sub(1), ..held }.may_follow(&held))
}

pub(super) async fn show(
    State(identity): State<Identity>,
    Path(id): Path<String>,
    page: Page,
) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(&page).await?;
    let opened = find(&identity, standing.sign_in_id, &id).await?;
    page.show(&One {
        frame: page.frame_titled(opened.number.shown()),
        channel: phone::word(opened.channel),
        may_go: may_go(&identity, standing.sign_in_id).await?,
        phone: line(&page, &opened),
    })
}

/// How it shall be reached.
#[derive(Deserialize)]
pub(super) struct Chosen {
    channel: String,
}

pub(super) async fn change(
    State(identity): State<Identity>,
    Path(id): Path<String>,
    page: Page,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(&page).await?;
    let opened = find(&identity, standing.sign_in_id, &id).await?;
    let channel = phone::word(phone::channel(&chosen.channel));
    identity.write(phones::change_channel(opened.row.id, standing.sign_in_id, channel)).await?;
    page.go(PATH)
}

pub(super) async fn remove(
    State(identity): State<Identity>,
    visitor: Visitor,
    Path(id): Path<String>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (standing, kept) = identity.require_recent(&page).await?;
    let sign_in = standing.sign_in_id;
    let opened = find(&identity, sign_in, &id).await?;
    if !may_go(&identity, sign_in).await? {
        let frame = page.frame_titled(opened.number.shown()).with(Problems::one("remove", "way-is-last"));
        let (channel, phone) = (phone::word(opened.channel), line(&page, &opened));
        return page.show_again(&One { frame, channel, phone, may_go: false });
    }
    let write = Write::new().and(phones::remove(opened.row.id, sign_in)).and(identity.happened(
        Happening::PhoneRemoved,
        sign_in,
        Some(kept.id),
        &visitor,
        page.now(),
    ));
    identity.write(write).await?;
    page.go(PATH)
}
