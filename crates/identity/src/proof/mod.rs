//! Proving who someone is. In the demonstration a stand-in: choose a made-up person nobody has taken.
//! Elsewhere [`crate::proofing`]; where no registry can be asked the page says honestly that it cannot be done, and what to
//! do instead.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use store::identity::{proofs, requests};
use store::seal::Realm;
use store::{Write, person_keys};
use web::{Catalogue, Form, Frame, Page, PageError};

use crate::Identity;
use crate::demo::{DemoPerson, proof_of};
use crate::flow::Flow;
use crate::happenings::Happening;
use crate::person::TAX_NUMBER_INDEX;
use crate::visitor::Visitor;

/// The page's address.
pub(crate) const PATH: &str = "/prove";

/// What these pages say.
pub const WORDS: Catalogue =
    Catalogue { name: "identity/proof", en: include_str!("proof.en.ftl"), es: include_str!("proof.es.ftl") };

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new().route(PATH, get(show).post(submit)).route("/prove/later", post(later))
}

#[derive(Template)]
#[template(path = "proof/choose.html")]
struct Choose<'a> {
    frame: Frame,
    people: Vec<(usize, &'a DemoPerson)>,
    /// Where it is done as at a real agency.
    by_papers: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "proof/unavailable.html")]
struct Unavailable {
    frame: Frame,
}

async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(&page).await?;
    if proofs::find(identity.store(), standing.sign_in_id).await?.is_some() {
        return page.go("/continue");
    }
    let Some(demonstration) = identity.demonstration() else {
        if crate::proofing::is_possible(&identity) {
            return page.go(crate::proofing::GO_ON);
        }
        return page.show(&Unavailable { frame: page.frame("proof-unavailable-title") });
    };
    let mut people = Vec::new();
    for (place, person) in demonstration.unclaimed.iter().enumerate() {
        let index = identity.sealer().index(TAX_NUMBER_INDEX, &person.tax_number);
        if proofs::find_owner(identity.store(), index).await?.is_none() {
            people.push((place, person));
        }
    }
    let by_papers = crate::proofing::is_possible(&identity).then_some(crate::proofing::GO_ON);
    page.show(&Choose { frame: page.frame("proof-title"), people, by_papers })
}

/// Whom the button names: the place in the list.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Chosen {
    person: u16,
}

async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let (standing, kept) = identity.require_standing(&page).await?;
    let demonstration = identity.demonstration().ok_or(PageError::NotFound)?;
    let person = demonstration.unclaimed.get(usize::from(chosen.person)).ok_or(PageError::NotFound)?;
    let id = standing.sign_in_id;
    let key = person_keys::require(identity.store(), identity.sealer(), id, Realm::Identity).await?;
    // Taken by somebody meanwhile, or proved already: the unique keys say so and the page says "look again".
    let write = proof_of(&identity, &key, id, person, page.now()).and(identity.happened(
        Happening::Proved,
        id,
        Some(kept.id),
        &visitor,
        page.now(),
    ));
    identity.write(write).await?;
    page.go("/continue")
}

/// The form has no field but the token.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Nothing {}

/// Goes on without: the site is then told no names and no tax number.
async fn later(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    identity.require_standing(&page).await?;
    let write = match Flow::of(&page).request {
        Some(request) => requests::decline_proof(request, page.now()),
        None => return page.go(crate::security::PATH),
    };
    identity.write(Write::new().and(write)).await?;
    page.go("/continue")
}
