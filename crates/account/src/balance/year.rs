//! What is owed for one year: today, on a chosen day, in parts; what was posted; until when it may be collected.

use agency::balance::{self, Year, collection_statutes};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::ToSpan as _;
use tax::deadlines::ClockStop;
use tax::ledger::{Position, Split, Transaction};
use tax::pack::{Code, CodeRole, Pack};
use values::{Cents, Date};
use web::{Frame, Language, Page, PageError, Problems};

use super::{JOINT, label};
use crate::visitor::{Visitor, broken};

/// How far ahead a payoff can be looked up.
const DAYS_AHEAD: i32 = 365;

#[derive(Template)]
#[template(path = "balance/year.html")]
struct Shown {
    frame: Frame,
    address: String,
    explanation: String,
    collection_years: i64,
    joint: bool,
    today: Date,
    last_day: Date,
    on: Date,
    asked: Asked,
    position: Position,
    split: Split,
    next_day: Cents,
    ahead: Vec<(Date, Cents)>,
    entries: Vec<Entry>,
    differences: Vec<Difference>,
    assessments: Vec<Assessed>,
}

/// The date that was asked for, as it was typed.
#[derive(Default)]
struct Asked {
    month: String,
    day: String,
    year: String,
}

/// One transaction.
struct Entry {
    on: Date,
    code: String,
    what: String,
    amount: Cents,
}

/// What is posted and what the law makes of it, where the two differ.
struct Difference {
    what: String,
    posted: Cents,
    computed: Cents,
}

/// One assessment with its collection statute.
struct Assessed {
    on: Date,
    what: String,
    amount: Cents,
    without_stops: Date,
    expires_on: Option<Date>,
    stops: Vec<Stopped>,
}

struct Stopped {
    why: String,
    from: Date,
    to: Option<Date>,
    days_added: i64,
}

/// The year as of today, or of the day in the query.
pub(crate) async fn show(
    visitor: Visitor,
    Path((form, tax_year)): Path<(String, i64)>,
) -> Result<Response, PageError> {
    let today = visitor.today();
    let year = load(&visitor, &form, tax_year, today).await?;
    let (asked, on) = asked_day(&visitor.page, today);
    let last_day = last_day(today);
    let title = visitor.page.say("balance-title");
    let mut frame = visitor.frame_titled(title);
    let title = frame.say_with("balance-year-title", &[("year", label(&frame, &year))]);
    frame = visitor.frame_titled(title);
    let (on, wrong) = match on {
        Ok(on) => (on, false),
        Err(key) => {
            let problems = problem(&frame, key, today, last_day);
            frame = frame.with(problems);
            (today, true)
        }
    };
    let view = shown(&visitor, frame, &year, (today, on, last_day), asked)?;
    if wrong { visitor.page.show_again(&view) } else { visitor.page.show(&view) }
}

/// The year of the address, or nothing to see here.
pub(super) async fn load(visitor: &Visitor, form: &str, tax_year: i64, on: Date) -> Result<Year, PageError> {
    let (store, pack) = (&visitor.account.app.store, &visitor.account.pack);
    let year = match form.strip_suffix(JOINT) {
        Some(form) => {
            let is_it = |year: &Year| year.joint && year.form == form && year.tax_year == tax_year;
            visitor.years(on).await?.into_iter().find(is_it)
        }
        None => balance::year(store, pack, visitor.id(), (form, tax_year), on).await.map_err(broken)?,
    };
    year.ok_or(PageError::NotFound)
}

/// The last day for which a payoff is told.
pub(super) fn last_day(today: Date) -> Date {
    today.saturating_add(DAYS_AHEAD.days())
}

/// The day in the query, by three fields; today without them.
fn asked_day(page: &Page, today: Date) -> (Asked, Result<Date, &'static str>) {
    let field = |name: &str| page.query(name).unwrap_or_default().trim().to_owned();
    let asked = Asked { month: field("on_month"), day: field("on_day"), year: field("on_year") };
    if asked.month.is_empty() && asked.day.is_empty() && asked.year.is_empty() {
        return (asked, Ok(today));
    }
    let numbers = (asked.year.parse().ok(), asked.month.parse().ok(), asked.day.parse().ok());
    let day = match numbers {
        (Some(year), Some(month), Some(day)) => {
            Date::new(year, month, day).map_err(|_| "balance-no-such-day")
        }
        _ => Err("balance-no-such-day"),
    };
    let in_range =
        |day: Date| if (today..=last_day(today)).contains(&day) { Ok(day) } else { Err("balance-day-range") };
    (asked, day.and_then(in_range))
}

fn problem(frame: &Frame, key: &'static str, today: Date, last_day: Date) -> Problems {
    let mut problems = Problems::none();
    problems.add_with("on", key, vec![("first", frame.date(today)), ("last", frame.date(last_day))]);
    problems
}

