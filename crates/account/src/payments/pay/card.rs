//! By which card or wallet? What each costs beside paying from a bank account, which is free, and whether this payment can be
//! made by card at all; before the payer leaves for the processor's page.

use agency::payments::cards::{self, Offer};
use agency::payments::{Refusal, Way};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use store::taxes::card_checkouts;
use tax::pack::{CardKind, CardLimit, Period};
use values::{Cents, Date};
use web::{Form, Frame, PageError, Problems};

use super::{Draft, Step, When};
use crate::payments::draft::Question;
use crate::payments::shown;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/pay/card.html")]
struct Shown {
    frame: Frame,
    action: String,
    bank: String,
    total: Cents,
    offered: Option<Offered>,
    /// Why no card can be taken, and where that is changed.
    refused: String,
    change: Option<(String, &'static str)>,
}

struct Offered {
    choices: Vec<Choice>,
    limit: String,
    below: String,
    source: String,
}

struct Choice {
    name: &'static str,
    label: String,
    hint: String,
    chosen: bool,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    card: String,
}

/// Why this is not paid by card.
enum No {
    /// Another day than today was chosen.
    Day,
    /// It is too much.
    Amount(Cents),
    /// Nothing of its kind is.
    Kind,
    /// It was done as often as it may be.
    Often(CardLimit),
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    match at(&visitor, &id).await? {
        Ok(draft) => visitor.page.show(&view(&visitor, &draft, Problems::none()).await?),
        Err(elsewhere) => visitor.page.go(&elsewhere),
    }
}

pub(super) async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let mut draft = match at(&visitor, &id).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    if asked.card == Way::Bank.name() {
        return visitor.page.go(&Step::Bank.address(draft.id()));
    }
    let kind = CardKind::named(&asked.card);
    match (kind, offer(&visitor, &draft).await?) {
        (Some(kind), Ok((offer, _))) if offer.fees.iter().any(|(offered, _)| *offered == kind) => {
            draft.answers.card = Some(kind);
            draft.answers.account = None;
            draft.go_on(&visitor, Write::new(), Step::Check).await
        }
        // It became impossible meanwhile: the page says why.
        (_, Err(_)) => visitor.page.go(&Step::Card.address(draft.id())),
        _ => {
            let problems = Problems::one("card", "card-missing");
            visitor.page.show_again(&view(&visitor, &draft, problems).await?)
        }
    }
}

/// The draft, where somebody takes cards.
async fn at(visitor: &Visitor, id: &str) -> Result<Result<Draft, String>, PageError> {
    if !visitor.account.cards.is_there() {
        return Err(PageError::NotFound);
    }
    Draft::at(visitor, id, Step::Card).await
}

fn total(draft: &Draft) -> Result<Cents, PageError> {
    Cents::total(draft.answers.amounts.iter().copied()).map_err(PageError::broken)
}

/// What can be paid with, and how many payments by card are left for the year with the fewest; or why not.
async fn offer(visitor: &Visitor, draft: &Draft) -> Result<Result<(Offer, (i64, CardLimit)), No>, PageError> {
    let (pack, today) = (&visitor.account.pack, visitor.today());
    let processor = visitor.account.cards.fees().ok_or(PageError::NotFound)?;
    if draft.answers.when != Some(When::Today) {
        return Ok(Err(No::Day));
    }
    let (reason, amount) = (draft.reason()?, total(draft)?);
    let mut found: Option<(Offer, (i64, CardLimit))> = None;
    for target in &draft.answers.targets {
        let form = target.form.as_str();
        let offer = match cards::offer(pack, processor, (form, reason), amount, today) {
            Ok(offer) => offer,
            Err(Refusal::CardAmount { below }) => return Ok(Err(No::Amount(below))),
            Err(Refusal::NotByCard) => return Ok(Err(No::Kind)),
            Err(other) => return Err(PageError::broken(other)),
        };
        let Some(limit) = pack.cards.limit(form, reason, today) else { return Ok(Err(No::Kind)) };
        let word = cards::counted(pack, (form, target.tax_year), reason, today).map_err(PageError::broken)?;
        let made = card_checkouts::count(&visitor.account.app.store, visitor.id(), &word).await?;
        let left = limit.most - made;
        if left <= 0 {
            return Ok(Err(No::Often(limit.clone())));
        }
        if found.as_ref().is_none_or(|(_, (least, _))| left < *least) {
            found = Some((offer, (left, limit.clone())));
        }
    }
    Ok(found.ok_or(No::Kind))
}

const fn period_key(period: Period) -> &'static str {
    match period {
        Period::Month => "card-limit-month",
        Period::Quarter => "card-limit-quarter",
        Period::Year => "card-limit-year",
    }
}

async fn view(visitor: &Visitor, draft: &Draft, problems: Problems) -> Result<Shown, PageError> {
    let frame = visitor.frame("card-title").with(problems);
    let total = total(draft)?;
    let (mut offered, mut refused, mut change) = (None, String::new(), None);
    match offer(visitor, draft).await? {
        Ok((offer, left)) => offered = Some(choices(visitor, draft, &frame, (offer, left, total))?),
        Err(No::Day) => {
            refused = frame.say("card-no-day");
            change = Some((Step::Days.address(draft.id()), "pay-change-days"));
        }
        Err(No::Amount(below)) => {
            refused = frame.say_with("card-no-amount", &[("below", frame.money(below))]);
            change = Some((Step::Amount.address(draft.id()), "pay-change-amount"));
        }
        Err(No::Kind) => refused = frame.say("card-no-kind"),
        Err(No::Often(limit)) => {
            refused = frame.say_with("card-no-often", &[("limit", often(&frame, &limit))]);
        }
    }
    Ok(Shown {
        action: Step::Card.address(draft.id()),
        bank: Step::Bank.address(draft.id()),
        total,
        offered,
        refused,
        change,
        frame,
    })
}

fn often(frame: &Frame, limit: &CardLimit) -> String {
    frame.say_with(period_key(limit.period), &[("most", limit.most)])
}

fn choices(
    visitor: &Visitor,
    draft: &Draft,
    frame: &Frame,
    (offer, (left, limit), total): (Offer, (i64, CardLimit), Cents),
) -> Result<Offered, PageError> {
    let (pack, today) = (&visitor.account.pack, visitor.today());
    let mut choices = Vec::new();
    let mut from: Option<Date> = None;
    for (kind, fee) in offer.fees {
        let charged = total.plus(fee).map_err(PageError::broken)?;
        let said = [("fee", frame.money(fee)), ("total", frame.money(charged))];
        choices.push(Choice {
            name: kind.name(),
            label: frame.say(shown::card_key(kind)),
            hint: frame.say_with("card-costs", &said),
            chosen: draft.answers.card == Some(kind),
        });
        let processor = visitor.account.cards.fees().unwrap_or_default();
        let holds = pack.cards.fee(processor, kind, today).map(|fee| fee.from);
        from = from.max(holds);
    }
    Ok(Offered {
        choices,
        limit: format!("{} {}", often(frame, &limit), frame.say_count("card-left", left)),
        below: frame.say_with("card-below", &[("below", frame.money(offer.below))]),
        source: from
            .map(|from| frame.say_with("card-fees-from", &[("date", frame.date(from))]))
            .unwrap_or_default(),
    })
}
