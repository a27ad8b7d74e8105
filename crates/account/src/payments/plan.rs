//! Payment plans: what fits, asking for one in a few steps, and everything about one that stands.
//!
//! The answers on the way are a draft like a payment's; its id becomes the plan's, so that whatever is sent twice becomes
//! one plan.

mod bank;
mod change;
mod change_bank;
mod check;
mod compare;
mod end;
mod hub;
mod one;
mod said;
mod wishes;

use agency::plans::{Books, Loaded, Wishes, load_books};
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use store::seal::DataKey;
use store::taxes::payment_drafts::{self, PaymentDraft};
use store::taxes::plans as stored;
use store::{Write, WriteError};
use tax::plans::Kind;
use values::Id;
use web::PageError;

use super::pay::person_key;
use crate::Account;
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

pub(crate) use one::tasks;

/// Where plans are.
pub(crate) const PATH: &str = "/payments/plan";

pub(super) fn routes() -> Router<Account> {
    Router::new()
        .route(PATH, get(hub::show))
        .route("/payments/plan/new", get(wishes::show_first).post(wishes::submit_first))
        .route("/payments/plan/new/{id}/wishes", get(wishes::show).post(wishes::submit))
        .route("/payments/plan/new/{id}/kinds", get(compare::show).post(compare::submit))
        .route("/payments/plan/new/{id}/bank", get(bank::show).post(bank::submit))
        .route("/payments/plan/new/{id}/bank/new", get(bank::show_new).post(bank::submit_new))
        .route("/payments/plan/new/{id}/check", get(check::show).post(check::submit))
        .route("/payments/plan/{id}", get(one::show))
        .route("/payments/plan/{id}/change", get(change::show).post(change::submit))
        .route("/payments/plan/{id}/change/bank", get(change_bank::show).post(change_bank::submit))
        .route("/payments/plan/{id}/end", get(end::show).post(end::submit))
        .route("/payments/plan/{id}/pay", post(one::pay))
        .route("/payments/plan/{id}/fee", post(one::pay_fee))
}

/// What has been answered so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answers {
    pub(super) wishes: Wishes,
    pub(super) kind: Option<String>,
    pub(super) account: Option<String>,
}

/// The questions after the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Wishes,
    Kinds,
    Bank,
    Check,
}

/// So many pages lead to a plan.
pub(super) const STEPS: i64 = 4;

impl Step {
    const fn name(self) -> &'static str {
        match self {
            Self::Wishes => "wishes",
            Self::Kinds => "kinds",
            Self::Bank => "bank",
            Self::Check => "check",
        }
    }

    fn is_open(self, answers: &Answers) -> bool {
        let is_chosen = answers.kind.is_some();
        match self {
            Self::Wishes | Self::Kinds => true,
            Self::Bank => is_chosen && answers.wishes.is_direct_debit,
            Self::Check => is_chosen && answers.account.is_some() == answers.wishes.is_direct_debit,
        }
    }

    /// Its address.
    pub(super) fn address(self, draft: Id) -> String {
        format!("{PATH}/new/{draft}/{}", self.name())
    }
}

/// A draft with its answers, opened.
pub(super) struct Draft {
    pub(super) answers: Answers,
    pub(super) stored: PaymentDraft,
    pub(super) key: DataKey,
}

impl Draft {
    pub(super) fn id(&self) -> Id {
        self.stored.id
    }

    /// The draft for a question, or where to go instead: to what is to be answered before, or to the plan it became.
    pub(super) async fn at(
        visitor: &Visitor,
        id: &str,
        step: Step,
    ) -> Result<Result<Self, String>, PageError> {
        let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
        let account = &visitor.account;
        let key = person_key(visitor).await?;
        let place = (visitor.id(), id);
        if let Some(stored) = payment_drafts::find(&account.app.store, &account.sealer, &key, place).await? {
            // A draft of a payment is none of a plan.
            let answers: Answers =
                serde_json::from_slice(&stored.content).map_err(|_| PageError::NotFound)?;
            let draft = Self { answers, stored, key };
            let before = if draft.answers.kind.is_some() && draft.answers.wishes.is_direct_debit {
                Step::Bank
            } else {
                Step::Kinds
            };
            if !step.is_open(&draft.answers) {
                return Ok(Err(before.address(id)));
            }
            if matches!(step, Step::Bank | Step::Check) {
                require_recent(&visitor.page)?;
            }
            return Ok(Ok(draft));
        }
        match stored::find(&account.app.store, place.0, place.1).await? {
            Some(_) => Ok(Err(format!("{PATH}/{id}"))),
            None => Err(PageError::NotFound),
        }
    }

    /// A new draft.
    pub(super) async fn begin(visitor: &Visitor, wishes: Wishes) -> Result<Response, PageError> {
        let key = person_key(visitor).await?;
        let answers = Answers { wishes, kind: None, account: None };
        let id = visitor.account.app.dice.id(visitor.page.now());
        let content = serde_json::to_vec(&answers).map_err(PageError::broken)?;
        let stored = PaymentDraft { taxpayer_id: visitor.id(), id, content, version: 1 };
        let (sealer, now) = (&visitor.account.sealer, visitor.page.now());
        let write = payment_drafts::add(Write::new(), sealer, &key, &stored, now);
        visitor.account.app.store.write(write).await?;
        visitor.page.go(&Step::Kinds.address(id))
    }

    /// Keeps the answers, together with another write, and goes on to a question.
    pub(super) async fn go_on(
        mut self,
        visitor: &Visitor,
        write: Write,
        to: Step,
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

    pub(super) fn kind(&self) -> Result<Kind, PageError> {
        let kind = self.answers.kind.as_deref().and_then(Kind::named);
        kind.ok_or_else(|| PageError::broken("a draft of a plan names no kind"))
    }
}

/// What plans of the visitor are decided from.
pub(super) async fn books(visitor: &Visitor) -> Result<Books, PageError> {
    let account = &visitor.account;
    let (store, sealer) = (&account.app.store, &account.sealer);
    load_books(store, sealer, &account.pack, &visitor.taxpayer, visitor.today())
        .await
        .map_err(PageError::broken)
}

/// A plan of the visitor's by the id in an address.
pub(super) async fn find(visitor: &Visitor, id: &str) -> Result<Loaded, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let (store, pack) = (&visitor.account.app.store, &visitor.account.pack);
    let plan = stored::find(store, visitor.id(), id).await?.ok_or(PageError::NotFound)?;
    agency::plans::load(store, pack, plan, visitor.today()).await.map_err(PageError::broken)
}
