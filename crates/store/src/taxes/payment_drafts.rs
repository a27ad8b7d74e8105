//! Answers on the way to a payment, sealed: kept from page to page, gone with the payment they become.

use values::{Id, Timestamp};

use crate::seal::{DataKey, Sealer};
use crate::{Rows, Store, StoreError, Write};

const FIND: &str = "SELECT content, version FROM payment_draft WHERE taxpayer_id = $1 AND draft_id = $2";
const ADD: &str = "INSERT INTO payment_draft (taxpayer_id, draft_id, content, changed_at, version) \
    VALUES ($1, $2, $3, $4, 1)";
const CHANGE: &str = "UPDATE payment_draft SET content = $4, changed_at = $5, version = version + 1 \
    WHERE taxpayer_id = $1 AND draft_id = $2 AND version = $3";
const CLOSE: &str = "DELETE FROM payment_draft WHERE taxpayer_id = $1 AND draft_id = $2 AND version = $3";
const REMOVE_OLD: &str = "DELETE FROM payment_draft WHERE changed_at < $1";

/// Answers so far. `Debug` shows nothing of them.
#[derive(Clone, PartialEq, Eq)]
pub struct PaymentDraft {
    /// Whose.
    pub taxpayer_id: Id,
    /// Its id, which the payments made from it carry as their submission.
    pub id: Id,
    /// The answers, as the site writes them.
    pub content: Vec<u8>,
    /// Counts changes; 1 when new, whatever is given to [`add`].
    pub version: i64,
}

impl std::fmt::Debug for PaymentDraft {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "PaymentDraft({} version {})", self.id, self.version)
    }
}

/// A draft of a taxpayer.
pub async fn find(
    store: &Store,
    sealer: &Sealer,
    key: &DataKey,
    (taxpayer, id): (Id, Id),
) -> Result<Option<PaymentDraft>, StoreError> {
    let Some(row) = store.row(FIND, &[taxpayer.into(), id.into()]).await? else { return Ok(None) };
    let content = sealer.open(key, "payment_draft", "content", id, row.bytes(0)?)?;
    let (content, version) = (content.expose().clone(), row.int(1)?);
    Ok(Some(PaymentDraft { taxpayer_id: taxpayer, id, content, version }))
}

/// Adds a draft.
pub fn add(write: Write, sealer: &Sealer, key: &DataKey, draft: &PaymentDraft, now: Timestamp) -> Write {
    let content = sealer.seal(key, "payment_draft", "content", draft.id, &draft.content);
    let params = vec![draft.taxpayer_id.into(), draft.id.into(), content.into(), now.into()];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// Changes the draft that was loaded; a conflict means that it changed since, or became a payment.
pub fn change(write: Write, sealer: &Sealer, key: &DataKey, draft: &PaymentDraft, now: Timestamp) -> Write {
    let content = sealer.seal(key, "payment_draft", "content", draft.id, &draft.content);
    let params =
        vec![draft.taxpayer_id.into(), draft.id.into(), draft.version.into(), content.into(), now.into()];
    write.statement(CHANGE, params, Rows::Exactly(1))
}

/// Takes the draft away that was loaded: of two that do so, one conflicts. This is what makes a submission happen once.
pub fn close(write: Write, (taxpayer, id): (Id, Id), version: i64) -> Write {
    write.statement(CLOSE, vec![taxpayer.into(), id.into(), version.into()], Rows::Exactly(1))
}

/// Forgets drafts that nobody touched since an instant.
pub fn remove_old(write: Write, before: Timestamp) -> Write {
    write.statement(REMOVE_OLD, vec![before.into()], Rows::Any)
}
