//! Forms that were sent, sealed: what was answered and signed, and the history of how each came to where it stands.
//!
//! A change names the version that was loaded, so that of two changes of one version the second conflicts. What may be asked for
//! once only, whoever asks, is a row of `form_claim` under the keyed index of its number: the second one conflicts, also when
//! both come at once.

use values::{Date, Id, Timestamp};

use crate::seal::{DataKey, Sealer};
use crate::{Row, Rows, Store, StoreError, Value, Write};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT taxpayer_id, form_id, form, revision, state, content, amends, signed_at, sent_on, ended_on, reason, ",
            "version FROM sent_form ",
            $rest
        )
    };
}

const FIND: &str = select!("WHERE taxpayer_id = $1 AND form_id = $2");
const LIST: &str = select!("WHERE taxpayer_id = $1 ORDER BY form_id DESC");
const LIST_IN_STATE: &str = "SELECT taxpayer_id, form_id, form, sent_on FROM sent_form \
    WHERE state = $1 AND (sent_on, form_id) > ($2, $3) ORDER BY sent_on, form_id LIMIT $4";
const LIST_EVENTS: &str =
    "SELECT at, what FROM form_event WHERE taxpayer_id = $1 AND form_id = $2 ORDER BY version";
const ADD: &str = "INSERT INTO sent_form (taxpayer_id, form_id, form, revision, state, content, amends, signed_at, \
    sent_on, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
const CHANGE: &str = "UPDATE sent_form SET state = $4, ended_on = $5, reason = $6, version = version + 1 \
    WHERE taxpayer_id = $1 AND form_id = $2 AND version = $3";
const ADD_EVENT: &str =
    "INSERT INTO form_event (taxpayer_id, form_id, version, at, what) VALUES ($1, $2, $3, $4, $5)";
const ADD_CLAIM: &str = "INSERT INTO form_claim (claim, taxpayer_id, form_id) VALUES ($1, $2, $3)";
const CLOSE_CLAIMS: &str = "DELETE FROM form_claim WHERE taxpayer_id = $1 AND form_id = $2";
const COUNT_CLAIMS: &str = "SELECT COUNT(*) FROM form_claim WHERE taxpayer_id = $1 AND form_id = $2";

/// A form that was sent. `Debug` shows nothing of its answers.
#[derive(Clone, PartialEq, Eq)]
pub struct SentForm {
    /// Who sent it.
    pub taxpayer_id: Id,
    /// Its id: that of the draft it was made from.
    pub id: Id,
    /// Which form.
    pub form: String,
    /// In which revision.
    pub revision: String,
    /// Where it stands.
    pub state: String,
    /// What was answered and signed.
    pub content: Vec<u8>,
    /// The form that it stands in the place of.
    pub amends: Option<Id>,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// The day of that.
    pub sent_on: Date,
    /// The day it was decided on, taken back or replaced.
    pub ended_on: Option<Date>,
    /// What whoever decided says of it.
    pub reason: Option<String>,
    /// Counts changes; 1 when new, whatever is given to [`add`].
    pub version: i64,
}

impl std::fmt::Debug for SentForm {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "SentForm({} {} version {})", self.id, self.state, self.version)
    }
}

/// A line of a form's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormEvent {
    /// When.
    pub at: Timestamp,
    /// The state it came to.
    pub what: String,
}

/// A form in a list of those that wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Who sent it.
    pub taxpayer_id: Id,
    /// Its id.
    pub id: Id,
    /// Which form.
    pub form: String,
    /// The day it was sent.
    pub sent_on: Date,
}

fn read(row: &Row, sealer: &Sealer, key: &DataKey) -> Result<SentForm, StoreError> {
    let id = row.id(1)?;
    let reason = match row.bytes_or_null(10)? {
        None => None,
        Some(bytes) => {
            let text = sealer.open(key, "sent_form", "reason", id, bytes)?.expose().clone();
            Some(String::from_utf8(text).map_err(|_| StoreError::Stored { what: "the reason of a form" })?)
        }
    };
    Ok(SentForm {
        taxpayer_id: row.id(0)?,
        id,
        form: row.text(2)?.to_owned(),
        revision: row.text(3)?.to_owned(),
        state: row.text(4)?.to_owned(),
        content: sealer.open(key, "sent_form", "content", id, row.bytes(5)?)?.expose().clone(),
        amends: row.id_or_null(6)?,
        signed_at: row.timestamp(7)?,
        sent_on: row.date(8)?,
        ended_on: row.date_or_null(9)?,
        reason,
        version: row.int(11)?,
    })
}

