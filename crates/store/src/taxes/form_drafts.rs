//! Forms that are being filled in, sealed: one of each form for a person, and one more for each visit of which nothing is to stay.

use values::{Id, Timestamp};

use crate::seal::{DataKey, Sealer};
use crate::{Row, Rows, Store, StoreError, Write};

const FIND: &str = "SELECT taxpayer_id, draft_id, form, session_id, content, changed_at, version FROM form_draft \
    WHERE taxpayer_id = $1 AND form = $2 AND session_id = $3";
const LIST: &str = "SELECT taxpayer_id, draft_id, form, session_id, content, changed_at, version FROM form_draft \
    WHERE taxpayer_id = $1 ORDER BY form, session_id";
const ADD: &str = "INSERT INTO form_draft (taxpayer_id, draft_id, form, session_id, content, changed_at, version) \
    VALUES ($1, $2, $3, $4, $5, $6, 1)";
const CHANGE: &str = "UPDATE form_draft SET content = $5, changed_at = $6, version = version + 1 \
    WHERE taxpayer_id = $1 AND form = $2 AND session_id = $3 AND version = $4";
const CLOSE: &str = "DELETE FROM form_draft WHERE taxpayer_id = $1 AND form = $2 AND session_id = $3 AND draft_id = $4 AND version = $5";
const REMOVE_OLD: &str = "DELETE FROM form_draft WHERE changed_at < $1";
const REMOVE_OF_VISITS: &str = "DELETE FROM form_draft WHERE changed_at < $1 AND session_id <> $2";

/// The session of a draft that stays from visit to visit.
pub const ANY_VISIT: Id = Id::from_bytes([0; 16]);

/// A form that is being filled in. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct FormDraft {
    /// Whose.
    pub taxpayer_id: Id,
    /// Its id, which becomes that of the form when it is sent.
    pub id: Id,
    /// Which form.
    pub form: String,
    /// The visit that alone may see it, or [`ANY_VISIT`].
    pub session_id: Id,
    /// The answers, as the program writes them.
    pub content: Vec<u8>,
    /// When it was last changed; what is given to [`add`] or [`change`] says when.
    pub changed_at: Timestamp,
    /// Counts changes; 1 when new, whatever is given to [`add`].
    pub version: i64,
}

impl std::fmt::Debug for FormDraft {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "FormDraft({} version {})", self.id, self.version)
    }
}

fn read(row: &Row, sealer: &Sealer, key: &DataKey) -> Result<FormDraft, StoreError> {
    let id = row.id(1)?;
    Ok(FormDraft {
        taxpayer_id: row.id(0)?,
        id,
        form: row.text(2)?.to_owned(),
        session_id: row.id(3)?,
        content: sealer.open(key, "form_draft", "content", id, row.bytes(4)?)?.expose().clone(),
        changed_at: row.timestamp(5)?,
        version: row.int(6)?,
    })
}

/// The draft of a form that a visit sees under its own id or under [`ANY_VISIT`].
pub async fn find(
    store: &Store,
    sealer: &Sealer,
    key: &DataKey,
    (taxpayer, form, session): (Id, &str, Id),
) -> Result<Option<FormDraft>, StoreError> {
    let row = store.row(FIND, &[taxpayer.into(), form.into(), session.into()]).await?;
    row.map(|row| read(&row, sealer, key)).transpose()
}

/// All drafts of a taxpayer.
pub async fn list(
    store: &Store,
    sealer: &Sealer,
    key: &DataKey,
    taxpayer: Id,
) -> Result<Vec<FormDraft>, StoreError> {
    store.rows(LIST, &[taxpayer.into()]).await?.iter().map(|row| read(row, sealer, key)).collect()
}

/// Adds a draft. A `Duplicate` conflict means that there is one of this form.
pub fn add(write: Write, sealer: &Sealer, key: &DataKey, draft: &FormDraft) -> Write {
    let content = sealer.seal(key, "form_draft", "content", draft.id, &draft.content);
    let params = vec![
        draft.taxpayer_id.into(),
        draft.id.into(),
        draft.form.as_str().into(),
        draft.session_id.into(),
        content.into(),
        draft.changed_at.into(),
    ];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// Changes the draft that was loaded; a conflict means that it changed since, or is gone.
pub fn change(write: Write, sealer: &Sealer, key: &DataKey, draft: &FormDraft) -> Write {
    let content = sealer.seal(key, "form_draft", "content", draft.id, &draft.content);
    let params = vec![
        draft.taxpayer_id.into(),
        draft.form.as_str().into(),
        draft.session_id.into(),
        draft.version.into(),
        content.into(),
        draft.changed_at.into(),
    ];
    write.statement(CHANGE, params, Rows::Exactly(1))
}

/// Takes the draft away that was loaded: of two that do so, one conflicts.
pub fn close(write: Write, draft: &FormDraft) -> Write {
    let params = vec![
        draft.taxpayer_id.into(),
        draft.form.as_str().into(),
        draft.session_id.into(),
        draft.id.into(),
        draft.version.into(),
    ];
    write.statement(CLOSE, params, Rows::Exactly(1))
}

/// Forgets drafts that nobody touched since an instant.
pub fn remove_old(write: Write, before: Timestamp) -> Write {
    write.statement(REMOVE_OLD, vec![before.into()], Rows::Any)
}

/// Forgets drafts of visits that are over: those that were not touched since an instant.
pub fn remove_of_visits(write: Write, before: Timestamp) -> Write {
    write.statement(REMOVE_OF_VISITS, vec![before.into(), ANY_VISIT.into()], Rows::Any)
}
