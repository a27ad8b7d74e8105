//! Getting back in without the usual ways: what must be shown is decided in [`policy`], a page for each thing that can
//! be shown, a waiting period where that is all there is, and the saved code that makes it easy
//! (NIST SP 800-63B-4, 4.2).

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use store::Write;
use store::identity::recoveries::{self, Recovery, State};
use store::identity::recovery_waits::{self, Wait};
use values::{EmailAddress, Id, Timestamp};
use web::{Catalogue, Language, Page, PageError, Problems};

use crate::flow::Flow;
use crate::guard::{Counted, wait};
use crate::happenings::Happening;
use crate::limits::Guess;
use crate::person::Fields;
use crate::secrets::hash;
use crate::security::shown::time_of_day;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

mod account;
mod browser;
mod code;
mod factor;
mod finish;
mod letters;
mod lost;
mod own_code;
mod phone;
pub mod policy;
mod prove;
mod saved;
mod start;
mod stop;
mod wait;
mod ways;

pub(crate) use own_code::PATH as OWN_CODE;
pub(crate) use phone::{PATH as PHONE, SEND as PHONE_SEND};
pub(crate) use stop::STOPPED;

use policy::{Account, Decision, Piece, Pieces, decide};

/// The first page.
pub(crate) const PATH: &str = "/recover";

/// What these pages and their letters say.
pub const WORDS: Catalogue = Catalogue {
    name: "identity/recover",
    en: include_str!("recover.en.ftl"),
    es: include_str!("recover.es.ftl"),
};

/// How long one may take, but for a waiting period.
const SECONDS: i64 = 7_200;

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new()
        .route(PATH, get(start::show).post(start::submit))
        .route(code::PATH, get(code::show).post(code::submit))
        .route("/recover/code/again", post(code::again))
        .route(ways::PATH, get(ways::show))
        .route("/recover/help", get(ways::help))
        .route("/recover/saved", get(saved::show).post(saved::submit))
        .route("/recover/password", get(factor::show_password).post(factor::submit_password))
        .route(factor::APP, get(factor::show_app).post(factor::submit_app))
        .route(factor::BACKUP, get(factor::show_backup).post(factor::submit_backup))
        .route(phone::PATH, get(phone::show).post(phone::submit))
        .route(phone::SEND, post(phone::send))
        .route("/recover/proof", get(prove::show).post(prove::submit))
        .route(wait::PATH, get(wait::show).post(wait::submit))
        .route(wait::WAITING, get(wait::waiting))
        .route(finish::PATH, get(finish::show).post(finish::submit))
        .route(stop::PATH, get(stop::show).post(stop::submit))
        .route(stop::STOPPED, get(stop::stopped))
        .route(own_code::PATH, get(own_code::show))
        .route("/security/recovery/make", post(own_code::make))
        .route("/security/recovery/kept", post(own_code::kept))
        .route("/security/recovery/file", get(own_code::download))
}

/// A recovery under way, with what counts for the decision.
#[derive(Clone, Debug)]
struct Case {
    recovery: Recovery,
    /// What is known of the sign-in; nothing of an address that nobody has, nor before anything was shown.
    account: Account,
    wait: Option<Wait>,
}

impl Case {
    fn shown(&self) -> Pieces {
        Pieces::read(&self.recovery.shown)
    }

    /// Whether a waiting period is over that began with what is shown now again.
    fn has_waited(&self, now: Timestamp) -> bool {
        let begun_with =
            |wait: &Wait| !wait.shown.is_empty() && self.shown().hold_all(Pieces::read(&wait.shown));
        self.wait.as_ref().is_some_and(|wait| wait.ready_at <= now && begun_with(wait))
    }

    fn decision(&self, now: Timestamp) -> Decision {
        decide(self.account, self.shown(), self.has_waited(now))
    }

    /// Where to go on.
    fn next(&self, now: Timestamp) -> &'static str {
        if self.decision(now).met.is_some() { finish::PATH } else { ways::PATH }
    }
}