fn shown(
    visitor: &Visitor,
    frame: Frame,
    year: &Year,
    (today, on, last_day): (Date, Date, Date),
    asked: Asked,
) -> Result<Shown, PageError> {
    let pack = &*visitor.account.pack;
    let language = visitor.page.language();
    let position = year.on(pack, on).map_err(broken)?;
    let owed_on = |day| year.on(pack, day).map(|position| position.balance).map_err(broken);
    let ahead = [10, 30, 60, 90, 180, 365].map(|days: i32| today.saturating_add(days.days()));
    let ahead = ahead.into_iter().map(|day| Ok((day, owed_on(day)?))).collect::<Result<_, PageError>>()?;
    Ok(Shown {
        address: visitor.page.path().to_owned(),
        explanation: format!("{}/explanation?on={on}", visitor.page.path()),
        collection_years: i64::from(pack.count("collection.years", today).map_err(PageError::broken)?),
        joint: year.joint,
        today,
        last_day,
        on,
        asked,
        split: position.split().map_err(PageError::broken)?,
        next_day: owed_on(on.saturating_add(1.day()))?.minus(position.balance).map_err(PageError::broken)?,
        ahead,
        entries: entries(pack, year, language, today),
        differences: differences(&frame, pack, year, today)?,
        assessments: assessments(&frame, pack, year, language, today)?,
        position,
        frame,
    })
}

/// The printed words of a code in a language.
pub(super) fn wording(pack: &Pack, code: Code, language: Language) -> String {
    pack.codes.find(code).map_or_else(
        || code.to_string(),
        |entry| if language == Language::Es { entry.spanish.clone() } else { entry.english.clone() },
    )
}

/// The same for an entry: an action code behind it says more.
fn posted_as(pack: &Pack, posted: &Transaction, language: Language) -> String {
    let action = pack.actions.find(posted.code, posted.section.as_deref());
    action.map_or_else(
        || wording(pack, posted.code, language),
        |action| if language == Language::Es { action.spanish.clone() } else { action.english.clone() },
    )
}

fn entries(pack: &Pack, year: &Year, language: Language, today: Date) -> Vec<Entry> {
    let posted = year.ledger.transactions.iter().filter(|posted| posted.date <= today);
    let mut entries: Vec<Entry> = posted
        .map(|posted| Entry {
            on: posted.date,
            code: posted.code.to_string(),
            what: posted_as(pack, posted, language),
            amount: posted.amount,
        })
        .collect();
    entries.sort_by_key(|entry| entry.on);
    entries
}

/// Penalties and interest are computed anew; where what is posted differs, both are shown.
fn differences(frame: &Frame, pack: &Pack, year: &Year, today: Date) -> Result<Vec<Difference>, PageError> {
    let posted = |role: CodeRole| {
        let of_role = year.ledger.transactions.iter().filter(|posted| {
            posted.date <= today && pack.codes.find(posted.code).is_some_and(|entry| entry.role == role)
        });
        let amounts: Vec<Cents> = of_role.map(|posted| posted.amount).collect();
        Cents::total(amounts.iter().copied()).map(|sum| (!amounts.is_empty()).then_some(sum))
    };
    let position = &year.position;
    let mut differences = Vec::new();
    for (key, role, computed) in [
        ("balance-failure-to-file", CodeRole::ComputedFailureToFile, position.failure_to_file),
        ("balance-failure-to-pay", CodeRole::ComputedFailureToPay, position.failure_to_pay),
        ("balance-interest", CodeRole::ComputedInterest, position.interest),
    ] {
        if let Some(posted) = posted(role).map_err(PageError::broken)?.filter(|posted| *posted != computed) {
            differences.push(Difference { what: frame.say(key), posted, computed });
        }
    }
    Ok(differences)
}

fn assessments(
    frame: &Frame,
    pack: &Pack,
    year: &Year,
    language: Language,
    today: Date,
) -> Result<Vec<Assessed>, PageError> {
    let assessments = collection_statutes(pack, year, today).map_err(broken)?;
    let assessed = assessments.into_iter().map(|assessment| Assessed {
        on: assessment.statute.assessed_on,
        what: wording(pack, assessment.code, language),
        amount: assessment.amount,
        without_stops: assessment.statute.without_stops,
        expires_on: assessment.statute.expires_on,
        stops: assessment
            .statute
            .stops
            .iter()
            .map(|counted| Stopped {
                why: frame.say(stop_key(counted.stop.why)),
                from: counted.stop.from,
                to: counted.stop.to,
                days_added: i64::from(counted.days_added),
            })
            .collect(),
    });
    Ok(assessed.collect())
}

const fn stop_key(why: ClockStop) -> &'static str {
    match why {
        ClockStop::DeficiencyNotice => "balance-stop-deficiency",
        ClockStop::Bankruptcy => "balance-stop-bankruptcy",
        ClockStop::OfferPending => "balance-stop-offer",
        ClockStop::AgreementPending => "balance-stop-agreement",
        ClockStop::Hearing => "balance-stop-hearing",
        ClockStop::InnocentSpouse => "balance-stop-spouse",
        ClockStop::MilitaryDeferment => "balance-stop-military",
        ClockStop::Abroad => "balance-stop-abroad",
    }
}
