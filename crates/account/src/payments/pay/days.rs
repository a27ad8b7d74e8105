//! On which day is it paid? Today, on a day up to a year ahead, on the due dates of estimated tax that are left, or month
//! after month.

use agency::payments::{Limits, debit_day};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use tax::calendar::corresponding_date;
use tax::pack::{Pack, PaymentReason};
use values::Date;
use web::{Form, Frame, PageError, Problems};

use super::{Draft, Step, When};
use crate::payments::draft::Question;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/pay/days.html")]
struct Shown {
    frame: Frame,
    action: String,
    asked: Asked,
    /// What "today" means when today is no business day.
    today_hint: String,
    day_hint: String,
    /// The due dates that are left, said in a row; empty where they are not offered.
    quarterly: String,
    /// Whether a monthly series is offered.
    monthly: bool,
    months_hint: String,
}

#[derive(Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    when: String,
    #[serde(default)]
    on_month: String,
    #[serde(default)]
    on_day: String,
    #[serde(default)]
    on_year: String,
    #[serde(default)]
    months: String,
}

/// A day in three fields; an error names the message.
pub(in crate::payments) fn read_day(
    (month, day, year): (&str, &str, &str),
    (first, last): (Date, Date),
) -> Result<Date, &'static str> {
    let (month, day, year) = (month.trim().parse(), day.trim().parse(), year.trim().parse());
    let (Ok(month), Ok(day), Ok(year)) = (month, day, year) else { return Err("pay-no-such-day") };
    let day = Date::new(year, month, day).map_err(|_| "pay-no-such-day")?;
    if (first..=last).contains(&day) { Ok(day) } else { Err("pay-day-range") }
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let draft = match Draft::at(&visitor, &id, Step::Days).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    let asked = asked_before(&draft);
    visitor.page.show(&view(&visitor, &draft, asked, Problems::none())?)
}

pub(super) async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let mut draft = match Draft::at(&visitor, &id, Step::Days).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return visitor.page.go(&elsewhere),
    };
    match read(&visitor, &draft, &asked)? {
        Ok(when) => {
            if draft.answers.when.as_ref() != Some(&when) {
                // The payoff is another on another day.
                draft.answers.amounts = Vec::new();
            }
            draft.answers.when = Some(when);
            draft.go_on(&visitor, Write::new(), Step::Amount).await
        }
        Err(problems) => visitor.page.show_again(&view(&visitor, &draft, asked, problems)?),
    }
}

fn read(visitor: &Visitor, draft: &Draft, asked: &Asked) -> Result<Result<When, Problems>, PageError> {
    let (today, pack) = (visitor.today(), &visitor.account.pack);
    let limits = Limits::on(pack, today).map_err(PageError::broken)?;
    let range = (today, limits.last_day);
    let day = || read_day((&asked.on_month, &asked.on_day, &asked.on_year), range);
    let wrong_day = |key| {
        let frame = visitor.frame("pay-days-title");
        let mut problems = Problems::none();
        problems.add_with("on", key, vec![("first", frame.date(range.0)), ("last", frame.date(range.1))]);
        problems
    };
    let outcome = match asked.when.as_str() {
        "today" => Ok(When::Today),
        "day" => day().map(When::On).map_err(wrong_day),
        "quarterly" if offers_quarterly(draft)? => {
            let days = due_dates_left(pack, draft, today);
            if days.is_empty() {
                Err(Problems::one("when", "pay-when-missing"))
            } else {
                Ok(When::Quarterly(days))
            }
        }
        "monthly" if offers_monthly(draft) => match day() {
            Err(key) => Err(wrong_day(key)),
            Ok(first) => monthly(&limits, first, &asked.months).map(When::Monthly),
        },
        _ => Err(Problems::one("when", "pay-when-missing")),
    };
    Ok(outcome)
}

fn monthly(limits: &Limits, first: Date, months: &str) -> Result<Vec<Date>, Problems> {
    let most = limits.most_in_series;
    let wrong = || {
        let mut problems = Problems::none();
        problems.add_with("months", "pay-months-range", vec![("most", most.to_string())]);
        problems
    };
    let count: i32 = months.trim().parse().map_err(|_| wrong())?;
    if !(2..=most).contains(&i64::from(count)) {
        return Err(wrong());
    }
    let days: Vec<Date> = (0..count).map(|month| corresponding_date(first, month)).collect();
    if days.iter().any(|day| *day > limits.last_day) {
        Err(Problems::one("months", "pay-months-far"))
    } else {
        Ok(days)
    }
}

fn offers_quarterly(draft: &Draft) -> Result<bool, PageError> {
    Ok(draft.reason()? == PaymentReason::Estimated)
}

/// A series goes to one year: a balance that is split has a payoff of one day.
fn offers_monthly(draft: &Draft) -> bool {
    draft.answers.targets.len() == 1
}

fn due_dates_left(pack: &Pack, draft: &Draft, today: Date) -> Vec<Date> {
    let years = draft.answers.targets.iter().filter_map(|target| i16::try_from(target.tax_year).ok());
    let dates = years.flat_map(|year| pack.estimated_tax_dates(year));
    dates.map(|due| debit_day(pack, due)).filter(|day| *day >= today).collect()
}

fn asked_before(draft: &Draft) -> Asked {
    let parts = |when: &str, day: &Date, months: String| Asked {
        when: when.to_owned(),
        on_month: day.month().to_string(),
        on_day: day.day().to_string(),
        on_year: day.year().to_string(),
        months,
    };
    let word = |when: &str| Asked { when: when.to_owned(), ..Asked::default() };
    match &draft.answers.when {
        None => Asked::default(),
        Some(When::Today) => word("today"),
        Some(When::Quarterly(_)) => word("quarterly"),
        Some(When::On(day)) => parts("day", day, String::new()),
        Some(When::Monthly(days)) => match days.first() {
            Some(first) => parts("monthly", first, days.len().to_string()),
            None => word("monthly"),
        },
    }
}

fn view(visitor: &Visitor, draft: &Draft, asked: Asked, problems: Problems) -> Result<Shown, PageError> {
    let (today, pack) = (visitor.today(), &visitor.account.pack);
    let limits = Limits::on(pack, today).map_err(PageError::broken)?;
    let frame = visitor.frame("pay-days-title").with(problems);
    let debit_on = debit_day(pack, today);
    let today_hint = if debit_on == today {
        frame.date(today)
    } else {
        frame.say_with("pay-today-next", &[("date", frame.date(debit_on))])
    };
    let left = if offers_quarterly(draft)? { due_dates_left(pack, draft, today) } else { Vec::new() };
    let quarterly = left.iter().map(|day| frame.date(*day)).collect::<Vec<_>>().join("; ");
    Ok(Shown {
        action: Step::Days.address(draft.id()),
        asked,
        today_hint,
        day_hint: frame.say_with("pay-day-hint", &[("last", frame.date(limits.last_day))]),
        quarterly,
        monthly: offers_monthly(draft),
        months_hint: frame.say_with("pay-months-hint", &[("most", limits.most_in_series)]),
        frame,
    })
}
