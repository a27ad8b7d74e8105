//! Which information returns a taxpayer says are not theirs: a case for each, and what happened to it.

use values::{Id, Secret, Timestamp};

use crate::seal::{DataKey, Realm, Sealer};
use crate::{Row, Rows, Store, StoreError, Write, person_keys};

const LIST: &str = "SELECT return_id, case_id, tax_year, form, state, reason, words, opened_at, changed_at, version \
    FROM information_dispute WHERE taxpayer_id = $1 ORDER BY return_id";
const ADD: &str = "INSERT INTO information_dispute (taxpayer_id, return_id, case_id, tax_year, form, state, reason, \
    words, opened_at, changed_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 1)";
const CHANGE: &str = "UPDATE information_dispute SET state = $4, reason = $5, words = $6, opened_at = $7, \
    changed_at = $8, version = version + 1 WHERE taxpayer_id = $1 AND return_id = $2 AND version = $3";
const ADD_EVENT: &str = "INSERT INTO information_dispute_event (taxpayer_id, return_id, version, at, what) \
    VALUES ($1, $2, $3, $4, $5)";
const LIST_EVENTS: &str = "SELECT at, what FROM information_dispute_event WHERE taxpayer_id = $1 AND return_id = $2 \
    ORDER BY version";

/// One case. `Debug` shows nothing of what was said.
#[derive(Clone, Debug)]
pub struct Dispute {
    /// Who says so.
    pub taxpayer_id: Id,
    /// Of which return: the id of the first that was reported of it.
    pub return_id: Id,
    /// The case's id.
    pub case_id: Id,
    /// The year of the return.
    pub tax_year: i64,
    /// Its form.
    pub form: String,
    /// `open` or `withdrawn`.
    pub state: String,
    /// Why, as one word: `unknown_payer` …
    pub reason: String,
    /// Why, in the taxpayer's words; empty for nothing. Sealed at rest.
    pub words: Secret<String>,
    /// When it was last opened.
    pub opened_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// Counts changes; 1 when new, whatever is given to [`add`].
    pub version: i64,
}

/// All cases of a taxpayer.
pub async fn list(store: &Store, sealer: &Sealer, taxpayer: Id) -> Result<Vec<Dispute>, StoreError> {
    let rows = store.rows(LIST, &[taxpayer.into()]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = person_keys::require(store, sealer, taxpayer, Realm::Taxes).await?;
    rows.iter().map(|row| read(sealer, &key, taxpayer, row)).collect()
}

/// What happened to a case, oldest first.
pub async fn events(store: &Store, taxpayer: Id, of: Id) -> Result<Vec<(Timestamp, String)>, StoreError> {
    let rows = store.rows(LIST_EVENTS, &[taxpayer.into(), of.into()]).await?;
    rows.iter().map(|row| Ok((row.timestamp(0)?, row.text(1)?.to_owned()))).collect()
}

/// Adds a case with its first event; a conflict means that there is one of this return.
pub fn add(write: Write, sealer: &Sealer, key: &DataKey, dispute: &Dispute) -> Write {
    let params = vec![
        dispute.taxpayer_id.into(),
        dispute.return_id.into(),
        dispute.case_id.into(),
        dispute.tax_year.into(),
        dispute.form.as_str().into(),
        dispute.state.as_str().into(),
        dispute.reason.as_str().into(),
        words(sealer, key, dispute).into(),
        dispute.opened_at.into(),
    ];
    event(write.statement(ADD, params, Rows::Exactly(1)), dispute, 1)
}

/// Changes the case that was loaded; a conflict means that it changed since.
pub fn change(write: Write, sealer: &Sealer, key: &DataKey, dispute: &Dispute) -> Write {
    let params = vec![
        dispute.taxpayer_id.into(),
        dispute.return_id.into(),
        dispute.version.into(),
        dispute.state.as_str().into(),
        dispute.reason.as_str().into(),
        words(sealer, key, dispute).into(),
        dispute.opened_at.into(),
        dispute.changed_at.into(),
    ];
    event(write.statement(CHANGE, params, Rows::Exactly(1)), dispute, dispute.version + 1)
}

fn event(write: Write, dispute: &Dispute, version: i64) -> Write {
    let params = vec![
        dispute.taxpayer_id.into(),
        dispute.return_id.into(),
        version.into(),
        dispute.changed_at.into(),
        dispute.state.as_str().into(),
    ];
    write.statement(ADD_EVENT, params, Rows::Exactly(1))
}

fn words(sealer: &Sealer, key: &DataKey, dispute: &Dispute) -> Vec<u8> {
    sealer.seal(key, "information_dispute", "words", dispute.return_id, dispute.words.expose().as_bytes())
}

fn read(sealer: &Sealer, key: &DataKey, taxpayer_id: Id, row: &Row) -> Result<Dispute, StoreError> {
    let return_id = row.id(0)?;
    let words = sealer.open(key, "information_dispute", "words", return_id, row.bytes(6)?)?;
    let unreadable = |_| StoreError::Stored { what: "the words of a case" };
    Ok(Dispute {
        taxpayer_id,
        return_id,
        case_id: row.id(1)?,
        tax_year: row.int(2)?,
        form: row.text(3)?.to_owned(),
        state: row.text(4)?.to_owned(),
        reason: row.text(5)?.to_owned(),
        words: Secret::new(String::from_utf8(words.expose().clone()).map_err(unreadable)?),
        opened_at: row.timestamp(7)?,
        changed_at: row.timestamp(8)?,
        version: row.int(9)?,
    })
}
