//! All answers, to be checked, and what the payment will do; then it is submitted, once. By card the payer then goes on to the
//! processor's page.

use agency::payments::cards::{self, ByCard};
use agency::payments::{Asked, Limits, Moment, Refusal, Share, debit_day, payoff, schedule, waiting};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use store::WriteError;
use store::taxes::payments as stored;
use tax::pack::PaymentReason;
use values::{Cents, Date, Id};
use web::{Form, Frame, PageError, Problems};

use super::{Draft, Found, Step};
use crate::payments::card;
use crate::payments::draft::Question;
use crate::payments::shown::{self, Limit};
use crate::visitor::{Visitor, broken};

/// How often a write that met another one is decided anew.
const TRIES: usize = 5;

#[derive(Template)]
#[template(path = "payments/pay/check.html")]
struct Shown {
    frame: Frame,
    action: String,
    version: i64,
    reason: String,
    lines: Vec<Line>,
    days: Vec<Date>,
    total: Cents,
    from: From,
    change_until: Option<Date>,
    limit: Limit,
    count: i64,
    effects: Vec<String>,
    years: String,
    when: String,
    amount: String,
    bank: String,
}

struct Line {
    label: String,
    amount: Cents,
}

/// What the money comes from.
struct From {
    label: String,
    /// Whether nobody could say whose account it is.
    unchecked: bool,
    /// What a card costs beside, and all of it.
    fee: Option<(Cents, Cents)>,
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
    let view = view(&visitor, &draft, Problems::none()).await?;
    visitor.page.show(&view)
}

