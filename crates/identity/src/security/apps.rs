//! Authenticator apps: which are connected, and connecting one by showing that it works (RFC 6238). The key is derived
//! from an id in the session until then, so that looking at the page changes nothing and loading it again shows the
//! same key.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use store::identity::apps::{self, App};
use store::seal::{DataKey, Realm};
use store::{Write, person_keys};
use values::{Id, Secret};
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError, Problems};

use super::phones::is_made_up;

use crate::authenticators::app;
use crate::authenticators::held::Held;
use crate::authenticators::second::{Kind, renewed};
use crate::flow::Flow;
use crate::guard::{clear, wait};
use crate::happenings::Happening;
use crate::levels::Way;
use crate::limits::Guess;
use crate::person::Fields;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The list's address.
pub(crate) const PATH: &str = "/security/apps";

/// The form that begins to connect one.
pub(crate) const START: &str = "/security/apps/start";

/// The page that connects one.
pub(super) const ADD: &str = "/security/apps/add";

/// The page of one.
pub(super) const ONE: &str = "/security/apps/{id}";

/// The form that gives one another name.
pub(super) const NAME: &str = "/security/apps/{id}/name";

/// The form that removes one.
pub(super) const REMOVE: &str = "/security/apps/{id}/remove";

/// At most so many for one person.
const MOST: usize = 5;

/// At most so many characters of a name.
const LONGEST_NAME: usize = 60;

#[derive(Template)]
#[template(path = "security/apps.html")]
struct List {
    frame: Frame,
    apps: Vec<Line>,
    may_add: bool,
    is_made_up: bool,
}

/// One app as the pages show it.
struct Line {
    id: String,
    name: String,
    added: String,
}

#[derive(Template)]
#[template(path = "security/app.html")]
struct One {
    frame: Frame,
    app: Line,
    called: String,
    may_go: bool,
}

#[derive(Template)]
#[template(path = "security/app_add.html")]
struct Ask {
    frame: Frame,
    back: &'static str,
    picture: Option<String>,
    text_key: String,
    address: String,
    called: String,
}

/// What the form brings.
#[derive(Deserialize)]
pub(super) struct Typed {
    code: String,
    #[serde(default)]
    name: String,
}

/// What its owner calls an app, or what we do.
fn name_of(page: &Page, fields: &Fields<'_>, app: &App) -> Result<String, IdentityError> {
    match &app.name_sealed {
        Some(sealed) => fields.open("name_sealed", sealed),
        None => Ok(page.say("apps-unnamed")),
    }
}

async fn own_key(identity: &Identity, sign_in: Id) -> Result<DataKey, IdentityError> {
    Ok(person_keys::require(identity.store(), identity.sealer(), sign_in, Realm::Identity).await?)
}

/// A name without spaces around it, none if nothing is left; or that it is too long.
fn chosen_name(typed: &str) -> Result<Option<&str>, &'static str> {
    let name = typed.trim();
    if name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
        return Err("way-name-long");
    }
    Ok((!name.is_empty()).then_some(name))
}

pub(super) async fn list(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, kept) = identity.require_standing(&page).await?;
    let apps = lines(&identity, &page, standing.sign_in_id).await?;
    let (may_add, is_made_up) = (apps.len() < MOST, is_made_up(&kept));
    page.show(&List { frame: page.frame("apps-title"), apps, may_add, is_made_up })
}

async fn lines(identity: &Identity, page: &Page, sign_in: Id) -> Result<Vec<Line>, IdentityError> {
    let rows = apps::list(identity.store(), sign_in).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = own_key(identity, sign_in).await?;
    let line = |row: &App| {
        let fields = Fields { sealer: identity.sealer(), key: &key, table: "authenticator_app", row: row.id };
        Ok(Line {
            id: row.id.to_string(),
            name: name_of(page, &fields, row)?,
            added: super::shown::instant(page, row.added_at),
        })
    };
    rows.iter().map(line).collect()
}

/// The page of one app.
async fn view(
    identity: &Identity,
    page: &Page,
    sign_in: Id,
    id: &str,
    problems: Problems,
) -> Result<One, PageError> {
    let lines = lines(identity, page, sign_in).await?;
    let app = lines.into_iter().find(|line| line.id == id).ok_or(PageError::NotFound)?;
    let held = Held::of(identity, sign_in).await?;
    let may_go = Held { apps: held.apps.saturating_sub(1), ..held }.may_follow(&held);
    let (frame, called) = (page.frame_titled(app.name.clone()).with(problems), app.name.clone());
    Ok(One { frame, app, called, may_go })
}

pub(super) async fn one(
    State(identity): State<Identity>,
    Path(id): Path<String>,
    page: Page,
) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(&page).await?;
    page.show(&view(&identity, &page, standing.sign_in_id, &id, Problems::none()).await?)
}

