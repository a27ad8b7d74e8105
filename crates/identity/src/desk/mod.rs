//! The desk: the rooms of the agency's people who look at cases. For everybody else none of these pages is there.
//!
//! [`door`] lets in whom the operator appointed ([`appointing`]), signed in with a passkey and tested within a year; what
//! each may enter is one table, in [`roles`]. A person's record opens only with a reason ([`opening`]).

use axum::Router;
use axum::routing::{get, post};
use web::Catalogue;

use crate::Identity;

pub mod appointing;
mod calls;
pub(crate) mod cases;
mod door;
pub mod fraud;
mod front;
mod in_person;
pub(crate) mod opening;
mod oversight;
mod people;
mod queue;
mod redress;
pub mod roles;
mod waits;

/// The desk's address; every page of it is below.
pub(crate) const PATH: &str = "/desk";

/// What these pages say.
pub const WORDS: Catalogue =
    Catalogue { name: "identity/desk", en: include_str!("desk.en.ftl"), es: include_str!("desk.es.ftl") };

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new()
        .route(PATH, get(front::show))
        .route(opening::PATH, get(opening::show).post(opening::submit))
        .route(cases::PATH, get(cases::show))
        .route(cases::ONE, get(cases::one::show).post(cases::decision::submit))
        .route(cases::pictures::ONE, get(cases::pictures::show))
        .route(cases::SECOND, post(cases::decision::second))
        .route(calls::PATH, get(calls::show))
        .route(calls::NEXT, post(calls::next))
        .route(calls::DUTY, post(calls::duty))
        .route(calls::one::ONE, get(calls::one::show).post(calls::decision::submit))
        .route(calls::one::MESSAGES, get(calls::one::receive).post(calls::one::send))
        .route(calls::one::ATTEST, post(calls::one::attest))
        .route(calls::one::CUES, post(calls::one::cues))
        .route(calls::one::FLAG, post(calls::one::flag))
        .route(calls::one::BACK, post(calls::one::back))
        .route(in_person::PATH, get(in_person::show).post(in_person::submit))
        .route(in_person::ONE, get(in_person::show_one).post(in_person::complete))
        .route(people::PATH, get(people::show).post(people::submit))
        .route(people::ONE, get(people::show_one))
        .route(people::SUSPECT, post(people::suspect))
        .route(oversight::PATH, get(oversight::show))
        .route(fraud::PATH, get(fraud::show))
        .route(fraud::ONE, get(fraud::show_one).post(fraud::close))
        .route(redress::PATH, get(redress::show))
        .route(redress::ONE, get(redress::show_one).post(redress::answer))
}
