//! Answers on the way to a payment or a plan, kept between pages and sealed under the person's key.
//!
//! A draft's id becomes that of what it leads to: whatever is sent twice, by a second click, a second tab or a second
//! request, becomes one.

use axum::response::Response;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::seal::{DataKey, Realm};
use store::taxes::payment_drafts::{self, PaymentDraft};
use store::{Write, WriteError, person_keys};
use values::Id;
use web::PageError;

use crate::visitor::Visitor;

/// A question of a journey: a page of its own.
pub(super) trait Question: Copy {
    /// Where it is asked in a draft.
    fn address(self, draft: Id) -> String;
}

/// A draft with its answers, opened.
pub(super) struct Draft<A> {
    pub(super) answers: A,
    pub(super) stored: PaymentDraft,
    pub(super) key: DataKey,
}

impl<A: Serialize + DeserializeOwned> Draft<A> {
    pub(super) fn id(&self) -> Id {
        self.stored.id
    }

    /// The visitor's of an id, if it is still a draft. One of another journey is none of this: its answers differ.
    pub(super) async fn load(visitor: &Visitor, id: Id) -> Result<Option<Self>, PageError> {
        let account = &visitor.account;
        let key = person_key(visitor).await?;
        let place = (visitor.id(), id);
        let found = payment_drafts::find(&account.app.store, &account.sealer, &key, place).await?;
        let Some(stored) = found else { return Ok(None) };
        let answers = serde_json::from_slice(&stored.content).map_err(|_| PageError::NotFound)?;
        Ok(Some(Self { answers, stored, key }))
    }

    /// A new draft.
    pub(super) async fn begin(visitor: &Visitor, answers: A) -> Result<Self, PageError> {
        let key = person_key(visitor).await?;
        let id = visitor.account.app.dice.id(visitor.page.now());
        let content = serde_json::to_vec(&answers).map_err(PageError::broken)?;
        let stored = PaymentDraft { taxpayer_id: visitor.id(), id, content, version: 1 };
        let (sealer, now) = (&visitor.account.sealer, visitor.page.now());
        let write = payment_drafts::add(Write::new(), sealer, &key, &stored, now);
        visitor.account.app.store.write(write).await?;
        Ok(Self { answers, stored, key })
    }

    /// Keeps the answers, together with another write, and goes on to a question.
    pub(super) async fn go_on(
        mut self,
        visitor: &Visitor,
        write: Write,
        to: impl Question,
    ) -> Result<Response, PageError> {
        self.stored.content = serde_json::to_vec(&self.answers).map_err(PageError::broken)?;
        let (sealer, now) = (&visitor.account.sealer, visitor.page.now());
        let write = write.and(payment_drafts::change(Write::new(), sealer, &self.key, &self.stored, now));
        match visitor.account.app.store.write(write).await {
            Ok(()) => visitor.page.go(&to.address(self.id())),
            // The same question was answered in another tab, or all was submitted.
            Err(WriteError::Conflict { .. }) => Err(PageError::Conflict),
            Err(error) => Err(error.into()),
        }
    }
}

/// The key under which what a person tells of payments is sealed.
pub(crate) async fn person_key(visitor: &Visitor) -> Result<DataKey, PageError> {
    let account = &visitor.account;
    Ok(person_keys::require(&account.app.store, &account.sealer, visitor.id(), Realm::Taxes).await?)
}
