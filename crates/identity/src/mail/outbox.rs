//! The demonstration's messages, to be read instead of sent. Elsewhere there is no such page.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use outside::letters::PaperLetter;
use outside::mail::Message;
use outside::texts::{Channel, TextMessage};
use serde::Deserialize;
use store::identity::messages;
use web::{Frame, Page, PageError};

use super::open;
use crate::Identity;

/// So many of the newest are shown.
const MOST: i64 = 50;

#[derive(Template)]
#[template(path = "mail/outbox.html")]
struct Show {
    frame: Frame,
    messages: Vec<Line>,
}

/// What was kept: an email, a letter on paper, or a text or call.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Kept {
    /// By email.
    Letter(Message),
    /// On paper.
    Paper(PaperLetter),
    /// By telephone.
    Text(TextMessage),
}

/// One message as the page shows it.
struct Line {
    title: String,
    to: String,
    body: String,
}

impl Line {
    fn of(page: &Page, kept: Kept) -> Self {
        match kept {
            Kept::Letter(Message { to, subject, body }) => Self { title: subject, to, body },
            Kept::Paper(PaperLetter { envelope, subject, body, .. }) => {
                let title = format!("{}: {subject}", page.say("outbox-paper-title"));
                Self { title, to: envelope.join(", "), body }
            }
            Kept::Text(TextMessage { to, channel, words, .. }) => {
                let title = match channel {
                    Channel::Text => "outbox-text-title",
                    Channel::Call => "outbox-call-title",
                };
                Self { title: page.say(title), to, body: words }
            }
        }
    }
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    if identity.demonstration().is_none() {
        return Err(PageError::NotFound);
    }
    let kept = messages::list(identity.store(), MOST).await?;
    let messages = kept
        .iter()
        .map(|message| open(&identity, "kept_message", message.id, &message.content_sealed))
        .map(|kept| kept.map(|kept| Line::of(&page, kept)))
        .collect::<Result<_, _>>()?;
    page.show(&Show { frame: page.frame("outbox-title"), messages })
}
