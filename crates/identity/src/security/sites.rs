//! Which sites know you by this sign-in, and what does each receive? And the button that ends it
//! (NIST SP 800-63C-4 section 4.6.1.3).

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::{clients as agreements, site_uses};
use values::Timestamp;
use web::{Form, Frame, Language, Page, PageError};

use super::shown::instant;
use crate::Identity;
use crate::consent::told;
use crate::happenings::Happening;
use crate::oidc::next::Decided;
use crate::oidc::telling::{addressed, decided};
use crate::person::Person;
use crate::visitor::Visitor;

/// The page's address.
pub(super) const PATH: &str = "/security/sites";

#[derive(Template)]
#[template(path = "security/sites.html")]
struct Sites {
    frame: Frame,
    lines: Vec<Line>,
    ended: bool,
}

/// One site.
struct Line {
    client_id: String,
    name: String,
    /// Whether it has a public page.
    is_listed: bool,
    /// What it receives, each with its value as far as it may be shown.
    told: Vec<(String, String)>,
    since: String,
    last: Option<String>,
}

/// What is known of one site.
#[derive(Default)]
struct Known {
    decided: Decided,
    /// The person with the address that the site is told.
    person: Option<Person>,
    since: Option<Timestamp>,
    last: Option<Timestamp>,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(&page).await?;
    let id = standing.sign_in_id;
    let person = identity.person(id).await?.ok_or(PageError::SignInNeeded)?;
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    for seen in site_uses::list(identity.store(), id).await? {
        let site = Known { since: Some(seen.first_at), last: Some(seen.last_at), ..Known::default() };
        known.insert(seen.client_id, site);
    }
    for consent in agreements::list_consents(identity.store(), id).await? {
        let (decided, given_at) = (decided(Some(&consent)), consent.given_at);
        let addressed = addressed(&identity, person.clone(), Some(&consent)).await?;
        let site = known.entry(consent.client_id).or_default();
        site.decided = decided;
        site.person = Some(addressed);
        site.since.get_or_insert(given_at);
    }
    let lines = known.into_iter().map(|(client_id, site)| {
        let spanish = page.language() == Language::Es;
        // A site that was taken out of the configuration is told nothing more, but it was told.
        let name = identity.client(&client_id).map(|client| client.name(spanish).to_owned());
        Line {
            is_listed: name.is_some(),
            name: name.unwrap_or_else(|| client_id.clone()),
            told: told(&page, site.person.as_ref().unwrap_or(&person), &site.decided),
            since: site.since.map(|at| instant(&page, at)).unwrap_or_default(),
            last: site.last.map(|at| instant(&page, at)),
            client_id,
        }
    });
    let lines = lines.collect();
    let ended = page.query("done").is_some();
    page.show(&Sites { frame: page.frame("sites-title"), lines, ended })
}

/// Which site is told nothing more.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Revoked {
    client: String,
}

pub(super) async fn revoke(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(revoked): Form<Revoked>,
) -> Result<Response, PageError> {
    let (standing, this) = identity.require_standing(&page).await?;
    let (store, id, now) = (identity.store(), standing.sign_in_id, page.now());
    let has_consent = agreements::find_consent(store, id, &revoked.client).await?.is_some();
    let was_used = site_uses::list(store, id).await?.iter().any(|site| site.client_id == revoked.client);
    if !has_consent && !was_used {
        return Err(PageError::NotFound);
    }
    let write = site_uses::close(id, &revoked.client, now).and(identity.happened(
        Happening::Revoked,
        id,
        Some(this.id),
        &visitor,
        now,
    ));
    identity.write(write).await?;
    page.go("/security/sites?done=yes")
}
