//! What is this browser in the middle of? Kept in the site's session: the request of another site that
//! is being answered, a sign-up, a sign-in whose second factor is still to come.

use axum::response::Response;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use store::Write;
use store::identity::sessions::Session as Kept;
use store::identity::{sessions, sign_ins};
use values::{Id, Timestamp};
use web::session::{self, ABSOLUTE, Begun};
use web::{Page, PageError};

use crate::authenticators::held::Held;
use crate::levels::{Level, Means, Way};
use crate::oidc::next::Standing;
use crate::oidc::parameters::encode;
use crate::session_limits;
use crate::sign_in::again::{self, Again};
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// For so long after somebody proved themselves they may change how they get in.
pub(crate) const RECENT: SignedDuration = SignedDuration::from_mins(20);

/// What the browser is in the middle of. Ids and paths of our own, nothing personal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Flow {
    /// The request of another site.
    #[serde(default)]
    pub(crate) request: Option<Id>,
    /// The sign-in being made.
    #[serde(default)]
    pub(crate) sign_up: Option<Id>,
    /// Whose password was right, and when.
    #[serde(default)]
    pub(crate) half: Option<(Id, Timestamp)>,
    /// Whose passkey was shown without checking who held it, and when.
    #[serde(default)]
    pub(crate) half_passkey: Option<(Id, Timestamp)>,
    /// Whether consent was given for this request.
    #[serde(default)]
    pub(crate) agreed: bool,
    /// Whether the sign-in is to be protected before going on: pages that add something lead back to that page.
    #[serde(default)]
    pub(crate) set_up: bool,
    /// Whether that may be put off.
    #[serde(default)]
    pub(crate) may_skip: bool,
    /// The recovery of somebody who cannot sign in.
    #[serde(default)]
    pub(crate) recovery: Option<Id>,
    /// The authenticator app being connected.
    #[serde(default)]
    pub(crate) new_app: Option<Id>,
    /// Where somebody comes back to who proves themselves again.
    #[serde(default)]
    pub(crate) again: Option<Again>,
    /// The backup codes that were made and not kept yet, and when.
    #[serde(default)]
    pub(crate) new_codes: Option<(Id, Timestamp)>,
}

impl Flow {
    /// What the session of a request holds; a new start if there is none.
    pub(crate) fn of(page: &Page) -> Self {
        page.session().and_then(|session| serde_json::from_slice(session.data()).ok()).unwrap_or_default()
    }

    /// Where a page leads that has added a way to sign in: back to protecting the sign-in, or to the list.
    pub(crate) fn after_adding(&self, list: &'static str) -> &'static str {
        if self.set_up { crate::set_up::PATH } else { list }
    }

    fn bytes(&self) -> Result<Vec<u8>, PageError> {
        serde_json::to_vec(self).map_err(PageError::broken)
    }
}

/// Somebody who has shown enough to be signed in.
pub(crate) struct Coming<'a> {
    pub(crate) visitor: &'a Visitor,
    pub(crate) sign_in: Id,
    /// By what they proved that it is theirs.
    pub(crate) means: &'a Means,
    /// What else the browser is in the middle of.
    pub(crate) flow: Flow,
}

impl Identity {
    /// Keeps where the visitor is, together with what else is to be written, and sends them on.
    pub(crate) async fn go(
        &self,
        page: &Page,
        flow: Flow,
        write: Write,
        address: &str,
    ) -> Result<Response, PageError> {
        let Some(session) = page.session() else { return self.go_anew(page, flow, write, address).await };
        self.write(store::sessions::change(write, session.row(), flow.bytes()?)).await?;
        page.go(address)
    }

    /// The same with a new token, for when something was shown: whoever knew the one before is left behind.
    pub(crate) async fn go_anew(
        &self,
        page: &Page,
        flow: Flow,
        write: Write,
        address: &str,
    ) -> Result<Response, PageError> {
        self.go_with(page, &session::begin(page, None, flow.bytes()?), write, address).await
    }

