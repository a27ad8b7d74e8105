//! The demonstration's messages, to be read instead of sent. Elsewhere there is no such page.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use outside::mail::Message;
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
    messages: Vec<Message>,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    if identity.demonstration().is_none() {
        return Err(PageError::NotFound);
    }
    let kept = messages::list(identity.store(), MOST).await?;
    let messages = kept
        .iter()
        .map(|message| open(&identity, "kept_message", message.id, &message.content_sealed))
        .collect::<Result<_, _>>()?;
    page.show(&Show { frame: page.frame("outbox-title"), messages })
}
