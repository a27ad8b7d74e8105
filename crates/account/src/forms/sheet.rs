//! What does a form say, block by block? The same for the page that checks it, the page of one that was sent, and its paper.

use agency::forms::{Loaded, State};
use agency::payments::confirmation;
use tax::forms::{Answers, Context, Form, Place, Section};
use web::paper::{Block, Column, Table};
use web::{Frame, PageError};

use super::said;
use crate::visitor::Visitor;

/// The lines of one page, with where they can be changed.
pub(super) struct Part {
    pub(super) place: Place,
    pub(super) title: String,
    pub(super) lines: Vec<Answered>,
}

/// An answer.
pub(super) struct Answered {
    pub(super) line: String,
    pub(super) label: String,
    pub(super) value: String,
}

/// All that is asked and answered, page by page.
pub(super) fn parts(frame: &Frame, context: &Context, form: &Form, answers: &Answers) -> Vec<Part> {
    let part = |section: Section| {
        let line = |line: &tax::forms::Line| {
            let value = said::value(frame, context, line.field, &line.value);
            Answered {
                line: line.field.line.clone(),
                label: said::words(frame, context, &line.field.label),
                value: if value.is_empty() { frame.say("forms-left-out") } else { value },
            }
        };
        let title = said::words(frame, context, section.title);
        let one = section.one.map(|(group, index)| {
            let called = answers.entry(&group.name, index).map(|entry| said::called(group, entry));
            said::one(frame, context, group, (index, &called.unwrap_or_default()))
        });
        Part {
            title: one.map_or_else(|| title.clone(), |one| format!("{one} – {title}")),
            lines: section.lines.iter().map(line).collect(),
            place: section.place,
        }
    };
    form.sections(answers, context).into_iter().map(part).collect()
}

/// The lines of the official form, part by part.
fn official(frame: &Frame, context: &Context, form: &Form, answers: &Answers) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let columns = || {
        vec![
            Column::words(frame.say("forms-line")),
            Column::words(frame.say("forms-question")),
            Column::words(frame.say("forms-answer")),
        ]
    };
    let sections = form.sections(answers, context);
    let mut last = (None, None);
    for (section, part) in sections.iter().zip(parts(frame, context, form, answers)) {
        let head = said::words(frame, context, section.part);
        let one = section.one.map(|(group, index)| {
            let called = answers.entry(&group.name, index).map(|entry| said::called(group, entry));
            said::one(frame, context, group, (index, &called.unwrap_or_default()))
        });
        let rows = part.lines.into_iter().map(|line| {
            let number = if line.line.is_empty() { "–".to_owned() } else { line.line };
            vec![vec![number.into()], vec![line.label.into()], vec![line.value.into()]]
        });
        let here = (Some(head.clone()), one.clone());
        if let (true, Some(Block::Table(table))) = (here == last, blocks.last_mut()) {
            table.rows.extend(rows);
            continue;
        }
        if last.0 != here.0 {
            blocks.push(Block::Section(head.clone()));
        }
        if let Some(one) = &one {
            blocks.push(Block::Part(one.clone()));
        }
        let caption = one.map_or_else(|| head.clone(), |one| format!("{head}: {one}"));
        blocks.push(Block::Table(Table { caption, columns: columns(), rows: rows.collect() }));
        last = here;
    }
    blocks
}

/// A form that was sent, whole.
pub(super) fn sent(
    visitor: &Visitor,
    frame: &Frame,
    (context, form): (&Context, &Form),
    loaded: &Loaded,
) -> Result<Vec<Block>, PageError> {
    let (row, signed) = (&loaded.form, &loaded.signed);
    let clock = &visitor.account.app.clock;
    let state = State::of(row).map_err(PageError::broken)?;
    let fact = |key: &str, value: String| (frame.say(key), value.into());
    let mut facts = vec![
        fact("forms-number", confirmation(row.id)),
        fact("forms-form", said::revision(frame, form)),
        fact("forms-state", frame.say(said::state(state).0)),
        fact("forms-sent-on", frame.date(row.sent_on)),
    ];
    if let Some(ended_on) = row.ended_on {
        facts.push(fact("forms-ended-on", frame.date(ended_on)));
    }
    if let Some(amends) = row.amends {
        facts.push(fact("forms-amends", confirmation(amends)));
    }
    let mut blocks = vec![Block::Facts(facts)];
    blocks.extend(official(frame, context, form, &signed.answers));
    blocks.push(Block::Section(frame.say("forms-signature")));
    let language = web::Language::from_tag(&signed.language).filter(|found| *found != frame.language());
    let as_signed = |text: &String| match language {
        Some(language) => web::paper::Text::in_language(text.clone(), language),
        None => text.clone().into(),
    };
    if !signed.agreed.is_empty() {
        blocks.push(Block::List(signed.agreed.iter().map(as_signed).collect()));
    }
    blocks.push(Block::Paragraph(as_signed(&signed.declared)));
    let local = clock.local(row.signed_at);
    let time = format!("{:02}:{:02}", local.hour(), local.minute());
    let at = frame.say_with("forms-signed-at", &[("date", frame.date(local.date())), ("time", time)]);
    blocks.push(Block::Facts(vec![
        fact("forms-signed-by", signed.name.clone()),
        fact("forms-signed-when", at),
    ]));
    Ok(blocks)
}
