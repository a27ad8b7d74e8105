//! Who may be at a page of proving who they are, and where do they go otherwise?

use axum::extract::State;
use axum::response::Response;
use store::identity::proofings::State as CaseState;
use store::identity::proofs;
use values::Id;
use web::{Page, PageError};

use super::case::Case;
use super::steps::{self, Step};
use super::{STANDING, START, call};
use crate::Identity;
use crate::authenticators::held::Held;
use crate::levels::{Level, Means};

/// Whether this site can prove at all who somebody is.
pub(crate) fn is_possible(identity: &Identity) -> bool {
    identity.connections().registries.are_there() && !identity.policy().routes.is_empty()
}

/// Whose page it is: signed in with two factors, if they have two (NIST SP 800-63A-4, 3.16 and 5.2).
pub(super) async fn person(identity: &Identity, page: &Page) -> Result<Id, PageError> {
    let (standing, kept) = identity.require_standing(page).await?;
    if !is_possible(identity) {
        return Err(PageError::NotFound);
    }
    let reach = Held::of(identity, standing.sign_in_id).await?.reach().min(Level::Two);
    let is_strong = Means::read(&kept.means).level().meets(reach);
    if is_strong { Ok(standing.sign_in_id) } else { Err(PageError::ProofNeeded) }
}

/// The open case of somebody who may be at a step; or the way to where they are.
pub async fn require(
    identity: &Identity,
    page: &Page,
    step: Step,
) -> Result<Result<Case, Response>, PageError> {
    let sign_in = person(identity, page).await?;
    let case = Case::current(identity, sign_in).await?;
    match case {
        Some(case) if case.row.state == CaseState::Open && steps::is_open(&case, step) => Ok(Ok(case)),
        case => Ok(Err(page.go(where_to(identity, sign_in, case.as_ref()).await?)?)),
    }
}

/// Where somebody is.
async fn where_to(identity: &Identity, sign_in: Id, case: Option<&Case>) -> Result<&'static str, PageError> {
    Ok(match case.map(|case| (case, case.row.state)) {
        Some((case, CaseState::Open)) => steps::next(case).path(),
        Some((_, CaseState::Withdrawn | CaseState::Repudiated)) | None => {
            if proofs::find(identity.store(), sign_in).await?.is_some() { "/continue" } else { START }
        }
        Some((_, CaseState::Call)) => call::PATH,
        Some(_) => STANDING,
    })
}

/// Leads to where somebody is: the address that every step goes on to.
pub(super) async fn go_on(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let sign_in = person(&identity, &page).await?;
    let case = Case::current(&identity, sign_in).await?;
    page.go(where_to(&identity, sign_in, case.as_ref()).await?)
}
