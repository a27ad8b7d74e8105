//! Proving the same identity again (NIST SP 800-63B-4, 4.2.1.4). In the demonstration the same stand-in as at proving it
//! the first time: choose the same made-up person. Elsewhere the person proves who they are with a new sign-in, to which two
//! agents move the proof (a duplicate case, [`decide`](crate::proofing::decide)); or they come to an office.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use store::identity::proofs;
use web::{Form, Frame, Page, PageError, Problems};

use super::policy::Piece;
use super::{Case, held_back, keep_shown, require_piece};
use crate::Identity;
use crate::demo::{DemoPerson, Demonstration};
use crate::guard::clear;
use crate::limits::Guess;
use crate::person::TAX_NUMBER_INDEX;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "recover/prove.html")]
struct Choose<'a> {
    frame: Frame,
    people: Vec<(usize, &'a DemoPerson)>,
}

#[derive(Template)]
#[template(path = "recover/prove_elsewhere.html")]
struct Elsewhere {
    frame: Frame,
}

/// Everybody the demonstration knows, so that the page does not tell who it is.
fn people(demonstration: &Demonstration) -> Vec<(usize, &DemoPerson)> {
    demonstration.unclaimed.iter().chain(&demonstration.sign_ins).enumerate().collect()
}

fn view<'a>(page: &Page, demonstration: &'a Demonstration, problems: Problems) -> Choose<'a> {
    Choose { frame: page.frame("recover-prove-title").with(problems), people: people(demonstration) }
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    if let Err(elsewhere) = require_piece(&identity, &page, Piece::Proof).await? {
        return Ok(elsewhere);
    }
    match identity.demonstration() {
        Some(demonstration) => page.show(&view(&page, demonstration, Problems::none())),
        None => page.show(&Elsewhere { frame: page.frame("recover-prove-title") }),
    }
}

/// Whom the button names: the place in the list.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Chosen {
    person: u16,
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let case = match require_piece(&identity, &page, Piece::Proof).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let demonstration = identity.demonstration().ok_or(PageError::NotFound)?;
    let (Some(id), Some((_, person))) =
        (case.recovery.sign_in_id, people(demonstration).get(usize::from(chosen.person)).copied())
    else {
        return Err(PageError::NotFound);
    };
    let counted = identity.counted(Guess::ProofAgain, id.as_bytes());
    if let Some(problems) = held_back(&identity, &page, &visitor, counted, "person").await? {
        return page.show_again(&view(&page, demonstration, problems));
    }
    let index = identity.sealer().index(TAX_NUMBER_INDEX, &person.tax_number);
    if proofs::find_owner(identity.store(), index).await? != Some(id) {
        let problems = Problems::one("person", "recover-prove-other");
        return page.show_again(&view(&page, demonstration, problems));
    }
    proved_again(&identity, &page, &visitor, case, clear(counted)).await
}

/// Goes on after the identity that was proved before was proved again; the proof itself is left as it is.
async fn proved_again(
    identity: &Identity,
    page: &Page,
    visitor: &Visitor,
    case: Case,
    write: Write,
) -> Result<Response, PageError> {
    keep_shown(identity, page, visitor, case, Piece::Proof, write).await
}
