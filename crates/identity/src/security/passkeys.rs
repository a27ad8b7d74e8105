//! Passkeys and security keys: which there are, their names, and removing one that is lost. The last way in stays.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use store::identity::passkeys::{self, Passkey};
use store::identity::{sessions, sign_ins};
use store::person_keys;
use store::seal::Realm;
use values::Id;
use web::{Form, Frame, Page, PageError, Problems};

use super::shown::instant;
use crate::authenticators::held::Held;
use crate::authenticators::passkey::{Kind, LONGEST_NAME};
use crate::happenings::Happening;
use crate::person::Fields;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The list's address.
pub(crate) const PATH: &str = "/security/passkeys";

/// One of them.
pub(super) const ONE: &str = "/security/passkeys/one/{id}";

/// The form that gives it another name.
pub(super) const NAME: &str = "/security/passkeys/one/{id}/name";

/// The form that removes it.
pub(super) const REMOVE: &str = "/security/passkeys/one/{id}/remove";

#[derive(Template)]
#[template(path = "security/passkeys.html")]
struct List {
    frame: Frame,
    keys: Vec<Line>,
}

#[derive(Template)]
#[template(path = "security/passkey.html")]
struct One {
    frame: Frame,
    key: Line,
    called: String,
    name_form: String,
    remove_form: String,
    may_go: bool,
}

/// One as the pages show it.
struct Line {
    id: String,
    name: String,
    kind: &'static str,
    added: String,
    used: String,
    is_copied: bool,
    verifies_person: bool,
}

/// Opens the name that the person gave.
async fn name_of(identity: &Identity, passkey: &Passkey) -> Result<String, IdentityError> {
    let sealer = identity.sealer();
    let key = person_keys::require(identity.store(), sealer, passkey.sign_in_id, Realm::Identity).await?;
    let fields = Fields { sealer, key: &key, table: "passkey", row: passkey.id };
    fields.open("name_sealed", &passkey.name_sealed)
}

async fn line(identity: &Identity, page: &Page, passkey: &Passkey) -> Result<Line, IdentityError> {
    Ok(Line {
        id: passkey.id.to_string(),
        name: name_of(identity, passkey).await?,
        kind: if passkey.kind == Kind::Passkey.name() {
            "passkeys-kind-passkey"
        } else {
            "passkeys-kind-key"
        },
        added: instant(page, passkey.added_at),
        used: passkey.used_at.map_or_else(|| page.say("passkeys-never"), |at| instant(page, at)),
        is_copied: passkey.is_copied,
        verifies_person: passkey.verifies_person,
    })
}

pub(super) async fn list(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(&page).await?;
    let mut keys = Vec::new();
    for passkey in passkeys::list(identity.store(), standing.sign_in_id).await.map_err(IdentityError::from)? {
        keys.push(line(&identity, &page, &passkey).await?);
    }
    page.show(&List { frame: page.frame("passkeys-title"), keys })
}

/// One of a person's own; another's is not there.
async fn own(identity: &Identity, sign_in: Id, id: &str) -> Result<Passkey, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let held = passkeys::list(identity.store(), sign_in).await.map_err(IdentityError::from)?;
    held.into_iter().find(|passkey| passkey.id == id).ok_or(PageError::NotFound)
}

/// What would be held without it.
fn without(held: Held, passkey: &Passkey) -> Held {
    if passkey.kind == Kind::Passkey.name() {
        let verifying = usize::from(passkey.verifies_person);
        Held {
            passkeys: held.passkeys - 1,
            verifying_passkeys: held.verifying_passkeys.saturating_sub(verifying),
            ..held
        }
    } else {
        Held { security_keys: held.security_keys - 1, ..held }
    }
}

async fn view(
    identity: &Identity,
    page: &Page,
    passkey: &Passkey,
    typed: Option<String>,
    problems: Problems,
) -> Result<Response, PageError> {
    let held = Held::of(identity, passkey.sign_in_id).await?;
    let key = line(identity, page, passkey).await?;
    let wrong = !problems.is_empty();
    let view = One {
        frame: page.frame_titled(key.name.clone()).with(problems),
        called: typed.unwrap_or_else(|| key.name.clone()),
        name_form: NAME.replace("{id}", &key.id),
        remove_form: REMOVE.replace("{id}", &key.id),
        may_go: without(held, passkey).may_follow(&held),
        key,
    };
    if wrong { page.show_again(&view) } else { page.show(&view) }
}

pub(super) async fn show(
    State(identity): State<Identity>,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (standing, _) = identity.require_recent(&page).await?;
    let passkey = own(&identity, standing.sign_in_id, &id).await?;
    view(&identity, &page, &passkey, None, Problems::none()).await
}

/// What the form brings.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Typed {
    name: String,
}

pub(super) async fn rename(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (standing, this) = identity.require_recent(&page).await?;
    let sign_in = standing.sign_in_id;
    let passkey = own(&identity, sign_in, &id).await?;
    let name = typed.name.trim();
    let fits =
        !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.chars().any(char::is_control);
    if !fits {
        let problems = Problems::one("name", "passkeys-name-wrong");
        return view(&identity, &page, &passkey, Some(typed.name.clone()), problems).await;
    }
    let sealer = identity.sealer();
    let key = person_keys::require(identity.store(), sealer, sign_in, Realm::Identity)
        .await
        .map_err(IdentityError::from)?;
    let fields = Fields { sealer, key: &key, table: "passkey", row: passkey.id };
    let write = passkeys::change_name(passkey.id, sign_in, fields.seal("name_sealed", name))
        .and(identity.happened(Happening::PasskeyRenamed, sign_in, Some(this.id), &visitor, page.now()));
    identity.write(write).await?;
    page.go(PATH)
}

/// The form has no field but the token.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Nothing {}

/// Removes one and ends all other sessions, since it may be in other hands.
pub(super) async fn remove(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (standing, this) = identity.require_recent(&page).await?;
    let (sign_in, now) = (standing.sign_in_id, page.now());
    let passkey = own(&identity, sign_in, &id).await?;
    // Read before what is counted: of two removals at once, one meets the other.
    let row = sign_ins::find(identity.store(), sign_in).await.map_err(IdentityError::from)?;
    let row = row.ok_or(PageError::SignInNeeded)?;
    let held = Held::of(&identity, sign_in).await?;
    if !without(held, &passkey).may_follow(&held) {
        return view(&identity, &page, &passkey, None, Problems::one("remove", "passkeys-last")).await;
    }
    let write = passkeys::remove(passkey.id, sign_in)
        .and(sign_ins::change_version(&row))
        .and(sessions::close_others(sign_in, this.id, now))
        .and(identity.happened(Happening::PasskeyRemoved, sign_in, Some(this.id), &visitor, now));
    identity.write(write).await?;
    page.go(PATH)
}
