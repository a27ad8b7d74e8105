//! The saved recovery code is typed. It is used up only when the recovery is finished, so that giving up half way costs
//! nothing; of many recoveries that showed it one can finish.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use web::{Form, Frame, Page, PageError, Problems};

use super::policy::Piece;
use super::{held_back, keep_shown, require_piece};
use crate::Identity;
use crate::guard::clear;
use crate::limits::Guess;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "recover/saved.html")]
struct Ask {
    frame: Frame,
}

/// What the form brings.
#[derive(Deserialize)]
pub(super) struct Typed {
    code: String,
}

fn view(page: &Page, problems: Problems) -> Ask {
    Ask { frame: page.frame("recover-saved-title").with(problems) }
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match require_piece(&identity, &page, Piece::Saved).await? {
        Ok(_) => page.show(&view(&page, Problems::none())),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut case = match require_piece(&identity, &page, Piece::Saved).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let sign_in = case.recovery.sign_in_id;
    let whose = sign_in.map_or(case.recovery.email_index.to_vec(), |id| id.as_bytes().to_vec());
    let counted = identity.counted(Guess::SavedCode, &whose);
    if let Some(problems) = held_back(&identity, &page, &visitor, counted, "code").await? {
        return page.show_again(&view(&page, problems));
    }
    let Some(made_at) = identity.check_saved_code(sign_in, &typed.code).await? else {
        return page.show_again(&view(&page, Problems::one("code", "recover-saved-wrong")));
    };
    case.recovery.saved_made_at = Some(made_at);
    keep_shown(&identity, &page, &visitor, case, Piece::Saved, clear(counted)).await
}
