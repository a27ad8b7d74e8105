//! One information return as it stands: box by box in the order of its form, how it came there, and what can be done.

use agency::information_returns::{BoxKind, Changed, Standing, Step, boxes};
use agency::payments::confirmation;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use store::taxes::information_disputes::Dispute;
use store::taxes::information_returns::{Correction, Party};
use values::{Cents, Date};
use web::{Frame, PageError};

use super::{ROOT, address, dispute, disputes, find, label, subject, tag};
use crate::visitor::Visitor;

/// What the four amounts of a state are called.
const STATE_AMOUNTS: [&str; 4] = [
    "information-state-income",
    "information-state-tax",
    "information-state-local-income",
    "information-state-local-tax",
];

#[derive(Template)]
#[template(path = "records/information/one.html")]
struct Shown {
    frame: Frame,
    back: String,
    address: String,
    subject: String,
    tag: Option<(String, &'static str)>,
    is_withdrawn: bool,
    payer: Shape,
    payee: Shape,
    /// The last characters of the payer's number for the account.
    account: String,
    boxes: Vec<Line>,
    states: Vec<StateLine>,
    steps: Vec<StepLine>,
    case: Option<Case>,
}

impl Shown {
    fn has_open_case(&self) -> bool {
        self.case.as_ref().is_some_and(|case| case.is_open)
    }
}

/// A party as a page shows it: the number masked.
struct Shape {
    name: String,
    number: String,
    address: Vec<String>,
}

struct Line {
    number: String,
    label: String,
    value: String,
    is_money: bool,
}

struct StateLine {
    state: String,
    account: String,
    /// Income, its tax, local income, its tax.
    amounts: Vec<(String, Cents)>,
}

struct StepLine {
    on: Date,
    what: String,
    changes: Vec<String>,
}

struct Case {
    number: String,
    is_open: bool,
    on: Date,
    reason: String,
    words: String,
}

pub(super) async fn show(visitor: Visitor, Path(place): Path<(i64, String)>) -> Result<Response, PageError> {
    let standing = find(&visitor, &place).await?;
    let disputes = disputes(&visitor).await?;
    let title = visitor.page.frame("information-title");
    let names = [("form", standing.form.clone()), ("year", standing.tax_year.to_string())];
    let frame = visitor.frame_titled(title.say_with("information-one-title", &names));
    let case = disputes.iter().find(|case| case.return_id == standing.id());
    let view = Shown {
        back: format!("{ROOT}/{}", standing.tax_year),
        address: address(&standing),
        subject: subject(&visitor, &standing.form),
        tag: tag(&frame, &standing, &disputes),
        is_withdrawn: standing.is_withdrawn,
        payer: shape(&standing.now.payer, "**-***"),
        payee: shape(&standing.now.payee, "***-**-"),
        account: ending(&standing.now.account),
        boxes: lines(&visitor, &frame, &standing),
        states: states(&frame, &standing),
        steps: standing.history.iter().map(|step| step_line(&visitor, &frame, &standing, step)).collect(),
        case: case.map(|case| shown_case(&visitor, &frame, case)).transpose()?,
        frame,
    };
    visitor.page.show(&view)
}

fn shape(party: &Party, mask: &str) -> Shape {
    let last = party.tin.as_deref().and_then(|digits| digits.get(digits.len().saturating_sub(4)..));
    let words = |all: &[String]| all.iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>();
    let (mut address, town) = match party.address.as_slice() {
        [location, street, town @ ..] => (words(&[street.clone(), location.clone()]), words(town).join(" ")),
        few => (words(few), String::new()),
    };
    if !town.is_empty() {
        address.push(town);
    }
    Shape {
        name: words(&party.name).join(" "),
        number: last.map(|last| format!("{mask}{last}")).unwrap_or_default(),
        address,
    }
}

/// The last four characters, with dots before them; nothing of nothing.
fn ending(account: &str) -> String {
    let count = account.chars().count();
    if count == 0 {
        return String::new();
    }
    let last: String = account.chars().skip(count.saturating_sub(4)).collect();
    if count > 4 { format!("…{last}") } else { last }
}

fn lines(visitor: &Visitor, frame: &Frame, standing: &Standing) -> Vec<Line> {
    let line = |known: &'static boxes::FormBox| {
        let value = match known.kind {
            BoxKind::Money => frame.signed_money(standing.amount(&known.field)?),
            BoxKind::Tick => standing.fact(&known.field).map(|_| frame.say("information-yes"))?,
            BoxKind::Date => day(frame, standing.fact(&known.field)?),
            BoxKind::Text => standing.fact(&known.field)?.to_owned(),
        };
        let is_money = known.kind == BoxKind::Money;
        Some(Line { number: known.number.clone(), label: label(visitor, known), value, is_money })
    };
    boxes::of(&standing.form).filter_map(line).collect()
}

/// A day as the visitor reads it; what is none stays as it was reported.
fn day(frame: &Frame, digits: &str) -> String {
    let read = || {
        let (year, rest) = digits.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    read().map_or_else(|| digits.to_owned(), |date| frame.date(date))
}

fn states(frame: &Frame, standing: &Standing) -> Vec<StateLine> {
    let names = STATE_AMOUNTS.map(|key| frame.say(key));
    let all = standing.now.states.iter().map(|state| StateLine {
        state: if standing.form == "W-2" { boxes::state(&state.code) } else { &state.code }.to_owned(),
        account: state.account.clone(),
        amounts: names
            .iter()
            .cloned()
            .zip(state.amounts)
            .filter_map(|(name, amount)| Some((name, amount?)))
            .collect(),
    });
    all.collect()
}

fn step_line(visitor: &Visitor, frame: &Frame, standing: &Standing, step: &Step) -> StepLine {
    let key = match step.reported.correction {
        Correction::Original => "information-step-original",
        Correction::Replaces => "information-step-replaces",
        Correction::Adds => "information-step-adds",
        Correction::Changes => "information-step-changes",
        Correction::Moves => "information-step-moves",
    };
    let said = |amount: Option<Cents>| frame.signed_money(amount.unwrap_or(Cents::ZERO));
    let change = |changed: &Changed| {
        let known = boxes::of(&standing.form).find(|known| known.field == changed.field);
        let name = known.map_or_else(|| changed.field.clone(), |known| label(visitor, known));
        let arguments = [("box", name), ("before", said(changed.before)), ("after", said(changed.after))];
        frame.say_with("information-changed", &arguments)
    };
    StepLine {
        on: visitor.account.app.clock.today(step.reported.received_at),
        what: frame.say(key),
        changes: step.changes.iter().map(change).collect(),
    }
}

fn shown_case(visitor: &Visitor, frame: &Frame, case: &Dispute) -> Result<Case, PageError> {
    let is_open = dispute::is_open(case);
    Ok(Case {
        number: confirmation(case.case_id),
        is_open,
        on: visitor.account.app.clock.today(if is_open { case.opened_at } else { case.changed_at }),
        reason: frame.say(dispute::reason_key(case)?),
        words: case.words.expose().clone(),
    })
}
