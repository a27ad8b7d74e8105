//! Adding a passkey or a security key: after a recent sign-in, with a name if the person likes (NIST SP 800-63B-4,
//! 4.1.2.1).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use store::person_keys;
use store::seal::Realm;
use web::headers::open_passkeys;
use web::{Form, Frame, Page, PageError, Problems};

use super::passkeys::PATH;
use crate::authenticators::passkey::{Kind, Purpose, name_or};
use crate::flow::Flow;
use crate::happenings::Happening;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The page's address; the kinds are those of [`What`].
pub(super) const ADD: &str = "/security/passkeys/add/{kind}";

/// Where its challenges come from.
pub(super) const OPTIONS: &str = "/security/passkeys/add/{kind}/options";

/// The page for a passkey.
pub(crate) const ADD_PASSKEY: &str = "/security/passkeys/add/passkey";

/// The page for a security key.
pub(crate) const ADD_KEY: &str = "/security/passkeys/add/key";

#[derive(Template)]
#[template(path = "security/passkey_add.html")]
struct Ask {
    frame: Frame,
    back: &'static str,
    address: &'static str,
    options: String,
    text: &'static str,
    button: &'static str,
    called: String,
}

/// What is added, as the address says it.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum What {
    Passkey,
    Key,
}

impl What {
    const fn kind(self) -> Kind {
        match self {
            Self::Passkey => Kind::Passkey,
            Self::Key => Kind::SecurityKey,
        }
    }

    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Passkey => ("passkey-add-title", "passkey-add-text", "passkey-add-button"),
            Self::Key => ("key-add-title", "key-add-text", "key-add-button"),
        }
    }

    const fn address(self) -> &'static str {
        match self {
            Self::Passkey => ADD_PASSKEY,
            Self::Key => ADD_KEY,
        }
    }
}

/// What the form brings.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Sent {
    credential: String,
    name: String,
}

/// A form with no field but the token.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Nothing {}

fn view(page: &Page, what: What, called: String, problems: Problems) -> Result<Response, PageError> {
    let (title, text, button) = what.words();
    let wrong = !problems.is_empty();
    let view = Ask {
        frame: page.frame(title).with(problems),
        back: Flow::of(page).after_adding(PATH),
        address: what.address(),
        options: format!("{}/options", what.address()),
        text,
        button,
        called,
    };
    let mut response = if wrong { page.show_again(&view)? } else { page.show(&view)? };
    open_passkeys(&mut response);
    Ok(response)
}

pub(super) async fn show(
    State(identity): State<Identity>,
    page: Page,
    Path(what): Path<What>,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    view(&page, what, String::new(), Problems::none())
}

pub(super) async fn options(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Path(what): Path<What>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (standing, _) = identity.require_recent(&page).await?;
    let person = identity.person(standing.sign_in_id).await?.ok_or(PageError::SignInNeeded)?;
    let purpose = Purpose::Add(what.kind());
    identity.passkey_to_make(&page, &visitor, purpose, person.id, person.email.expose()).await
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Path(what): Path<What>,
    Form(sent): Form<Sent>,
) -> Result<Response, PageError> {
    let (standing, kept) = identity.require_recent(&page).await?;
    let sign_in = standing.sign_in_id;
    let purpose = Purpose::Add(what.kind());
    let again = |name| view(&page, what, name, Problems::one("passkey", "passkey-not-added"));
    let added = identity.passkey_made(&page, purpose, sign_in, &sent.credential).await?;
    let Ok(added) = added else { return again(sent.name) };
    let key = person_keys::require(identity.store(), identity.sealer(), sign_in, Realm::Identity)
        .await
        .map_err(IdentityError::from)?;
    let name = name_or(&sent.name, &visitor, &page);
    let write = added.add(&identity, &key, sign_in, &page, &name).and(identity.happened(
        Happening::PasskeyAdded,
        sign_in,
        Some(kept.id),
        &visitor,
        page.now(),
    ));
    let flow = Flow::of(&page);
    let to = flow.after_adding(PATH);
    match identity.strengthen(&page, &kept, added.way(), flow, write, to).await {
        // Another request added the same one.
        Err(PageError::Conflict) => again(sent.name),
        outcome => outcome,
    }
}
