//! How long does a visit last, and how does it begin and end? Idle 15 minutes, at most 12 hours, with a
//! warning 150 seconds before (NIST SP 800-63B-4, 2.2.3; Publication 1075).
//!
//! The browser holds 32 random bytes in a cookie `__Host-<site>`, the store their SHA-256. A handler that
//! signs somebody in begins a session in the same write as the rest, and sets its cookie on the answer:
//!
//! ```ignore
//! let begun = session::begin(&page, Some(person), Vec::new());
//! let write = begun.add_to(write);            // also closes the session that the visitor had
//! page.app().store.write(write).await?;
//! let mut response = page.go("/")?;
//! begun.cookie().set_on(&mut response);
//! ```

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use store::{StoreError, Write, sessions};
use values::{Id, Timestamp};

use crate::app::{App, Site};
use crate::cookies::{self, Cookie, SameSite};
use crate::page::Page;

mod pages;
pub(crate) use pages::routes;
pub use pages::{ENDED_PATH, WARNING_PATH};

/// Without a request for this long the session ends.
pub const IDLE: SignedDuration = SignedDuration::from_mins(15);
/// After this long it ends in any case, or sooner where a site says so.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(12);
/// This long before the end the visitor is warned.
pub const WARNING: SignedDuration = SignedDuration::from_secs(150);
/// Uses within this long of the last noted one are not noted, to spare the store a write per page.
const NOTED_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// One browser's visit to one site. What it holds is [`sessions::Session`].
#[derive(Clone, Debug)]
pub struct Session {
    row: sessions::Session,
}

/// How long a session has left, in whole seconds, as a page tells the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Countdown {
    /// Until the warning.
    pub warning_in: i64,
    /// Until the end.
    pub ends_in: i64,
    /// Whether staying signed in is still possible.
    pub can_extend: bool,
}

impl Session {
    /// What logs and audit records call it.
    pub const fn id(&self) -> Id {
        self.row.id
    }

    /// Who is signed in; nobody in the middle of signing in.
    pub const fn person(&self) -> Option<Id> {
        self.row.subject
    }

    /// When it began.
    pub const fn started_at(&self) -> Timestamp {
        self.row.created_at
    }

    /// What the site keeps in it.
    pub fn data(&self) -> &[u8] {
        &self.row.data
    }

    /// The stored row, for [`sessions::change`].
    pub const fn row(&self) -> &sessions::Session {
        &self.row
    }

    fn ends_at(&self) -> Timestamp {
        after(self.row.seen_at, IDLE).min(self.row.absolute_end_at)
    }

    /// How long it has left.
    pub fn countdown(&self, now: Timestamp) -> Countdown {
        let left = now.duration_until(self.ends_at()).max(SignedDuration::ZERO);
        let warning = left.saturating_sub(WARNING).max(SignedDuration::ZERO);
        let can_extend = after(now, IDLE).min(self.row.absolute_end_at) > self.ends_at()
            || self.row.absolute_end_at > self.ends_at();
        Countdown { warning_in: warning.as_secs(), ends_in: left.as_secs(), can_extend }
    }
}

/// Saturates: a session never outlives the calendar.
fn after(instant: Timestamp, duration: SignedDuration) -> Timestamp {
    instant.checked_add(duration).unwrap_or(Timestamp::MAX)
}

/// A session that begins with the answer to this request.
#[derive(Debug)]
pub struct Begun {
    row: sessions::Session,
    replaced: Option<[u8; 32]>,
    cookie: Cookie,
}

impl Begun {
    /// The statements that store it and end the one it replaces.
    pub fn add_to(&self, write: Write) -> Write {
        let write = match self.replaced {
            Some(token_hash) => sessions::close(write, &self.row.site, token_hash),
            None => write,
        };
        sessions::add(write, &self.row)
    }

    /// The cookie to set on the answer.
    pub const fn cookie(&self) -> &Cookie {
        &self.cookie
    }

    /// What logs and audit records call it.
    pub const fn id(&self) -> Id {
        self.row.id
    }

