//! Adding an email address: a code is mailed to it, good for 24 hours (NIST SP 800-63A-4 section 3.8), and typed here.
//! An address that belongs to somebody else looks the same here; its owner is told instead.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use store::identity::addresses::{self, Address, ToConfirm};
use store::identity::sign_ins;
use subtle::ConstantTimeEq;
use values::{EmailAddress, Id};
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError, Problems};

use super::addresses::{MOST, PATH, person_and_key};
use crate::guard::{clear, wait};
use crate::happenings::Happening;
use crate::limits::Guess;
use crate::mail::{self, Letter};
use crate::notices::open_address;
use crate::person::{Fields, Person, email_index};
use crate::secrets::{hash, later};
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The page that asks for the address.
pub(super) const ADD: &str = "/security/addresses/add";

/// How long a mailed code may be used.
const CODE_SECONDS: i64 = 86_400;

#[derive(Template)]
#[template(path = "security/address_add.html")]
struct Ask {
    frame: Frame,
    email: String,
}

#[derive(Template)]
#[template(path = "security/address_confirm.html")]
struct Confirm {
    frame: Frame,
    email: String,
    again: String,
    give_up: String,
}

/// What the form brings.
#[derive(Deserialize)]
pub(super) struct Typed {
    email: String,
}

/// What the form with the code brings.
#[derive(Deserialize)]
pub(super) struct TypedCode {
    code: String,
}

/// Somebody who proved themselves lately and whose sign-in is their own.
async fn owner(identity: &Identity, page: &Page) -> Result<(Person, store::seal::DataKey, Id), PageError> {
    let (standing, session) = identity.require_recent(page).await?;
    let (person, key) = person_and_key(identity, standing.sign_in_id).await?;
    if identity.is_made_up(&person) {
        return Err(PageError::Forbidden);
    }
    Ok((person, key, session.id))
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    owner(&identity, &page).await?;
    page.show(&Ask { frame: page.frame("address-add-title"), email: String::new() })
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (person, key, _) = owner(&identity, &page).await?;
    let again = |problems| {
        let frame = page.frame("address-add-title").with(problems);
        page.show_again(&Ask { frame, email: typed.email.clone() })
    };
    let Ok(email) = typed.email.parse::<EmailAddress>() else {
        return again(Problems::one("email", "email-malformed"));
    };
    let (store, now) = (identity.store(), page.now());
    let index = email_index(identity.sealer(), &email);
    let own = addresses::list(store, person.id).await?;
    let waiting = addresses::list_to_confirm(store, person.id, now).await?;
    if own.iter().any(|kept| kept.email_index == index) {
        return again(Problems::one("email", "addresses-own"));
    }
    if let Some(kept) = waiting.iter().find(|kept| kept.email_index == index) {
        return page.go(&confirm_path(kept.id));
    }
    if own.len() + waiting.len() >= MOST {
        return again(Problems::one("email", "addresses-too-many"));
    }
    if let Some(problems) = identity.count_mail(&page, &visitor, &index, "email").await? {
        return again(problems);
    }
    let id = identity.dice().id(now);
    let fields = Fields { sealer: identity.sealer(), key: &key, table: "sign_in", row: id };
    let (code_hash, letter) = mail_code(&identity, &page, id, &email, index).await?;
    let to_confirm = ToConfirm {
        id,
        sign_in_id: person.id,
        email_index: index,
        email_sealed: fields.seal("email_sealed", email.expose()),
        code_hash,
        code_until: later(now, CODE_SECONDS),
        added_at: now,
    };
    identity.write(addresses::add_to_confirm(&to_confirm).and(letter)).await?;
    page.go(&confirm_path(id))
}

fn confirm_path(id: Id) -> String {
    format!("/security/addresses/confirm/{id}")
}

/// The message to an address: a code; if it belongs to a sign-in, that somebody tried to add it, and no code exists.
async fn mail_code(
    identity: &Identity,
    page: &Page,
    id: Id,
    email: &EmailAddress,
    index: [u8; 32],
) -> Result<([u8; 32], Write), IdentityError> {
    let code = format!("{:06}", identity.dice().below(1_000_000));
    let is_known = sign_ins::find_by_email(identity.store(), index).await?.is_some();
    let letter = if is_known { Letter::AddressTaken } else { Letter::AddAddress { code: &code } };
    let letter = mail::post(identity, page.now(), page.language(), email, letter)?;
    let unguessable = || outside::jose::encode(&identity.dice().bytes::<32>());
    let bound = if is_known { unguessable() } else { bound(id, &code) };
    Ok((hash("address code", &bound), letter))
}

