//! Decisions that one agent proposed and a second must confirm. One for each case.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO case_proposal (proofing_id, sign_in_id, agent_id, decision_sealed, proposed_at) \
    VALUES ($1, $2, $3, $4, $5)";
const FIND: &str = "SELECT proofing_id, sign_in_id, agent_id, decision_sealed, proposed_at FROM case_proposal \
    WHERE proofing_id = $1";
// Nobody confirms what they proposed themselves, and nobody their own case, whatever a page thought.
const CONFIRM: &str = "DELETE FROM case_proposal \
    WHERE proofing_id = $1 AND agent_id = $2 AND proposed_at = $3 AND agent_id <> $4 AND sign_in_id <> $4";
const REMOVE: &str =
    "DELETE FROM case_proposal WHERE proofing_id = $1 AND agent_id = $2 AND proposed_at = $3";

/// One proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// For which case of proving who somebody is.
    pub proofing_id: Id,
    /// Whose case.
    pub sign_in_id: Id,
    /// Who proposes.
    pub agent_id: Id,
    /// What, sealed under the key of the person whose case it is.
    pub decision_sealed: Vec<u8>,
    /// When.
    pub proposed_at: Timestamp,
}

/// Adds one; a conflict if the case has one.
pub fn add(proposal: &Proposal) -> Write {
    let params = vec![
        proposal.proofing_id.into(),
        proposal.sign_in_id.into(),
        proposal.agent_id.into(),
        proposal.decision_sealed.clone().into(),
        proposal.proposed_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// The one of a case.
pub async fn find(store: &Store, proofing: Id) -> Result<Option<Proposal>, StoreError> {
    store.row(FIND, &[proofing.into()]).await?.as_ref().map(read).transpose()
}

/// Uses one up in the name of a second agent; a conflict if another was faster, or the agent is the one who proposed it or
/// whose case it is.
pub fn confirm(proposal: &Proposal, second: Id) -> Write {
    let params = vec![
        proposal.proofing_id.into(),
        proposal.agent_id.into(),
        proposal.proposed_at.into(),
        second.into(),
    ];
    Write::new().statement(CONFIRM, params, Rows::Exactly(1))
}

/// Takes one back, or refuses it; a conflict if it is gone.
pub fn close(proposal: &Proposal) -> Write {
    let params = vec![proposal.proofing_id.into(), proposal.agent_id.into(), proposal.proposed_at.into()];
    Write::new().statement(REMOVE, params, Rows::Exactly(1))
}

fn read(row: &Row) -> Result<Proposal, StoreError> {
    Ok(Proposal {
        proofing_id: row.id(0)?,
        sign_in_id: row.id(1)?,
        agent_id: row.id(2)?,
        decision_sealed: row.bytes(3)?.to_vec(),
        proposed_at: row.timestamp(4)?,
    })
}
