//! Which pictures does a case need, and are they all there?

use store::Write;
use store::identity::proofings::{self, Proofing, Route};
use values::Timestamp;

use super::case::Case;
use super::policy::Kind;

/// The words of the pictures a case needs: both sides of a card, one page of a passport; a face only where pictures are all
/// that an agent will ever see of the person.
pub fn wanted(case: &Case) -> Vec<&'static str> {
    let mut wanted = Vec::new();
    for kind in case.documents() {
        wanted.extend(if kind == Kind::Passport { &["passport"][..] } else { &["front", "back"][..] });
    }
    if case.route() == Some(Route::Camera) {
        wanted.push("selfie");
    }
    wanted
}

/// The statement that says of a case that all its pictures are there.
pub fn complete(case: &Case, now: Timestamp) -> Write {
    proofings::change(&Proofing { pictures_at: Some(now), ..case.row.clone() })
}

/// The statement that says that one is missing again.
pub fn incomplete(case: &Case) -> Write {
    proofings::change(&Proofing { pictures_at: None, ..case.row.clone() })
}
