//! What is a form for, and what is needed for it? Beginning it, going on with it, throwing the answers away.

use agency::forms::Draft;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::SignedDuration;
use store::{Write, WriteError};
use tax::forms::HandOver;
use values::Date;
use web::forms::Nothing;
use web::{Form, Frame, PageError};

use super::{Opened, PATH, address, context, form, said};
use crate::payments::person_key;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "forms/begin.html")]
struct Shown {
    frame: Frame,
    purpose: String,
    before: Vec<String>,
    revision: String,
    action: String,
    forget: String,
    /// Where to go on, where it was begun; until when the answers are kept.
    begun: Option<(String, Date)>,
    /// The part of the account that does it instead.
    hands_over: Option<&'static str>,
}

/// Where the account does what a form asks for.
const fn elsewhere(to: HandOver) -> &'static str {
    match to {
        HandOver::Plans => "/payments/plan",
        HandOver::Offers => "/payments/offer",
    }
}

pub(super) async fn show(visitor: Visitor, Path(name): Path<String>) -> Result<Response, PageError> {
    let (found, context) = (form(&visitor, &name)?, context(&visitor));
    let opened = Opened::find(&visitor, found).await?;
    let words = visitor.page.frame("forms-title");
    let frame = visitor.frame_titled(said::words(&words, &context, &found.title));
    let days = context.pack.count("form_drafts.kept_days", context.today).map_err(PageError::broken)?;
    let kept = SignedDuration::from_hours(24 * i64::from(days));
    let begun = opened.map(|opened| {
        let next = found.next(&opened.draft.answers, &context);
        let kept_to = visitor.account.app.clock.today(opened.draft.stored.changed_at + kept);
        (address(found, &next), kept_to)
    });
    let view = Shown {
        purpose: said::words(&frame, &context, &found.purpose),
        before: said::all(&frame, &context, &found.before),
        revision: said::revision(&frame, found),
        action: format!("{PATH}/{name}"),
        forget: format!("{PATH}/{name}/forget"),
        begun,
        hands_over: found.hands_over_to.map(elsewhere),
        frame,
    };
    visitor.page.show(&view)
}

/// Begun twice, it is one draft.
pub(super) async fn submit(
    visitor: Visitor,
    Path(name): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (found, context) = (form(&visitor, &name)?, context(&visitor));
    if let Some(to) = found.hands_over_to {
        return visitor.page.go(elsewhere(to));
    }
    if let Some(opened) = Opened::find(&visitor, found).await? {
        let next = found.next(&opened.draft.answers, &context);
        return visitor.page.go(&address(found, &next));
    }
    let (account, now) = (&visitor.account, visitor.page.now());
    let draft = Draft::new(visitor.id(), account.app.dice.id(now), &found.name, None, now);
    let next = address(found, &found.next(&draft.answers, &context));
    begin(&visitor, &draft, &next).await
}

/// Keeps a new draft; one that was begun at the same moment stays.
pub(super) async fn begin(visitor: &Visitor, draft: &Draft, to: &str) -> Result<Response, PageError> {
    let account = &visitor.account;
    let key = person_key(visitor).await?;
    let write: Write = draft.keep((&account.sealer, &key), visitor.page.now()).map_err(PageError::broken)?;
    match account.app.store.write(write).await {
        Ok(()) | Err(WriteError::Conflict { .. }) => visitor.page.go(to),
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "forms/forget.html")]
struct Forget {
    frame: Frame,
    address: String,
}

pub(super) async fn show_forget(visitor: Visitor, Path(name): Path<String>) -> Result<Response, PageError> {
    let address = format!("{PATH}/{name}");
    if Opened::find(&visitor, form(&visitor, &name)?).await?.is_none() {
        return visitor.page.go(&address);
    }
    visitor.page.show(&Forget { frame: visitor.frame("forms-forget-title"), address })
}

/// Sent twice, the answers are gone once: the second time leads to the same page.
pub(super) async fn forget(
    visitor: Visitor,
    Path(name): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let Some(opened) = Opened::find(&visitor, form(&visitor, &name)?).await? else {
        return visitor.page.go(PATH);
    };
    match visitor.account.app.store.write(opened.draft.forget()).await {
        Ok(()) => visitor.page.go(PATH),
        // They were changed or thrown away in another tab: the page shows what there is.
        Err(WriteError::Conflict { .. }) => visitor.page.go(&format!("{PATH}/{name}/forget")),
        Err(error) => Err(error.into()),
    }
}
