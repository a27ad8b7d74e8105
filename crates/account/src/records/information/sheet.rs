//! What does an information return say, box by box as its form has them? The same for its page and its paper.

use agency::information_returns::{BoxKind, Changed, Standing, Step, boxes, codes};
use store::taxes::information_returns::{Correction, Party, State};
use values::{Cents, Date};
use web::paper::{Block, FormBox, Text};
use web::{Frame, Language};

use super::{label, subject};
use crate::visitor::Visitor;

/// What the four amounts of a state are called.
const STATE_AMOUNTS: [&str; 4] = [
    "information-state-income",
    "information-state-tax",
    "information-state-local-income",
    "information-state-local-tax",
];

pub(super) fn blocks(visitor: &Visitor, frame: &Frame, standing: &Standing) -> Vec<Block> {
    let mut blocks = vec![Block::Paragraph(subject(visitor, &standing.form).into())];
    if standing.is_withdrawn {
        blocks.push(Block::Paragraph(frame.say("information-withdrawn").into()));
    }
    blocks.push(Block::Section(frame.say("information-boxes")));
    blocks.push(Block::Boxes(form(visitor, frame, standing)));
    blocks.push(Block::Paragraph(frame.say("information-empty-boxes").into()));
    blocks.push(Block::Section(frame.say("information-history")));
    for step in &standing.history {
        let (on, what) = (frame.date(received(visitor, step)), frame.say(step_key(step)));
        blocks.push(Block::Paragraph(format!("{on}: {what}").into()));
        if !step.changes.is_empty() {
            let changes = step.changes.iter().map(|changed| change(visitor, frame, standing, changed).into());
            blocks.push(Block::List(changes.collect()));
        }
    }
    blocks
}

/// Who reports and about whom, then the boxes that are filled in, then what was said to states.
fn form(visitor: &Visitor, frame: &Frame, standing: &Standing) -> Vec<FormBox> {
    let now = &standing.now;
    let wide = |key: &str, values: Vec<Text>| FormBox {
        number: String::new(),
        label: frame.say(key),
        values,
        is_wide: true,
    };
    let mut all = vec![
        wide("information-payer", party(frame, &now.payer, "**-***")),
        wide("information-payee", party(frame, &now.payee, "***-**-")),
    ];
    if !now.account.is_empty() {
        let account = frame.say_with("information-account", &[("account", ending(&now.account))]);
        all.push(wide("information-account-label", vec![account.into()]));
    }
    let shown = |known: &'static boxes::FormBox| {
        let values = values(frame, standing, known)?;
        Some(FormBox { number: known.number.clone(), label: label(visitor, known), values, is_wide: false })
    };
    all.extend(boxes::of(&standing.form).filter_map(shown));
    all.extend(now.states.iter().map(|state| wide_state(frame, standing, state)));
    all
}

/// What a box says; nothing where it is empty.
fn values(frame: &Frame, standing: &Standing, known: &boxes::FormBox) -> Option<Vec<Text>> {
    let said = match known.kind {
        BoxKind::Money => frame.signed_money(standing.amount(&known.field)?),
        BoxKind::Tick => standing.fact(&known.field).map(|_| frame.say("information-yes"))?,
        BoxKind::Date => day(frame, standing.fact(&known.field)?),
        BoxKind::Text => return Some(words(frame, standing, &known.field, standing.fact(&known.field)?)),
    };
    Some(vec![said.into()])
}

/// A text with what its codes mean.
fn words(frame: &Frame, standing: &Standing, field: &str, said: &str) -> Vec<Text> {
    let meant = codes::of(&standing.form, field, said);
    if meant.is_empty() {
        return vec![said.into()];
    }
    let one = |known: &&codes::BoxCode| {
        let words = match frame.language() {
            Language::En => &known.english,
            Language::Es => &known.spanish,
        };
        format!("{}: {words}", known.code).into()
    };
    meant.iter().map(one).collect()
}

fn party(frame: &Frame, party: &Party, mask: &str) -> Vec<Text> {
    let filled = |all: &[String]| all.iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>();
    let mut lines = vec![filled(&party.name).join(" ")];
    match party.address.as_slice() {
        [location, street, town @ ..] => {
            lines.extend(filled(&[street.clone(), location.clone()]));
            lines.push(filled(town).join(" "));
        }
        few => lines.extend(filled(few)),
    }
    let last = party.tin.as_deref().and_then(|digits| digits.get(digits.len().saturating_sub(4)..));
    if let Some(last) = last {
        lines.push(frame.say_with("information-number", &[("number", format!("{mask}{last}"))]));
    }
    lines.into_iter().filter(|line| !line.is_empty()).map(Text::from).collect()
}

/// The last four characters, with dots before them.
fn ending(account: &str) -> String {
    let count = account.chars().count();
    let last: String = account.chars().skip(count.saturating_sub(4)).collect();
    if count > 4 { format!("…{last}") } else { last }
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

fn wide_state(frame: &Frame, standing: &Standing, state: &State) -> FormBox {
    let name = if standing.form == "W-2" { boxes::state(&state.code) } else { &state.code };
    let mut values: Vec<Text> = Vec::new();
    let mut line = |key: &str, value: &str| values.push(format!("{}: {value}", frame.say(key)).into());
    if !state.account.is_empty() {
        line("information-state-account", &state.account);
    }
    for (key, amount) in STATE_AMOUNTS.into_iter().zip(state.amounts) {
        if let Some(amount) = amount {
            line(key, &frame.signed_money(amount));
        }
    }
    let label = frame.say_with("information-of-state", &[("state", name.to_owned())]);
    FormBox { number: String::new(), label, values, is_wide: true }
}

fn received(visitor: &Visitor, step: &Step) -> Date {
    visitor.account.app.clock.today(step.reported.received_at)
}

const fn step_key(step: &Step) -> &'static str {
    match step.reported.correction {
        Correction::Original => "information-step-original",
        Correction::Replaces => "information-step-replaces",
        Correction::Adds => "information-step-adds",
        Correction::Changes => "information-step-changes",
        Correction::Moves => "information-step-moves",
    }
}

fn change(visitor: &Visitor, frame: &Frame, standing: &Standing, changed: &Changed) -> String {
    let said = |amount: Option<Cents>| frame.signed_money(amount.unwrap_or(Cents::ZERO));
    let known = boxes::of(&standing.form).find(|known| known.field == changed.field);
    let name = known.map_or_else(|| changed.field.clone(), |known| label(visitor, known));
    let arguments = [("box", name), ("before", said(changed.before)), ("after", said(changed.after))];
    frame.say_with("information-changed", &arguments)
}
