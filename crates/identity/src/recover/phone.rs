//! A code to a phone that was not lost: sent by a form, then typed, on the page of the second step of signing in. The phone
//! counts as something that is bound to the sign-in (NIST SP 800-63B-4, 4.2.2.2), with the same limits and the same look
//! at moved numbers.

use axum::extract::State;
use axum::response::Response;
use values::{Id, Timestamp};
use web::{Form, Page, PageError, Problems};

use super::factor::{TypedCode, enter};
use super::policy::Piece;
use super::{Case, require_piece};
use crate::Identity;
use crate::authenticators::second::Kind;
use crate::sign_in::code::phone::{Asked, For, ask, send_to};
use crate::visitor::Visitor;

/// The page's address.
pub(crate) const PATH: &str = "/recover/phone";

/// The form that sends a code.
pub(crate) const SEND: &str = "/recover/phone/send";

/// Whose phones, for this recovery.
fn whose(case: &Case) -> Result<(For, (Id, Timestamp)), PageError> {
    let sign_in = case.recovery.sign_in_id.ok_or(PageError::Conflict)?;
    Ok((For::Recovery, (sign_in, case.recovery.begun_at)))
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match require_piece(&identity, &page, Piece::Phone).await? {
        Ok(case) => page.show(&ask(&identity, &page, whose(&case)?, false, Problems::none()).await?),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn send(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    match require_piece(&identity, &page, Piece::Phone).await? {
        Ok(case) => send_to(&identity, &page, &visitor, whose(&case)?, &asked).await,
        Err(elsewhere) => Ok(elsewhere),
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
        Err((case, problems)) => {
            page.show_again(&ask(&identity, &page, whose(&case)?, false, problems).await?)
        }
    }
}