/// A code counts only for the address it was mailed for.
fn bound(id: Id, code: &str) -> String {
    format!("{id} {code}")
}

/// The address of this person that waits for its code, and what it is.
async fn waiting(
    identity: &Identity,
    page: &Page,
    id: &str,
) -> Result<(Person, Id, ToConfirm, EmailAddress), PageError> {
    let (person, key, session) = owner(identity, page).await?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let found = addresses::find_to_confirm(identity.store(), id, person.id, page.now()).await?;
    let found = found.ok_or(PageError::NotFound)?;
    let email = open_address(identity, &key, found.id, &found.email_sealed)?;
    Ok((person, session, found, email))
}

fn confirm_view(page: &Page, id: Id, email: &EmailAddress, problems: Problems) -> Confirm {
    Confirm {
        frame: page.frame("address-confirm-title").with(problems),
        email: email.expose().to_owned(),
        again: format!("{}/again", confirm_path(id)),
        give_up: format!("{}/give-up", confirm_path(id)),
    }
}

pub(super) async fn show_confirm(
    State(identity): State<Identity>,
    Path(id): Path<String>,
    page: Page,
) -> Result<Response, PageError> {
    let (_, _, found, email) = waiting(&identity, &page, &id).await?;
    page.show(&confirm_view(&page, found.id, &email, Problems::none()))
}

pub(super) async fn confirm(
    State(identity): State<Identity>,
    Path(id): Path<String>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<TypedCode>,
) -> Result<Response, PageError> {
    let (person, session, found, email) = waiting(&identity, &page, &id).await?;
    let now = page.now();
    let again = |problems| page.show_again(&confirm_view(&page, found.id, &email, problems));
    let counted = identity.counted(Guess::EmailCode, &found.email_index);
    if let Some(until) = identity.count(counted, now).await? {
        return again(wait("code", until, now));
    }
    let code: String = typed.code.chars().filter(|letter| !letter.is_whitespace()).collect();
    if !bool::from(hash("address code", &bound(found.id, &code)).ct_eq(&found.code_hash)) {
        return again(Problems::one("code", "code-wrong"));
    }
    let address = Address {
        id: found.id,
        sign_in_id: person.id,
        email_index: found.email_index,
        email_sealed: found.email_sealed.clone(),
        confirmed_at: now,
        told_new_device: true,
        told_each_sign_in: false,
    };
    let write = addresses::close_to_confirm(found.id, person.id)
        .and(addresses::add(&address))
        .and(clear(counted))
        .and(identity.happened(Happening::AddressAdded, person.id, Some(session), &visitor, now));
    match identity.write(write).await {
        // Confirmed by another sign-in since the code was mailed.
        Err(IdentityError::Write(store::WriteError::Conflict { .. })) => {
            again(Problems::one("code", "addresses-taken"))
        }
        Err(error) => Err(error.into()),
        Ok(()) => page.go("/security/addresses?done=added"),
    }
}

/// Mails a new code; the old one is worth nothing then, and wrong guesses stay counted.
pub(super) async fn send_again(
    State(identity): State<Identity>,
    Path(id): Path<String>,
    visitor: Visitor,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (_, _, mut found, email) = waiting(&identity, &page, &id).await?;
    if let Some(problems) = identity.count_mail(&page, &visitor, &found.email_index, "code").await? {
        return page.show_again(&confirm_view(&page, found.id, &email, problems));
    }
    let (code_hash, letter) = mail_code(&identity, &page, found.id, &email, found.email_index).await?;
    found.code_hash = code_hash;
    found.code_until = later(page.now(), CODE_SECONDS);
    identity.write(addresses::change_code(&found).and(letter)).await?;
    page.go(&confirm_path(found.id))
}

pub(super) async fn give_up(
    State(identity): State<Identity>,
    Path(id): Path<String>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (person, _, found, _) = waiting(&identity, &page, &id).await?;
    identity.write(addresses::close_to_confirm(found.id, person.id)).await?;
    page.go(PATH)
}
