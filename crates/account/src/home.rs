//! What does a person see first? What they owe, what needs doing and by when, their last return.

use agency::balance::{self, ToDo, Totals, Why};
use askama::Template;
use axum::response::Response;
use store::taxes::returns;
use values::Date;
use web::{Frame, PageError};

use crate::records;
use crate::visitor::{Visitor, broken};

#[derive(Template)]
#[template(path = "home/home.html")]
struct Home {
    frame: Frame,
    today: Date,
    totals: Totals,
    years_owed: i64,
    to_do: Vec<Task>,
    last_return: Option<LastReturn>,
    return_count: i64,
    entry_count: i64,
}

/// One thing to do, said.
struct Task {
    by: Date,
    overdue: bool,
    text: String,
    address: String,
    link: String,
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
    let view = Home {
        today,
        totals,
        years_owed: count(years.iter().filter(|year| year.position.balance.is_positive()).count()),
        to_do: list.iter().map(|item| task(&frame, item, today)).collect(),
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
    Task { by: item.by, overdue: item.by < today, text, address, link }
}
