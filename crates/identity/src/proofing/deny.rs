//! "I did not prove who I am": the page that the notice on paper names (NIST SP 800-63A-4, 3.10). Whoever has the code of
//! the notice needs no sign-in: somebody else may have made it. What was proved is removed, the sign-in is frozen, and the
//! case waits for an agent.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use store::identity::proofings::{self, Proofing, State as CaseState};
use store::identity::proofs;
use values::{Id, Timestamp};
use web::{Form, Frame, Page, PageError, Problems};

use super::finish::deny_hash;
use crate::desk::fraud::rules::Signal;
use crate::desk::fraud::{Suspicion, raise};
use crate::guard::wait;
use crate::happenings::Happening;
use crate::limits::Guess;
use crate::notices::freeze::{freeze, is_undone};
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The page's address, as it stands in the notice.
pub(super) const PATH: &str = "/prove/deny";

/// Where it leads.
pub(super) const DONE: &str = "/prove/denied";

#[derive(Template)]
#[template(path = "proofing/deny.html")]
struct Ask {
    frame: Frame,
    code: String,
}

#[derive(Template)]
#[template(path = "proofing/denied.html")]
struct Denied {
    frame: Frame,
}

/// The code of the notice.
#[derive(Deserialize)]
pub(super) struct Typed {
    code: String,
}

pub(super) async fn show(page: Page) -> Result<Response, PageError> {
    page.show(&Ask { frame: page.frame("prove-deny-title"), code: String::new() })
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let now = page.now();
    let again = |problems: Problems| {
        let frame = page.frame("prove-deny-title").with(problems);
        page.show_again(&Ask { frame, code: typed.code.clone() })
    };
    let counted = identity.counted_network(Guess::RecoveryByNetwork, &visitor);
    if let Some(until) = identity.count_all(counted, now).await? {
        return again(wait("code", until, now));
    }
    let found = proofings::find_by_deny(identity.store(), deny_hash(&typed.code)).await?;
    let Some(row) = found.filter(|row| row.state == CaseState::Verified) else {
        return again(Problems::one("code", "prove-deny-wrong"));
    };
    let sign_in = row.sign_in_id;
    let person = identity.person(sign_in).await?.ok_or(PageError::Conflict)?;
    // What happened since then goes with the freeze. What is older than it reaches back goes here.
    let frozen = freeze(&identity, &person, row.changed_at, &visitor, now).await?;
    let write = if is_undone(row.changed_at, now) {
        frozen
    } else {
        denied(&identity, &row, &visitor, now).await?.and(frozen)
    };
    identity.write(write).await?;
    page.go(DONE)
}

pub(super) async fn done(page: Page) -> Result<Response, PageError> {
    page.show(&Denied { frame: page.frame("prove-denied-title") })
}

/// The statements that take a proof back. The code works no more.
async fn denied(
    identity: &Identity,
    row: &Proofing,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let row = Proofing { deny_hash: None, ..row.clone() };
    let moved = proofings::change_state(&row, CaseState::Repudiated, now)
        .map_err(|_| IdentityError::Stored("a verified case"))?;
    let mut write = moved.and(identity.happened(Happening::ProofDenied, row.sign_in_id, None, visitor, now));
    let suspicion = Suspicion {
        person: row.sign_in_id,
        proofing: Some(row.id),
        agent: None,
        signals: &[Signal::FrozenLately],
        note: "",
    };
    write = write.and(raise(identity, &suspicion, now).await?);
    if let Some(proof) = proofs::find(identity.store(), row.sign_in_id).await? {
        write = write.and(proofs::remove(proof.sign_in_id, proof.tax_number_index));
    }
    Ok(write)
}

/// The statements that take back what was proved at a sign-in since an instant from which on its owner denies everything;
/// nothing if nothing was.
pub(crate) async fn deny_since(
    identity: &Identity,
    sign_in: Id,
    since: Timestamp,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let current = proofings::current(identity.store(), sign_in).await?;
    match current.filter(|row| row.state == CaseState::Verified && row.changed_at >= since) {
        Some(row) => denied(identity, &row, visitor, now).await,
        None => Ok(Write::new()),
    }
}
