//! Paying, from a bank account or by card: one question a page, the answers kept in a [draft](super::draft), then all of them to check.
//! The draft's id is the submission's.

mod amount;
mod card;
mod check;
mod days;
mod made;
mod reason;
mod targets;
mod years;

use agency::payments::Payment;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use serde::{Deserialize, Serialize};
use store::taxes::payments as stored;
use tax::pack::{CardKind, PaymentReason};
use values::{Cents, Date, Id};
use web::forms::Nothing;
use web::{Form, PageError};

use super::bank::{self, Asks, FromBank};
use super::draft::Question;
use super::new_bank;
use crate::Account;
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

pub(super) use amount::read_amount;
pub(super) use days::read_day;

/// Where it begins.
pub(super) const PATH: &str = "/payments/pay";

pub(super) fn routes() -> Router<Account> {
    Router::new()
        .route(PATH, get(reason::show).post(reason::submit))
        .route("/payments/pay/{id}/years", get(years::show).post(years::submit))
        .route("/payments/pay/{id}/days", get(days::show).post(days::submit))
        .route("/payments/pay/{id}/amount", get(amount::show).post(amount::submit))
        .route("/payments/pay/{id}/bank", get(bank::show::<Answers>).post(bank::submit::<Answers>))
        .route(
            "/payments/pay/{id}/bank/new",
            get(new_bank::show::<Answers>).post(new_bank::submit::<Answers>),
        )
        .route("/payments/pay/{id}/card", get(card::show).post(card::submit))
        .route("/payments/pay/{id}/check", get(check::show).post(check::submit))
        .route("/payments/made/{id}", get(made::show))
}

/// A form and year that money goes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Target {
    pub(super) form: String,
    pub(super) tax_year: i64,
    /// Under whose id the module stands: the payer's, or a spouse's.
    pub(super) owner: String,
    /// The module, there or to be opened.
    pub(super) module: String,
}

impl Target {
    pub(super) fn place(&self) -> Result<(Id, Id), PageError> {
        let id = |text: &str| text.parse::<Id>().map_err(PageError::broken);
        Ok((id(&self.owner)?, id(&self.module)?))
    }
}

/// When it is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum When {
    /// On the day on which it is submitted.
    Today,
    /// On one day.
    On(Date),
    /// On the due dates of estimated tax that are left.
    Quarterly(Vec<Date>),
    /// From a day on, month after month.
    Monthly(Vec<Date>),
}

impl When {
    /// Whether it is one payment and no series.
    const fn is_single(&self) -> bool {
        matches!(self, Self::Today | Self::On(_))
    }
}

/// What has been answered so far, in the order of the questions.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answers {
    pub(super) reason: Option<PaymentReason>,
    pub(super) targets: Vec<Target>,
    pub(super) when: Option<When>,
    /// One for each target.
    pub(super) amounts: Vec<Cents>,
    /// From which account; or by card.
    pub(super) account: Option<String>,
    #[serde(default)]
    pub(super) card: Option<CardKind>,
}

/// The questions after the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Years,
    Days,
    Amount,
    Bank,
    /// In place of the one before.
    Card,
    Check,
}

impl Step {
    const ALL: [Self; 5] = [Self::Years, Self::Days, Self::Amount, Self::Bank, Self::Check];

    const fn name(self) -> &'static str {
        match self {
            Self::Years => "years",
            Self::Days => "days",
            Self::Amount => "amount",
            Self::Bank => "bank",
            Self::Card => "card",
            Self::Check => "check",
        }
    }

    /// Whether everything before this question is answered.
    fn is_open(self, answers: &Answers) -> bool {
        let paid = !answers.amounts.is_empty() && answers.amounts.len() == answers.targets.len();
        match self {
            Self::Years => answers.reason.is_some(),
            Self::Days => Self::Years.is_open(answers) && !answers.targets.is_empty(),
            Self::Amount => Self::Days.is_open(answers) && answers.when.is_some(),
            Self::Bank => Self::Amount.is_open(answers) && paid,
            Self::Card => Self::Bank.is_open(answers),
            Self::Check => {
                Self::Bank.is_open(answers) && (answers.account.is_some() || answers.card.is_some())
            }
        }
    }

    /// The furthest question that may be asked.
    fn furthest(answers: &Answers) -> Self {
        Self::ALL.into_iter().take_while(|step| step.is_open(answers)).last().unwrap_or(Self::Years)
    }
}

