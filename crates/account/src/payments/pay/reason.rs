//! First question: what is the payment for?

use askama::Template;
use axum::response::Response;
use serde::Deserialize;
use tax::pack::PaymentReason;
use web::{Form, Frame, PageError, Problems};

use super::{Answers, Draft, Step};
use crate::payments::draft::Question;
use crate::payments::shown::{self, Limit};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/pay/reason.html")]
struct Shown {
    frame: Frame,
    limit: Limit,
    reasons: Vec<Choice>,
}

struct Choice {
    name: &'static str,
    label: String,
    hint: String,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    reason: String,
}

pub(super) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let view = view(&visitor, Problems::none()).await?;
    visitor.page.show(&view)
}

pub(super) async fn submit(visitor: Visitor, Form(asked): Form<Asked>) -> Result<Response, PageError> {
    let Some(reason) = PaymentReason::named(&asked.reason) else {
        return visitor
            .page
            .show_again(&view(&visitor, Problems::one("reason", "pay-reason-missing")).await?);
    };
    let draft = Draft::begin(&visitor, Answers { reason: Some(reason), ..Answers::default() }).await?;
    visitor.page.go(&Step::Years.address(draft.id()))
}

async fn view(visitor: &Visitor, problems: Problems) -> Result<Shown, PageError> {
    let frame = visitor.frame("pay-title").with(problems);
    let reasons = PaymentReason::OFFERED.map(|reason| Choice {
        name: reason.name(),
        label: frame.say(shown::reason_key(reason)),
        hint: frame.say(shown::reason_hint(reason)),
    });
    Ok(Shown { limit: Limit::of(visitor).await?, reasons: reasons.into(), frame })
}
