//! Choosing the way, and choosing another at any time: what was typed and found good stays.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::proofings::{self, Proofing, Route};
use web::{Form, Frame, Page, PageError, Problems};

use super::case::Case;
use super::here::require;
use super::steps::{Step, are_enough};
use super::{GO_ON, pictures};
use crate::Identity;

/// The keys of a route's name, of what it is like, and of how long it takes.
pub(super) const fn words(route: Route) -> [&'static str; 3] {
    match route {
        Route::Camera => ["prove-route-camera", "prove-route-camera-text", "prove-route-camera-time"],
        Route::Call => ["prove-route-call", "prove-route-call-text", "prove-route-call-time"],
        Route::Letter => ["prove-route-letter", "prove-route-letter-text", "prove-route-letter-time"],
        Route::Wallet => ["prove-route-wallet", "prove-route-wallet-text", "prove-route-wallet-time"],
        Route::InPerson => ["prove-route-person", "prove-route-person-text", "prove-route-person-time"],
    }
}

/// One that can be chosen.
struct Choice {
    word: &'static str,
    name: String,
    about: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "proofing/route.html")]
struct Choose {
    frame: Frame,
    routes: Vec<Choice>,
    back_for: Option<String>,
}

/// The word of the route.
#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    route: String,
}

/// What somebody whose case came back is told: what to do, never which fact was right.
pub(super) fn came_back(reason: Option<&str>) -> Option<&'static str> {
    Some(match reason? {
        "unreadable" => "prove-back-unreadable",
        "expired" => "prove-back-expired",
        "compare" => "prove-back-compare",
        "capture" => "prove-back-capture",
        "address" => "prove-back-address",
        _ => "prove-back-other",
    })
}

fn view(identity: &Identity, page: &Page, case: &Case, problems: Problems) -> Choose {
    let frame = page.frame("prove-route-title").with(problems);
    let choice = |route: &Route| {
        let [name, text, time] = words(*route).map(|key| frame.say(key));
        let is_chosen = case.row.route == Some(*route);
        Choice { word: route.word(), name, about: format!("{text} {time}"), is_chosen }
    };
    let routes = identity.policy().routes.iter().map(choice).collect();
    let back_for = came_back(case.row.reason.as_deref()).map(|key| frame.say(key));
    Choose { frame, routes, back_for }
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match require(&identity, &page, Step::Route).await? {
        Ok(case) => page.show(&view(&identity, &page, &case, Problems::none())),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    page: Page,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let mut case = match require(&identity, &page, Step::Route).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let route = Route::read(&chosen.route).filter(|route| identity.policy().routes.contains(route));
    let Some(route) = route else {
        let problems = Problems::one("route", "prove-route-problem");
        return page.show_again(&view(&identity, &page, &case, problems));
    };
    // Papers that another route does not take are chosen anew.
    let documents =
        if are_enough(route, &case.documents()) { case.row.documents.clone() } else { String::new() };
    let before = pictures::wanted(&case);
    case.row = Proofing { route: Some(route), documents, reason: None, ..case.row };
    // One that is needed now may not be there.
    let is_more = pictures::wanted(&case).iter().any(|picture| !before.contains(picture));
    let row = Proofing { pictures_at: case.row.pictures_at.filter(|_| !is_more), ..case.row };
    identity.write(proofings::change(&row)).await?;
    page.go(GO_ON)
}