impl Question for Step {
    fn address(self, draft: Id) -> String {
        format!("{PATH}/{draft}/{}", self.name())
    }
}

impl FromBank for Answers {
    type Step = Step;

    const ASKED: Asks<Step> =
        Asks { at: Step::Bank, next: Step::Check, back: "amount", step: 5, count: 6, card: "card" };

    async fn at(visitor: &Visitor, id: &str, step: Step) -> Result<Result<Draft, String>, PageError> {
        Draft::at(visitor, id, step).await
    }

    fn account(&mut self) -> &mut Option<String> {
        &mut self.account
    }

    fn choose(&mut self, account: Id) {
        self.account = Some(account.to_string());
        self.card = None;
    }
}

/// A payment on its way.
pub(super) type Draft = super::draft::Draft<Answers>;

/// What became of the draft of an address.
pub(super) enum Found {
    Draft(Box<Draft>),
    /// It was submitted: these are its payments.
    Submitted,
}

impl Draft {
    /// The draft of an address, or its payments if it was submitted.
    pub(super) async fn find(visitor: &Visitor, id: &str) -> Result<Found, PageError> {
        let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
        if let Some(draft) = Self::load(visitor, id).await? {
            return Ok(Found::Draft(Box::new(draft)));
        }
        let made = stored::list_of_submission(&visitor.account.app.store, visitor.id(), id).await?;
        if made.is_empty() { Err(PageError::NotFound) } else { Ok(Found::Submitted) }
    }

    /// The draft for a question, or where to go instead: to what is to be answered before, or to the payments it became.
    pub(super) async fn at(
        visitor: &Visitor,
        id: &str,
        step: Step,
    ) -> Result<Result<Self, String>, PageError> {
        match Self::find(visitor, id).await? {
            Found::Submitted => Ok(Err(format!("/payments/made/{id}"))),
            Found::Draft(draft) if !step.is_open(&draft.answers) => {
                Ok(Err(Step::furthest(&draft.answers).address(draft.id())))
            }
            Found::Draft(draft) => {
                if matches!(step, Step::Bank | Step::Card | Step::Check) {
                    require_recent(&visitor.page)?;
                }
                Ok(Ok(*draft))
            }
        }
    }

    pub(super) fn reason(&self) -> Result<PaymentReason, PageError> {
        self.answers.reason.ok_or(PageError::NotFound)
    }

    /// The days on which it is paid.
    pub(super) fn days(&self, today: Date) -> Vec<Date> {
        match &self.answers.when {
            None => Vec::new(),
            Some(When::Today) => vec![today],
            Some(When::On(day)) => vec![*day],
            Some(When::Quarterly(days) | When::Monthly(days)) => days.clone(),
        }
    }
}

/// Pays again what the bank sent back or the payer called off: everything but day and account is answered already.
pub(super) async fn again(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let payment: Payment = super::one::find(&visitor, &id).await?;
    let answers = Answers {
        reason: PaymentReason::named(&payment.reason),
        targets: vec![Target {
            form: payment.form.clone(),
            tax_year: payment.tax_year,
            owner: payment.owner_id.to_string(),
            module: payment.module_id.to_string(),
        }],
        when: Some(When::Today),
        amounts: vec![payment.amount],
        account: None,
        card: None,
    };
    begin_at_bank(&visitor, answers).await
}

/// A payment of which everything but the account is answered already.
pub(super) async fn begin_at_bank(visitor: &Visitor, answers: Answers) -> Result<Response, PageError> {
    let draft = Draft::begin(visitor, answers).await?;
    visitor.page.go(&Step::Bank.address(draft.id()))
}
