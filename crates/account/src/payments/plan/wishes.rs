//! What would suit you? The day, whether we debit, an amount, the most that can be paid, tax that is expected.

use agency::plans::{Books, Scope, Wishes, expected_year};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use values::Cents;
use web::{Form, Frame, PageError, Problems};

use super::{Answers, Draft, PATH, STEPS, Step, books};
use crate::payments::draft::Question;
use crate::payments::pay::read_amount;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/plan/wishes.html")]
struct Shown {
    frame: Frame,
    action: String,
    back: &'static str,
    asked: Asked,
    /// Whether it has to be asked which debts.
    both: bool,
    expected_year: Option<i64>,
}

#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    scope: String,
    #[serde(default)]
    debit: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    monthly: String,
    #[serde(default)]
    ability: String,
    #[serde(default)]
    expected: String,
}

pub(super) async fn show_first(visitor: Visitor) -> Result<Response, PageError> {
    let books = books(&visitor).await?;
    if !has_anything(&visitor, &books) {
        return visitor.page.go(PATH);
    }
    let asked = Asked { debit: "yes".to_owned(), day: "15".to_owned(), ..Asked::default() };
    visitor.page.show(&view(&visitor, &books, first_action(), asked, Problems::none()))
}

pub(super) async fn submit_first(visitor: Visitor, Form(asked): Form<Asked>) -> Result<Response, PageError> {
    let books = books(&visitor).await?;
    if !has_anything(&visitor, &books) {
        return visitor.page.go(PATH);
    }
    match read(&visitor, &books, &asked) {
        Ok(wishes) => {
            let draft = Draft::begin(&visitor, Answers { wishes, kind: None, account: None }).await?;
            visitor.page.go(&Step::Kinds.address(draft.id()))
        }
        Err(problems) => visitor.page.show_again(&view(&visitor, &books, first_action(), asked, problems)),
    }
}

fn first_action() -> String {
    format!("{PATH}/new")
}

/// Changing the answers.
pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let draft = match Draft::at(&visitor, &id, Step::Wishes).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let books = books(&visitor).await?;
    let asked = Asked::of(&draft.answers.wishes);
    let action = Step::Wishes.address(draft.id());
    visitor.page.show(&view(&visitor, &books, action, asked, Problems::none()))
}

pub(super) async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let mut draft = match Draft::at(&visitor, &id, Step::Wishes).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let books = books(&visitor).await?;
    match read(&visitor, &books, &asked) {
        Ok(wishes) => {
            draft.answers.wishes = wishes;
            // What fits may be another kind now.
            draft.answers.kind = None;
            draft.answers.account = draft.answers.account.filter(|_| wishes.is_direct_debit);
            draft.go_on(&visitor, Write::new(), Step::Kinds).await
        }
        Err(problems) => {
            let action = Step::Wishes.address(draft.id());
            visitor.page.show_again(&view(&visitor, &books, action, asked, problems))
        }
    }
}

fn has_anything(visitor: &Visitor, books: &Books) -> bool {
    let today = visitor.today();
    let owes = books.owes(Scope::Income, today) || books.owes(Scope::Business, today);
    owes || expected_year(&visitor.account.pack, books, today).is_some()
}

impl Asked {
    fn of(wishes: &Wishes) -> Self {
        let text = |amount: Option<Cents>| amount.map(|amount| amount.to_string()).unwrap_or_default();
        Self {
            scope: if wishes.scope == Scope::Income { "income" } else { "business" }.to_owned(),
            debit: if wishes.is_direct_debit { "yes" } else { "no" }.to_owned(),
            day: wishes.day.to_string(),
            monthly: text(wishes.monthly),
            ability: text(wishes.ability),
            expected: text(wishes.expected),
        }
    }
}

fn read(visitor: &Visitor, books: &Books, asked: &Asked) -> Result<Wishes, Problems> {
    let mut problems = Problems::none();
    let scope = match (asked.scope.as_str(), has_both(visitor, books)) {
        ("business", true) => Scope::Business,
        ("income", true) => Scope::Income,
        (_, true) => {
            problems.add("scope", "plan-scope-missing");
            Scope::Income
        }
        (_, false) if books.owes(Scope::Business, visitor.today()) => Scope::Business,
        (_, false) => Scope::Income,
    };
    if !["yes", "no"].contains(&asked.debit.as_str()) {
        problems.add("debit", "plan-debit-missing");
    }
    let day = asked.day.trim().parse::<i8>().ok().filter(|day| (1..=28).contains(day));
    if day.is_none() {
        problems.add("day", "plan-day-wrong");
    }
    let mut amount = |field: &str, text: &str| {
        let amount = if text.trim().is_empty() { None } else { Some(read_amount(text)) };
        if amount.is_some_and(|amount| amount.is_none_or(|amount| !amount.is_positive())) {
            problems.add(field, "plan-amount-wrong");
        }
        amount.flatten()
    };
    let (monthly, ability) = (amount("monthly", &asked.monthly), amount("ability", &asked.ability));
    let expected = amount("expected", &asked.expected);
    match day {
        Some(day) if problems.is_empty() => {
            Ok(Wishes { scope, day, monthly, ability, expected, is_direct_debit: asked.debit == "yes" })
        }
        _ => Err(problems),
    }
}

fn has_both(visitor: &Visitor, books: &Books) -> bool {
    [Scope::Income, Scope::Business].iter().all(|scope| books.owes(*scope, visitor.today()))
}

fn view(visitor: &Visitor, books: &Books, action: String, asked: Asked, problems: Problems) -> Shown {
    let frame = visitor.frame("plan-wishes-title").with(problems);
    let expected_year = expected_year(&visitor.account.pack, books, visitor.today());
    Shown { action, back: PATH, asked, both: has_both(visitor, books), expected_year, frame }
}