/// The recovery of this browser, or the way to the first page.
async fn require(identity: &Identity, page: &Page) -> Result<Result<Case, Response>, PageError> {
    let now = page.now();
    let found = match Flow::of(page).recovery {
        Some(id) => recoveries::find(identity.store(), id, now).await?,
        None => None,
    };
    let Some(recovery) = found.filter(|recovery| recovery.state == State::Open) else {
        return Ok(Err(page.go(PATH)?));
    };
    // Before anything is shown nothing about the sign-in is looked up, so that all addresses are alike.
    let (account, wait) = match recovery.sign_in_id.filter(|_| !recovery.shown.is_empty()) {
        Some(id) => {
            (account::of(identity, id).await?, recovery_waits::find(identity.store(), id, now).await?)
        }
        None => (account::NOBODY, None),
    };
    Ok(Ok(Case { recovery, account, wait }))
}

/// The same for the page of one piece, which must be among those that lead on.
async fn require_piece(
    identity: &Identity,
    page: &Page,
    piece: Piece,
) -> Result<Result<Case, Response>, PageError> {
    match require(identity, page).await? {
        Ok(case) if case.decision(page.now()).next.contains(&piece) => Ok(Ok(case)),
        Ok(case) => Ok(Err(page.go(case.next(page.now()))?)),
        Err(elsewhere) => Ok(Err(elsewhere)),
    }
}

/// Counts a try. What to say on the field if it must wait.
async fn held_back(
    identity: &Identity,
    page: &Page,
    visitor: &Visitor,
    counted: Counted,
    field: &str,
) -> Result<Option<Problems>, IdentityError> {
    let network = identity.counted_network(Guess::RecoveryByNetwork, visitor);
    let until = identity.count_all([Some(counted), network].into_iter().flatten(), page.now()).await?;
    Ok(until.map(|until| wait(field, until, page.now())))
}

/// Keeps that a piece was shown and goes on, in a session with a new token: whoever planted the one before has nothing
/// of it. A conflict if the recovery was changed, stopped or finished meanwhile.
async fn keep_shown(
    identity: &Identity,
    page: &Page,
    visitor: &Visitor,
    mut case: Case,
    piece: Piece,
    write: Write,
) -> Result<Response, PageError> {
    let (now, is_first) = (page.now(), case.shown().is_empty());
    let Some(sign_in) = case.recovery.sign_in_id else { return Err(PageError::Conflict) };
    case.recovery.shown = case.shown().and(piece).to_string();
    let mut write = write.and(recoveries::change(&case.recovery));
    if is_first {
        write = write.and(identity.happened(Happening::RecoveryStarted, sign_in, None, visitor, now));
        case.account = account::of(identity, sign_in).await?;
        case.wait = recovery_waits::find(identity.store(), sign_in, now).await?;
    }
    identity.go_anew(page, Flow::of(page), write, case.next(now)).await
}

/// What the link carries that stops a recovery: nothing that could be guessed, the same in every letter about it.
fn stop_token(identity: &Identity, recovery: Id) -> String {
    outside::jose::encode(identity.sealer().program_secret("stop recovery", recovery).expose())
}

fn stop_hash(token: &str) -> [u8; 32] {
    hash("stop recovery", token)
}

fn seal_email(identity: &Identity, recovery: Id, email: &EmailAddress) -> Vec<u8> {
    let key = identity.sealer().program_key("recovery");
    let fields = Fields { sealer: identity.sealer(), key: &key, table: "recovery", row: recovery };
    fields.seal("email_sealed", email.expose())
}

fn email_of(identity: &Identity, recovery: &Recovery) -> Result<EmailAddress, IdentityError> {
    let key = identity.sealer().program_key("recovery");
    let fields = Fields { sealer: identity.sealer(), key: &key, table: "recovery", row: recovery.id };
    let email = fields.open("email_sealed", &recovery.email_sealed)?;
    email.parse().map_err(|_| IdentityError::Stored("an email address"))
}

/// Date and time in the agency's zone, which is named.
fn instant(identity: &Identity, language: Language, at: Timestamp) -> String {
    let local = identity.app().clock.local(at);
    let arguments = [("date", language.date(local.date())), ("time", time_of_day(local))];
    identity.app().words.say_with(language, "recover-instant", arguments)
}
