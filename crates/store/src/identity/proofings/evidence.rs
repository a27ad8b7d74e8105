//! Which pieces of evidence a case has: kind, issuer, how each was validated, how verified, and by whom.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const PUT: &str = "INSERT INTO proofing_evidence \
    (id, proofing_id, sign_in_id, kind, issuer, validation, verification, address_seen, agent_id, at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (proofing_id, kind) DO UPDATE SET \
    id = excluded.id, issuer = excluded.issuer, validation = excluded.validation, \
    verification = excluded.verification, address_seen = excluded.address_seen, agent_id = excluded.agent_id, at = excluded.at";
const LIST: &str = "SELECT id, proofing_id, sign_in_id, kind, issuer, validation, verification, address_seen, \
    agent_id, at FROM proofing_evidence WHERE proofing_id = $1 ORDER BY kind";

const REMOVE_ALL: &str = "DELETE FROM proofing_evidence WHERE proofing_id = $1";

/// One piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Its id.
    pub id: Id,
    /// Of which case.
    pub proofing_id: Id,
    /// Whose.
    pub sign_in_id: Id,
    /// What it is: a word.
    pub kind: String,
    /// Who issued it, where that is known.
    pub issuer: Option<String>,
    /// How it was validated: a word.
    pub validation: String,
    /// How it was verified, once it was.
    pub verification: Option<String>,
    /// What is known of the address on it: a word.
    pub address_seen: Option<String>,
    /// The agent, if one looked at it.
    pub agent_id: Option<Id>,
    /// When.
    pub at: Timestamp,
}

/// Keeps one, in place of what was kept of the same kind.
pub fn put(evidence: &Evidence) -> Write {
    let params = vec![
        evidence.id.into(),
        evidence.proofing_id.into(),
        evidence.sign_in_id.into(),
        evidence.kind.clone().into(),
        evidence.issuer.clone().into(),
        evidence.validation.clone().into(),
        evidence.verification.clone().into(),
        evidence.address_seen.clone().into(),
        evidence.agent_id.into(),
        evidence.at.into(),
    ];
    Write::new().statement(PUT, params, Rows::Exactly(1))
}

/// Forgets all of a case.
pub fn remove_all(case: Id) -> Write {
    Write::new().statement(REMOVE_ALL, vec![case.into()], Rows::Any)
}

/// All of a case.
pub async fn list(store: &Store, case: Id) -> Result<Vec<Evidence>, StoreError> {
    store.rows(LIST, &[case.into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Evidence, StoreError> {
    Ok(Evidence {
        id: row.id(0)?,
        proofing_id: row.id(1)?,
        sign_in_id: row.id(2)?,
        kind: row.text(3)?.to_owned(),
        issuer: row.text_or_null(4)?.map(str::to_owned),
        validation: row.text(5)?.to_owned(),
        verification: row.text_or_null(6)?.map(str::to_owned),
        address_seen: row.text_or_null(7)?.map(str::to_owned),
        agent_id: row.id_or_null(8)?,
        at: row.timestamp(9)?,
    })
}
