//! All ways to take the second step, the one used last first.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use web::{Frame, Page, PageError};

use super::{app, backup, half, kinds, phone};
use crate::Identity;
use crate::authenticators::held::Held;
use crate::authenticators::phone as phones;
use crate::authenticators::second::Kind;

/// The page of the passkey or security key that follows a password.
const KEY: &str = "/sign-in/key";

/// One way that leads to a page.
struct Choice {
    address: &'static str,
    title: String,
    text: String,
}

#[derive(Template)]
#[template(path = "sign_in/code/choose.html")]
struct Choose {
    frame: Frame,
    choices: Vec<Choice>,
    /// The telephones, with a button for each channel.
    buttons: Vec<phone::Button>,
    what_for: phone::For,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let Some((sign_in, _)) = half(&page) else { return page.go(crate::sign_in::PATH) };
    let frame = page.frame("choose-title");
    let held = Held::of(&identity, sign_in).await?;
    let choice =
        |address, title: &str, text: &str| Choice { address, title: frame.say(title), text: frame.say(text) };
    let mut choices = Vec::new();
    if held.passkeys + held.security_keys > 0 {
        choices.push(choice(KEY, "choose-key", "choose-key-text"));
    }
    let mut buttons = Vec::new();
    for kind in kinds(&identity, sign_in).await? {
        match kind {
            Kind::App => choices.push(choice(app::PATH, "choose-app", "choose-app-text")),
            Kind::Backup => choices.push(choice(backup::PATH, "choose-backup", "choose-backup-text")),
            Kind::Phone => buttons = phone::buttons(&frame, &phones::list(&identity, sign_in).await?),
        }
    }
    page.show(&Choose { frame, choices, buttons, what_for: phone::For::SignIn })
}
