//! How does a site let people in through an OpenID provider: off to it, back, in, and out again? What every such site does;
//! whom it lets in, and what it asks for, it decides itself.

pub mod elsewhere;

use axum::response::Response;
use jiff::SignedDuration;
use outside::openid::{Ask, Callback, OpenIdError, Pending, RelyingParty, SignedIn};
use serde::{Deserialize, Serialize};
use store::provider_visits::{self, Visit};
use store::{Write, WriteError};
use values::{Id, Timestamp};

use crate::error::PageError;
use crate::page::Page;
use crate::session;

/// What a site keeps in the session: the answer it waits for, and the token needed to sign out.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Kept {
    /// What the answer must fit.
    pub pending: Option<Pending>,
    /// Whether more was asked for than at every sign-in.
    #[serde(default, alias = "asked_number")]
    pub asked_more: bool,
    id_token: Option<String>,
    /// When the person proved that the sign-in is theirs.
    #[serde(default)]
    proved_at: Option<Timestamp>,
    /// Where to go afterwards.
    #[serde(default)]
    pub back: Option<String>,
}

impl Kept {
    /// What is kept of the visit; nothing if it is none.
    pub fn of(page: &Page) -> Self {
        page.session().and_then(|session| serde_json::from_slice(session.data()).ok()).unwrap_or_default()
    }

    fn bytes(&self) -> Result<Vec<u8>, PageError> {
        serde_json::to_vec(self).map_err(PageError::broken)
    }
}

/// Who proves again that the sign-in is theirs may take this long to come back.
const AGAIN_SECONDS: u32 = 300;

/// How a visitor is sent to the provider.
#[derive(Clone, Debug, Default)]
pub struct Sending<'a> {
    /// The levels wanted.
    pub acr_values: Option<String>,
    /// What is asked for beside what always is.
    pub more_scopes: Vec<String>,
    /// Whether whoever signed in there before has to do it anew.
    pub anew: bool,
    /// Where to go afterwards: for somebody who is in and proves again that the sign-in is theirs.
    pub back: Option<&'a str>,
}

/// What is in the way, whoever the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// They did not want to.
    Cancelled,
    /// The answer is old, or another browser's.
    StaleAnswer,
    /// The provider does not answer, or wrongly.
    Unreachable,
    /// They have no sign-in that is strong enough.
    TooWeak,
}

impl Obstacle {
    fn of(error: &OpenIdError) -> Self {
        match error {
            OpenIdError::Refused(code) if code == "access_denied" => Self::Cancelled,
            OpenIdError::Refused(code) if code == "unmet_authentication_requirements" => Self::TooWeak,
            OpenIdError::ForeignAnswer => Self::StaleAnswer,
            _ => {
                tracing::warn!(%error, "a sign-in did not succeed");
                Self::Unreachable
            }
        }
    }
}

/// To the provider, with the answer that is waited for kept in the session. Who is in stays in.
pub async fn send_off(
    page: &Page,
    relying_party: &RelyingParty,
    sending: Sending<'_>,
) -> Result<Result<Response, Obstacle>, PageError> {
    let asked_more = !sending.more_scopes.is_empty();
    let ask = Ask {
        prompt: (sending.anew && sending.back.is_none()).then_some("login"),
        max_age: sending.back.map(|_| AGAIN_SECONDS),
        acr_values: sending.acr_values,
        language: Some(page.language().tag().to_owned()),
        more_scopes: sending.more_scopes,
    };
    let (address, pending) = match relying_party.begin(page.now(), &page.app().dice, &ask).await {
        Ok(begun) => begun,
        Err(error) => return Ok(Err(Obstacle::of(&error))),
    };
    let standing = page.session().filter(|session| session.person().is_some() && sending.back.is_some());
    let before = standing.map(|_| Kept::of(page)).unwrap_or_default();
    let back = sending.back.map(str::to_owned);
    let data = Kept { pending: Some(pending), asked_more, back, ..before }.bytes()?;
    let begun = match standing {
        Some(session) => session::reissue(page, session, session.person(), data),
        None => session::begin(page, None, data),
    };
    page.app().store.write(begun.add_to(Write::new())).await?;
    let mut response = page.go(&address)?;
    begun.cookie().set_on(&mut response);
    Ok(Ok(response))
}

/// Back from the provider: who signed in there.
pub async fn answered(
    page: &Page,
    relying_party: &RelyingParty,
    pending: &Pending,
    callback: &Callback,
) -> Result<SignedIn, Obstacle> {
    let finished = relying_party.finish(page.now(), &page.app().dice, pending, callback).await;
    finished.map_err(|error| Obstacle::of(&error))
}

/// Lets a person in, with what else is to be written, and leads them on. None if they signed out there while they were on
/// the way here.
pub async fn let_in(
    page: &Page,
    relying_party: &RelyingParty,
    signed_in: &SignedIn,
    (person, to): (Id, &str),
    more: Write,
) -> Result<Option<Response>, PageError> {
    let data = Kept {
        id_token: Some(signed_in.raw_id_token.expose().clone()),
        proved_at: Some(signed_in.id_token.signed_in_at.unwrap_or(page.now()).min(page.now())),
        ..Kept::default()
    };
    let begun = session::begin(page, Some(person), data.bytes()?);
    let visit = Visit {
        session_id: begun.id(),
        site: page.app().site.name.slug().to_owned(),
        issuer: relying_party.issuer().to_owned(),
        session_name: signed_in.id_token.session.clone(),
        subject: signed_in.id_token.subject.clone(),
        person_id: person,
        ends_at: begun.ends_at(),
    };
    let write = begun.add_to(provider_visits::add(&visit)).and(more);
    match page.app().store.write(write).await {
        Err(WriteError::Conflict { statement: 0, .. }) => return Ok(None),
        outcome => outcome?,
    }
    let mut response = page.go(to)?;
    begun.cookie().set_on(&mut response);
    Ok(Some(response))
}

/// What moves money, names a bank account or leaves the site for good asks for a proof this recent (ASVS 5.0, 7.5.3).
const RECENT: SignedDuration = SignedDuration::from_mins(30);

/// So long a form may lie open after that: what was typed is not lost to a second question.
const FORM_OPEN: SignedDuration = SignedDuration::from_mins(30);

/// Sends somebody who proved themselves longer ago to do it again.
pub fn require_recent(page: &Page) -> Result<(), PageError> {
    let session = page.require_session()?;
    let proved_at = Kept::of(page).proved_at.unwrap_or_else(|| session.started_at());
    let most = if page.is_form() { RECENT + FORM_OPEN } else { RECENT };
    if page.now().duration_since(proved_at) <= most { Ok(()) } else { Err(PageError::ProofNeeded) }
}

/// Ends the session here, then at the provider.
pub async fn sign_out(page: &Page, relying_party: &RelyingParty) -> Result<Response, PageError> {
    let kept = Kept::of(page);
    page.app().store.write(session::end(page, Write::new())).await?;
    let mut there = None;
    if let Some(id_token) = kept.id_token {
        // Signing out here must work when the provider does not answer.
        there = relying_party.sign_out_address(page.now(), &id_token).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the identity site was not told of a sign-out");
            None
        });
    }
    let mut response = page.go(there.as_deref().unwrap_or("/signed-out"))?;
    session::forget(page, &mut response);
    Ok(response)
}
