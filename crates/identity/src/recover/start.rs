//! The first page of getting back in: which address? Every address gets the same page, and the same work is done.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::recoveries::{self, Recovery};
use values::EmailAddress;
use web::{Form, Frame, Page, PageError, Problems};

use super::{SECONDS, account, browser, code, letters, seal_email, stop_hash, stop_token};
use crate::Identity;
use crate::flow::Flow;
use crate::person::email_index;
use crate::secrets::later;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "recover/start.html")]
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
    page.show(&Ask { frame: page.frame("recover-title"), email: String::new() })
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
        let frame = page.frame("recover-title").with(problems);
        page.show_again(&Ask { frame, email: typed.email.clone() })
    };
    let Ok(email) = typed.email.parse::<EmailAddress>() else {
        return again(Problems::one("email", "email-malformed"));
    };
    let (now, index) = (page.now(), email_index(identity.sealer(), &email));
    if let Some(problems) = identity.count_mail(page, visitor, &index, "email").await? {
        return again(problems);
    }
    let sign_in_id = account::find_by_email(identity, index).await?;
    let id = identity.dice().id(now);
    let mut recovery = Recovery {
        id,
        sign_in_id,
        email_index: index,
        email_sealed: seal_email(identity, id, &email),
        code_hash: [0; 32],
        code_until: now,
        shown: String::new(),
        saved_made_at: None,
        stop_hash: stop_hash(&stop_token(identity, id)),
        state: recoveries::State::Open,
        begun_at: now,
        ends_at: later(now, SECONDS),
        version: 0,
    };
    let letter = letters::mail_code(identity, page, &mut recovery, &email)?;
    let flow = Flow { recovery: Some(id), half: None, ..Flow::of(page) };
    let mut response = identity.go(page, flow, recoveries::add(&recovery).and(letter), code::PATH).await?;
    browser::remember(identity, id, &mut response);
    Ok(response)
}
