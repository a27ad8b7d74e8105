//! Agreeing to what a site is told: asked once for each site, with the values masked, and taken back on
//! the security page.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use store::Write;
use store::identity::clients::add_consent;
use web::{Catalogue, Form, Frame, Language, Page, PageError};

use crate::Identity;
use crate::flow::Flow;
use crate::happenings::Happening;
use crate::oidc::errors::refused;
use crate::oidc::next::Next;
use crate::oidc::scopes::{Scope, join};
use crate::oidc::{answering, refuse};
use crate::person::Person;
use crate::visitor::Visitor;

/// The page's address.
pub(crate) const PATH: &str = "/consent";

/// What this page says.
pub const WORDS: Catalogue = Catalogue {
    name: "identity/consent",
    en: include_str!("consent.en.ftl"),
    es: include_str!("consent.es.ftl"),
};

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new().route(PATH, get(show).post(submit))
}

#[derive(Template)]
#[template(path = "consent/consent.html")]
struct Ask {
    frame: Frame,
    site: String,
    told: Vec<(String, String)>,
    lacks_proof: bool,
}

async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let Some(answering) = answering(&identity, &page).await? else { return page.go("/continue") };
    let (Next::Consent, Some(standing)) = (answering.next(page.now()), answering.standing()) else {
        return page.go("/continue");
    };
    let person = identity.person(standing.sign_in_id).await?.ok_or(PageError::SignInNeeded)?;
    let site = answering.client.name(page.language() == Language::Es).to_owned();
    let title = page.frame("consent-title").say_with("consent-title-site", &[("site", &site)]);
    let scopes = &answering.asked.scopes;
    let wants_proof = scopes.iter().any(|scope| matches!(scope, Scope::Profile | Scope::TaxNumber));
    page.show(&Ask {
        frame: page.frame_titled(title),
        told: scopes.iter().flat_map(|scope| told(&page, &person, *scope)).collect(),
        lacks_proof: wants_proof && person.proof.is_none(),
        site,
    })
}

/// What the site is told under a scope: what it is, and the value as far as it may be shown.
pub(crate) fn told(page: &Page, person: &Person, scope: Scope) -> Vec<(String, String)> {
    let line = |key: &str, value: String| (page.say(key), value);
    match (scope, &person.proof) {
        (Scope::Openid, _) => vec![line("consent-same-person", page.say("consent-same-person-value"))],
        (Scope::Email, _) => vec![line("consent-email", person.email.masked())],
        (Scope::Profile, Some(proof)) => vec![
            line("consent-name", proof.name()),
            line(
                "consent-birth-date",
                page.frame("consent-title")
                    .say_with("consent-birth-year", &[("year", proof.birth_date.year().to_string())]),
            ),
        ],
        (Scope::TaxNumber, Some(proof)) => vec![line("consent-tax-number", proof.tax_number.masked())],
        (Scope::Profile | Scope::TaxNumber, None) => Vec::new(),
        (Scope::OfflineAccess, _) => vec![line("consent-offline", page.say("consent-offline-value"))],
    }
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Decision {
    Agree,
    Refuse,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Decided {
    decision: Decision,
}

async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(decided): Form<Decided>,
) -> Result<Response, PageError> {
    let Some(answering) = answering(&identity, &page).await? else { return page.go("/continue") };
    let (Next::Consent, Some(standing)) = (answering.next(page.now()), answering.standing()) else {
        return page.go("/continue");
    };
    if decided.decision == Decision::Refuse {
        return refuse(&identity, &page, &answering, refused("access_denied", "the person did not agree"))
            .await;
    }
    let mut scopes = answering.asked.scopes.clone();
    scopes.extend(&answering.situation.agreed);
    scopes.sort_unstable();
    scopes.dedup();
    let (id, now) = (standing.sign_in_id, page.now());
    let write = Write::new().and(add_consent(id, &answering.client.client_id, &join(&scopes), now)).and(
        identity.happened(
            Happening::Agreed,
            id,
            page.session().map(web::session::Session::id),
            &visitor,
            now,
        ),
    );
    identity.go(&page, Flow { agreed: true, ..Flow::of(&page) }, write, "/continue").await
}
