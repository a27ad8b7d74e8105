//! A telephone in the person's own name: a code goes to it, and its company is asked whose it is when everything is looked
//! up. It counts as fair evidence and is no way to sign in.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use outside::texts::Channel;
use serde::Deserialize;
use store::identity::proofings::{self, Proofing};
use values::{PhoneError, PhoneNumber, Timestamp};
use web::{Form, Frame, Page, PageError, Problems};

use super::GO_ON;
use super::case::{Case, Facts};
use super::here::require;
use super::steps::Step;
use crate::Identity;
use crate::authenticators::phone::{self, Pending, Purpose, Sent};
use crate::guard::{clear, wait, wait_for};
use crate::limits::Guess;
use crate::visitor::Visitor;

/// The page with the code.
pub(super) const CODE: &str = "/prove/phone/code";

#[derive(Template)]
#[template(path = "proofing/phone.html")]
struct Ask {
    frame: Frame,
    number: String,
    channel: String,
    /// Whether telephones can be reached at all.
    is_possible: bool,
}

#[derive(Template)]
#[template(path = "proofing/phone_code.html")]
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

fn ask(identity: &Identity, page: &Page, typed: Typed, problems: Problems) -> Ask {
    let frame = page.frame("prove-phone-title").with(problems);
    let is_possible = identity.connections().phones;
    Ask { frame, number: typed.number, channel: typed.channel, is_possible }
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let case = match require(&identity, &page, Step::Phone).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let number = case.facts.phone.as_ref().map(PhoneNumber::shown).unwrap_or_default();
    page.show(&ask(&identity, &page, Typed { number, channel: "text".to_owned() }, Problems::none()))
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let case = match require(&identity, &page, Step::Phone).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !identity.connections().phones {
        return Err(PageError::NotFound);
    }
    let number: PhoneNumber = match typed.number.parse() {
        Ok(number) => number,
        Err(error) => {
            let key = match error {
                PhoneError::Malformed => "phone-malformed",
                PhoneError::Charges => "phone-charges",
            };
            return page.show_again(&ask(&identity, &page, typed, Problems::one("number", key)));
        }
    };
    if case.row.phone_confirmed_at.is_some() && case.facts.phone.as_ref() == Some(&number) {
        return page.go(GO_ON);
    }
    let channel = phone::channel(&typed.channel);
    let what = (Purpose::Prove, None);
    let mut problems = Problems::none();
    match phone::send(&identity, &page, &visitor, case.row.sign_in_id, what, &number, channel).await? {
        Sent::Yes => return page.go(CODE),
        Sent::Moved => problems.add("number", "prove-phone-moved"),
        Sent::Wait(until) => problems = wait_for("number", "phone-code-wait", until, page.now()),
    }
    page.show_again(&ask(&identity, &page, typed, problems))
}

async fn pending(identity: &Identity, page: &Page, case: &Case) -> Result<Option<Pending>, PageError> {
    let sign_in = case.row.sign_in_id;
    Ok(phone::pending(identity, page, sign_in, Purpose::Prove, Timestamp::MIN).await?)
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

pub(super) async fn show_code(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let case = match require(&identity, &page, Step::Phone).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match pending(&identity, &page, &case).await? {
        Some(pending) => page.show(&confirm(&page, &pending, Problems::none())),
        None => page.go(Step::Phone.path()),
    }
}

pub(super) async fn submit_code(
    State(identity): State<Identity>,
    page: Page,
    Form(typed): Form<Code>,
) -> Result<Response, PageError> {
    let case = match require(&identity, &page, Step::Phone).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Some(pending) = pending(&identity, &page, &case).await? else { return page.go(Step::Phone.path()) };
    let now = page.now();
    let counted = identity.counted(Guess::CodeByAccount, pending.number.expose().as_bytes());
    if let Some(until) = identity.count(counted, now).await? {
        return page.show_again(&confirm(&page, &pending, wait("code", until, now)));
    }
    let Some((_, used)) = phone::accept(&identity, &pending, &typed.code, now) else {
        return page.show_again(&confirm(&page, &pending, Problems::one("code", "code-wrong")));
    };
    let facts = Facts { phone: Some(pending.number.clone()), ..case.facts.clone() };
    let row = Proofing { phone_confirmed_at: Some(now), ..case.with(&identity, facts).row };
    identity.write(proofings::change(&row).and(used).and(clear(counted))).await?;
    page.go(GO_ON)
}