    /// When it ends in any case.
    pub const fn ends_at(&self) -> Timestamp {
        self.row.absolute_end_at
    }
}

/// A new session with a new token; whatever token the visitor had before is worth nothing afterwards.
pub fn begin(page: &Page, person: Option<Id>, data: Vec<u8>) -> Begun {
    let now = page.now();
    let longest = page.app().site.longest_visit.min(ABSOLUTE);
    issue(page, page.app().dice.id(now), person, now, after(now, longest), data)
}

/// The same session under a new token, for when the visitor may do more than before.
pub fn reissue(page: &Page, session: &Session, person: Option<Id>, data: Vec<u8>) -> Begun {
    issue(page, session.row.id, person, session.row.created_at, session.row.absolute_end_at, data)
}

fn issue(
    page: &Page,
    id: Id,
    person: Option<Id>,
    created_at: Timestamp,
    absolute_end_at: Timestamp,
    data: Vec<u8>,
) -> Begun {
    let app = page.app();
    let token = URL_SAFE_NO_PAD.encode(app.dice.bytes::<32>());
    let row = sessions::Session {
        site: app.site.name.slug().to_owned(),
        token_hash: hash(&token),
        id,
        subject: person,
        created_at,
        seen_at: page.now(),
        absolute_end_at,
        data,
        version: 1,
    };
    let replaced = page.session().map(|session| session.row.token_hash);
    Begun { row, replaced, cookie: Cookie::new(&cookie_name(&app.site), &token, same_site(&app.site)) }
}

/// The statement that ends the visitor's session, if there is one.
pub fn end(page: &Page, write: Write) -> Write {
    match page.session() {
        Some(session) => sessions::close(write, &session.row.site, session.row.token_hash),
        None => write,
    }
}

/// Lets an answer take away the cookie and what the browser kept of the site's pages.
pub fn forget(page: &Page, response: &mut Response) {
    Cookie::gone(&cookie_name(&page.app().site)).set_on(response);
    // Not "cookies": on one machine all sites share a host, and the language is no secret.
    let kept = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert("clear-site-data", kept);
}

/// What the cookie of a request leads to.
#[derive(Debug)]
pub(crate) enum Found {
    /// No cookie.
    Nothing,
    /// A session that is over, or that was ended elsewhere.
    Over,
    /// A session and the token that its forms are made from.
    Running(Session, String),
}

/// Looks up the session of a request; notes its use unless `quietly`.
pub(crate) async fn find(
    app: &App,
    headers: &HeaderMap,
    now: Timestamp,
    quietly: bool,
) -> Result<Found, StoreError> {
    let Some(token) = cookies::find(headers, &cookie_name(&app.site)).filter(|token| token.len() == 43)
    else {
        return Ok(Found::Nothing);
    };
    let site = app.site.name.slug();
    let Some(row) = sessions::find(&app.store, site, hash(token)).await? else {
        return Ok(Found::Over);
    };
    let mut session = Session { row };
    if now >= session.ends_at() {
        note(app, sessions::close(Write::new(), site, session.row.token_hash)).await;
        return Ok(Found::Over);
    }
    if !quietly && session.row.seen_at.duration_until(now) >= NOTED_EVERY {
        note(app, sessions::touch(Write::new(), site, session.row.token_hash, now)).await;
        session.row.seen_at = now;
    }
    Ok(Found::Running(session, token.to_owned()))
}

/// A store that cannot write for a moment must not keep people from reading; the session only ends sooner.
async fn note(app: &App, write: Write) {
    if let Err(error) = app.store.write(write).await {
        tracing::warn!(%error, "the use of a session could not be noted");
    }
}

fn hash(token: &str) -> [u8; 32] {
    digest(&SHA256, token.as_bytes()).as_ref().try_into().expect("SHA-256 gives 32 bytes")
}

/// The name of a site's session cookie.
pub fn cookie_name(site: &Site) -> String {
    format!("__Host-{}", site.name.slug())
}

const fn same_site(site: &Site) -> SameSite {
    if site.arrives_from_elsewhere { SameSite::Lax } else { SameSite::Strict }
}
