//! The second step: which way comes first, a page for each, and the page that lists them all.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use jiff::SignedDuration;
use store::identity::second_factors;
use values::{Id, Timestamp};
use web::{Catalogue, Page, PageError, Problems};

use crate::authenticators::held::Held;
use crate::authenticators::second::{Checked, Kind};
use crate::flow::Flow;
use crate::guard::wait;
use crate::levels::{Means, Way};
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

mod app;
mod backup;
mod choose;
pub(crate) mod phone;

/// Where the way used last is asked for.
pub(crate) const PATH: &str = "/sign-in/code";

/// Where all are listed.
pub(super) const CHOOSE: &str = "/sign-in/code/choose";

/// What these pages say.
pub(crate) const WORDS: Catalogue = Catalogue {
    name: "identity/sign_in/code",
    en: include_str!("code.en.ftl"),
    es: include_str!("code.es.ftl"),
};

/// How long a right password waits for its code.
const HALF: SignedDuration = SignedDuration::from_mins(10);

/// The routes of this folder.
pub(super) fn routes() -> Router<Identity> {
    Router::new()
        .route(PATH, get(show).post(app::submit))
        .route(CHOOSE, get(choose::show))
        .route(app::PATH, get(app::show).post(app::submit))
        .route(phone::PATH, get(phone::show).post(phone::submit))
        .route(phone::SEND, post(phone::send))
        .route(backup::PATH, get(backup::show).post(backup::submit))
}

/// Whose password was right, and when, if not long ago.
fn half(page: &Page) -> Option<(Id, Timestamp)> {
    let (sign_in, at) = Flow::of(page).half?;
    let age = page.now().duration_since(at);
    (age >= SignedDuration::ZERO && age < HALF).then_some((sign_in, at))
}

/// The kinds a person has, the one used last first.
async fn kinds(identity: &Identity, sign_in: Id) -> Result<Vec<Kind>, IdentityError> {
    let held = Held::of(identity, sign_in).await?;
    let used = second_factors::list(identity.store(), sign_in).await?;
    let used_at = |kind: &Kind| used.iter().find(|one| one.kind == kind.word()).and_then(|one| one.used_at);
    let reaches_phones = identity.connections().phones;
    let mut kinds: Vec<Kind> = [
        (Kind::App, held.apps > 0),
        (Kind::Phone, held.phones > 0 && reaches_phones),
        (Kind::Backup, held.backup_codes > 0),
    ]
    .into_iter()
    .filter_map(|(kind, is_there)| is_there.then_some(kind))
    .collect();
    // A stable order: what was never used keeps its place, and a backup code is nobody's habit.
    kinds.sort_by_key(|kind| std::cmp::Reverse(if *kind == Kind::Backup { None } else { used_at(kind) }));
    Ok(kinds)
}

async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let Some((sign_in, _)) = half(&page) else { return page.go(super::PATH) };
    match kinds(&identity, sign_in).await?.first() {
        Some(Kind::App) => app::ask(&page, Problems::none()),
        Some(Kind::Phone) => page.go(phone::PATH),
        Some(Kind::Backup) => page.go(backup::PATH),
        None => page.go(CHOOSE),
    }
}

/// What a code comes to: signed in, or what is wrong with it.
async fn enter(
    identity: &Identity,
    page: &Page,
    visitor: &Visitor,
    half: (Id, Timestamp),
    kind: Kind,
    typed: &str,
) -> Result<Result<Response, Problems>, PageError> {
    let mut problems = Problems::none();
    match identity.check_second(page, visitor, half, kind, typed).await? {
        Checked::Right(way, write) => {
            // Used up and signed in by one write: of parallel tries with one code, one gets in.
            let means = Means::of([Way::Password, way]);
            match identity.sign_in(page, visitor, half.0, &means, write).await {
                Err(PageError::Conflict) => problems.add("code", "code-wrong"),
                outcome => return outcome.map(Ok),
            }
        }
        Checked::Wrong => problems.add("code", "code-wrong"),
        Checked::Shut => problems.add("code", "code-shut"),
        Checked::Wait(until) => problems = wait("code", until, page.now()),
    }
    Ok(Err(problems))
}
