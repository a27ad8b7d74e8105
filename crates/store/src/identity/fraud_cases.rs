//! Suspicions of fraud: who or what raised each, about whom, and how it was closed. The person is not told of one.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO fraud_case \
    (id, sign_in_id, proofing_id, raised_by, signals, note_sealed, state, raised_at, version) \
    VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, 0)";
const FIND: &str = "SELECT id, sign_in_id, proofing_id, raised_by, signals, note_sealed, state, raised_at, version \
    FROM fraud_case WHERE id = $1";
const LIST_OPEN: &str = "SELECT id, sign_in_id, proofing_id, raised_by, signals, note_sealed, state, raised_at, version \
    FROM fraud_case WHERE state = 'open' ORDER BY raised_at, id LIMIT $1";
const FIND_OPEN: &str = "SELECT id, sign_in_id, proofing_id, raised_by, signals, note_sealed, state, raised_at, version \
    FROM fraud_case WHERE sign_in_id = $1 AND state = 'open' LIMIT 1";
const CLOSE: &str = "UPDATE fraud_case SET state = $3, closed_by = $4, closed_at = $5, closing_note_sealed = $6, \
    version = version + 1 WHERE id = $1 AND version = $2 AND state = 'open'";
const REMOVE: &str = "DELETE FROM fraud_case WHERE state = $1 AND raised_at <= $2";

/// How a suspicion ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// There was nothing.
    Cleared,
    /// It was fraud.
    Confirmed,
}

impl Ending {
    const ALL: [Self; 2] = [Self::Cleared, Self::Confirmed];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cleared => "cleared",
            Self::Confirmed => "confirmed",
        }
    }
}

/// One suspicion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FraudCase {
    /// Its id.
    pub id: Id,
    /// About whom.
    pub sign_in_id: Id,
    /// In which case of proving who they are, if in one.
    pub proofing_id: Option<Id>,
    /// Which agent raised it; none if a rule did.
    pub raised_by: Option<Id>,
    /// What was seen: words of the rules, with a space between.
    pub signals: String,
    /// What the agent wrote, sealed under the person's key.
    pub note_sealed: Option<Vec<u8>>,
    /// Whether it is open.
    pub is_open: bool,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// Moves with each change.
    pub version: i64,
}

/// Adds one.
pub fn add(case: &FraudCase) -> Write {
    let params = vec![
        case.id.into(),
        case.sign_in_id.into(),
        case.proofing_id.into(),
        case.raised_by.into(),
        case.signals.clone().into(),
        case.note_sealed.clone().into(),
        case.raised_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// One by its id.
pub async fn find(store: &Store, id: Id) -> Result<Option<FraudCase>, StoreError> {
    store.row(FIND, &[id.into()]).await?.as_ref().map(read).transpose()
}

/// The open ones, the oldest first.
pub async fn list_open(store: &Store, most: i64) -> Result<Vec<FraudCase>, StoreError> {
    store.rows(LIST_OPEN, &[most.into()]).await?.iter().map(read).collect()
}

/// An open one about a person.
pub async fn find_open(store: &Store, sign_in: Id) -> Result<Option<FraudCase>, StoreError> {
    store.row(FIND_OPEN, &[sign_in.into()]).await?.as_ref().map(read).transpose()
}

/// Closes one; a conflict if it was changed meanwhile.
pub fn close(case: &FraudCase, ending: Ending, agent: Id, note_sealed: Vec<u8>, now: Timestamp) -> Write {
    let params = vec![
        case.id.into(),
        case.version.into(),
        ending.word().into(),
        agent.into(),
        now.into(),
        note_sealed.into(),
    ];
    Write::new().statement(CLOSE, params, Rows::Exactly(1))
}

/// Forgets closed ones that were raised before an instant.
pub fn remove_old(before: Timestamp) -> Write {
    Ending::ALL.into_iter().fold(Write::new(), |write, ending| {
        write.statement(REMOVE, vec![ending.word().into(), before.into()], Rows::Any)
    })
}

fn read(row: &Row) -> Result<FraudCase, StoreError> {
    Ok(FraudCase {
        id: row.id(0)?,
        sign_in_id: row.id(1)?,
        proofing_id: row.id_or_null(2)?,
        raised_by: row.id_or_null(3)?,
        signals: row.text(4)?.to_owned(),
        note_sealed: row.bytes_or_null(5)?.map(<[u8]>::to_vec),
        is_open: row.text(6)? == "open",
        raised_at: row.timestamp(7)?,
        version: row.int(8)?,
    })
}
