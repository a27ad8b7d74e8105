//! Your email addresses: any confirmed one signs in and is written to; one is the main one, which sites are told
//! (NIST SP 800-63B-4 section 4.6: at least two are wise).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::addresses::{self, Address};
use store::identity::sign_ins;
use store::seal::{DataKey, Realm};
use store::{Write, person_keys};
use values::Id;
use web::{Form, Frame, Page, PageError};

use super::shown::instant;
use crate::happenings::Happening;
use crate::notices::open_address;
use crate::person::{Fields, Person};
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The page's address.
pub(super) const PATH: &str = "/security/addresses";

/// So many addresses may one sign-in have, those to be confirmed included.
pub(super) const MOST: usize = 12;

#[derive(Template)]
#[template(path = "security/addresses.html")]
struct Addresses {
    frame: Frame,
    lines: Vec<Line>,
    waiting: Vec<Waiting>,
    may_add: bool,
    is_made_up: bool,
    done: Option<String>,
}

/// A confirmed address.
struct Line {
    id: String,
    email: String,
    since: String,
    is_main: bool,
}

/// An address whose code was not typed yet.
struct Waiting {
    id: String,
    email: String,
    until: String,
}

/// Who is signed in, and the key that opens their fields.
pub(super) async fn person_and_key(identity: &Identity, sign_in: Id) -> Result<(Person, DataKey), PageError> {
    let person = identity.person(sign_in).await?.ok_or(PageError::SignInNeeded)?;
    let key = person_keys::require(identity.store(), identity.sealer(), sign_in, Realm::Identity).await?;
    Ok((person, key))
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let (standing, _) = identity.require_standing(&page).await?;
    let (person, key) = person_and_key(&identity, standing.sign_in_id).await?;
    let mut lines = Vec::new();
    for kept in addresses::list(identity.store(), person.id).await? {
        lines.push(Line {
            id: kept.id.to_string(),
            email: open_address(&identity, &key, kept.id, &kept.email_sealed)?.expose().to_owned(),
            since: instant(&page, kept.confirmed_at),
            is_main: kept.email_index == person.row.email_index,
        });
    }
    lines.sort_by_key(|line| !line.is_main);
    let mut waiting = Vec::new();
    for kept in addresses::list_to_confirm(identity.store(), person.id, page.now()).await? {
        waiting.push(Waiting {
            id: kept.id.to_string(),
            email: open_address(&identity, &key, kept.id, &kept.email_sealed)?.expose().to_owned(),
            until: instant(&page, kept.code_until),
        });
    }
    let is_made_up = identity.is_made_up(&person);
    page.show(&Addresses {
        frame: page.frame("addresses-title"),
        may_add: lines.len() + waiting.len() < MOST && !is_made_up,
        lines,
        waiting,
        is_made_up,
        done: done(&page),
    })
}

/// What was just done, if the page was opened by doing it.
fn done(page: &Page) -> Option<String> {
    let key = match page.query("done")?.as_str() {
        "added" => "addresses-done-added",
        "main" => "addresses-done-main",
        "removed" => "addresses-done-removed",
        _ => return None,
    };
    Some(page.say(key))
}

/// Which address.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Chosen {
    address: String,
}

/// Somebody who may change their addresses, and the one they chose; another's is not there.
async fn chosen(
    identity: &Identity,
    page: &Page,
    chosen: &Chosen,
) -> Result<(Person, DataKey, Address, Id), PageError> {
    let (standing, session) = identity.require_recent(page).await?;
    let (person, key) = person_and_key(identity, standing.sign_in_id).await?;
    if identity.is_made_up(&person) {
        return Err(PageError::Forbidden);
    }
    let id: Id = chosen.address.parse().map_err(|_| PageError::NotFound)?;
    let mut own = addresses::list(identity.store(), person.id).await?.into_iter();
    let address = own.find(|address| address.id == id).ok_or(PageError::NotFound)?;
    Ok((person, key, address, session.id))
}

pub(super) async fn make_main(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(form): Form<Chosen>,
) -> Result<Response, PageError> {
    let (person, key, address, session) = chosen(&identity, &page, &form).await?;
    let write = main_write(&identity, &person, &key, &address)?.and(identity.happened(
        Happening::MainAddressChanged,
        person.id,
        Some(session),
        &visitor,
        page.now(),
    ));
    identity.write(write).await?;
    page.go("/security/addresses?done=main")
}

/// The statement that makes an address the main one, sealed anew for the sign-in's own row.
fn main_write(
    identity: &Identity,
    person: &Person,
    key: &DataKey,
    address: &Address,
) -> Result<Write, IdentityError> {
    let email = open_address(identity, key, address.id, &address.email_sealed)?;
    let fields = Fields { sealer: identity.sealer(), key, table: "sign_in", row: person.id };
    let sealed = fields.seal("email_sealed", email.expose());
    Ok(sign_ins::change_main(&person.row, address.email_index, sealed))
}

pub(super) async fn remove(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(form): Form<Chosen>,
) -> Result<Response, PageError> {
    let (person, _, address, session) = chosen(&identity, &page, &form).await?;
    // The main one has no button; the statement itself would refuse it too.
    if address.email_index == person.row.email_index {
        return Err(PageError::Forbidden);
    }
    let write = addresses::close(&address, page.now()).and(identity.happened(
        Happening::AddressRemoved,
        person.id,
        Some(session),
        &visitor,
        page.now(),
    ));
    identity.write(write).await?;
    page.go("/security/addresses?done=removed")
}

/// Where a visitor comes who was sent away from a button to prove themselves again.
pub(super) async fn back(page: Page) -> Result<Response, PageError> {
    page.go(PATH)
}
