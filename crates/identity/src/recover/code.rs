//! The code that was mailed (NIST SP 800-63B-4, 4.2.1.2): typed in the browser that asked for it, used once. There is no
//! link that gets in by itself, so that nobody gets in by what a mail program opens.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use store::identity::recoveries;
use subtle::ConstantTimeEq;
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError, Problems};

use super::policy::Piece;
use super::{Case, browser, email_of, held_back, keep_shown, letters, require_piece};
use crate::flow::Flow;
use crate::guard::clear;
use crate::limits::Guess;
use crate::secrets::hash;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The page's address.
pub(super) const PATH: &str = "/recover/code";

#[derive(Template)]
#[template(path = "recover/code.html")]
struct Ask {
    frame: Frame,
    email: String,
    minutes: i64,
}

/// What the form brings.
#[derive(Deserialize)]
pub(super) struct Typed {
    code: String,
}

fn view(identity: &Identity, page: &Page, case: &Case, problems: Problems) -> Result<Ask, IdentityError> {
    let email = email_of(identity, &case.recovery)?.expose().to_owned();
    let frame = page.frame("recover-code-title").with(problems);
    Ok(Ask { frame, email, minutes: letters::CODE_SECONDS / 60 })
}

pub(super) async fn show(
    State(identity): State<Identity>,
    page: Page,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    if Flow::of(&page).recovery.is_none()
        && let Some(recovery) = browser::find(&identity, &headers, page.now()).await?
    {
        let flow = Flow { recovery: Some(recovery), ..Flow::of(&page) };
        return identity.go(&page, flow, Write::new(), PATH).await;
    }
    match require_piece(&identity, &page, Piece::Mail).await? {
        Ok(case) => page.show(&view(&identity, &page, &case, Problems::none())?),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut case = match require_piece(&identity, &page, Piece::Mail).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let counted = identity.counted(Guess::RecoveryMail, &case.recovery.email_index);
    if let Some(problems) = held_back(&identity, &page, &visitor, counted, "code").await? {
        return page.show_again(&view(&identity, &page, &case, problems)?);
    }
    let code: String = typed.code.chars().filter(char::is_ascii_digit).take(32).collect();
    let is_right = hash("recovery code", &letters::bound(case.recovery.id, &code));
    let is_right = bool::from(is_right.ct_eq(&case.recovery.code_hash));
    let problem = match (is_right, page.now() < case.recovery.code_until) {
        (true, true) => {
            // Used up: what is kept now is the hash of nothing.
            case.recovery.code_hash = identity.dice().bytes();
            return keep_shown(&identity, &page, &visitor, case, Piece::Mail, clear(counted)).await;
        }
        (true, false) => "recover-code-old",
        (false, _) => "code-wrong",
    };
    page.show_again(&view(&identity, &page, &case, Problems::one("code", problem))?)
}

/// Mails a new code; the old one is worth nothing then, and wrong guesses stay counted.
pub(super) async fn again(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let mut case = match require_piece(&identity, &page, Piece::Mail).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let index = &case.recovery.email_index;
    if let Some(problems) = identity.count_mail(&page, &visitor, index, "code").await? {
        return page.show_again(&view(&identity, &page, &case, problems)?);
    }
    let email = email_of(&identity, &case.recovery)?;
    let letter = letters::mail_code(&identity, &page, &mut case.recovery, &email)?;
    let write = Write::new().and(recoveries::change(&case.recovery)).and(letter);
    identity.go(&page, Flow::of(&page), write, PATH).await
}
