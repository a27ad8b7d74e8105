//! "I did not ask for this": what to do for somebody who got a code or a call, or has passed a code on. Needs no
//! sign-in and asks for nothing; whoever is in the middle of signing in here can stop that.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::Write;
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError, session};

use crate::Identity;
use crate::flow::Flow;

/// The page's address.
pub(super) const PATH: &str = "/help/not-me";

#[derive(Template)]
#[template(path = "sign_in/unasked.html")]
struct Unasked {
    frame: Frame,
    /// Whether a sign-in that is half done in this browser can be stopped.
    can_stop: bool,
    /// Whether it was, just now.
    was_stopped: bool,
}

/// Whether somebody is in the middle of signing in here.
fn is_half(page: &Page) -> bool {
    Flow::of(page).half.is_some() && page.require_person().is_err()
}

pub(super) async fn show(page: Page) -> Result<Response, PageError> {
    let can_stop = is_half(&page);
    page.show(&Unasked { frame: page.frame("unasked-title"), can_stop, was_stopped: false })
}

/// Ends what is half done in this browser: the code that was sent to it is worth nothing then.
pub(super) async fn stop(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let is_half = is_half(&page);
    if is_half {
        identity.write(session::end(&page, Write::new())).await?;
    }
    let view = Unasked { frame: page.frame("unasked-title"), can_stop: false, was_stopped: is_half };
    let mut response = page.show(&view)?;
    if is_half {
        session::forget(&page, &mut response);
    }
    Ok(response)
}
