//! How does somebody get in? Through the identity site, or another OpenID provider, and back. The first time, they are
//! sent once more for the tax number that was proved there, which links them to their own record and no other; after
//! that it never crosses again. Who is in already may be sent to prove it again before an act that asks for it.

pub(crate) mod gone;

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use outside::openid::{Callback, SignedIn};
use store::links::{self, Link};
use store::taxes::taxpayers;
use store::{Actor, AuditRecord, Write, WriteError};
use values::Id;
use web::provider::elsewhere::{Told, take};
pub(crate) use web::provider::require_recent;
use web::provider::{self, Kept, Obstacle, Sending};
use web::{Form, Frame, Page, PageError};

use crate::Account;

mod terms;
use terms::Unfit;
pub use terms::{Identity, Terms};

/// Why nobody is let in, in words that say what to do.
#[derive(Clone, Copy)]
enum Refusal {
    Cancelled,
    StaleAnswer,
    Unreachable,
    TooWeak,
    NotProved,
    NoRecord,
    LinkedElsewhere,
    SomebodyElse,
}

#[derive(Template)]
#[template(path = "sign_in/refused.html")]
struct Refused {
    frame: Frame,
    explanation: String,
    again: &'static str,
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
    let anew = page.query("anew").is_some();
    send_off(&page, &account, false, (anew, None)).await
}

/// Off to prove again that the sign-in is theirs, and back to a page of this site.
pub(crate) async fn again(page: Page, State(account): State<Account>) -> Result<Response, PageError> {
    page.require_person()?;
    let to = page.query("to").and_then(|to| web::local_path(&to)).unwrap_or_else(|| "/home".to_owned());
    send_off(&page, &account, false, (true, Some(&to))).await
}

/// To the provider; the tax number is asked for only where the person is not linked yet.
async fn send_off(
    page: &Page,
    account: &Account,
    number: bool,
    (anew, back): (bool, Option<&str>),
) -> Result<Response, PageError> {
    let more_scopes = if number { account.terms.link_scopes.clone() } else { Vec::new() };
    let sending = Sending { acr_values: account.terms.acr_values(), more_scopes, anew, back };
    match provider::send_off(page, &account.relying_party, sending).await? {
        Ok(response) => Ok(response),
        Err(obstacle) => refuse(page, obstacle.into()),
    }
}

/// Back from the identity site.
pub(crate) async fn finish(
    page: Page,
    State(account): State<Account>,
    Query(callback): Query<Callback>,
) -> Result<Response, PageError> {
    let kept = Kept::of(&page);
    let Some(pending) = &kept.pending else {
        return if page.require_person().is_ok() {
            page.go("/home")
        } else {
            refuse(&page, Refusal::StaleAnswer)
        };
    };
    let signed_in = match provider::answered(&page, &account.relying_party, pending, &callback).await {
        Ok(signed_in) => signed_in,
        Err(obstacle) => return refuse(&page, obstacle.into()),
    };
    match account.terms.check(&signed_in) {
        Ok(()) => (),
        Err(Unfit::Weak) => return refuse(&page, Refusal::TooWeak),
        Err(Unfit::NotProved) => return refuse(&page, Refusal::NotProved),
    }
    match taxpayer_of(&page, &account, &signed_in).await? {
        Ok(taxpayer) if page.require_person().is_ok_and(|standing| standing != taxpayer) => {
            refuse(&page, Refusal::SomebodyElse)
        }
        Ok(taxpayer) => let_in(&page, &account, &signed_in, taxpayer, kept.back.as_deref()).await,
        Err(Refusal::NotProved) if !kept.asked_more => send_off(&page, &account, true, (false, None)).await,
        Err(refusal) => refuse(&page, refusal),
    }
}

/// The public key of this site, which a provider may fetch (RFC 7517).
pub(crate) async fn keys(State(account): State<Account>) -> impl IntoResponse {
    axum::Json(account.relying_party.keys())
}

/// Ends the session here, then at the identity site.
pub(crate) async fn sign_out(
    page: Page,
    State(account): State<Account>,
    Form(_): Form<web::forms::Nothing>,
) -> Result<Response, PageError> {
    provider::sign_out(&page, &account.relying_party).await
}

/// A session ended at the identity site.
pub(crate) async fn elsewhere(
    State(account): State<Account>,
    told: Result<axum::Form<Told>, FormRejection>,
) -> Result<Response, PageError> {
    take(&account.app, &account.relying_party, told, "account.signed_out_elsewhere").await
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
    let Some(tin) = account.terms.tax_number(signed_in) else { return Ok(Err(Refusal::NotProved)) };
    let index = account.sealer.index(taxpayers::INDEX_PURPOSE, &tin);
    let Some(taxpayer_id) = taxpayers::find_by_tin_index(store, index).await? else {
        return Ok(Err(Refusal::NoRecord));
    };
    let taxpayer = taxpayers::find(store, &account.sealer, taxpayer_id).await?;
    // A number mistyped at the provider must not open another person's record.
    if !taxpayer.is_some_and(|taxpayer| account.terms.fits_name(signed_in, &taxpayer.profile.family_name)) {
        return Ok(Err(Refusal::NoRecord));
    }
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
    back: Option<&str>,
) -> Result<Response, PageError> {
    let audit = AuditRecord {
        at: page.now(),
        actor: Actor::Person(taxpayer),
        action: "account.signed_in",
        subject: Some(taxpayer),
        reason: None,
    };
    let (whose, more) = ((taxpayer, back.unwrap_or("/home")), Write::new().audit(audit));
    match provider::let_in(page, &account.relying_party, signed_in, whose, more).await? {
        Some(response) => Ok(response),
        None => refuse(page, Refusal::StaleAnswer),
    }
}

impl From<Obstacle> for Refusal {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::Cancelled => Self::Cancelled,
            Obstacle::StaleAnswer => Self::StaleAnswer,
            Obstacle::Unreachable => Self::Unreachable,
            Obstacle::TooWeak => Self::TooWeak,
        }
    }
}

fn refuse(page: &Page, refusal: Refusal) -> Result<Response, PageError> {
    let (status, title, explanation) = match refusal {
        Refusal::Cancelled => (200, "sign-in-cancelled-title", "sign-in-cancelled"),
        Refusal::StaleAnswer => (400, "sign-in-stale-title", "sign-in-stale"),
        Refusal::Unreachable => (503, "sign-in-unreachable-title", "sign-in-unreachable"),
        Refusal::TooWeak => (403, "sign-in-weak-title", "sign-in-weak"),
        Refusal::SomebodyElse => (403, "sign-in-else-title", "sign-in-else"),
        Refusal::NotProved => (403, "sign-in-not-proved-title", "sign-in-not-proved"),
        Refusal::NoRecord => (403, "sign-in-no-record-title", "sign-in-no-record"),
        Refusal::LinkedElsewhere => (403, "sign-in-linked-title", "sign-in-linked"),
    };
    // Whoever is signed in there too weakly, or as somebody else, must get the chance to do it otherwise.
    let again = if matches!(refusal, Refusal::Cancelled | Refusal::StaleAnswer | Refusal::Unreachable) {
        "/sign-in"
    } else {
        "/sign-in?anew=yes"
    };
    let view = Refused { frame: page.frame(title), explanation: page.say(explanation), again };
    let status = axum::http::StatusCode::from_u16(status).expect("the numbers above are statuses");
    Ok((status, page.show(&view)?).into_response())
}
