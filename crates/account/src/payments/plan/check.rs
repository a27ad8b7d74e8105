//! The plan and all answers, to be checked, and what it will do; then it is asked for, once.

use agency::payments::Moment;
use agency::plans::{Refusal, Request, ask, compare};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use store::WriteError;
use tax::plans::{Kind, Terms};
use values::{Cents, Date, Id};
use web::{Form, Frame, PageError, Problems};

use super::{Draft, PATH, STEPS, Step, books, said};
use crate::payments::draft::Question;
use crate::payments::shown;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/plan/check.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is something that the page says or does not")]
struct Shown {
    frame: Frame,
    action: String,
    back: String,
    wishes: String,
    kinds: String,
    bank: String,
    version: i64,
    kind: String,
    years: Vec<Year>,
    terms: Terms,
    months: i64,
    fee: String,
    penalties: String,
    has_fee: bool,
    first_on: Date,
    day: i8,
    account: String,
    is_agreement: bool,
    needs_decision: bool,
    is_partial: bool,
    cure_days: i64,
}

struct Year {
    label: String,
    balance: Cents,
}

#[derive(Deserialize)]
pub(super) struct Submitted {
    /// The version of the answers that was seen.
    version: i64,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let draft = match Draft::at(&visitor, &id, Step::Check).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    match view(&visitor, &draft, Problems::none()).await? {
        Some(view) => visitor.page.show(&view),
        None => visitor.page.go(&Step::Kinds.address(draft.id())),
    }
}

/// Sent twice, it is one plan: the second time leads to the same page.
pub(super) async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(submitted): Form<Submitted>,
) -> Result<Response, PageError> {
    let draft = match Draft::at(&visitor, &id, Step::Check).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    if draft.stored.version != submitted.version {
        return match view(&visitor, &draft, Problems::one("submit", "pay-changed-meanwhile")).await? {
            Some(view) => visitor.page.show_again(&view),
            None => visitor.page.go(&Step::Kinds.address(draft.id())),
        };
    }
    let request = Request {
        kind: draft.kind()?,
        wishes: draft.answers.wishes,
        account_id: account_id(&draft)?,
        draft: (draft.id(), draft.stored.version),
    };
    let moment = Moment { now: visitor.page.now(), today: visitor.today() };
    let books = books(&visitor).await?;
    let write = match ask(&visitor.account.pack, &books, &request, moment) {
        Ok((_, write)) => write,
        // The day or the books changed meanwhile, perhaps by the same submission.
        Err(Refusal::DoesNotFit(_)) => return look_again(&visitor, &id).await,
        Err(refusal) => return Err(PageError::broken(refusal)),
    };
    match visitor.account.app.store.write(write).await {
        Ok(()) => visitor.page.go(&format!("{PATH}/{}", draft.id())),
        // The same submission won elsewhere, or a spouse was first.
        Err(WriteError::Conflict { .. }) => look_again(&visitor, &id).await,
        Err(error) => Err(error.into()),
    }
}

/// To the plan that the draft became, or to what fits now.
async fn look_again(visitor: &Visitor, id: &str) -> Result<Response, PageError> {
    match Draft::at(visitor, id, Step::Check).await? {
        Err(plan) => visitor.page.go(&plan),
        Ok(draft) => visitor.page.go(&Step::Kinds.address(draft.id())),
    }
}

fn account_id(draft: &Draft) -> Result<Option<Id>, PageError> {
    draft.answers.account.as_ref().map(|id| id.parse().map_err(PageError::broken)).transpose()
}

/// None where the kind does not fit any more.
async fn view(visitor: &Visitor, draft: &Draft, problems: Problems) -> Result<Option<Shown>, PageError> {
    let (today, pack) = (visitor.today(), &visitor.account.pack);
    let frame = visitor.frame("plan-check-title").with(problems);
    let wishes = draft.answers.wishes;
    let books = books(visitor).await?;
    let comparison = compare(pack, &books, &wishes, today).map_err(PageError::broken)?;
    let kind = draft.kind()?;
    let choice = comparison.choices.iter().find(|choice| choice.kind == kind);
    let Some(terms) = choice.and_then(|choice| choice.terms.as_ref().ok()) else { return Ok(None) };
    let paid = |place: usize| {
        let parts = terms.schedule.instalments.iter().flat_map(|instalment| &instalment.parts);
        parts.into_iter().any(|part| part.owed == place)
    };
    let mut years = Vec::new();
    for (_, debt) in comparison.debts.iter().enumerate().filter(|(place, _)| paid(*place)) {
        let balance = tax::ledger::position(pack, &debt.ledger, today).map_err(PageError::broken)?.balance;
        years
            .push(Year { label: frame.say_with("plan-pays-year", &[("year", debt.year.tax_year)]), balance });
    }
    let account = match account_id(draft)? {
        None => String::new(),
        Some(id) => {
            let accounts = shown::accounts(visitor).await?;
            let account = accounts.iter().find(|account| account.id == id);
            let account =
                account.ok_or_else(|| PageError::broken("a draft names an account that is not there"))?;
            shown::account(&frame, visitor, account, today)
        }
    };
    Ok(Some(Shown {
        action: Step::Check.address(draft.id()),
        back: if wishes.is_direct_debit { Step::Bank } else { Step::Kinds }.address(draft.id()),
        wishes: Step::Wishes.address(draft.id()),
        kinds: Step::Kinds.address(draft.id()),
        bank: Step::Bank.address(draft.id()),
        version: draft.stored.version,
        kind: frame.say(said::kind(kind).0),
        years,
        months: i64::try_from(terms.months).unwrap_or(i64::MAX),
        fee: said::fee(&frame, terms.fee),
        penalties: said::added(&frame, terms.penalties),
        has_fee: terms.fee.amount.is_positive(),
        first_on: pack.calendar.on_or_after(comparison.first_on),
        day: wishes.day,
        account,
        is_agreement: kind.is_agreement(),
        needs_decision: kind.needs_decision(),
        is_partial: kind == Kind::PartialPayment,
        cure_days: i64::from(pack.count("plan.cure_days", today).map_err(PageError::broken)?),
        terms: terms.clone(),
        frame,
    }))
}
