//! What was shown, what would be enough, and the last way for whoever has none of it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use web::{Frame, Page, PageError};

use super::policy::{LastWay, Piece, last_way};
use super::{finish, instant, require, stop_token};
use crate::Identity;

/// The page's address.
pub(super) const PATH: &str = "/recover/ways";

#[derive(Template)]
#[template(path = "recover/ways.html")]
struct Ways {
    frame: Frame,
    shown: Vec<String>,
    next: Vec<Way>,
    /// Whether a waiting period would be enough.
    may_wait: bool,
    /// Until when one runs that was begun before, and what stops it.
    waiting: Option<(String, String)>,
}

/// One thing that can be shown.
struct Way {
    address: String,
    name: String,
    text: String,
}

#[derive(Template)]
#[template(path = "recover/help.html")]
struct Help {
    frame: Frame,
    by_agency: bool,
    by_new_sign_in: bool,
}

/// The message that names a piece.
const fn name(piece: Piece) -> &'static str {
    match piece {
        Piece::Mail => "recover-way-mail",
        Piece::Saved => "recover-way-saved",
        Piece::Password => "recover-way-password",
        Piece::App => "recover-way-app",
        Piece::Phone => "recover-way-phone",
        Piece::Backup => "recover-way-backup",
        Piece::Passkey => "recover-way-passkey",
        Piece::Proof => "recover-way-proof",
    }
}

/// The message that says what it takes.
const fn text(piece: Piece) -> &'static str {
    match piece {
        Piece::Mail => "recover-way-mail-text",
        Piece::Saved => "recover-way-saved-text",
        Piece::Password => "recover-way-password-text",
        Piece::App => "recover-way-app-text",
        Piece::Phone => "recover-way-phone-text",
        Piece::Backup => "recover-way-backup-text",
        Piece::Passkey => "recover-way-passkey-text",
        Piece::Proof => "recover-way-proof-text",
    }
}

/// Where a piece is shown.
fn address(piece: Piece) -> String {
    match piece {
        Piece::Mail => super::code::PATH.to_owned(),
        other => format!("{}/{}", super::PATH, other.word()),
    }
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let case = match require(&identity, &page).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let decision = case.decision(page.now());
    if decision.met.is_some() {
        return page.go(finish::PATH);
    }
    let waiting = case.wait.as_ref().filter(|wait| page.now() < wait.ready_at).map(|wait| {
        (instant(&identity, page.language(), wait.ready_at), stop_token(&identity, wait.recovery_id))
    });
    let way = |piece: Piece| Way {
        address: address(piece),
        name: page.say(name(piece)),
        text: page.say(text(piece)),
    };
    let title = if case.shown().is_empty() { "recover-other-title" } else { "recover-ways-title" };
    page.show(&Ways {
        frame: page.frame(title),
        shown: case.shown().iter().map(|piece| page.say(name(piece))).collect(),
        next: decision.next.into_iter().map(way).collect(),
        may_wait: decision.after_waiting.is_some() && case.wait.is_none(),
        waiting,
    })
}

/// For whoever has nothing of all that. Before anything was shown both ways are told, which tells nothing of the sign-in.
pub(super) async fn help(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let last = match require(&identity, &page).await? {
        Ok(case) if !case.shown().is_empty() => Some(last_way(case.account)),
        _ => None,
    };
    page.show(&Help {
        frame: page.frame("recover-help-title"),
        by_agency: last != Some(LastWay::NewSignIn),
        by_new_sign_in: last != Some(LastWay::Agency),
    })
}
