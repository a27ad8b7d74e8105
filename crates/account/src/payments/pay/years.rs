//! Which year is it for? Several, where a balance is paid; on whose record, where the last return was a joint one.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use tax::pack::PaymentReason;
use values::Cents;
use web::{Form, Frame, PageError, Problems};

use super::targets::{self, Choice};
use super::{Draft, Step};
use crate::payments::draft::Question;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/pay/years.html")]
struct Shown {
    frame: Frame,
    action: String,
    /// Whether several may be chosen.
    several: bool,
    question: String,
    years: Vec<Line>,
}

struct Line {
    value: String,
    label: String,
    hint: String,
    chosen: bool,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    years: Vec<String>,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let draft = match Draft::at(&visitor, &id, Step::Years).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let choices = targets::choices(&visitor, draft.reason()?).await?;
    visitor.page.show(&view(&visitor, &draft, &choices, Problems::none())?)
}

pub(super) async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let mut draft = match Draft::at(&visitor, &id, Step::Years).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let reason = draft.reason()?;
    let choices = targets::choices(&visitor, reason).await?;
    let chosen: Vec<_> = choices
        .iter()
        .filter(|choice| asked.years.contains(&choice.target.module))
        .map(|choice| choice.target.clone())
        .collect();
    if chosen.is_empty() || (chosen.len() > 1 && reason != PaymentReason::Balance) {
        let problems = Problems::one("years", "pay-years-missing");
        return visitor.page.show_again(&view(&visitor, &draft, &choices, problems)?);
    }
    if draft.answers.targets != chosen {
        draft.answers.targets = chosen;
        draft.answers.amounts = Vec::new();
    }
    draft.go_on(&visitor, Write::new(), Step::Days).await
}

fn view(
    visitor: &Visitor,
    draft: &Draft,
    choices: &[Choice],
    problems: Problems,
) -> Result<Shown, PageError> {
    let several = draft.reason()? == PaymentReason::Balance;
    let title = if several { "pay-years-several" } else { "pay-years-one" };
    let frame = visitor.frame(title).with(problems);
    let only = choices.len() == 1;
    let years = choices.iter().map(|choice| Line {
        value: choice.target.module.clone(),
        label: label(&frame, choice),
        hint: hint(&frame, choice),
        chosen: only || draft.answers.targets.contains(&choice.target),
    });
    Ok(Shown {
        action: Step::Years.address(draft.id()),
        several,
        question: frame.say(title),
        years: years.collect(),
        frame,
    })
}

fn label(frame: &Frame, choice: &Choice) -> String {
    let year = ("year", choice.target.tax_year.to_string());
    match &choice.spouse {
        Some(name) => frame.say_with("pay-year-of", &[year, ("name", name.clone())]),
        None if choice.joint => frame.say_with("pay-year-joint", &[year]),
        None => choice.target.tax_year.to_string(),
    }
}

fn hint(frame: &Frame, choice: &Choice) -> String {
    match choice.owed {
        Some(owed) if owed > Cents::ZERO => frame.say_with("pay-year-owed", &[("amount", frame.money(owed))]),
        Some(_) => frame.say("pay-year-covered"),
        None if choice.spouse.is_some() => frame.say("pay-year-spouse-hint"),
        None => String::new(),
    }
}