    /// The same with the session that takes the place of the visitor's.
    async fn go_with(
        &self,
        page: &Page,
        begun: &Begun,
        write: Write,
        address: &str,
    ) -> Result<Response, PageError> {
        let mut response = page.go(address)?;
        self.write(begun.add_to(write)).await?;
        begun.cookie().set_on(&mut response);
        Ok(response)
    }

    /// Signs someone in: a new session with a new token, remembered with how and where it came about.
    pub(crate) async fn sign_in(
        &self,
        page: &Page,
        visitor: &Visitor,
        sign_in: Id,
        means: &Means,
        write: Write,
    ) -> Result<Response, PageError> {
        self.sign_in_with(page, Coming { visitor, sign_in, means, flow: Flow::of(page) }, write).await
    }

    /// The same, with what else the browser is in the middle of. A recovery that waits is stopped: whoever can sign
    /// in needs none.
    pub(crate) async fn sign_in_with(
        &self,
        page: &Page,
        coming: Coming<'_>,
        write: Write,
    ) -> Result<Response, PageError> {
        let write = write.and(self.still_as_proved(page, coming.sign_in).await?);
        let (stopping, has_stopped) = self.stop_waiting(coming.sign_in, coming.visitor, page.now()).await?;
        let address = if has_stopped { crate::recover::STOPPED } else { "/continue" };
        let before = self.standing(page).await?;
        if let Some(to) = coming.flow.again.as_ref().and_then(|again| again.path(page.now()))
            && let Some((standing, kept)) = &before
        {
            if standing.sign_in_id == coming.sign_in {
                return self.prove_again(page, kept, coming.means, coming.flow, write.and(stopping)).await;
            }
            let to: String = encode(to);
            return page.go(&format!("{}?to={to}&other=yes", again::PATH));
        }
        self.sign_in_at(page, coming, before, write.and(stopping), address).await
    }

    /// The statement that lets nobody in by a password that was changed meanwhile, nor into a sign-in that was shut. For
    /// a sign-in that is only just being made there is nothing to look at.
    async fn still_as_proved(&self, page: &Page, sign_in: Id) -> Result<Write, PageError> {
        let Some(row) = sign_ins::find(self.store(), sign_in).await? else { return Ok(Write::new()) };
        let half = Flow::of(page).half.filter(|(whose, _)| *whose == sign_in);
        let is_old = half.zip(row.password_set_at).is_some_and(|((_, typed_at), set_at)| typed_at < set_at);
        if is_old || !row.is_active { Err(PageError::Conflict) } else { Ok(sign_ins::check(&row)) }
    }

    /// The same after a recovery; all other sessions end.
    pub(crate) async fn sign_in_recovered(
        &self,
        page: &Page,
        coming: Coming<'_>,
        write: Write,
        address: &str,
    ) -> Result<Response, PageError> {
        let ended = sessions::close_all(coming.sign_in, page.now());
        self.sign_in_at(page, coming, None, write.and(ended), address).await
    }

    async fn sign_in_at(
        &self,
        page: &Page,
        coming: Coming<'_>,
        before: Option<(Standing, Kept)>,
        write: Write,
        address: &str,
    ) -> Result<Response, PageError> {
        let Coming { visitor, sign_in, means, flow } = coming;
        let flow = Flow {
            again: None,
            sign_up: None,
            half: None,
            half_passkey: None,
            agreed: false,
            new_app: None,
            recovery: None,
            ..flow
        };
        let now = page.now();
        let proved = |id, ends_at| Kept {
            id,
            sign_in_id: sign_in,
            proved_at: now,
            means: means.to_string(),
            device: visitor.device.clone(),
            network: visitor.network.clone(),
            ends_at,
        };
        let (begun, write) = match (before, page.session()) {
            // The same person, proved anew: the session that sites know goes on, under a new token.
            (Some((standing, kept)), Some(session)) if standing.sign_in_id == sign_in => {
                let begun = session::reissue(page, session, Some(sign_in), flow.bytes()?);
                (begun, write.and(sessions::change_proof(&proved(kept.id, kept.ends_at))))
            }
            (before, _) => {
                let begun = session::begin(page, Some(sign_in), flow.bytes()?);
                let ends_at = now.saturating_add(ABSOLUTE).map_err(PageError::broken)?;
                // Somebody else was signed in in this browser, and is no more.
                let write = match before {
                    Some((standing, kept)) => write.and(sessions::close(kept.id, standing.sign_in_id, now)),
                    None => write,
                };
                let write = write.and(sessions::add(&proved(begun.id(), ends_at)));
                (begun, write)
            }
        };
        let (known, browser) = self.know_browser(visitor, sign_in, means, now).await?;
        let noted = self.noted(known.happening, sign_in, Some(begun.id()), visitor, now, known.is_told);
        let mut response = self.go_with(page, &begun, write.and(noted).and(known.write), address).await?;
        browser.set_on(&mut response);
        Ok(response)
    }

