//! A decision that waits for a second agent, sealed with the case as the first one looked at it.

use serde::{Deserialize, Serialize};
use store::identity::proposals::Proposal;
use store::person_keys;
use store::seal::Realm;
use values::Id;

use super::decision::Choice;
use crate::person::Fields;
use crate::proofing::case::Case;
use crate::stored::{from_json, to_json};
use crate::{Identity, IdentityError};

/// What was proposed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Proposed {
    pub(super) version: i64,
    pub(super) choice: Choice,
    /// The face was found the same.
    #[serde(default)]
    pub(super) is_same: bool,
    /// What was said of the address on the paper.
    #[serde(default)]
    pub(super) address: String,
    pub(super) note: String,
}

impl Proposed {
    fn fields<'a>(identity: &'a Identity, key: &'a store::seal::DataKey, case: Id) -> Fields<'a> {
        Fields { sealer: identity.sealer(), key, table: "case_proposal", row: case }
    }

    /// Opens what a colleague proposed.
    pub(super) async fn open(identity: &Identity, proposal: &Proposal) -> Result<Self, IdentityError> {
        let person = proposal.sign_in_id;
        let key = person_keys::require(identity.store(), identity.sealer(), person, Realm::Identity).await?;
        let text = Self::fields(identity, &key, proposal.proofing_id)
            .open("decision_sealed", &proposal.decision_sealed)?;
        from_json(&text)
    }

    /// Seals it under the key of whose case it is.
    pub(super) async fn seal(&self, identity: &Identity, case: &Case) -> Result<Vec<u8>, IdentityError> {
        let person = case.row.sign_in_id;
        let key = person_keys::require(identity.store(), identity.sealer(), person, Realm::Identity).await?;
        Ok(Self::fields(identity, &key, case.row.id).seal("decision_sealed", &to_json(self)?))
    }
}
