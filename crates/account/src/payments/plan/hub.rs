//! The plans that there are, and the way to a new one.

use agency::plans::{Scope, State, expected_year, load_all};
use askama::Template;
use axum::response::Response;
use values::{Cents, Date};
use web::{Frame, PageError};

use super::{PATH, books, said};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/plan/hub.html")]
struct Shown {
    frame: Frame,
    plans: Vec<Line>,
    /// Years in a plan that was not made here.
    elsewhere: String,
    /// Years in a spouse's plan.
    spouses: String,
    /// Whether anything is owed that a plan could pay.
    owes: bool,
    /// The year of which the tax is not assessed yet.
    expected_year: Option<i64>,
}

struct Line {
    address: String,
    kind: String,
    state: String,
    tag: &'static str,
    monthly: Cents,
    asked_on: Date,
}

pub(super) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let (today, pack) = (visitor.today(), &visitor.account.pack);
    let books = books(&visitor).await?;
    let frame = visitor.frame("plan-title");
    let loaded = load_all(&visitor.account.app.store, pack, visitor.id(), today).await;
    let plans = loaded.map_err(PageError::broken)?.into_iter().map(|loaded| {
        let plan = loaded.plan;
        let (state, tag) = said::state(State::of(&plan).map_err(PageError::broken)?);
        Ok(Line {
            address: format!("{PATH}/{}", plan.id),
            kind: said::kind_name(&frame, &plan.kind)?,
            state: frame.say(state),
            tag,
            monthly: plan.monthly,
            asked_on: plan.asked_on,
        })
    });
    let elsewhere = books.agreed_elsewhere(today);
    let in_row = |years: Vec<i64>| years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let of_spouse = books.planned.iter().filter(|planned| planned.taxpayer_id != visitor.id());
    let of_spouse = of_spouse.filter_map(|planned| {
        books.years.iter().find(|year| year.module.1 == planned.module_id).map(|year| year.tax_year)
    });
    let view = Shown {
        plans: plans.collect::<Result<_, PageError>>()?,
        elsewhere: in_row(elsewhere.iter().map(|year| year.tax_year).collect()),
        spouses: in_row(of_spouse.collect()),
        owes: books.owes(Scope::Income, today) || books.owes(Scope::Business, today),
        expected_year: expected_year(pack, &books, today),
        frame,
    };
    visitor.page.show(&view)
}
