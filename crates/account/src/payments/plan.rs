//! Payment plans: what fits, asking for one in a few steps, and everything about one that stands.
//!
//! The answers on the way are a [draft](super::draft), whose id becomes the plan's.

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
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use store::taxes::plans as stored;
use tax::plans::Kind;
use values::Id;
use web::PageError;

use super::bank::{self, Asks, FromBank};
use super::draft::Question;
use super::new_bank;
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
        .route("/payments/plan/new/{id}/bank", get(bank::show::<Answers>).post(bank::submit::<Answers>))
        .route(
            "/payments/plan/new/{id}/bank/new",
            get(new_bank::show::<Answers>).post(new_bank::submit::<Answers>),
        )
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
}

impl Question for Step {
    fn address(self, draft: Id) -> String {
        format!("{PATH}/new/{draft}/{}", self.name())
    }
}

impl FromBank for Answers {
    type Step = Step;

    const ASKED: Asks<Step> =
        Asks { at: Step::Bank, next: Step::Check, back: "kinds", step: 3, count: STEPS, card: "" };

    async fn at(visitor: &Visitor, id: &str, step: Step) -> Result<Result<Draft, String>, PageError> {
        Draft::at(visitor, id, step).await
    }

    fn account(&mut self) -> &mut Option<String> {
        &mut self.account
    }
}

/// A plan on its way.
pub(super) type Draft = super::draft::Draft<Answers>;

impl Draft {
    /// The draft for a question, or where to go instead: to what is to be answered before, or to the plan it became.
    pub(super) async fn at(
        visitor: &Visitor,
        id: &str,
        step: Step,
    ) -> Result<Result<Self, String>, PageError> {
        let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
        let Some(draft) = Self::load(visitor, id).await? else {
            return match stored::find(&visitor.account.app.store, visitor.id(), id).await? {
                Some(_) => Ok(Err(format!("{PATH}/{id}"))),
                None => Err(PageError::NotFound),
            };
        };
        if !step.is_open(&draft.answers) {
            let is_debited = draft.answers.kind.is_some() && draft.answers.wishes.is_direct_debit;
            let before = if is_debited { Step::Bank } else { Step::Kinds };
            return Ok(Err(before.address(id)));
        }
        if matches!(step, Step::Bank | Step::Check) {
            require_recent(&visitor.page)?;
        }
        Ok(Ok(draft))
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