/// One form of a taxpayer.
pub async fn find(
    store: &Store,
    sealer: &Sealer,
    key: &DataKey,
    (taxpayer, id): (Id, Id),
) -> Result<Option<SentForm>, StoreError> {
    let row = store.row(FIND, &[taxpayer.into(), id.into()]).await?;
    row.map(|row| read(&row, sealer, key)).transpose()
}

/// All forms of a taxpayer, the latest first.
pub async fn list(
    store: &Store,
    sealer: &Sealer,
    key: &DataKey,
    taxpayer: Id,
) -> Result<Vec<SentForm>, StoreError> {
    store.rows(LIST, &[taxpayer.into()]).await?.iter().map(|row| read(row, sealer, key)).collect()
}

/// The forms in a state, the oldest first; `after` is the day and id of the last one seen.
pub async fn list_in_state(
    store: &Store,
    state: &str,
    after: Option<(Date, Id)>,
    most: i64,
) -> Result<Vec<Waiting>, StoreError> {
    let (day, id) = after.unwrap_or((values::date(1, 1, 1), Id::from_bytes([0; 16])));
    let params: [Value; 4] = [state.into(), day.into(), id.into(), most.into()];
    let rows = store.rows(LIST_IN_STATE, &params).await?;
    let waiting = |row: &Row| {
        let (taxpayer_id, id) = (row.id(0)?, row.id(1)?);
        Ok(Waiting { taxpayer_id, id, form: row.text(2)?.to_owned(), sent_on: row.date(3)? })
    };
    rows.iter().map(waiting).collect()
}

/// How a form came to where it is, the oldest line first.
pub async fn events(store: &Store, taxpayer: Id, id: Id) -> Result<Vec<FormEvent>, StoreError> {
    let rows = store.rows(LIST_EVENTS, &[taxpayer.into(), id.into()]).await?;
    rows.iter().map(|row| Ok(FormEvent { at: row.timestamp(0)?, what: row.text(1)?.to_owned() })).collect()
}

/// How many things a form holds that may be asked for once only.
pub async fn claims(store: &Store, taxpayer: Id, id: Id) -> Result<i64, StoreError> {
    let row = store.row(COUNT_CLAIMS, &[taxpayer.into(), id.into()]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Adds a form with the first line of its history. A `Duplicate` conflict means that it was added before.
pub fn add(write: Write, sealer: &Sealer, key: &DataKey, form: &SentForm) -> Write {
    let content = sealer.seal(key, "sent_form", "content", form.id, &form.content);
    let params = vec![
        form.taxpayer_id.into(),
        form.id.into(),
        form.form.as_str().into(),
        form.revision.as_str().into(),
        form.state.as_str().into(),
        content.into(),
        form.amends.into(),
        form.signed_at.into(),
        form.sent_on.into(),
    ];
    add_event(write.statement(ADD, params, Rows::Exactly(1)), form, 1, form.signed_at)
}

/// Moves the form that was loaded to another state; a conflict means that it moved since.
pub fn change(write: Write, sealer: &Sealer, key: &DataKey, form: &SentForm, now: Timestamp) -> Write {
    let reason =
        form.reason.as_ref().map(|text| sealer.seal(key, "sent_form", "reason", form.id, text.as_bytes()));
    let params = vec![
        form.taxpayer_id.into(),
        form.id.into(),
        form.version.into(),
        form.state.as_str().into(),
        form.ended_on.into(),
        reason.into(),
    ];
    add_event(write.statement(CHANGE, params, Rows::Exactly(1)), form, form.version + 1, now)
}

fn add_event(write: Write, form: &SentForm, version: i64, at: Timestamp) -> Write {
    let params: Vec<Value> =
        vec![form.taxpayer_id.into(), form.id.into(), version.into(), at.into(), form.state.as_str().into()];
    write.statement(ADD_EVENT, params, Rows::Exactly(1))
}

/// Holds what may be asked for once only. A `Duplicate` conflict means that somebody holds it.
pub fn add_claim(write: Write, claim: [u8; 32], (taxpayer, form): (Id, Id)) -> Write {
    write.statement(ADD_CLAIM, vec![claim.to_vec().into(), taxpayer.into(), form.into()], Rows::Exactly(1))
}

/// Lets go of all that a form holds.
pub fn close_claims(write: Write, (taxpayer, form): (Id, Id)) -> Write {
    write.statement(CLOSE_CLAIMS, vec![taxpayer.into(), form.into()], Rows::Any)
}