    /// Keeps that the same person proved themselves anew in this session, which gets a new token but stays the session
    /// that sites know, and sends them back to where they were.
    pub(crate) async fn prove_again(
        &self,
        page: &Page,
        kept: &Kept,
        means: &Means,
        flow: Flow,
        write: Write,
    ) -> Result<Response, PageError> {
        let session = page.session().ok_or(PageError::SignInNeeded)?;
        let to = flow.again.as_ref().and_then(|again| again.path(page.now())).map(str::to_owned);
        let flow = Flow { again: None, half: None, half_passkey: None, ..flow };
        let begun = session::reissue(page, session, Some(kept.sign_in_id), flow.bytes()?);
        let proved = Kept { proved_at: page.now(), means: means.to_string(), ..kept.clone() };
        let write = write.and(sessions::change_proof(&proved));
        self.go_with(page, &begun, write, to.as_deref().unwrap_or(crate::security::PATH)).await
    }

    /// Keeps that one more way was shown in this session, which gets a new token, and sends the visitor on.
    pub(crate) async fn strengthen(
        &self,
        page: &Page,
        kept: &Kept,
        way: Way,
        flow: Flow,
        write: Write,
        address: &str,
    ) -> Result<Response, PageError> {
        let session = page.session().ok_or(PageError::SignInNeeded)?;
        let means = Means::read(&kept.means).and(way).to_string();
        let begun = session::reissue(page, session, Some(kept.sign_in_id), flow.bytes()?);
        let write = write.and(sessions::strengthen(kept.id, kept.sign_in_id, &means));
        self.go_with(page, &begun, write, address).await
    }

    /// The standing sign-in of this browser, if its session has not been ended from elsewhere.
    pub(crate) async fn standing(&self, page: &Page) -> Result<Option<(Standing, Kept)>, IdentityError> {
        let Some(session) = page.session().filter(|session| session.person().is_some()) else {
            return Ok(None);
        };
        let kept = sessions::find(self.store(), session.id(), page.now()).await?;
        let kept = kept.filter(|kept| {
            session_limits::stands(Means::read(&kept.means).level(), kept.proved_at, page.now())
        });
        Ok(kept.map(|kept| (Standing { sign_in_id: kept.sign_in_id, proved_at: kept.proved_at }, kept)))
    }

    /// The same for a page that changes how the person gets in: proved lately, or sent to prove it again.
    pub(crate) async fn require_recent(&self, page: &Page) -> Result<(Standing, Kept), PageError> {
        let (standing, kept) = self.require_standing(page).await?;
        let is_recent = page.now().duration_since(standing.proved_at) < RECENT;
        // Two factors where the person has them, whatever this session was begun with (NIST SP 800-63B-4, 4.1.2.1).
        let reach = Held::of(self, standing.sign_in_id).await?.reach().min(Level::Two);
        let is_strong = Means::read(&kept.means).level().meets(reach);
        if is_recent && is_strong { Ok((standing, kept)) } else { Err(PageError::ProofNeeded) }
    }

    /// The same for a page that needs it.
    pub(crate) async fn require_standing(&self, page: &Page) -> Result<(Standing, Kept), PageError> {
        self.standing(page).await?.ok_or(PageError::SignInNeeded)
    }
}
