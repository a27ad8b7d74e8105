//! What the operator does with agents: appoint, certify, end. Each with a reason, which stands in the audit log; the agent
//! sees it in their history and is written to, so that nobody becomes one unawares.

use store::identity::{agents, sessions, tokens};
use values::{Date, EmailAddress, Id};

use super::roles::{Role, certified_until};
use crate::happenings::Happening;
use crate::operators::act;
use crate::{Identity, IdentityError};

/// So many are listed.
const MOST: i64 = 10_000;

/// An agent, as the operator sees them.
#[derive(Clone, Debug)]
pub struct Appointed {
    /// Their main address.
    pub email: EmailAddress,
    /// What they do: the word of a [`Role`].
    pub role: String,
    /// Whether they still do.
    pub is_active: bool,
    /// The last day on which they may work without another test.
    pub certified_until: Option<Date>,
}

/// The agency's date.
pub fn today(identity: &Identity) -> Date {
    identity.app().clock.today(identity.now())
}

/// Makes somebody an agent; whether they were none.
pub async fn add(identity: &Identity, id: Id, role: Role, reason: &str) -> Result<bool, IdentityError> {
    let now = identity.now();
    act(identity, id, agents::add(id, role.word(), now), Happening::DeskChanged, reason, now).await
}

/// Keeps that an agent passed their test on a day; whether they are one.
pub async fn certify(identity: &Identity, id: Id, on: Date, reason: &str) -> Result<bool, IdentityError> {
    let Some(agent) = agents::find(identity.store(), id).await? else { return Ok(false) };
    let write = agents::certify(&agent, on);
    act(identity, id, write, Happening::DeskChanged, reason, identity.now()).await
}

/// Ends an agent's work and every session of theirs, at once; whether they were one.
pub async fn end(identity: &Identity, id: Id, reason: &str) -> Result<bool, IdentityError> {
    let Some(agent) = agents::find(identity.store(), id).await? else { return Ok(false) };
    // Wherever they are signed in, they are known as what they were.
    let now = identity.now();
    let write = agents::close(&agent).and(sessions::close_all(id, now)).and(tokens::close_all(id, now));
    act(identity, id, write, Happening::DeskChanged, reason, now).await
}

/// All agents, those who ended too.
pub async fn list(identity: &Identity) -> Result<Vec<Appointed>, IdentityError> {
    let mut found = Vec::new();
    for agent in agents::list(identity.store(), MOST).await? {
        let Some(person) = identity.person(agent.sign_in_id).await? else { continue };
        found.push(Appointed {
            email: person.email,
            role: agent.role,
            is_active: agent.is_active,
            certified_until: agent.certified_on.map(certified_until),
        });
    }
    Ok(found)
}
