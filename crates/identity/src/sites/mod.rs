//! What may each site be told about people, why, for how long, and who runs it: a public page per site, in both
//! languages and as JSON (NIST SP 800-63C-4 section 4.3.1: trust agreements are available to subscribers).

mod json;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use web::{Catalogue, Frame, Language, Page, PageError};

use crate::Identity;
use crate::levels::Level;
use crate::oidc::claims::{Claim, topics};
use crate::oidc::clients::Client;
use crate::oidc::kinds::Refresh;

/// What these pages say.
pub const WORDS: Catalogue =
    Catalogue { name: "identity/sites", en: include_str!("sites.en.ftl"), es: include_str!("sites.es.ftl") };

/// The page's address.
const PATH: &str = "/sites";

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new().route(PATH, get(list)).route("/sites/{id}", get(show))
}

#[derive(Template)]
#[template(path = "sites/list.html")]
struct All {
    frame: Frame,
    lines: Vec<Line>,
}

/// One site of the list.
struct Line {
    address: String,
    name: String,
    run_by: String,
    description: String,
    shut: bool,
}

#[derive(Template)]
#[template(path = "sites/site.html")]
struct Site {
    frame: Frame,
    shut: bool,
    description: String,
    told: Vec<Told>,
    offline: bool,
    uses: String,
    keeps: String,
    run_by: String,
    email: Option<String>,
    telephone: Option<String>,
    website: Option<String>,
    policy: Option<String>,
    agreed_on: Option<String>,
    level: String,
    happens: Vec<String>,
    complaints: String,
    json: String,
}

/// One thing it may be told.
struct Told {
    what: String,
    why: Option<String>,
    required: bool,
}

/// Claims it may be told, in the order a person reads them.
fn claims(client: &Client) -> Vec<Claim> {
    Claim::ALL.into_iter().filter(|claim| client.may_be_told(*claim)).collect()
}

async fn list(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let spanish = page.language() == Language::Es;
    let lines = identity.all_clients().into_iter().map(|(client, shut)| Line {
        address: format!("{PATH}/{}", client.client_id),
        name: client.name(spanish).to_owned(),
        run_by: client.record.run_by.name.clone(),
        description: client.record.description.of(spanish).to_owned(),
        shut,
    });
    page.show(&All { lines: lines.collect(), frame: page.frame("site-records-title") })
}

async fn show(
    State(identity): State<Identity>,
    Path(id): Path<String>,
    page: Page,
) -> Result<Response, PageError> {
    if let Some(id) = id.strip_suffix(".json") {
        let (client, shut) = identity.any_client(id).ok_or(PageError::NotFound)?;
        let kept = [(CACHE_CONTROL, "public, max-age=60")];
        return Ok((kept, axum::Json(json::record(&client, shut))).into_response());
    }
    let (client, shut) = identity.any_client(&id).ok_or(PageError::NotFound)?;
    page.show(&site(&page, &client, shut))
}

fn site(page: &Page, client: &Client, shut: bool) -> Site {
    let spanish = page.language() == Language::Es;
    let record = &client.record;
    let told = topics(&claims(client)).into_iter().map(|topic| {
        let purpose = client.purpose(topic);
        Told {
            what: page.say(topic.key()),
            why: purpose.map(|purpose| if spanish { purpose.es.clone() } else { purpose.en.clone() }),
            required: purpose.is_some_and(|purpose| purpose.is_required),
        }
    });
    Site {
        frame: page.frame_titled(client.name(spanish).to_owned()),
        shut,
        description: record.description.of(spanish).to_owned(),
        told: told.collect(),
        offline: client.tokens.refresh != Refresh::Never,
        uses: record.uses.of(spanish).to_owned(),
        keeps: record.keeps.of(spanish).to_owned(),
        run_by: record.run_by.name.clone(),
        email: record.run_by.email.clone(),
        telephone: record.run_by.telephone.clone(),
        website: record.run_by.website.clone(),
        policy: record.policy_uri.clone(),
        agreed_on: record.agreed_on.map(|day| page.language().date(day)),
        level: page.say(level_key(client)),
        happens: happens(page, client),
        complaints: record.complaints.of(spanish).to_owned(),
        json: format!("{PATH}/{}.json", client.client_id),
    }
}

/// What it is told when something happens, besides the end of a session.
fn happens(page: &Page, client: &Client) -> Vec<String> {
    let logout = client.calls.logout.is_some().then(|| page.say("signal-signed-out"));
    let kinds = client.calls.signals.iter().flat_map(|signals| &signals.kinds);
    logout.into_iter().chain(kinds.map(|kind| page.say(kind.key()))).collect()
}

const fn level_key(client: &Client) -> &'static str {
    match client.requests.least_level {
        None | Some(Level::Demonstration | Level::One) => "site-level-any",
        Some(Level::Two) => "site-level-two",
        Some(Level::TwoPhishingResistant) => "site-level-resistant",
    }
}
