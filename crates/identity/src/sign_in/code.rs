//! The second step: a code from the authenticator app, or a recovery code.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::SignedDuration;
use serde::Deserialize;
use store::identity::{apps, recovery_codes as kept_codes};
use store::seal::Realm;
use store::{Write, person_keys};
use values::Id;
use web::{Form, Frame, Page, PageError, Problems};

use crate::authenticators::{app, recovery_codes};
use crate::flow::Flow;
use crate::guard::{clear, minutes_until};
use crate::happenings::Happening;
use crate::levels::{Means, Way};
use crate::limits::Guess;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The page's address.
pub(super) const PATH: &str = "/sign-in/code";

/// How long a right password waits for its code.
const HALF: SignedDuration = SignedDuration::from_mins(10);

#[derive(Template)]
#[template(path = "sign_in/code.html")]
struct Ask {
    frame: Frame,
}

/// What the form brings.
#[derive(Deserialize)]
pub(super) struct Typed {
    code: String,
}

/// Whose password was right, not long ago.
fn half(page: &Page) -> Option<Id> {
    let (sign_in, at) = Flow::of(page).half?;
    let age = page.now().duration_since(at);
    (age >= SignedDuration::ZERO && age < HALF).then_some(sign_in)
}

pub(super) async fn show(page: Page) -> Result<Response, PageError> {
    if half(&page).is_none() {
        return page.go(super::PATH);
    }
    page.show(&Ask { frame: page.frame("code-title") })
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let Some(sign_in) = half(&page) else { return page.go(super::PATH) };
    let again = |problems| page.show_again(&Ask { frame: page.frame("code-title").with(problems) });
    let counted = identity.counted(Guess::CodeByAccount, sign_in.as_bytes());
    if let Some(until) = identity.count(counted, page.now()).await? {
        let mut problems = Problems::none();
        problems.add_with(
            "code",
            "wait-minutes",
            vec![("minutes", minutes_until(until, page.now()).to_string())],
        );
        return again(problems);
    }
    let Some((way, write)) = accept(&identity, &page, &visitor, sign_in, &typed.code).await? else {
        return again(Problems::one("code", "code-wrong"));
    };
    // Used up and signed in by one write: of parallel tries with one code, one gets in.
    let means = Means::of([Way::Password, way]);
    match identity.sign_in(&page, &visitor, sign_in, &means, write.and(clear(counted))).await {
        Err(PageError::Conflict) => again(Problems::one("code", "code-wrong")),
        outcome => outcome,
    }
}

/// What kind of code it is and the statements that use it up; nothing if it is wrong or was used.
async fn accept(
    identity: &Identity,
    page: &Page,
    visitor: &Visitor,
    sign_in: Id,
    typed: &str,
) -> Result<Option<(Way, Write)>, IdentityError> {
    let (store, now) = (identity.store(), page.now());
    if typed.chars().filter(char::is_ascii_alphanumeric).count() > 8 {
        let write = kept_codes::use_up(sign_in, recovery_codes::hash(sign_in, typed), now)
            .and(identity.happened(Happening::BackupCodeUsed, sign_in, None, visitor, now));
        // Whether there is such a code, and it is unused, is found out by the write itself.
        return Ok(Some((Way::BackupCode, write)));
    }
    let key = person_keys::require(store, identity.sealer(), sign_in, Realm::Identity).await?;
    for kept in apps::list(store, sign_in).await? {
        let secret =
            identity.sealer().open(&key, "authenticator_app", "key_sealed", kept.id, &kept.key_sealed)?;
        if let Some(step) = app::accepted_step(&secret, typed, kept.last_step, identity.app_now()) {
            return Ok(Some((Way::App, apps::use_step(kept.id, step))));
        }
    }
    Ok(None)
}
