//! The waiting period of a recovery that rests on little: how long, who is told, what stops it. The owner is written to
//! at every address, and signing in stops it too.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::identity::recoveries::{self, State as Standing};
use store::identity::recovery_waits::{self, Wait};
use store::{Write, outbox};
use values::{Id, Timestamp};
use web::forms::Nothing;
use web::{Form, Frame, Language, Page, PageError};

use super::{account, instant, letters, require};
use crate::flow::Flow;
use crate::happenings::Happening;
use crate::secrets::later;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The page's address.
pub(super) const PATH: &str = "/recover/wait";

/// The page after it began.
pub(super) const WAITING: &str = "/recover/waiting";

/// An address that was removed so lately is written to as well.
const ADDRESS_SECONDS: i64 = 30 * 86_400;

/// Once it is over, the recovery may be finished for so long.
const FINISH_SECONDS: i64 = 7 * 86_400;

#[derive(Template)]
#[template(path = "recover/wait.html")]
struct Ask {
    frame: Frame,
    hours: i64,
}

#[derive(Template)]
#[template(path = "recover/waiting.html")]
struct Waiting {
    frame: Frame,
    ready: String,
    ends: String,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let case = match require(&identity, &page).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if case.decision(page.now()).after_waiting.is_none() || case.wait.is_some() {
        return page.go(case.next(page.now()));
    }
    page.show(&Ask { frame: page.frame("recover-wait-title"), hours: identity.waiting_hours() })
}

/// Begins to wait. Of two that begin at once one does.
pub(super) async fn submit(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let case = match require(&identity, &page).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let now = page.now();
    let (Some(sign_in), None, Some(_)) =
        (case.recovery.sign_in_id, &case.wait, case.decision(now).after_waiting)
    else {
        return page.go(case.next(now));
    };
    let ready_at = later(now, identity.waiting_hours() * 3_600);
    let wait = Wait {
        sign_in_id: sign_in,
        recovery_id: case.recovery.id,
        stop_hash: case.recovery.stop_hash,
        shown: case.recovery.shown.clone(),
        begun_at: now,
        ready_at,
        ends_at: later(ready_at, FINISH_SECONDS),
        reminder_id: identity.dice().id(now),
    };
    let person = identity.person(sign_in).await?.ok_or(PageError::Conflict)?;
    let language = Language::from_tag(&person.row.language).unwrap_or_default();
    let addresses = account::addresses(&identity, sign_in, later(now, -ADDRESS_SECONDS)).await?;
    let write = Write::new()
        .and(recoveries::close(&case.recovery, Standing::Waiting))
        .and(recovery_waits::add(&wait))
        .and(letters::waiting(&identity, language, &addresses, &wait)?);
    identity.go(&page, Flow::of(&page), write, WAITING).await
}

/// Says when to come back. Whoever comes back later begins anew and is recognised by what they show.
pub(super) async fn waiting(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let Some(id) = Flow::of(&page).recovery else { return page.go(super::PATH) };
    let found = recoveries::find(identity.store(), id, page.now()).await?;
    let sign_in = found.filter(|found| found.state == Standing::Waiting).and_then(|found| found.sign_in_id);
    let wait = match sign_in {
        Some(sign_in) => recovery_waits::find(identity.store(), sign_in, page.now()).await?,
        None => None,
    };
    let Some(wait) = wait else { return page.go(super::PATH) };
    page.show(&Waiting {
        frame: page.frame("recover-waiting-title"),
        ready: instant(&identity, page.language(), wait.ready_at),
        ends: instant(&identity, page.language(), wait.ends_at),
    })
}

impl Identity {
    /// The statements that end a waiting period because its owner signed in, and whether there was one. Whoever can
    /// sign in needs no recovery, and did perhaps not ask for this one.
    pub(crate) async fn stop_waiting(
        &self,
        sign_in: Id,
        visitor: &Visitor,
        now: Timestamp,
    ) -> Result<(Write, bool), IdentityError> {
        let Some(wait) = recovery_waits::find(self.store(), sign_in, now).await? else {
            return Ok((Write::new(), false));
        };
        let write = recovery_waits::close(&wait).and(recoveries::close_all(sign_in, Standing::Stopped));
        let write = outbox::withdraw(write, wait.reminder_id);
        Ok((write.and(self.happened(Happening::RecoveryCancelled, sign_in, None, visitor, now)), true))
    }
}
