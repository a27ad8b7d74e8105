//! How does somebody get in? Through the identity site and back (OpenID Connect). The first time, they are sent once
//! more for the tax number that the identity site has proved, which links them to their own record and no other;
//! after that it never crosses again.

pub(crate) mod elsewhere;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use outside::openid::{Ask, Callback, OpenIdError, Pending, SignedIn};
use serde::{Deserialize, Serialize};
use store::links::{self, Link};
use store::provider_visits::{self, Visit};
use store::taxes::taxpayers;
use store::{Actor, AuditRecord, Write, WriteError};
use values::{Id, Tin};
use web::{Form, Frame, Page, PageError, session};

use crate::Account;

/// What the site keeps in the session: first the answer it waits for, then the token needed to sign out.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    pending: Option<Pending>,
    /// Whether the tax number was asked for.
    asked_number: bool,
    id_token: Option<String>,
}

/// Why nobody is let in, in words that say what to do.
#[derive(Clone, Copy)]
enum Refusal {
    Cancelled,
    StaleAnswer,
    Unreachable,
    NotProved,
    NoRecord,
    LinkedElsewhere,
}

#[derive(Template)]
#[template(path = "sign_in/refused.html")]
struct Refused {
    frame: Frame,
    explanation: String,
}

#[derive(Template)]
#[template(path = "sign_in/signed_out.html")]
struct SignedOut {
    frame: Frame,
}

/// Off to the identity site.
pub(crate) async fn begin(page: Page, State(account): State<Account>) -> Result<Response, PageError> {
    if page.require_person().is_ok() {
        return page.go("/home");
    }
    send_off(&page, &account, false).await
}

/// To the identity site, with the answer that is waited for kept in the session.
async fn send_off(page: &Page, account: &Account, asked_number: bool) -> Result<Response, PageError> {
    let more_scopes = if asked_number { vec!["tax_number"] } else { Vec::new() };
    let ask = Ask { language: Some(page.language().tag().to_owned()), more_scopes, ..Ask::default() };
    let (address, pending) = match account.relying_party.begin(page.now(), &page.app().dice, &ask).await {
        Ok(begun) => begun,
        Err(error) => return refuse(page, refusal_of(&error)),
    };
    let begun =
        session::begin(page, None, kept(&Kept { pending: Some(pending), asked_number, id_token: None })?);
    page.app().store.write(begun.add_to(Write::new())).await?;
    let mut response = page.go(&address)?;
    begun.cookie().set_on(&mut response);
    Ok(response)
}

/// Back from the identity site.
pub(crate) async fn finish(
    page: Page,
    State(account): State<Account>,
    Query(callback): Query<Callback>,
) -> Result<Response, PageError> {
    let kept = page.session().and_then(|session| serde_json::from_slice::<Kept>(session.data()).ok());
    let Some((pending, asked_number)) = kept.and_then(|kept| Some((kept.pending?, kept.asked_number))) else {
        return if page.require_person().is_ok() {
            page.go("/home")
        } else {
            refuse(&page, Refusal::StaleAnswer)
        };
    };
    let dice = &page.app().dice;
    let signed_in = match account.relying_party.finish(page.now(), dice, &pending, &callback).await {
        Ok(signed_in) => signed_in,
        Err(error) => return refuse(&page, refusal_of(&error)),
    };
    match taxpayer_of(&page, &account, &signed_in).await? {
        Ok(taxpayer) => let_in(&page, &account, &signed_in, taxpayer).await,
        Err(Refusal::NotProved) if !asked_number => send_off(&page, &account, true).await,
        Err(refusal) => refuse(&page, refusal),
    }
}

/// Ends the session here, then at the identity site.
pub(crate) async fn sign_out(
    page: Page,
    State(account): State<Account>,
    Form(_): Form<web::forms::Nothing>,
) -> Result<Response, PageError> {
    let kept = page.session().and_then(|session| serde_json::from_slice::<Kept>(session.data()).ok());
    page.app().store.write(session::end(&page, Write::new())).await?;
    let mut there = None;
    if let Some(id_token) = kept.and_then(|kept| kept.id_token) {
        // Signing out here must work when the identity site does not answer.
        there = account.relying_party.sign_out_address(page.now(), &id_token).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the identity site was not told of a sign-out");
            None
        });
    }
    let mut response = page.go(there.as_deref().unwrap_or("/signed-out"))?;
    session::forget(&page, &mut response);
    Ok(response)
}

/// What somebody sees afterwards.
pub(crate) async fn signed_out(page: Page) -> Result<Response, PageError> {
    page.show(&SignedOut { frame: page.frame("sign-in-signed-out-title") })
}