/// What it shall be called.
#[derive(Deserialize)]
pub(super) struct Named {
    name: String,
}

pub(super) async fn rename(
    State(identity): State<Identity>,
    visitor: Visitor,
    Path(id): Path<String>,
    page: Page,
    Form(named): Form<Named>,
) -> Result<Response, PageError> {
    let (standing, kept) = identity.require_standing(&page).await?;
    let sign_in = standing.sign_in_id;
    let one = view(&identity, &page, sign_in, &id, Problems::none()).await?;
    let problem = match chosen_name(&named.name) {
        Ok(Some(name)) => {
            let app: Id = one.app.id.parse().map_err(|_| PageError::NotFound)?;
            let key = own_key(&identity, sign_in).await?;
            let fields =
                Fields { sealer: identity.sealer(), key: &key, table: "authenticator_app", row: app };
            let write = apps::change_name(app, sign_in, fields.seal("name_sealed", name))
                .and(identity.happened(Happening::AppRenamed, sign_in, Some(kept.id), &visitor, page.now()));
            identity.write(write).await?;
            return page.go(PATH);
        }
        Ok(None) => "way-name-missing",
        Err(key) => key,
    };
    let again = view(&identity, &page, sign_in, &id, Problems::one("name", problem)).await?;
    page.show_again(&One { called: named.name, ..again })
}

pub(super) async fn remove(
    State(identity): State<Identity>,
    visitor: Visitor,
    Path(id): Path<String>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (standing, kept) = identity.require_recent(&page).await?;
    let sign_in = standing.sign_in_id;
    let one = view(&identity, &page, sign_in, &id, Problems::one("remove", "way-is-last")).await?;
    if !one.may_go {
        return page.show_again(&one);
    }
    let app: Id = one.app.id.parse().map_err(|_| PageError::NotFound)?;
    let write = Write::new().and(apps::remove(app, sign_in)).and(identity.happened(
        Happening::AppRemoved,
        sign_in,
        Some(kept.id),
        &visitor,
        page.now(),
    ));
    identity.write(write).await?;
    page.go(PATH)
}

pub(super) async fn start(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (standing, kept) = identity.require_recent(&page).await?;
    if is_made_up(&kept) || apps::list(identity.store(), standing.sign_in_id).await?.len() >= MOST {
        return page.go(PATH);
    }
    let flow = Flow { new_app: Some(identity.dice().id(page.now())), ..Flow::of(&page) };
    identity.go(&page, flow, Write::new(), ADD).await
}

/// The key of an app that is being connected.
fn new_key(identity: &Identity, id: Id) -> Secret<Vec<u8>> {
    let secret = identity.sealer().program_secret("new authenticator app", id);
    Secret::new(secret.expose()[..app::KEY_BYTES].to_vec())
}

async fn ask(
    identity: &Identity,
    page: &Page,
    sign_in: Id,
    new_app: Id,
    called: String,
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
        called,
    })
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, _) = identity.require_recent(&page).await?;
    let Some(new_app) = Flow::of(&page).new_app else { return page.go(PATH) };
    page.show(&ask(&identity, &page, standing.sign_in_id, new_app, String::new(), Problems::none()).await?)
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
        problems = wait("code", until, now);
        return page.show_again(&ask(&identity, &page, id, new_app, typed.name, problems).await?);
    }
    let key = new_key(&identity, new_app);
    let Some(step) = app::accepted_step(&key, &typed.code, 0, identity.app_now()) else {
        problems.add("code", "code-wrong");
        return page.show_again(&ask(&identity, &page, id, new_app, typed.name, problems).await?);
    };
    let name = match chosen_name(&typed.name) {
        Ok(name) => name,
        Err(key) => {
            problems.add("name", key);
            return page.show_again(&ask(&identity, &page, id, new_app, typed.name, problems).await?);
        }
    };
    let write = renewed(&identity, id, Kind::App)
        .await?
        .and(add(&identity, id, new_app, (&key, name), step, now).await?)
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
    (key, name): (&Secret<Vec<u8>>, Option<&str>),
    step: i64,
    now: values::Timestamp,
) -> Result<Write, IdentityError> {
    let sealer = identity.sealer();
    let own = own_key(identity, sign_in).await?;
    let key_sealed = sealer.seal(&own, "authenticator_app", "key_sealed", new_app, key.expose());
    let fields = Fields { sealer, key: &own, table: "authenticator_app", row: new_app };
    let name_sealed = name.map(|name| fields.seal("name_sealed", name));
    Ok(apps::add(&App {
        id: new_app,
        sign_in_id: sign_in,
        key_sealed,
        last_step: step,
        added_at: now,
        name_sealed,
    }))
}
