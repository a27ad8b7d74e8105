//! How does somebody get in? Through the identity site, or another OpenID provider, and back. The first time, they are
//! sent once more for the tax number that was proved there, which links them to their own record and no other; after
//! that it never crosses again. Who is in already may be sent to prove it again before an act that asks for it.

pub(crate) mod elsewhere;
pub(crate) mod gone;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use outside::openid::{Ask, Callback, OpenIdError, Pending, SignedIn};
use serde::{Deserialize, Serialize};
use store::links::{self, Link};
use store::provider_visits::{self, Visit};
use store::taxes::taxpayers;
use store::{Actor, AuditRecord, Write, WriteError};
use values::{Id, Timestamp};
use web::{Form, Frame, Page, PageError, session};

use crate::Account;

mod terms;
use terms::Unfit;
pub use terms::{Identity, Terms};

/// What the site keeps in the session: the answer it waits for, and the token needed to sign out.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Kept {
    pending: Option<Pending>,
    /// Whether the tax number was asked for.
    #[serde(default)]
    asked_number: bool,
    id_token: Option<String>,
    /// When the person proved that the sign-in is theirs.
    #[serde(default)]
    proved_at: Option<Timestamp>,
    /// Where to go afterwards.
    #[serde(default)]
    back: Option<String>,
}

/// Who proves again that the sign-in is theirs may take this long to come back.
const AGAIN_SECONDS: u32 = 300;

/// How a visitor is sent to the provider.
#[derive(Clone, Copy, Default)]
struct Sending<'a> {
    /// Whether the tax number is asked for.
    number: bool,
    /// Whether whoever signed in there before has to do it anew.
    anew: bool,
    /// Where to go afterwards.
    back: Option<&'a str>,
}

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
    send_off(&page, &account, Sending { anew, ..Sending::default() }).await
}

/// Off to prove again that the sign-in is theirs, and back to a page of this site.
pub(crate) async fn again(page: Page, State(account): State<Account>) -> Result<Response, PageError> {
    page.require_person()?;
    let to = page.query("to").and_then(|to| web::local_path(&to)).unwrap_or_else(|| "/home".to_owned());
    send_off(&page, &account, Sending { anew: true, back: Some(&to), ..Sending::default() }).await
}

/// To the provider, with the answer that is waited for kept in the session. Who is in stays in.
async fn send_off(page: &Page, account: &Account, sending: Sending<'_>) -> Result<Response, PageError> {
    let more_scopes = if sending.number { account.terms.link_scopes.clone() } else { Vec::new() };
    let ask = Ask {
        prompt: (sending.anew && sending.back.is_none()).then_some("login"),
        max_age: sending.back.map(|_| AGAIN_SECONDS),
        acr_values: account.terms.acr_values(),
        language: Some(page.language().tag().to_owned()),
        more_scopes,
    };
    let (address, pending) = match account.relying_party.begin(page.now(), &page.app().dice, &ask).await {
        Ok(begun) => begun,
        Err(error) => return refuse(page, refusal_of(&error)),
    };
    let standing = page.session().filter(|session| session.person().is_some() && sending.back.is_some());
    let before = standing.map(|_| kept_of(page)).unwrap_or_default();
    let back = sending.back.map(str::to_owned);
    let data = kept(&Kept { pending: Some(pending), asked_number: sending.number, back, ..before })?;
    let begun = match standing {
        Some(session) => session::reissue(page, session, session.person(), data),
        None => session::begin(page, None, data),
    };
    page.app().store.write(begun.add_to(Write::new())).await?;
    let mut response = page.go(&address)?;
    begun.cookie().set_on(&mut response);
    Ok(response)
}

/// What moves money, names a bank account or leaves the site for good asks for a proof this recent (ASVS 5.0, 7.5.3).
const RECENT: SignedDuration = SignedDuration::from_mins(30);

/// So long a form may lie open after that: what was typed is not lost to a second question.
const FORM_OPEN: SignedDuration = SignedDuration::from_mins(30);

/// Sends somebody who proved themselves longer ago to do it again.
pub(crate) fn require_recent(page: &Page) -> Result<(), PageError> {
    let session = page.require_session()?;
    let proved_at = kept_of(page).proved_at.unwrap_or_else(|| session.started_at());
    let most = if page.is_form() { RECENT + FORM_OPEN } else { RECENT };
    if page.now().duration_since(proved_at) <= most { Ok(()) } else { Err(PageError::ProofNeeded) }
}

fn kept_of(page: &Page) -> Kept {
    page.session().and_then(|session| serde_json::from_slice(session.data()).ok()).unwrap_or_default()
}

/// Back from the identity site.
pub(crate) async fn finish(
    page: Page,
    State(account): State<Account>,
    Query(callback): Query<Callback>,
) -> Result<Response, PageError> {
    let kept = kept_of(&page);
    let Some(pending) = &kept.pending else {
        return if page.require_person().is_ok() {
            page.go("/home")
        } else {
            refuse(&page, Refusal::StaleAnswer)
        };
    };
    let dice = &page.app().dice;
    let signed_in = match account.relying_party.finish(page.now(), dice, pending, &callback).await {
        Ok(signed_in) => signed_in,
        Err(error) => return refuse(&page, refusal_of(&error)),
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
        Err(Refusal::NotProved) if !kept.asked_number => {
            send_off(&page, &account, Sending { number: true, ..Sending::default() }).await
        }
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
    let kept = kept_of(&page);
    page.app().store.write(session::end(&page, Write::new())).await?;
    let mut there = None;
    if let Some(id_token) = kept.id_token {
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
    let data = kept(&Kept {
        id_token: Some(signed_in.raw_id_token.expose().clone()),
        proved_at: Some(Terms::proved_at(&signed_in.id_token, page.now())),
        ..Kept::default()
    })?;
    let begun = session::begin(page, Some(taxpayer), data);
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
    let mut response = page.go(back.unwrap_or("/home"))?;
    begun.cookie().set_on(&mut response);
    Ok(response)
}

fn refusal_of(error: &OpenIdError) -> Refusal {
    match error {
        OpenIdError::Refused(code) if code == "access_denied" => Refusal::Cancelled,
        OpenIdError::Refused(code) if code == "unmet_authentication_requirements" => Refusal::TooWeak,
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

fn kept(kept: &Kept) -> Result<Vec<u8>, PageError> {
    serde_json::to_vec(kept).map_err(PageError::broken)
}
