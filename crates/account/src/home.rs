//! What does a person see first? What they owe, what needs doing and by when, their last return.

use agency::balance::{self, ToDo, Totals, Why};
use askama::Template;
use axum::response::Response;
use store::taxes::returns;
use values::Date;
use web::{Frame, PageError};

use crate::notices::{self, Waiting};
use crate::payments::{PLANS, plan_tasks};
use crate::records;
use crate::visitor::{Visitor, broken};

#[derive(Template)]
#[template(path = "home/home.html")]
struct Home {
    frame: Frame,
    today: Date,
    totals: Totals,
    years_owed: i64,
    notices: Waiting,
    to_do: Vec<Task>,
    last_return: Option<LastReturn>,
    return_count: i64,
    entry_count: i64,
}

/// One thing to do, said.
struct Task {
    by: Date,
    overdue: bool,
    /// Something is lost unless it is done.
    warning: bool,
    text: String,
    address: String,
    link: String,
    /// Something else that could be done: address and words.
    other: Option<(&'static str, String)>,
}

struct LastReturn {
    tax_year: i64,
    filing_status: String,
    filed_on: Date,
}

pub(crate) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let today = visitor.today();
    let years = visitor.years(today).await?;
    let totals = balance::totals(&years).map_err(broken)?;
    let frame = visitor.frame("home-title");
    let list = balance::to_do(&visitor.account.pack, &years, today).map_err(broken)?;
    let returns = returns::list(&visitor.account.app.store, &visitor.account.sealer, visitor.id()).await?;
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let plans = plan_tasks(&visitor, &frame).await?;
    // A plan that was made here says itself what comes next.
    let is_said = |item: &&ToDo| {
        matches!(item.why, Why::KeepPaying { .. } | Why::PayNotice { .. } | Why::PayOrPlan { .. })
            && plans.iter().any(|plan| plan.pays(&item.form, item.tax_year))
    };
    let mut to_do: Vec<Task> =
        list.iter().filter(|item| !is_said(item)).map(|item| task(&frame, item, today)).collect();
    to_do.extend(plans.into_iter().map(|plan| Task {
        by: plan.by,
        overdue: false,
        warning: plan.is_warning,
        text: plan.text,
        address: plan.address,
        link: frame.say("plan-open"),
        other: None,
    }));
    // A plan that is about to end comes first.
    to_do.sort_by_key(|task| (!task.warning, task.by));
    let view = Home {
        today,
        totals,
        years_owed: count(years.iter().filter(|year| year.position.balance.is_positive()).count()),
        notices: notices::waiting(&visitor).await?,
        to_do,
        last_return: returns.first().map(|filed| LastReturn {
            tax_year: filed.tax_year,
            filing_status: records::filing_status(&frame, &filed.filing_status),
            filed_on: filed.filed_on,
        }),
        return_count: count(returns.len()),
        entry_count: count(years.iter().map(|year| year.ledger.transactions.len()).sum()),
        frame,
    };
    visitor.page.show(&view)
}

fn task(frame: &Frame, item: &ToDo, today: Date) -> Task {
    let year = ("year", item.tax_year.to_string());
    let text = match item.why {
        Why::FileReturn => frame.say_with("home-file-return", &[year, ("due", frame.date(item.by))]),
        Why::AnswerLevyNotice { noticed_on, owed } => {
            let arguments = [year, ("date", frame.date(noticed_on)), ("owed", frame.money(owed))];
            frame.say_with("home-levy-notice", &arguments)
        }
        Why::PayNotice { owed } => frame
            .say_with("home-pay-notice", &[year, ("owed", frame.money(owed)), ("date", frame.date(item.by))]),
        Why::KeepPaying { owed } => frame.say_with("home-keep-paying", &[year, ("owed", frame.money(owed))]),
        Why::PayOrPlan { owed, in_30_days } => {
            let arguments = [year, ("owed", frame.money(owed)), ("later", frame.money(in_30_days))];
            frame.say_with("home-pay-or-plan", &arguments)
        }
        Why::EstimatedTax => frame.say_with("home-estimated-tax", &[year, ("date", frame.date(item.by))]),
    };
    let (address, link) = match item.why {
        Why::EstimatedTax => ("/payments".to_owned(), frame.say("home-how-to-pay")),
        Why::FileReturn => ("/help".to_owned(), frame.say("home-get-help")),
        _ => {
            let link = frame.say_with("home-open-year", &[("year", item.tax_year)]);
            (format!("/balance/{}/{}", item.form, item.tax_year), link)
        }
    };
    let may_plan =
        matches!(item.why, Why::PayNotice { .. } | Why::PayOrPlan { .. } | Why::AnswerLevyNotice { .. });
    let other = may_plan.then(|| (PLANS, frame.say("home-to-plan")));
    Task { by: item.by, overdue: item.by < today, warning: false, text, address, link, other }
}
