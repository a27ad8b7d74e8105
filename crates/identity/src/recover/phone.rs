//! A code to a phone that was not lost: sent by a form, then typed. The phone counts as something that is bound to the
//! sign-in (NIST SP 800-63B-4, 4.2.2.2), with the limits and the look at moved numbers as at signing in.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use outside::texts::Channel;
use serde::Deserialize;
use web::{Form, Frame, Page, PageError, Problems};

use super::factor::{TypedCode, enter};
use super::policy::Piece;
use super::{Case, require_piece};
use crate::authenticators::phone::{self, Purpose, Sent};
use crate::authenticators::second::Kind;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The page's address.
pub(super) const PATH: &str = "/recover/phone";

/// One button: a phone, and how it is reached.
struct Button {
    phone: String,
    channel: &'static str,
    label: String,
}

#[derive(Template)]
#[template(path = "recover/phone.html")]
struct Ask {
    frame: Frame,
    /// Where the code went, if one did.
    sent: Option<String>,
    was_moved: bool,
    buttons: Vec<Button>,
}

/// Which phone, and how.
#[derive(Deserialize)]
pub(super) struct Asked {
    phone: String,
    channel: String,
}

async fn view(
    identity: &Identity,
    page: &Page,
    case: &Case,
    was_moved: bool,
    problems: Problems,
) -> Result<Ask, IdentityError> {
    let frame = page.frame("recover-phone-title").with(problems);
    let Some(id) = case.recovery.sign_in_id else { return Err(IdentityError::Stored("a recovery")) };
    let pending = phone::pending(identity, page, id, Purpose::SignIn, case.recovery.begun_at).await?;
    let ending = pending.filter(|_| !was_moved).map(|pending| pending.number.ending().to_string());
    let phones = phone::list(identity, id).await?;
    let button = |opened: &phone::Opened, channel: Channel| {
        let key = match channel {
            Channel::Text => "recover-phone-text",
            Channel::Call => "recover-phone-call",
        };
        let label = frame.say_with(key, &[("ending", opened.number.ending())]);
        Button { phone: opened.row.id.to_string(), channel: phone::word(channel), label }
    };
    let both = |opened| [Channel::Text, Channel::Call].map(|channel| button(opened, channel));
    let buttons = phones.iter().flat_map(both).collect();
    let sent = ending.map(|ending| frame.say_with("recover-phone-sent", &[("ending", ending)]));
    Ok(Ask { frame, sent, was_moved, buttons })
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match require_piece(&identity, &page, Piece::Phone).await? {
        Ok(case) => page.show(&view(&identity, &page, &case, false, Problems::none()).await?),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn send(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let case = match require_piece(&identity, &page, Piece::Phone).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Some(id) = case.recovery.sign_in_id else { return Err(PageError::Conflict) };
    let phones = phone::list(&identity, id).await?;
    let opened = phones.iter().find(|opened| opened.row.id.to_string() == asked.phone);
    let opened = opened.ok_or(PageError::NotFound)?;
    let (what, channel) = ((Purpose::SignIn, Some(&opened.row)), phone::channel(&asked.channel));
    match phone::send(&identity, &page, &visitor, id, what, &opened.number, channel).await? {
        Sent::Yes => page.go(PATH),
        Sent::Moved => page.show_again(&view(&identity, &page, &case, true, Problems::none()).await?),
        Sent::Wait(until) => {
            let problems = crate::guard::wait("phone", until, page.now());
            page.show_again(&view(&identity, &page, &case, false, problems).await?)
        }
    }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<TypedCode>,
) -> Result<Response, PageError> {
    let case = match require_piece(&identity, &page, Piece::Phone).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match enter(&identity, &page, &visitor, case, Kind::Phone, &typed.code).await? {
        Ok(response) => Ok(response),
        Err((case, problems)) => page.show_again(&view(&identity, &page, &case, false, problems).await?),
    }
}
