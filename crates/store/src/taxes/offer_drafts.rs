//! Answers for the check of an offer in compromise, sealed: one set for each person, kept from visit to visit.

use values::{Id, Timestamp};

use crate::seal::{DataKey, Sealer};
use crate::{Rows, Store, StoreError, Write};

const FIND: &str = "SELECT draft_id, content, changed_at, version FROM offer_draft WHERE taxpayer_id = $1";
const ADD: &str = "INSERT INTO offer_draft (taxpayer_id, draft_id, content, changed_at, version) \
    VALUES ($1, $2, $3, $4, 1)";
const CHANGE: &str = "UPDATE offer_draft SET content = $4, changed_at = $5, version = version + 1 \
    WHERE taxpayer_id = $1 AND draft_id = $2 AND version = $3";
const CLOSE: &str = "DELETE FROM offer_draft WHERE taxpayer_id = $1 AND draft_id = $2 AND version = $3";
const REMOVE_OLD: &str = "DELETE FROM offer_draft WHERE changed_at < $1";

/// Answers so far. `Debug` shows nothing of them.
#[derive(Clone, PartialEq, Eq)]
pub struct OfferDraft {
    /// Whose.
    pub taxpayer_id: Id,
    /// Its id.
    pub id: Id,
    /// The answers, as the site writes them.
    pub content: Vec<u8>,
    /// When they were last changed; what is given to [`add`] or [`change`] says when.
    pub changed_at: Timestamp,
    /// Counts changes; 1 when new, whatever is given to [`add`].
    pub version: i64,
}

impl std::fmt::Debug for OfferDraft {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "OfferDraft({} version {})", self.id, self.version)
    }
}

/// The draft of a taxpayer.
pub async fn find(
    store: &Store,
    sealer: &Sealer,
    key: &DataKey,
    taxpayer: Id,
) -> Result<Option<OfferDraft>, StoreError> {
    let Some(row) = store.row(FIND, &[taxpayer.into()]).await? else { return Ok(None) };
    let id = row.id(0)?;
    let content = sealer.open(key, "offer_draft", "content", id, row.bytes(1)?)?;
    let (changed_at, version) = (row.timestamp(2)?, row.int(3)?);
    Ok(Some(OfferDraft { taxpayer_id: taxpayer, id, content: content.expose().clone(), changed_at, version }))
}

/// Adds a draft. A `Duplicate` conflict means that there is one.
pub fn add(write: Write, sealer: &Sealer, key: &DataKey, draft: &OfferDraft) -> Write {
    let content = sealer.seal(key, "offer_draft", "content", draft.id, &draft.content);
    let params = vec![draft.taxpayer_id.into(), draft.id.into(), content.into(), draft.changed_at.into()];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// Changes the draft that was loaded; a conflict means that it changed since, or is gone.
pub fn change(write: Write, sealer: &Sealer, key: &DataKey, draft: &OfferDraft) -> Write {
    let content = sealer.seal(key, "offer_draft", "content", draft.id, &draft.content);
    let params = vec![
        draft.taxpayer_id.into(),
        draft.id.into(),
        draft.version.into(),
        content.into(),
        draft.changed_at.into(),
    ];
    write.statement(CHANGE, params, Rows::Exactly(1))
}

/// Takes the draft away that was loaded: of two that do so, one conflicts.
pub fn close(write: Write, draft: &OfferDraft) -> Write {
    let params = vec![draft.taxpayer_id.into(), draft.id.into(), draft.version.into()];
    write.statement(CLOSE, params, Rows::Exactly(1))
}

/// Forgets drafts that nobody touched since an instant.
pub fn remove_old(write: Write, before: Timestamp) -> Write {
    write.statement(REMOVE_OLD, vec![before.into()], Rows::Any)
}
