//! Authenticator apps: which are connected, and connecting one by showing that it works (RFC 6238). The key is derived
//! from an id in the session until then, so that looking at the page changes nothing and loading it again shows the
//! same key.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::apps::{self, App};
use store::seal::Realm;
use store::{Write, person_keys};
use values::{Id, Secret};
use web::{Form, Frame, Page, PageError, Problems};

use crate::authenticators::app;
use crate::flow::Flow;
use crate::guard::{clear, minutes_until};
use crate::happenings::Happening;
use crate::levels::Way;
use crate::limits::Guess;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The list's address.
pub(crate) const PATH: &str = "/security/apps";

/// The form that begins to connect one.
pub(crate) const START: &str = "/security/apps/start";

/// The page that connects one.
pub(super) const ADD: &str = "/security/apps/add";

#[derive(Template)]
#[template(path = "security/apps.html")]
struct List {
    frame: Frame,
    apps: Vec<String>,
}

#[derive(Template)]
#[template(path = "security/app_add.html")]
struct Ask {
    frame: Frame,
    back: &'static str,
    picture: Option<String>,
    text_key: String,
    address: String,
}

/// What the form brings.
#[derive(Deserialize)]
pub(super) struct Typed {
    code: String,
}

pub(super) async fn list(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(&page).await?;
    let apps = apps::list(identity.store(), standing.sign_in_id).await?;
    let apps = apps.iter().map(|kept| super::shown::instant(&page, kept.added_at)).collect();
    page.show(&List { frame: page.frame("apps-title"), apps })
}

/// The form has no field but the token.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Nothing {}

pub(super) async fn start(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    let flow = Flow { new_app: Some(identity.dice().id(page.now())), ..Flow::of(&page) };
    identity.go(&page, flow, Write::new(), ADD).await
}

/// The key of an app that is being connected.
fn new_key(identity: &Identity, id: Id) -> Secret<Vec<u8>> {
    let secret = identity.sealer().program_secret("new authenticator app", id);
    Secret::new(secret.expose()[..app::KEY_BYTES].to_vec())
}

async fn view(
    identity: &Identity,
    page: &Page,
    sign_in: Id,
    new_app: Id,
    problems: Problems,
) -> Result<Ask, PageError> {
    let key = new_key(identity, new_app);
    let person = identity.person(sign_in).await?.ok_or(PageError::SignInNeeded)?;
    let address = app::address(&key, &identity.app().agency.name, person.email.expose());
    Ok(Ask {
        frame: page.frame("app-title").with(problems),
        back: Flow::of(page).after_adding(PATH),
        picture: app::picture(&address),
        text_key: app::text_key(&key),
        address,
    })
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, _) = identity.require_recent(&page).await?;
    let Some(new_app) = Flow::of(&page).new_app else { return page.go(PATH) };
    page.show(&view(&identity, &page, standing.sign_in_id, new_app, Problems::none()).await?)
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (standing, kept) = identity.require_recent(&page).await?;
    let (id, now, flow) = (standing.sign_in_id, page.now(), Flow::of(&page));
    let Some(new_app) = flow.new_app else { return page.go(PATH) };
    let counted = identity.counted(Guess::CodeByAccount, new_app.as_bytes());
    let mut problems = Problems::none();
    if let Some(until) = identity.count(counted, now).await? {
        problems.add_with("code", "wait-minutes", vec![("minutes", minutes_until(until, now).to_string())]);
        return page.show_again(&view(&identity, &page, id, new_app, problems).await?);
    }
    let key = new_key(&identity, new_app);
    let Some(step) = app::accepted_step(&key, &typed.code, 0, identity.app_now()) else {
        problems.add("code", "code-wrong");
        return page.show_again(&view(&identity, &page, id, new_app, problems).await?);
    };
    let write = add(&identity, id, new_app, &key, step, now)
        .await?
        .and(clear(counted))
        .and(identity.happened(Happening::AppAdded, id, Some(kept.id), &visitor, now));
    let (to, flow) = (flow.after_adding(PATH), Flow { new_app: None, ..flow });
    identity.strengthen(&page, &kept, Way::App, flow, write, to).await
}

/// The statements that add an app which has shown its code; a conflict if the same was added before.
async fn add(
    identity: &Identity,
    sign_in: Id,
    new_app: Id,
    key: &Secret<Vec<u8>>,
    step: i64,
    now: values::Timestamp,
) -> Result<Write, IdentityError> {
    let sealer = identity.sealer();
    let own = person_keys::require(identity.store(), sealer, sign_in, Realm::Identity).await?;
    let key_sealed = sealer.seal(&own, "authenticator_app", "key_sealed", new_app, key.expose());
    Ok(apps::add(&App {
        id: new_app,
        sign_in_id: sign_in,
        key_sealed,
        last_step: step,
        added_at: now,
        name_sealed: None,
    }))
}
