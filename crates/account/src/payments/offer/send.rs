//! Sending what the check came to: which way, how much, and agreeing to what follows; sent once.

use agency::offers::{Footing, Paid, Refusal, check, send};
use agency::payments::Moment;
use askama::Template;
use axum::response::Response;
use serde::Deserialize;
use store::WriteError;
use tax::offers::Check;
use values::{Cents, Id};
use web::{Form, Frame, PageError, Problems};

use super::{Draft, PATH, RESULT, SENT, address, owing, said, sent};
use crate::payments::pay::read_amount;
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/offer/send.html")]
struct Shown {
    frame: Frame,
    draft: Id,
    version: i64,
    owed: Cents,
    ways: Vec<Choice>,
    asked: Asked,
    appeal_days: i64,
    compliance_years: i64,
}

/// A way to pay that may be chosen.
struct Choice {
    name: &'static str,
    title: String,
    /// What is the least, and what comes with the offer.
    what: String,
}

#[derive(Default, Deserialize)]
pub(super) struct Asked {
    /// The answers that were seen, and their version.
    draft: String,
    version: i64,
    #[serde(default)]
    way: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    agree: bool,
}

/// The check with the draft that it rests on.
struct Ready {
    draft: Draft,
    check: Check,
    footing: Footing,
}

/// Whether nothing stands in the way, and a way to pay saves something.
pub(super) fn may_send(check: &Check, footing: &Footing) -> bool {
    let saves = Paid::ALL.into_iter().any(|paid| paid.saves(check, footing));
    check.obstacles.is_empty() && !footing.has_offer && saves
}

/// What can be sent, or where to go instead.
async fn ready(visitor: &Visitor) -> Result<Result<Ready, String>, PageError> {
    let Some(footing) = owing(visitor).await? else { return Ok(Err(PATH.to_owned())) };
    let draft = Draft::open(visitor).await?;
    if let Some(section) = draft.answers.next() {
        return Ok(Err(address(section)));
    }
    let check = check(&visitor.account.pack, &draft.answers, &footing, visitor.today());
    let check = check.map_err(PageError::broken)?;
    // The result says why nothing can be sent.
    Ok(if may_send(&check, &footing) { Ok(Ready { draft, check, footing }) } else { Err(RESULT.to_owned()) })
}

pub(super) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    match ready(&visitor).await? {
        Ok(ready) => visitor.page.show(&view(&visitor, ready, Asked::default(), Problems::none())?),
        Err(elsewhere) => visitor.page.go(&elsewhere),
    }
}

/// Sent twice, it is one offer: the second time leads to the same page.
pub(super) async fn submit(visitor: Visitor, Form(asked): Form<Asked>) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let id: Id = asked.draft.parse().map_err(|_| PageError::NotFound)?;
    let account = &visitor.account;
    if sent::find(&visitor, id).await?.is_some() {
        return visitor.page.go(&format!("{SENT}/{id}"));
    }
    let ready = match ready(&visitor).await? {
        Ok(ready) => ready,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let way = match read(&ready, id, &asked) {
        Ok(way) => way,
        Err(problems) => return visitor.page.show_again(&view(&visitor, ready, asked, problems)?),
    };
    let stored = ready.draft.stored.as_ref().ok_or(PageError::Conflict)?;
    let moment = Moment { now: visitor.page.now(), today: visitor.today() };
    let seal = (&account.sealer, &ready.draft.key);
    let outcome = send(&account.pack, seal, stored, (&ready.check, &ready.footing), way, moment);
    let write = match outcome {
        Ok((_, write)) => write,
        Err(Refusal::Amount { least, owed }) => {
            let frame = visitor.frame("offer-send-title");
            let mut problems = Problems::none();
            let limits = vec![("least", frame.money(least)), ("owed", frame.money(owed))];
            problems.add_with("amount", "offer-amount-between", limits);
            return visitor.page.show_again(&view(&visitor, ready, asked, problems)?);
        }
        Err(refusal) => return Err(PageError::broken(refusal)),
    };
    match account.app.store.write(write).await {
        Ok(()) => visitor.page.go(&format!("{SENT}/{id}")),
        // The same submission won elsewhere, or the answers changed meanwhile.
        Err(WriteError::Conflict { .. }) => match sent::find(&visitor, id).await? {
            Some(_) => visitor.page.go(&format!("{SENT}/{id}")),
            None => visitor.page.go(RESULT),
        },
        Err(error) => Err(error.into()),
    }
}

fn read(ready: &Ready, id: Id, asked: &Asked) -> Result<(Paid, Cents), Problems> {
    let mut problems = Problems::none();
    let is_seen =
        |seen: &store::taxes::offer_drafts::OfferDraft| seen.id == id && seen.version == asked.version;
    if !ready.draft.stored.as_ref().is_some_and(is_seen) {
        problems.add("submit", "pay-changed-meanwhile");
    }
    let way = Paid::named(&asked.way);
    if way.is_none() {
        problems.add("way", "offer-way-missing");
    }
    let amount = read_amount(&asked.amount);
    if amount.is_none() {
        problems.add("amount", "offer-amount-dollars");
    }
    if !asked.agree {
        problems.add("agree", "offer-agree-missing");
    }
    match (way, amount) {
        (Some(way), Some(amount)) if problems.is_empty() => Ok((way, amount)),
        _ => Err(problems),
    }
}

fn view(visitor: &Visitor, ready: Ready, asked: Asked, problems: Problems) -> Result<Shown, PageError> {
    let stored = ready.draft.stored.ok_or(PageError::Conflict)?;
    let (pack, today) = (&visitor.account.pack, visitor.today());
    let count = |name| pack.count(name, today).map(i64::from).map_err(PageError::broken);
    let frame = visitor.frame("offer-send-title").with(problems);
    let may = Paid::ALL.into_iter().filter(|paid| paid.saves(&ready.check, &ready.footing));
    let ways = may.map(|paid| {
        let way = paid.way(&ready.check);
        let words = [("least", frame.money(way.least)), ("first", frame.money(way.with_offer))];
        let what = frame.say_with("offer-way-least", &words);
        Choice { name: paid.name(), title: frame.say(said::way(paid.name())), what }
    });
    Ok(Shown {
        draft: stored.id,
        version: stored.version,
        owed: ready.footing.balance,
        ways: ways.collect(),
        asked,
        frame,
        appeal_days: count("offer.appeal_days")?,
        compliance_years: count("offer.compliance_years")?,
    })
}
