//! Proving once who one is (NIST SP 800-63A-4): a case that can be left and taken up again, by a route that can be changed
//! at any time. What evidence is worth stands in [`policy`], the order of the pages in [`steps`], where a case may go in
//! `store::identity::proofings::State`, what an agent's word brings about in [`decide`].

use axum::Router;
use axum::routing::{get, post as submit};
use jiff::SignedDuration;
use store::Write;
use store::identity::proofings::{self, State};
use values::Timestamp;
use web::Catalogue;

use crate::Identity;

mod address;
pub mod call;
pub(crate) mod captures;
pub mod case;
pub(crate) mod channel;
mod check;
pub mod checks;
mod choose_papers;
pub(crate) mod cross_check;
pub mod decide;
mod deny;
pub(crate) mod documents;
pub(crate) mod figures;
mod finish;
mod here;
pub(crate) mod letter;
mod number;
pub(crate) mod on_paper;
pub mod papers;
mod phone;
pub mod pictures;
pub mod policy;
pub(crate) mod post;
pub mod postal_address;
mod route;
mod standing;
mod start;
pub mod steps;
pub mod visit;
pub mod wallet;
mod you;

pub(crate) use deny::deny_since;
pub(crate) use finish::ASSURANCE;
pub use finish::Shown;
pub(crate) use here::is_possible;
pub use here::require;
pub(crate) use standing::PATH as STANDING;
pub(crate) use start::PATH as START;
use steps::Step;

/// Leads on to wherever somebody is.
pub(crate) const GO_ON: &str = "/prove/go-on";

/// What these pages and letters say.
pub const WORDS: Catalogue = Catalogue {
    name: "identity/proofing",
    en: include_str!("proofing.en.ftl"),
    es: include_str!("proofing.es.ftl"),
};

/// What is kept of a case that came to nothing, and of one that nobody goes on with.
const KEPT_DAYS: i64 = 90;

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    papers::routes()
        .route(START, get(start::show).post(start::submit))
        .route(GO_ON, get(here::go_on))
        .route(Step::Route.path(), get(route::show).post(route::submit))
        .route(Step::You.path(), get(you::show).post(you::submit))
        .route(Step::Number.path(), get(number::show).post(number::submit))
        .route(Step::Address.path(), get(address::show).post(address::submit))
        .route(Step::Papers.path(), get(choose_papers::show).post(choose_papers::submit))
        .route(Step::Phone.path(), get(phone::show).post(phone::submit))
        .route(phone::CODE, get(phone::show_code).post(phone::submit_code))
        .route(Step::Check.path(), get(check::show).post(check::submit))
        .route(STANDING, get(standing::show))
        .route("/prove/letter/code", submit(standing::submit_code))
        .route("/prove/letter/again", submit(standing::another_letter))
        .route("/prove/visit/again", submit(standing::another_number))
        .route("/prove/change", submit(standing::change_route))
        .route("/prove/again", submit(standing::again))
        .route("/prove/give-up", submit(standing::give_up))
        .route(figures::PATH, get(figures::show))
        .route(deny::PATH, get(deny::show).post(deny::submit))
        .route(deny::DONE, get(deny::done))
        .merge(wallet::routes())
        .merge(call::routes())
}

/// Forgets cases that came to nothing, and those nobody has gone on with for as long.
pub(crate) fn remove_old(now: Timestamp) -> Write {
    let before = now.saturating_sub(SignedDuration::from_hours(24 * KEPT_DAYS)).unwrap_or(Timestamp::MIN);
    let over = [State::Failed, State::Withdrawn, State::Open, State::Call, State::Letter, State::Visit];
    over.into_iter().fold(Write::new(), |write, state| write.and(proofings::remove_old(state, before, now)))
}