pub(super) async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(submitted): Form<Submitted>,
) -> Result<Response, PageError> {
    for _ in 0..TRIES {
        let draft = match Draft::at(&visitor, &id, Step::Check).await? {
            Ok(draft) => draft,
            Err(elsewhere) => return visitor.page.go(&elsewhere),
        };
        if draft.stored.version != submitted.version {
            return again(&visitor, &draft, "pay-changed-meanwhile").await;
        }
        let moment = Moment { now: visitor.page.now(), today: visitor.today() };
        let account = &visitor.account;
        let before = stored::made_on(&account.app.store, visitor.id(), moment.today).await?;
        let new_id = || account.app.dice.id(moment.now);
        let asked = asked(&visitor, &draft)?;
        let made = match by_card(&visitor, &draft) {
            Some(card) => {
                cards::begin(&account.pack, &asked, card, before, moment, new_id).map(|(_, write)| write)
            }
            None => schedule(&account.pack, &asked, before, moment, new_id).map(|(_, write)| write),
        };
        let write = match made {
            Ok(write) => write,
            Err(refusal) => return refused(&visitor, &draft, refusal).await,
        };
        match account.app.store.write(write).await {
            Ok(()) if draft.answers.card.is_some() => return card::go_on(&visitor, draft.id()).await,
            Ok(()) => return visitor.page.go(&format!("/payments/made/{id}")),
            // The same submission won elsewhere, or the day is full: look again.
            Err(WriteError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    match Draft::find(&visitor, &id).await? {
        Found::Submitted => visitor.page.go(&format!("/payments/made/{id}")),
        // Others of this person's are at the limit of cards.
        Found::Draft(draft) if draft.answers.card.is_some() => again(&visitor, &draft, "card-too-many").await,
        Found::Draft(_) => Err(PageError::Conflict),
    }
}

/// Back to the check, with what is wrong.
async fn again(visitor: &Visitor, draft: &Draft, key: &'static str) -> Result<Response, PageError> {
    let view = view(visitor, draft, Problems::one("submit", key)).await?;
    visitor.page.show_again(&view)
}

async fn refused(visitor: &Visitor, draft: &Draft, refusal: Refusal) -> Result<Response, PageError> {
    match refusal {
        Refusal::TooManyToday { .. } => again(visitor, draft, "pay-too-many").await,
        // Midnight passed, or the answers are of long ago.
        Refusal::Day { .. } => again(visitor, draft, "pay-day-passed").await,
        Refusal::NotByCard | Refusal::CardAmount { .. } => again(visitor, draft, "card-not-this").await,
        Refusal::Amount { .. } | Refusal::Nothing => again(visitor, draft, "pay-amount-passed").await,
        other => Err(PageError::broken(other)),
    }
}

fn asked(visitor: &Visitor, draft: &Draft) -> Result<Asked, PageError> {
    let shares = draft.answers.targets.iter().zip(&draft.answers.amounts).map(|(target, amount)| {
        let (owner_id, module_id) = target.place()?;
        let (form, tax_year) = (target.form.clone(), target.tax_year);
        Ok(Share { form, tax_year, owner_id, module_id, amount: *amount })
    });
    Ok(Asked {
        taxpayer_id: visitor.id(),
        draft: (draft.id(), draft.stored.version),
        reason: draft.reason()?,
        shares: shares.collect::<Result<_, PageError>>()?,
        days: draft.days(visitor.today()),
        account_id: if draft.answers.card.is_some() { draft.id() } else { account_id(draft)? },
    })
}

/// How it is paid, if by card; nobody takes cards any more: none.
fn by_card<'a>(visitor: &'a Visitor, draft: &Draft) -> Option<ByCard<'a>> {
    let (kind, processor) = (draft.answers.card?, visitor.account.cards.fees()?);
    Some(ByCard { kind, processor, language: visitor.page.language().tag() })
}

fn account_id(draft: &Draft) -> Result<Id, PageError> {
    let id = draft.answers.account.as_ref().and_then(|id| id.parse().ok());
    id.ok_or_else(|| PageError::broken("a draft to be checked names no account"))
}

async fn view(visitor: &Visitor, draft: &Draft, problems: Problems) -> Result<Shown, PageError> {
    let (today, pack) = (visitor.today(), &visitor.account.pack);
    let limits = Limits::on(pack, today).map_err(PageError::broken)?;
    let frame = visitor.frame("pay-check-title").with(problems);
    let is_card = draft.answers.card.is_some();
    let counts_for = |day| if is_card { day } else { debit_day(pack, day) };
    let days: Vec<Date> = draft.days(today).into_iter().map(counts_for).collect();
    let lines: Vec<Line> = draft
        .answers
        .targets
        .iter()
        .zip(&draft.answers.amounts)
        .map(|(target, amount)| Line {
            label: frame.say_with("pay-amount-for", &[("year", target.tax_year)]),
            amount: *amount,
        })
        .collect();
    let once = Cents::total(lines.iter().map(|line| line.amount)).map_err(PageError::broken)?;
    let total = Cents::total(days.iter().map(|_| once)).map_err(PageError::broken)?;
    let from = from(visitor, draft, &frame, total).await?;
    let first = days.first().copied().unwrap_or(today);
    let until = limits.change_until(pack, first);
    let count = i64::try_from(days.len() * lines.len()).unwrap_or(i64::MAX);
    Ok(Shown {
        action: Step::Check.address(draft.id()),
        version: draft.stored.version,
        reason: frame.say(shown::reason_key(draft.reason()?)),
        effects: effects(visitor, draft, &frame, first).await?,
        change_until: (until >= today && from.fee.is_none()).then_some(until),
        from,
        limit: Limit::of(visitor).await?,
        years: Step::Years.address(draft.id()),
        when: Step::Days.address(draft.id()),
        amount: Step::Amount.address(draft.id()),
        bank: if is_card { Step::Card } else { Step::Bank }.address(draft.id()),
        lines,
        days,
        total,
        count,
        frame,
    })
}

/// The account, or the card with what it costs.
async fn from(visitor: &Visitor, draft: &Draft, frame: &Frame, total: Cents) -> Result<From, PageError> {
    if let Some(kind) = draft.answers.card {
        let fee = card::fee(visitor, kind, total)?;
        let all = total.plus(fee).map_err(PageError::broken)?;
        let label = frame.say(shown::card_key(kind));
        return Ok(From { label, unchecked: false, fee: Some((fee, all)) });
    }
    let id = account_id(draft)?;
    let accounts = shown::accounts(visitor).await?;
    let account = accounts.into_iter().find(|account| account.id == id);
    let account = account.ok_or_else(|| PageError::broken("a draft names an account that is not there"))?;
    let label = shown::account(frame, visitor, &account, visitor.today());
    Ok(From { label, unchecked: account.ownership == "unknown", fee: None })
}

/// What the first payment does to each balance on its day.
async fn effects(
    visitor: &Visitor,
    draft: &Draft,
    frame: &Frame,
    on: Date,
) -> Result<Vec<String>, PageError> {
    if draft.reason()? != PaymentReason::Balance {
        return Ok(Vec::new());
    }
    let years = visitor.years(visitor.today()).await?;
    let mut said = Vec::new();
    for (target, amount) in draft.answers.targets.iter().zip(&draft.answers.amounts) {
        let place = target.place()?;
        let Some(year) = years.iter().find(|year| year.module == place) else { continue };
        let waiting = waiting(&visitor.account.app.store, year).await?;
        let before = payoff(&visitor.account.pack, year, &waiting, on).map_err(broken)?;
        let after = before.minus(*amount).map_err(PageError::broken)?;
        let key = match (after.is_negative(), year.joint) {
            (true, _) => "pay-effect-over",
            (false, true) => "pay-effect-joint",
            (false, false) => "pay-effect",
        };
        let over = if after.is_negative() { after.negated().map_err(PageError::broken)? } else { after };
        said.push(frame.say_with(
            key,
            &[
                ("year", target.tax_year.to_string()),
                ("date", frame.date(on)),
                ("before", frame.money(before)),
                ("after", frame.money(over)),
            ],
        ));
    }
    Ok(said)
}
