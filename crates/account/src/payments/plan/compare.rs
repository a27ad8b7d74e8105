//! Every kind of plan side by side: what it costs, or why it does not fit.

use agency::plans::{Comparison, Scope, compare};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use tax::plans::{Channel, Choice, Kind, Reason, Terms};
use values::{Cents, Date};
use web::{Form, Frame, PageError};

use super::{Draft, STEPS, Step, books, said};
use crate::payments::draft::Question;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/plan/compare.html")]
struct Shown {
    frame: Frame,
    action: String,
    wishes: String,
    balance: Cents,
    first_on: Date,
    fits: Vec<Fits>,
    refused: Vec<Refused>,
    fees: Vec<FeeLine>,
    is_debit: bool,
    rate: String,
    rate_agreement: String,
    /// Whether the chosen kind does not fit any more.
    gone: bool,
}

struct Fits {
    kind: &'static str,
    name: String,
    what: String,
    choose: String,
    monthly: Cents,
    months: i64,
    last_on: Date,
    last: Cents,
    interest: Cents,
    penalties: String,
    fee: String,
    total: Cents,
    left: Cents,
    is_partial: bool,
    needs_decision: bool,
    cheapest: bool,
}

struct Refused {
    name: String,
    reasons: Vec<String>,
}

struct FeeLine {
    channel: String,
    debit: String,
    other: String,
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    kind: String,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let draft = match Draft::at(&visitor, &id, Step::Kinds).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let comparison = comparison(&visitor, &draft).await?;
    visitor.page.show(&view(&visitor, &draft, &comparison, false)?)
}

pub(super) async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let mut draft = match Draft::at(&visitor, &id, Step::Kinds).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let comparison = comparison(&visitor, &draft).await?;
    let fits = |choice: &&Choice| choice.kind.name() == chosen.kind && choice.terms.is_ok();
    let Some(choice) = comparison.choices.iter().find(fits) else {
        return visitor.page.show_again(&view(&visitor, &draft, &comparison, true)?);
    };
    draft.answers.kind = Some(choice.kind.name().to_owned());
    let to = if draft.answers.wishes.is_direct_debit { Step::Bank } else { Step::Check };
    draft.go_on(&visitor, Write::new(), to).await
}

async fn comparison(visitor: &Visitor, draft: &Draft) -> Result<Comparison, PageError> {
    let books = books(visitor).await?;
    compare(&visitor.account.pack, &books, &draft.answers.wishes, visitor.today()).map_err(PageError::broken)
}

fn view(visitor: &Visitor, draft: &Draft, comparison: &Comparison, gone: bool) -> Result<Shown, PageError> {
    let (today, pack) = (visitor.today(), &visitor.account.pack);
    let frame = visitor.frame("plan-compare-title");
    let terms = |choice: &Choice| choice.terms.as_ref().ok().map(|terms| (choice.kind, terms.clone()));
    let fits: Vec<(Kind, Terms)> = comparison.choices.iter().filter_map(terms).collect();
    // Among those that pay everything of the same debts.
    let whole = |(kind, _): &&(Kind, Terms)| !matches!(kind, Kind::PartialPayment | Kind::BeforeAssessment);
    let cheapest = fits.iter().filter(whole).min_by_key(|(_, terms)| terms.total).map(|(kind, _)| *kind);
    let refused = comparison.choices.iter().filter_map(|choice| {
        let reasons = choice.terms.as_ref().err()?;
        // Nobody who owes income tax alone is told about plans of employers.
        let is_meant = choice.kind != Kind::TrustFundExpress || draft.answers.wishes.scope == Scope::Business;
        is_meant.then(|| Refused {
            name: frame.say(said::kind(choice.kind).0),
            // What to enter helps nobody whom something else refuses.
            reasons: reasons
                .iter()
                .filter(|reason| reasons.len() == 1 || **reason != Reason::NeedsFinances)
                .map(|reason| said::reason(&frame, reason))
                .collect(),
        })
    });
    let rate =
        |name| pack.rate(name, today).map(|rate| frame.percent(rate.percent())).map_err(PageError::broken);
    Ok(Shown {
        action: Step::Kinds.address(draft.id()),
        wishes: Step::Wishes.address(draft.id()),
        balance: comparison.balance(pack, today).map_err(PageError::broken)?,
        first_on: comparison.first_on,
        refused: refused.collect(),
        fees: fees(&frame, comparison),
        fits: fits
            .iter()
            .map(|(kind, terms)| card(&frame, *kind, terms, cheapest == Some(*kind) && fits.len() > 1))
            .collect(),
        is_debit: draft.answers.wishes.is_direct_debit,
        rate: rate("failure_to_pay.percent_per_month")?,
        rate_agreement: rate("failure_to_pay.percent_per_month_agreement")?,
        gone,
        frame,
    })
}

fn card(frame: &Frame, kind: Kind, terms: &Terms, cheapest: bool) -> Fits {
    let (name, what) = said::kind(kind);
    let name = frame.say(name);
    Fits {
        kind: kind.name(),
        choose: frame.say_with("plan-choose", &[("plan", name.clone())]),
        name,
        what: frame.say(what),
        monthly: terms.monthly,
        months: i64::try_from(terms.months).unwrap_or(i64::MAX),
        last_on: terms.last_on,
        last: terms.last,
        interest: terms.interest,
        penalties: said::added(frame, terms.penalties),
        fee: said::fee(frame, terms.fee),
        total: terms.total,
        left: terms.left,
        is_partial: kind == Kind::PartialPayment,
        needs_decision: kind.needs_decision(),
        cheapest,
    }
}

/// A line for each channel.
fn fees(frame: &Frame, comparison: &Comparison) -> Vec<FeeLine> {
    let of = |channel, is_direct_debit| {
        let mut fees = comparison.fees.iter();
        let found = fees.find(|fee| fee.channel == channel && fee.is_direct_debit == is_direct_debit);
        found.map(|found| said::fee(frame, found.fee)).unwrap_or_default()
    };
    [(Channel::Online, "plan-channel-online"), (Channel::Assisted, "plan-channel-assisted")]
        .into_iter()
        .map(|(channel, key)| FeeLine {
            channel: frame.say(key),
            debit: of(channel, true),
            other: of(channel, false),
        })
        .collect()
}