/// The record of the person who signed in: known from before, or found by the proved tax number and linked now.
async fn taxpayer_of(
    page: &Page,
    account: &Account,
    signed_in: &SignedIn,
) -> Result<Result<Id, Refusal>, PageError> {
    let (store, issuer) = (&account.app.store, account.relying_party.issuer());
    let subject = &signed_in.id_token.subject;
    if let Some(link) = links::find(store, issuer, subject).await? {
        return Ok(Ok(link.taxpayer_id));
    }
    let number = signed_in.claims.get("tax_number").and_then(serde_json::Value::as_str);
    let Some(tin) = number.and_then(|number| Tin::parse_individual(number).ok()) else {
        return Ok(Err(Refusal::NotProved));
    };
    let index = account.sealer.index(taxpayers::INDEX_PURPOSE, &tin);
    let Some(taxpayer_id) = taxpayers::find_by_tin_index(store, index).await? else {
        return Ok(Err(Refusal::NoRecord));
    };
    let audit = AuditRecord {
        at: page.now(),
        actor: Actor::Person(taxpayer_id),
        action: "account.linked",
        subject: Some(taxpayer_id),
        reason: None,
    };
    let link = Link { taxpayer_id, linked_at: page.now() };
    match store.write(links::add(Write::new(), issuer, subject, link).audit(audit)).await {
        Ok(()) => Ok(Ok(taxpayer_id)),
        Err(WriteError::Conflict { .. }) => Ok(Err(Refusal::LinkedElsewhere)),
        Err(WriteError::Store(error)) => Err(error.into()),
    }
}

async fn let_in(
    page: &Page,
    account: &Account,
    signed_in: &SignedIn,
    taxpayer: Id,
) -> Result<Response, PageError> {
    let id_token = Some(signed_in.raw_id_token.expose().clone());
    let begun =
        session::begin(page, Some(taxpayer), kept(&Kept { pending: None, asked_number: false, id_token })?);
    let audit = AuditRecord {
        at: page.now(),
        actor: Actor::Person(taxpayer),
        action: "account.signed_in",
        subject: Some(taxpayer),
        reason: None,
    };
    let visit = Visit {
        session_id: begun.id(),
        site: page.app().site.name.slug().to_owned(),
        issuer: account.relying_party.issuer().to_owned(),
        session_name: signed_in.id_token.session.clone(),
        subject: signed_in.id_token.subject.clone(),
        person_id: taxpayer,
        ends_at: page.now().saturating_add(session::ABSOLUTE).map_err(PageError::broken)?,
    };
    let write = begun.add_to(provider_visits::add(&visit)).audit(audit);
    match page.app().store.write(write).await {
        // Signed out there while they were on the way here.
        Err(WriteError::Conflict { statement: 0, .. }) => return refuse(page, Refusal::StaleAnswer),
        outcome => outcome?,
    }
    let mut response = page.go("/home")?;
    begun.cookie().set_on(&mut response);
    Ok(response)
}

fn refusal_of(error: &OpenIdError) -> Refusal {
    match error {
        OpenIdError::Refused(code) if code == "access_denied" => Refusal::Cancelled,
        OpenIdError::ForeignAnswer => Refusal::StaleAnswer,
        _ => {
            tracing::warn!(%error, "a sign-in did not succeed");
            Refusal::Unreachable
        }
    }
}

fn refuse(page: &Page, refusal: Refusal) -> Result<Response, PageError> {
    let (status, title, explanation) = match refusal {
        Refusal::Cancelled => (200, "sign-in-cancelled-title", "sign-in-cancelled"),
        Refusal::StaleAnswer => (400, "sign-in-stale-title", "sign-in-stale"),
        Refusal::Unreachable => (503, "sign-in-unreachable-title", "sign-in-unreachable"),
        Refusal::NotProved => (403, "sign-in-not-proved-title", "sign-in-not-proved"),
        Refusal::NoRecord => (403, "sign-in-no-record-title", "sign-in-no-record"),
        Refusal::LinkedElsewhere => (403, "sign-in-linked-title", "sign-in-linked"),
    };
    let view = Refused { frame: page.frame(title), explanation: page.say(explanation) };
    let status = axum::http::StatusCode::from_u16(status).expect("the numbers above are statuses");
    Ok((status, page.show(&view)?).into_response())
}

fn kept(kept: &Kept) -> Result<Vec<u8>, PageError> {
    serde_json::to_vec(kept).map_err(PageError::broken)
}
