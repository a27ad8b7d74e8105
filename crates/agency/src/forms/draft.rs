//! A form that is being filled in: opened, kept, thrown away. It stays from visit to visit, or, where its person asks for that,
//! with the visit alone.

use jiff::SignedDuration;
use store::seal::{DataKey, Sealer};
use store::taxes::form_drafts::{self, ANY_VISIT, FormDraft};
use store::{Store, StoreError, Write};
use tax::forms::Answers;
use tax::pack::{Pack, PackError};
use values::{Id, Timestamp};

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::payments::Moment;

/// So long after a visit's last answer nothing is left of a draft that belongs to it: longer than a session lasts.
const VISIT: SignedDuration = SignedDuration::from_hours(13);

/// A draft, opened.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The answers so far.
    pub answers: Answers,
    /// The form that it is to stand in the place of.
    pub amends: Option<Id>,
    /// The draft as it is stored.
    pub stored: FormDraft,
    /// Whether it is stored yet.
    pub is_new: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    answers: Answers,
    #[serde(default)]
    amends: Option<Id>,
}

impl Draft {
    /// A draft that nothing was answered in.
    pub fn new(taxpayer: Id, id: Id, form: &str, session: Option<Id>, now: Timestamp) -> Self {
        let stored = FormDraft {
            taxpayer_id: taxpayer,
            id,
            form: form.to_owned(),
            session_id: session.unwrap_or(ANY_VISIT),
            content: Vec::new(),
            changed_at: now,
            version: 1,
        };
        Self { answers: Answers::default(), amends: None, stored, is_new: true }
    }

    /// The draft of a form: that of this visit alone before the one that stays.
    pub async fn find(
        store: &Store,
        (sealer, key): (&Sealer, &DataKey),
        (taxpayer, form, visit): (Id, &str, Id),
    ) -> Result<Option<Self>, DraftError> {
        for session in [visit, ANY_VISIT] {
            let found = form_drafts::find(store, sealer, key, (taxpayer, form, session)).await?;
            if let Some(stored) = found {
                let Content { answers, amends } = serde_json::from_slice(&stored.content)?;
                return Ok(Some(Self { answers, amends, stored, is_new: false }));
            }
        }
        Ok(None)
    }

    /// Whether it goes with the visit.
    pub fn goes_with_visit(&self) -> bool {
        self.stored.session_id != ANY_VISIT
    }

    /// Keeps it. A conflict means that it was changed elsewhere meanwhile.
    pub fn keep(&self, (sealer, key): (&Sealer, &DataKey), now: Timestamp) -> Result<Write, Refusal> {
        let content = Content { answers: self.answers.clone(), amends: self.amends };
        let content = serde_json::to_vec(&content)?;
        let stored = FormDraft { content, changed_at: now, ..self.stored.clone() };
        Ok(if self.is_new {
            form_drafts::add(Write::new(), sealer, key, &stored)
        } else {
            form_drafts::change(Write::new(), sealer, key, &stored)
        })
    }

    /// Throws it away.
    pub fn forget(&self) -> Write {
        form_drafts::close(Write::new(), &self.stored)
    }
}

/// Why a draft cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is not what the program wrote.
    #[error("a draft cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

/// Forgets what nobody came back to, and what belongs to visits that are over.
pub fn forget_old(pack: &Pack, moment: Moment) -> Result<Write, PackError> {
    let days = pack.count("form_drafts.kept_days", moment.today)?;
    let kept = SignedDuration::from_hours(24 * i64::from(days));
    let write = form_drafts::remove_old(Write::new(), moment.now - kept);
    Ok(form_drafts::remove_of_visits(write, moment.now - VISIT))
}
