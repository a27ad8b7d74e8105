//! Something that is bound to the sign-in and was not lost is shown: the password, a code of an authenticator app, a
//! backup code. The same limits hold as at signing in, and the same hundred failures shut it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::sign_ins;
use values::Secret;
use web::{Form, Frame, Page, PageError, Problems};

use super::policy::Piece;
use super::{Case, keep_shown, require_piece};
use crate::Identity;
use crate::authenticators::second::{Checked, Kind};
use crate::visitor::Visitor;

/// The page for a code of the app.
pub(super) const APP: &str = "/recover/app";

/// The page for a backup code.
pub(super) const BACKUP: &str = "/recover/backup";

#[derive(Template)]
#[template(path = "recover/password.html")]
struct AskPassword {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "recover/factor.html")]
struct AskCode {
    frame: Frame,
    action: &'static str,
    text: String,
    asked: String,
    is_digits: bool,
}

/// What the form with the password brings.
#[derive(Deserialize)]
pub(super) struct TypedPassword {
    password: String,
}

/// What the form with a code brings.
#[derive(Deserialize)]
pub(super) struct TypedCode {
    pub(super) code: String,
}

fn password_view(page: &Page, problems: Problems) -> AskPassword {
    AskPassword { frame: page.frame("recover-password-title").with(problems) }
}

/// The page for a code of the app or a backup code.
fn code_view(page: &Page, kind: Kind, problems: Problems) -> AskCode {
    let is_digits = kind == Kind::App;
    let [title, text, asked] = if is_digits {
        ["recover-app-title", "recover-app-text", "recover-app-label"]
    } else {
        ["recover-backup-title", "recover-backup-text", "recover-backup-label"]
    };
    AskCode {
        frame: page.frame(title).with(problems),
        action: if is_digits { APP } else { BACKUP },
        text: page.say(text),
        asked: page.say(asked),
        is_digits,
    }
}

pub(super) async fn show_password(
    State(identity): State<Identity>,
    page: Page,
) -> Result<Response, PageError> {
    match require_piece(&identity, &page, Piece::Password).await? {
        Ok(_) => page.show(&password_view(&page, Problems::none())),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn show_app(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    show_code(&identity, &page, Kind::App).await
}

pub(super) async fn show_backup(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    show_code(&identity, &page, Kind::Backup).await
}

async fn show_code(identity: &Identity, page: &Page, kind: Kind) -> Result<Response, PageError> {
    match require_piece(identity, page, piece(kind)).await? {
        Ok(_) => page.show(&code_view(page, kind, Problems::none())),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// Known and unknown addresses take the same steps here: it may be the first thing that is shown.
pub(super) async fn submit_password(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<TypedPassword>,
) -> Result<Response, PageError> {
    let case = match require_piece(&identity, &page, Piece::Password).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let index = case.recovery.email_index;
    let row = match case.recovery.sign_in_id {
        Some(id) => sign_ins::find(identity.store(), id).await?,
        None => sign_ins::find_by_email(identity.store(), index).await?.filter(|_| false),
    };
    let typed = Secret::new(typed.password);
    let tried =
        identity.try_password((&page, &visitor), row.as_ref(), &index, &typed, "recover-password-wrong");
    match tried.await? {
        Ok(write) => keep_shown(&identity, &page, &visitor, case, Piece::Password, write).await,
        Err(problems) => page.show_again(&password_view(&page, problems)),
    }
}

pub(super) async fn submit_app(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<TypedCode>,
) -> Result<Response, PageError> {
    submit_code(&identity, &visitor, &page, Kind::App, &typed).await
}

pub(super) async fn submit_backup(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<TypedCode>,
) -> Result<Response, PageError> {
    submit_code(&identity, &visitor, &page, Kind::Backup, &typed).await
}

async fn submit_code(
    identity: &Identity,
    visitor: &Visitor,
    page: &Page,
    kind: Kind,
    typed: &TypedCode,
) -> Result<Response, PageError> {
    let case = match require_piece(identity, page, piece(kind)).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match enter(identity, page, visitor, case, kind, &typed.code).await? {
        Ok(response) => Ok(response),
        Err((_, problems)) => page.show_again(&code_view(page, kind, problems)),
    }
}

/// What a code of a kind shows.
const fn piece(kind: Kind) -> Piece {
    match kind {
        Kind::App => Piece::App,
        Kind::Phone => Piece::Phone,
        Kind::Backup => Piece::Backup,
    }
}

/// What a code comes to, checked and counted as at signing in: further on, or what is wrong with it.
pub(super) async fn enter(
    identity: &Identity,
    page: &Page,
    visitor: &Visitor,
    case: Case,
    kind: Kind,
    typed: &str,
) -> Result<Result<Response, (Case, Problems)>, PageError> {
    let Some(sign_in) = case.recovery.sign_in_id else { return Err(PageError::Conflict) };
    let whose = (sign_in, case.recovery.begun_at);
    let problems = match identity.check_second(page, visitor, whose, kind, typed).await? {
        Checked::Right(_, write) => {
            match keep_shown(identity, page, visitor, case.clone(), piece(kind), write).await {
                // Used meanwhile.
                Err(PageError::Conflict) => Problems::one("code", "code-wrong"),
                outcome => return outcome.map(Ok),
            }
        }
        Checked::Wrong => Problems::one("code", "code-wrong"),
        Checked::Shut => Problems::one("code", "code-shut"),
        Checked::Wait(until) => crate::guard::wait("code", until, page.now()),
    };
    Ok(Err((case, problems)))
}
