//! Before starting: which papers work, how long each route takes, what is done with what one tells (NIST SP 800-63A-4,
//! 3.3.2).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::identity::proofings::{self, Route, State as CaseState};
use store::identity::proofs;
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError};

use super::case::{Case, Place};
use super::here::person;
use super::{GO_ON, route};
use crate::Identity;
use crate::visitor::Visitor;

/// The page's address.
pub(crate) const PATH: &str = "/prove/start";

#[derive(Template)]
#[template(path = "proofing/start.html")]
struct Start {
    frame: Frame,
    /// Each route that is offered: its name, what it is like, how long it takes.
    routes: Vec<[String; 3]>,
    /// Whether somebody has begun and may go on.
    is_begun: bool,
    is_proved: bool,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let sign_in = person(&identity, &page).await?;
    let frame = page.frame("prove-start-title");
    let described = |route: &Route| route::words(*route).map(|key| frame.say(key));
    let routes = identity.policy().routes.iter().map(described).collect();
    let current = proofings::current(identity.store(), sign_in).await?;
    let is_begun = current.is_some_and(|case| {
        !matches!(case.state, CaseState::Withdrawn | CaseState::Repudiated | CaseState::Verified)
    });
    let is_proved = proofs::find(identity.store(), sign_in).await?.is_some();
    page.show(&Start { frame, routes, is_begun, is_proved })
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let sign_in = person(&identity, &page).await?;
    if proofs::find(identity.store(), sign_in).await?.is_some() {
        return page.go("/continue");
    }
    let before = Case::current(&identity, sign_in).await?;
    let is_over = |case: &Case| {
        matches!(case.row.state, CaseState::Withdrawn | CaseState::Repudiated | CaseState::Verified)
    };
    if before.as_ref().is_none_or(is_over) {
        let place = Place { language: page.language(), device: visitor.kind() };
        let case = Case::begin(&identity, sign_in, before.as_ref(), place, page.now()).await?;
        identity.write(proofings::add(&case.row)).await?;
    }
    page.go(GO_ON)
}
