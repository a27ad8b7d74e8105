//! Step 1: say the address. A code is mailed to it; an address that has a sign-in gets another message
//! instead, and the page looks the same.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use store::identity::sign_ins;
use store::identity::sign_ups::{self, SignUp};
use values::{EmailAddress, Id};
use web::{Form, Frame, Page, PageError, Problems};

use super::steps::Step;
use super::{SECONDS, seal};
use crate::flow::Flow;
use crate::mail::{self, Letter};
use crate::person::email_index;
use crate::secrets::{hash, later};
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// How long a mailed code may be used.
pub(super) const CODE_SECONDS: i64 = 900;

#[derive(Template)]
#[template(path = "sign_up/email.html")]
struct Ask {
    frame: Frame,
    email: String,
}

/// What the form brings.
#[derive(Deserialize)]
pub(super) struct Typed {
    email: String,
}

pub(super) async fn show(page: Page) -> Result<Response, PageError> {
    page.show(&Ask { frame: page.frame("create-title"), email: String::new() })
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    identity.evenly(begin(&identity, &visitor, &page, typed)).await
}

async fn begin(
    identity: &Identity,
    visitor: &Visitor,
    page: &Page,
    typed: Typed,
) -> Result<Response, PageError> {
    let again = |problems| {
        page.show_again(&Ask { frame: page.frame("create-title").with(problems), email: typed.email.clone() })
    };
    let Ok(email) = typed.email.parse::<EmailAddress>() else {
        return again(Problems::one("email", "email-malformed"));
    };
    let (now, index) = (page.now(), email_index(identity.sealer(), &email));
    if let Some(problems) = identity.count_mail(page, visitor, &index, "email").await? {
        return again(problems);
    }
    let id = identity.dice().id(now);
    let (code_hash, letter) = mail_code(identity, page, id, &email, &index).await?;
    let sign_up = SignUp {
        id,
        email_index: index,
        email_sealed: seal(identity, id, "email_sealed", email.expose()),
        code_hash,
        code_until: later(now, CODE_SECONDS),
        confirmed_at: None,
        ends_at: later(now, SECONDS),
        version: 0,
    };
    let flow = Flow { sign_up: Some(id), ..Flow::of(page) };
    identity.go(page, flow, sign_ups::add(&sign_up).and(letter), Step::Confirm.path()).await
}

/// The message to an address: a code if it is new; if it has a sign-in, that it has one, and no code
/// exists that could confirm it again.
pub(super) async fn mail_code(
    identity: &Identity,
    page: &Page,
    sign_up: Id,
    email: &EmailAddress,
    index: &[u8; 32],
) -> Result<([u8; 32], Write), IdentityError> {
    let code = format!("{:06}", identity.dice().below(1_000_000));
    let is_known = sign_ins::find_by_email(identity.store(), *index).await?.is_some();
    let letter = if is_known { Letter::AlreadyThere } else { Letter::Confirm { code: &code } };
    let letter = mail::post(identity, page.now(), page.language(), email, letter)?;
    // The hash of a known address belongs to no code.
    let bound =
        if is_known { outside::jose::encode(&identity.dice().bytes::<32>()) } else { bound(sign_up, &code) };
    Ok((hash("email code", &bound), letter))
}

/// A code counts only for the sign-up it was mailed for.
pub(super) fn bound(sign_up: Id, code: &str) -> String {
    format!("{sign_up} {code}")
}
