//! Ending a plan, or taking it back before it is decided on: what follows is said first.

use agency::payments::Moment;
use agency::plans::{Refusal, State, end, footing, withdraw};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use store::WriteError;
use tax::plans::Kind;
use values::Cents;
use web::forms::Nothing;
use web::{Form, Frame, PageError};

use super::find;
use super::one::address;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/plan/end.html")]
struct Shown {
    frame: Frame,
    back: String,
    action: String,
    balance: Cents,
    is_asked: bool,
    /// Whether the penalty was lower because of it.
    is_agreement: bool,
    yes: String,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let loaded = find(&visitor, &id).await?;
    let state = State::of(&loaded.plan).map_err(PageError::broken)?;
    if !state.is_open() {
        return visitor.page.go(&address(&loaded));
    }
    let stands = footing(&visitor.account.pack, &loaded, visitor.today()).map_err(PageError::broken)?;
    let is_asked = state == State::Asked;
    let frame = visitor.frame(if is_asked { "plan-withdraw-title" } else { "plan-end-title" });
    let view = Shown {
        yes: frame.say(if is_asked { "plan-withdraw-yes" } else { "plan-end-yes" }),
        frame,
        back: address(&loaded),
        action: format!("{}/end", address(&loaded)),
        balance: stands.balance,
        is_asked,
        is_agreement: Kind::named(&loaded.plan.kind).is_some_and(Kind::is_agreement),
    };
    visitor.page.show(&view)
}

/// Sent twice, it is ended once: the second time leads to the same page.
pub(super) async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let loaded = find(&visitor, &id).await?;
    let moment = Moment { now: visitor.page.now(), today: visitor.today() };
    let pack = &visitor.account.pack;
    let outcome = match State::of(&loaded.plan).map_err(PageError::broken)? {
        State::Asked => withdraw(pack, &loaded, moment),
        _ => end(pack, &loaded, moment),
    };
    match outcome {
        Ok(write) => match visitor.account.app.store.write(write).await {
            // Whoever was first decided; the page shows what it came to.
            Ok(()) | Err(WriteError::Conflict { .. }) => visitor.page.go(&address(&loaded)),
            Err(error) => Err(error.into()),
        },
        Err(Refusal::WrongState { .. }) => visitor.page.go(&address(&loaded)),
        Err(refusal) => Err(PageError::broken(refusal)),
    }
}
