//! Adding a telephone: the number with the notice of the risk, then the code that was sent to it (NIST SP 800-63B-4,
//! 3.2.9: plain words about the risk, shown and kept that it was; another way is offered beside it).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use outside::texts::Channel;
use serde::Deserialize;
use store::identity::sessions::Session;
use values::{Id, PhoneError, PhoneNumber, Timestamp};
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError, Problems};

use super::phones::{PATH, is_made_up};
use crate::Identity;
use crate::authenticators::phone::{self, MOST, Pending, Purpose, Sent};
use crate::authenticators::second::{Kind, renewed};
use crate::flow::Flow;
use crate::guard::{clear, wait, wait_for};
use crate::happenings::Happening;
use crate::limits::Guess;
use crate::visitor::Visitor;

/// The page with the number.
pub(crate) const ADD: &str = "/security/phones/add";

/// The page with the code.
pub(super) const CONFIRM: &str = "/security/phones/confirm";

/// The form that sends another code.
pub(super) const AGAIN: &str = "/security/phones/again";

#[derive(Template)]
#[template(path = "security/phone_add.html")]
struct Ask {
    frame: Frame,
    back: &'static str,
    number: String,
    channel: String,
}

#[derive(Template)]
#[template(path = "security/phone_confirm.html")]
struct Confirm {
    frame: Frame,
    sent: String,
}

/// Number and channel.
#[derive(Deserialize)]
pub(super) struct Typed {
    number: String,
    #[serde(default)]
    channel: String,
}

/// The code.
#[derive(Deserialize)]
pub(super) struct Code {
    code: String,
}

/// Whose page it is, proved lately. A made-up person adds nothing, since everybody may be them.
async fn whose(identity: &Identity, page: &Page) -> Result<(Id, Session), PageError> {
    let (standing, kept) = identity.require_recent(page).await?;
    if is_made_up(&kept) || !identity.connections().phones {
        return Err(PageError::NotFound);
    }
    Ok((standing.sign_in_id, kept))
}

fn ask(page: &Page, typed: Typed, problems: Problems) -> Ask {
    let frame = page.frame("phone-add-title").with(problems);
    Ask { frame, back: Flow::of(page).after_adding(PATH), number: typed.number, channel: typed.channel }
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    whose(&identity, &page).await?;
    let empty = Typed { number: String::new(), channel: "text".to_owned() };
    page.show(&ask(&page, empty, Problems::none()))
}

/// What keeps a number from being added, before any code is sent.
async fn refusal(
    identity: &Identity,
    sign_in: Id,
    typed: &str,
) -> Result<Result<PhoneNumber, &'static str>, PageError> {
    let number: PhoneNumber = match typed.parse() {
        Ok(number) => number,
        Err(PhoneError::Malformed) => return Ok(Err("phone-malformed")),
        Err(PhoneError::Charges) => return Ok(Err("phone-charges")),
    };
    let phones = phone::list(identity, sign_in).await?;
    if phones.len() >= MOST {
        return Ok(Err("phones-most"));
    }
    if phones.iter().any(|opened| opened.number == number) {
        return Ok(Err("phone-there"));
    }
    Ok(Ok(number))
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (sign_in, _) = whose(&identity, &page).await?;
    let number = match refusal(&identity, sign_in, &typed.number).await? {
        Ok(number) => number,
        Err(key) => return page.show_again(&ask(&page, typed, Problems::one("number", key))),
    };
    let channel = phone::channel(&typed.channel);
    let mut problems = Problems::none();
    match phone::send(&identity, &page, &visitor, sign_in, (Purpose::Add, None), &number, channel).await? {
        Sent::Yes => return page.go(CONFIRM),
        Sent::Moved => problems.add("number", "phone-add-moved"),
        Sent::Wait(until) => problems = wait_for("number", "phone-code-wait", until, page.now()),
    }
    page.show_again(&ask(&page, typed, problems))
}

async fn pending(identity: &Identity, page: &Page, sign_in: Id) -> Result<Option<Pending>, PageError> {
    Ok(phone::pending(identity, page, sign_in, Purpose::Add, Timestamp::MIN).await?)
}

fn confirm(page: &Page, pending: &Pending, problems: Problems) -> Confirm {
    let key = match pending.channel {
        Channel::Text => "phone-confirm-text",
        Channel::Call => "phone-confirm-call",
    };
    let frame = page.frame("phone-confirm-title").with(problems);
    let sent = frame.say_with(key, &[("number", pending.number.shown())]);
    Confirm { frame, sent }
}

pub(super) async fn show_confirm(
    State(identity): State<Identity>,
    page: Page,
) -> Result<Response, PageError> {
    let (sign_in, _) = whose(&identity, &page).await?;
    let Some(pending) = pending(&identity, &page, sign_in).await? else { return page.go(ADD) };
    page.show(&confirm(&page, &pending, Problems::none()))
}

pub(super) async fn again(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (sign_in, _) = whose(&identity, &page).await?;
    let Some(pending) = pending(&identity, &page, sign_in).await? else { return page.go(ADD) };
    let mut problems = Problems::none();
    let (what, channel) = ((Purpose::Add, None), pending.channel);
    match phone::send(&identity, &page, &visitor, sign_in, what, &pending.number, channel).await? {
        Sent::Yes => return page.go(CONFIRM),
        Sent::Moved => problems.add("code", "phone-add-moved"),
        Sent::Wait(until) => problems = wait_for("code", "phone-code-wait", until, page.now()),
    }
    page.show_again(&confirm(&page, &pending, problems))
}

pub(super) async fn submit_confirm(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Code>,
) -> Result<Response, PageError> {
    let (sign_in, kept) = whose(&identity, &page).await?;
    let Some(pending) = pending(&identity, &page, sign_in).await? else { return page.go(ADD) };
    let (now, mut problems) = (page.now(), Problems::none());
    // Counted by number, so that nobody claims another's by guessing.
    let counted = identity.counted(Guess::CodeByAccount, pending.number.expose().as_bytes());
    if let Some(until) = identity.count(counted, now).await? {
        problems = wait("code", until, now);
        return page.show_again(&confirm(&page, &pending, problems));
    }
    let Some((way, used)) = phone::accept(&identity, &pending, &typed.code, now) else {
        problems.add("code", "code-wrong");
        return page.show_again(&confirm(&page, &pending, problems));
    };
    let write = renewed(&identity, sign_in, Kind::Phone)
        .await?
        .and(used)
        .and(clear(counted))
        .and(phone::add(&identity, &pending, now).await?)
        .and(identity.happened(Happening::PhoneAdded, sign_in, Some(kept.id), &visitor, now));
    let flow = Flow::of(&page);
    let to = flow.after_adding(PATH);
    identity.strengthen(&page, &kept, way, flow, write, to).await
}
