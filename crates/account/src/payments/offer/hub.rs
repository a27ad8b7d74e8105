//! Where the check stands: every section with whether it is answered, and the way on; throwing the answers away.

use agency::offers::{KEPT_DAYS, Section, State};
use askama::Template;
use axum::response::Response;
use jiff::SignedDuration;
use store::taxes::{offer_drafts, offers};
use store::{Write, WriteError};
use values::{Cents, Date};
use web::forms::Nothing;
use web::{Form, Frame, PageError};

use super::{Draft, PATH, RESULT, SENT, address, owing, said, sections};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/offer/hub.html")]
struct Shown {
    frame: Frame,
    /// None where nothing is owed.
    balance: Option<Cents>,
    has_offer: bool,
    sent: Vec<Sent>,
    groups: Vec<Group>,
    /// The first section that is open, or the result; and what the link says.
    next: String,
    go: String,
    kept_days: i64,
    /// Until when the answers are kept.
    kept_to: Option<Date>,
}

/// An offer that was sent.
struct Sent {
    address: String,
    title: String,
    state: String,
    tag: &'static str,
}

struct Group {
    title: String,
    sections: Vec<Line>,
}

struct Line {
    address: String,
    title: String,
    is_answered: bool,
}

pub(super) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let footing = owing(&visitor).await?;
    let draft = Draft::open(&visitor).await?;
    let frame = visitor.frame("offer-title");
    let line = |section: Section| Line {
        address: address(section),
        title: frame.say(sections::page(section).title),
        is_answered: draft.answers.answered.contains(&section),
    };
    let groups = said::GROUPS.iter().map(|(title, sections)| Group {
        title: frame.say(title),
        sections: sections.iter().map(|section| line(*section)).collect(),
    });
    let kept = SignedDuration::from_hours(24 * i64::from(KEPT_DAYS));
    let clock = &visitor.account.app.clock;
    let account = &visitor.account;
    let offers = offers::list(&account.app.store, &account.sealer, &draft.key, visitor.id()).await?;
    let sent = offers.iter().map(|offer| {
        let (word, tag) = said::state(State::of(offer).map_err(PageError::broken)?);
        let words = [("amount", frame.money(offer.amount)), ("date", frame.date(offer.sent_on))];
        let title = frame.say_with("offer-hub-sent", &words);
        Ok(Sent { address: format!("{SENT}/{}", offer.id), title, state: frame.say(word), tag })
    });
    let view = Shown {
        sent: sent.collect::<Result<_, PageError>>()?,
        balance: footing.as_ref().map(|footing| footing.balance),
        has_offer: footing.is_some_and(|footing| footing.has_offer),
        groups: groups.collect(),
        next: draft.answers.next().map_or_else(|| RESULT.to_owned(), address),
        go: frame.say(match (draft.answers.next(), &draft.stored) {
            (None, _) => "offer-see-result",
            (Some(_), Some(_)) => "offer-go-on",
            (Some(_), None) => "offer-begin",
        }),
        kept_days: KEPT_DAYS.into(),
        kept_to: draft.stored.as_ref().map(|stored| clock.today(stored.changed_at + kept)),
        frame,
    };
    visitor.page.show(&view)
}

#[derive(Template)]
#[template(path = "payments/offer/forget.html")]
struct Forget {
    frame: Frame,
}

pub(super) async fn show_forget(visitor: Visitor) -> Result<Response, PageError> {
    if Draft::open(&visitor).await?.stored.is_none() {
        return visitor.page.go(PATH);
    }
    visitor.page.show(&Forget { frame: visitor.frame("offer-forget-title") })
}

/// Sent twice, the answers are gone once: the second time leads to the same page.
pub(super) async fn forget(visitor: Visitor, Form(Nothing {}): Form<Nothing>) -> Result<Response, PageError> {
    let Some(stored) = Draft::open(&visitor).await?.stored else { return visitor.page.go(PATH) };
    match visitor.account.app.store.write(offer_drafts::close(Write::new(), &stored)).await {
        Ok(()) => visitor.page.go(PATH),
        // They were changed or thrown away in another tab: the page shows what there is.
        Err(WriteError::Conflict { .. }) => visitor.page.go("/payments/offer/forget"),
        Err(error) => Err(error.into()),
    }
}
