//! Which papers somebody will show: one, with a telephone in their name, or a card and a passport.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::proofings::{self, Proofing, Route};
use web::{Form, Frame, Page, PageError, Problems};

use super::GO_ON;
use super::here::require;
use super::policy::Kind;
use super::steps::{PAPERS, Step, are_enough, may_show};
use crate::Identity;

/// The key of a paper's name.
pub(super) const fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::DriversLicense => "prove-paper-license",
        Kind::StateCard => "prove-paper-state",
        Kind::Passport => "prove-paper-passport",
        Kind::PassportCard => "prove-paper-passport-card",
        Kind::TribalCard => "prove-paper-tribal",
        Kind::UniformedServicesCard => "prove-paper-services",
        Kind::VeteranHealthCard => "prove-paper-veteran",
        Kind::OldResidentCard => "prove-paper-resident",
        Kind::ReentryPermit => "prove-paper-reentry",
        _ => "prove-paper-other",
    }
}

/// One that can be chosen.
struct Choice {
    word: &'static str,
    name: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "proofing/papers.html")]
struct Choose {
    frame: Frame,
    papers: Vec<Choice>,
    by_letter: bool,
}

/// The words of the papers.
#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    papers: Vec<String>,
}

fn view(page: &Page, route: Route, chosen: &[Kind], problems: Problems) -> Choose {
    let frame = page.frame("prove-papers-title").with(problems);
    let papers = PAPERS
        .into_iter()
        .filter(|kind| may_show(route, *kind))
        .map(|kind| Choice {
            word: kind.word(),
            name: frame.say(name(kind)),
            is_chosen: chosen.contains(&kind),
        })
        .collect();
    Choose { frame, papers, by_letter: route == Route::Letter }
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match require(&identity, &page, Step::Papers).await? {
        Ok(case) => {
            let route = case.route().ok_or(PageError::NotFound)?;
            page.show(&view(&page, route, &case.documents(), Problems::none()))
        }
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    page: Page,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let case = match require(&identity, &page, Step::Papers).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let route = case.route().ok_or(PageError::NotFound)?;
    let papers: Vec<Kind> = chosen.papers.iter().filter_map(|word| Kind::read(word)).collect();
    if !are_enough(route, &papers) {
        let key = if papers.is_empty() { "prove-papers-none" } else { "prove-papers-many" };
        return page.show_again(&view(&page, route, &papers, Problems::one("papers", key)));
    }
    let documents = papers.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(" ");
    // Pictures of other papers are of no use.
    let pictures_at = case.row.pictures_at.filter(|_| documents == case.row.documents);
    let row = Proofing { documents, pictures_at, ..case.row };
    identity.write(proofings::change(&row)).await?;
    page.go(GO_ON)
}
