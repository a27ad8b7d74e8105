//! Protect your sign-in: what somebody holds, and what they can add, until they have two ways besides the password
//! (NIST SP 800-63B-4, 2.2.2: one that resists phishing is always offered). Comes after a sign-in was made, and after a
//! password alone signed somebody in.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use store::Write;
use web::forms::Nothing;
use web::{Catalogue, Form, Frame, Page, PageError};

use crate::Identity;
use crate::authenticators::held::{ENOUGH, Held};
use crate::flow::Flow;
use crate::security::passkey_add::{ADD_KEY, ADD_PASSKEY};

/// The page's address.
pub(crate) const PATH: &str = "/set-up";

/// What this page says.
pub const WORDS: Catalogue = Catalogue {
    name: "identity/set_up",
    en: include_str!("set_up.en.ftl"),
    es: include_str!("set_up.es.ftl"),
};

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new().route(PATH, get(show).post(go_on))
}

#[derive(Template)]
#[template(path = "set_up/set_up.html")]
struct SetUp {
    frame: Frame,
    held: Vec<String>,
    is_enough: bool,
    may_go_on: bool,
    passkey: &'static str,
    /// Where a security key is added, for whoever has a password that it can follow.
    key: Option<&'static str>,
    apps: &'static str,
    codes: &'static str,
    phones: Option<&'static str>,
}

/// Whether somebody may go on with what they hold.
fn may_go_on(held: &Held, flow: &Flow) -> bool {
    held.has_second_step() || flow.may_skip
}

async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(&page).await?;
    let flow = Flow::of(&page);
    if !flow.set_up {
        return page.go(crate::security::PATH);
    }
    let held = Held::of(&identity, standing.sign_in_id).await?;
    page.show(&SetUp {
        frame: page.frame("set-up-title"),
        held: lines(&page, &held),
        is_enough: held.ways() >= ENOUGH,
        may_go_on: may_go_on(&held, &flow),
        passkey: ADD_PASSKEY,
        key: held.password.then_some(ADD_KEY),
        apps: crate::security::apps::START,
        codes: crate::security::backup_codes::PATH,
        phones: identity.connections().phones.then_some(crate::security::phone_add::ADD),
    })
}

/// What is there, a line each.
fn lines(page: &Page, held: &Held) -> Vec<String> {
    let frame = page.frame("set-up-title");
    let keys = if held.password { "set-up-has-keys" } else { "set-up-has-keys-alone" };
    let counted = [
        ("set-up-has-password", usize::from(held.password)),
        ("set-up-has-passkeys", held.passkeys),
        (keys, held.security_keys),
        ("set-up-has-apps", held.apps),
        ("set-up-has-phones", held.phones),
        ("set-up-has-codes", held.backup_codes),
    ];
    let there = counted.into_iter().filter(|(_, count)| *count > 0);
    there.map(|(key, count)| frame.say_count(key, i64::try_from(count).unwrap_or(i64::MAX))).collect()
}

async fn go_on(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(&page).await?;
    let flow = Flow::of(&page);
    let held = Held::of(&identity, standing.sign_in_id).await?;
    if flow.set_up && !may_go_on(&held, &flow) {
        return page.go(PATH);
    }
    let flow = Flow { set_up: false, may_skip: false, ..flow };
    identity.go(&page, flow, Write::new(), "/continue").await
}
