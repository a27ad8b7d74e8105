//! A code by text message or call: first it is sent, by a form, never by merely looking at the page; then it is typed.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use outside::texts::Channel;
use serde::Deserialize;
use values::{Id, Timestamp};
use web::{Form, Frame, Page, PageError, Problems};

use super::app::Typed;
use super::{enter, half};
use crate::authenticators::phone::{self, Opened, Purpose, Sent};
use crate::authenticators::second::Kind;
use crate::guard::wait_for;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The page's address.
pub(super) const PATH: &str = "/sign-in/code/phone";

/// The form that sends a code.
pub(super) const SEND: &str = "/sign-in/code/phone/send";

/// One button: a telephone, and how it is reached.
pub(super) struct Button {
    pub(super) phone: String,
    pub(super) channel: &'static str,
    pub(super) label: String,
}

/// For what a code is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum For {
    /// The second step of signing in.
    SignIn,
    /// Getting back in.
    Recovery,
}

impl For {
    const fn title(self) -> &'static str {
        match self {
            Self::SignIn => "phone-code-title",
            Self::Recovery => "recover-phone-title",
        }
    }

    /// The page's address.
    const fn path(self) -> &'static str {
        match self {
            Self::SignIn => PATH,
            Self::Recovery => crate::recover::PHONE,
        }
    }

    /// The form that sends a code.
    pub(super) const fn send_path(self) -> &'static str {
        match self {
            Self::SignIn => SEND,
            Self::Recovery => crate::recover::PHONE_SEND,
        }
    }

    const fn button(self) -> &'static str {
        match self {
            Self::SignIn => "code-button",
            Self::Recovery => "recover-go-on",
        }
    }

    fn is_recovery(self) -> bool {
        self == Self::Recovery
    }
}

/// The page that sends a code and takes it.
#[derive(Template)]
#[template(path = "sign_in/code/phone.html")]
pub(crate) struct Ask {
    frame: Frame,
    what_for: For,
    /// Where the code went, if one did.
    sent: Option<String>,
    /// Whether the telephone asked for was moved lately.
    was_moved: bool,
    buttons: Vec<Button>,
}

/// Which telephone, and how.
#[derive(Deserialize)]
pub(crate) struct Asked {
    pub(crate) phone: String,
    pub(crate) channel: String,
}

/// The buttons of a person's telephones, each by its usual channel first.
pub(super) fn buttons(frame: &Frame, phones: &[Opened]) -> Vec<Button> {
    let of = |opened: &Opened| {
        let other = match opened.channel {
            Channel::Text => Channel::Call,
            Channel::Call => Channel::Text,
        };
        [opened.channel, other].map(|channel| {
            let key = match channel {
                Channel::Text => "phone-send-text",
                Channel::Call => "phone-send-call",
            };
            let label = frame.say_with(key, &[("ending", opened.number.ending())]);
            Button { phone: opened.row.id.to_string(), channel: phone::word(channel), label }
        })
    };
    phones.iter().flat_map(of).collect()
}

/// The page for the telephones of a sign-in; codes that were sent before an instant are for something else.
pub(crate) async fn ask(
    identity: &Identity,
    page: &Page,
    (what_for, (sign_in, since)): (For, (Id, Timestamp)),
    was_moved: bool,
    problems: Problems,
) -> Result<Ask, IdentityError> {
    let frame = page.frame(what_for.title()).with(problems);
    let pending = phone::pending(identity, page, sign_in, Purpose::SignIn, since).await?;
    let sent = pending.filter(|_| !was_moved).map(|pending| {
        let key = match pending.channel {
            Channel::Text => "phone-code-text-sent",
            Channel::Call => "phone-code-call-made",
        };
        frame.say_with(key, &[("ending", pending.number.ending())])
    });
    let buttons = buttons(&frame, &phone::list(identity, sign_in).await?);
    Ok(Ask { frame, what_for, sent, was_moved, buttons })
}

/// Sends a code to the telephone that was chosen; the page again if none was sent.
pub(crate) async fn send_to(
    identity: &Identity,
    page: &Page,
    visitor: &Visitor,
    whose: (For, (Id, Timestamp)),
    asked: &Asked,
) -> Result<Response, PageError> {
    let (what_for, (sign_in, _)) = whose;
    let phones = phone::list(identity, sign_in).await?;
    let opened = phones.iter().find(|opened| opened.row.id.to_string() == asked.phone);
    let opened = opened.filter(|_| identity.connections().phones).ok_or(PageError::NotFound)?;
    let (what, channel) = ((Purpose::SignIn, Some(&opened.row)), phone::channel(&asked.channel));
    match phone::send(identity, page, visitor, sign_in, what, &opened.number, channel).await? {
        Sent::Yes => page.go(what_for.path()),
        Sent::Moved => page.show_again(&ask(identity, page, whose, true, Problems::none()).await?),
        Sent::Wait(until) => {
            let problems = wait_for("phone", "phone-code-wait", until, page.now());
            page.show_again(&ask(identity, page, whose, false, problems).await?)
        }
    }
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let Some(half) = half(&page) else { return page.go(crate::sign_in::PATH) };
    page.show(&ask(&identity, &page, (For::SignIn, half), false, Problems::none()).await?)
}

pub(super) async fn send(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let Some(half) = half(&page) else { return page.go(crate::sign_in::PATH) };
    send_to(&identity, &page, &visitor, (For::SignIn, half), &asked).await
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let Some(half) = half(&page) else { return page.go(crate::sign_in::PATH) };
    match enter(&identity, &page, &visitor, half, Kind::Phone, &typed.code).await? {
        Ok(response) => Ok(response),
        Err(problems) => page.show_again(&ask(&identity, &page, (For::SignIn, half), false, problems).await?),
    }
}
