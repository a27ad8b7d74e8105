//! What an operator may do with a person's sign-in: find it, end its sessions, shut it, open it. Each with a reason, which
//! stands in the audit log; the person sees it in their history and is written to.

use store::identity::sign_ins::{self, State};
use store::identity::{sessions, tokens};
use store::{Actor, AuditRecord, Write, WriteError};
use values::{EmailAddress, Id, Timestamp};
use web::session::IDLE;

use crate::happenings::Happening;
use crate::person::email_index;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// A sign-in, as far as an operator needs it.
#[derive(Clone, Debug)]
pub struct About {
    /// Its id, by which logs and audit records name it.
    pub id: Id,
    /// Whether it may be used, and who shut it.
    pub state: State,
    /// When it was made.
    pub made_at: Timestamp,
    /// Where the person is signed in.
    pub sessions: Vec<sessions::Session>,
}

/// The sign-in of an address.
pub async fn find(identity: &Identity, email: &EmailAddress) -> Result<Option<About>, IdentityError> {
    let store = identity.store();
    let Some(row) = sign_ins::find_by_email(store, email_index(identity.sealer(), email)).await? else {
        return Ok(None);
    };
    let now = identity.now();
    let seen_after = now.saturating_sub(IDLE).unwrap_or(Timestamp::MIN);
    let sessions = sessions::list(store, row.id, now, seen_after).await?;
    let Some(state) = sign_ins::find_state(store, row.id).await? else { return Ok(None) };
    Ok(Some(About { id: row.id, state, made_at: row.made_at, sessions }))
}

/// Shuts a sign-in and ends everything of it; whether it was open.
pub async fn disable(identity: &Identity, id: Id, reason: &str) -> Result<bool, IdentityError> {
    let now = identity.now();
    let write = sign_ins::disable(id).and(sessions::close_all(id, now)).and(tokens::close_all(id, now));
    act(identity, id, write, Happening::Disabled, reason, now).await
}

/// Opens a sign-in that was disabled: how it stands now, or nothing if no operator had shut it. What its owner froze
/// stays frozen, and nobody is told that it could be used again.
pub async fn enable(identity: &Identity, id: Id, reason: &str) -> Result<Option<State>, IdentityError> {
    let Some(from) = sign_ins::find_state(identity.store(), id).await? else { return Ok(None) };
    let Some(to) = from.enabled() else { return Ok(None) };
    let (write, now) = (sign_ins::enable(id, from, to), identity.now());
    if to == State::Active {
        return Ok(act(identity, id, write, Happening::Enabled, reason, now).await?.then_some(to));
    }
    identity.write(write.audit(record(id, Happening::Enabled, reason, now))).await?;
    Ok(Some(to))
}

/// Ends all sessions of a sign-in, which may be used again at once.
pub async fn end_sessions(identity: &Identity, id: Id, reason: &str) -> Result<(), IdentityError> {
    let now = identity.now();
    let write = sessions::close_all(id, now).and(tokens::close_all(id, now));
    act(identity, id, write, Happening::SessionsEnded, reason, now).await.map(|_| ())
}

/// Does it, noted and told as the operator's doing; whether the first statement of the write met what it expected.
pub(crate) async fn act(
    identity: &Identity,
    id: Id,
    write: Write,
    happening: Happening,
    reason: &str,
    now: Timestamp,
) -> Result<bool, IdentityError> {
    let nobody = Visitor::none();
    let write = write.and(identity.happened(happening, id, None, &nobody, now));
    let write = write.audit(record(id, happening, reason, now));
    match identity.store().write(write).await {
        Ok(()) => Ok(true),
        Err(WriteError::Conflict { statement: 0, .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn record(id: Id, happening: Happening, reason: &str, now: Timestamp) -> AuditRecord {
    AuditRecord {
        at: now,
        actor: Actor::System("command line"),
        action: happening.word(),
        subject: Some(id),
        reason: Some(reason.to_owned()),
    }
}
