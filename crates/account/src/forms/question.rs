//! One page of a form: its questions with what was answered or is known, kept as soon as they are sent.

use agency::forms::known;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use tax::forms::{Answers, Context, Entry, Field, Form as Described, Kind, Known, Place, Typed, typed};
use web::{Form, Frame, PageError, Problems};

use super::{Opened, PATH, address, context, form, said};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "forms/question.html")]
struct Shown {
    frame: Frame,
    back: String,
    /// The part of the official form, and which of several this is.
    part: String,
    one: String,
    intro: String,
    asked: Vec<Asked>,
}

/// A question as its page shows it.
struct Asked {
    name: String,
    label: String,
    hint: String,
    value: String,
    required: bool,
    shape: Shape,
}

enum Shape {
    Text { kind: &'static str, inputmode: &'static str, autocomplete: &'static str },
    Story,
    Date { year: String, month: String, day: String },
    Box,
    Choices(Vec<(String, String, String)>),
}

pub(super) async fn show(
    visitor: Visitor,
    Path((name, step)): Path<(String, String)>,
) -> Result<Response, PageError> {
    show_place(&visitor, &name, Place::Step(step)).await
}

pub(super) async fn show_one(
    visitor: Visitor,
    Path((name, group, number, step)): Path<(String, String, usize, String)>,
) -> Result<Response, PageError> {
    show_place(&visitor, &name, one(group, number, step)?).await
}

pub(super) async fn submit(
    visitor: Visitor,
    Path((name, step)): Path<(String, String)>,
    Form(sent): Form<Typed>,
) -> Result<Response, PageError> {
    submit_place(&visitor, &name, Place::Step(step), &sent).await
}

pub(super) async fn submit_one(
    visitor: Visitor,
    Path((name, group, number, step)): Path<(String, String, usize, String)>,
    Form(sent): Form<Typed>,
) -> Result<Response, PageError> {
    submit_place(&visitor, &name, one(group, number, step)?, &sent).await
}

fn one(group: String, number: usize, step: String) -> Result<Place, PageError> {
    let index = number.checked_sub(1).ok_or(PageError::NotFound)?;
    Ok(Place::Entry { group, index, step })
}

async fn show_place(visitor: &Visitor, name: &str, place: Place) -> Result<Response, PageError> {
    let (found, context) = (form(visitor, name)?, context(visitor));
    let Some(opened) = Opened::find(visitor, found).await? else {
        return visitor.page.go(&format!("{PATH}/{name}"));
    };
    let places = found.places(&opened.draft.answers, &context);
    let Some(index) = places.iter().position(|other| *other == place) else {
        return elsewhere(visitor, found, &opened, &place, &context);
    };
    // Nobody skips ahead: what a page asks depends on those before it.
    let next = found.next(&opened.draft.answers, &context);
    if places.iter().position(|other| *other == next).is_some_and(|open| open < index) {
        return visitor.page.go(&address(found, &next));
    }
    let answers = known(found, &place, &opened.draft.answers, &visitor.taxpayer.profile);
    visitor.page.show(&view(visitor, found, &place, &answers, Problems::none()))
}

/// A page that these answers do not lead to, or none at all.
fn elsewhere(
    visitor: &Visitor,
    found: &Described,
    opened: &Opened,
    place: &Place,
    context: &Context,
) -> Result<Response, PageError> {
    let is_there = match place {
        Place::Step(step) => found.step(step).is_some_and(|step| step.group.is_none()),
        Place::Entry { group, step, .. } => {
            found.step(step).is_some_and(|step| step.group.as_deref() == Some(group))
        }
        Place::Group(_) | Place::Check => false,
    };
    if !is_there {
        return Err(PageError::NotFound);
    }
    visitor.page.go(&address(found, &found.next(&opened.draft.answers, context)))
}

async fn submit_place(
    visitor: &Visitor,
    name: &str,
    place: Place,
    sent: &Typed,
) -> Result<Response, PageError> {
    let (found, context) = (form(visitor, name)?, context(visitor));
    let Some(mut opened) = Opened::find(visitor, found).await? else {
        return visitor.page.go(&format!("{PATH}/{name}"));
    };
    if !found.places(&opened.draft.answers, &context).contains(&place) {
        return elsewhere(visitor, found, &opened, &place, &context);
    }
    let asked = found.asked(&place, &opened.draft.answers, &context);
    put(&mut opened.draft.answers, &place, &asked, sent);
    let faults = found.faults(&place, &opened.draft.answers, &context);
    if !faults.is_empty() {
        let words = visitor.page.frame("forms-title");
        let problems = said::problems(&words, &context, &faults);
        return visitor.page.show_again(&view(visitor, found, &place, &opened.draft.answers, problems));
    }
    opened.keep(visitor, found).await
}

/// Puts what was sent into the answers, as far as it was asked.
fn put(answers: &mut Answers, place: &Place, asked: &[&Field], sent: &Typed) {
    let (fields, seen, step) = match place {
        Place::Step(step) => (&mut answers.fields, &mut answers.seen, step),
        Place::Entry { group, index, step } => {
            let entries = &mut answers.groups.entry(group.clone()).or_default().entries;
            if entries.len() <= *index {
                entries.resize_with(index + 1, Entry::default);
            }
            let entry = &mut entries[*index];
            (&mut entry.fields, &mut entry.seen, step)
        }
        Place::Group(_) | Place::Check => return,
    };
    for field in asked {
        fields.insert(field.name.clone(), typed(field, sent));
    }
    seen.insert(step.clone());
}

fn view(visitor: &Visitor, found: &Described, place: &Place, answers: &Answers, problems: Problems) -> Shown {
    let context = context(visitor);
    let words = visitor.page.frame("forms-title");
    let (step, entry) = match place {
        Place::Step(step) => (step.as_str(), None),
        Place::Entry { group, index, step } => (step.as_str(), found.group(group).zip(Some(*index))),
        Place::Group(_) | Place::Check => ("", None),
    };
    let step = found.step(step);
    let frame = visitor.frame_titled(said::perhaps(&words, &context, step.map(|step| &step.title)));
    let frame = frame.with(problems);
    let fields = match place {
        Place::Entry { group, index, .. } => answers.entry(group, *index).map(|entry| &entry.fields),
        _ => Some(&answers.fields),
    };
    let value =
        |field: &Field| fields.and_then(|fields| fields.get(&field.name)).cloned().unwrap_or_default();
    let asked = found.asked(place, answers, &context);
    let asked = asked.into_iter().map(|field| question(&frame, &context, field, value(field))).collect();
    let one = entry.map(|(group, index)| {
        let called = answers.entry(&group.name, index).map(|entry| said::called(group, entry));
        said::one(&frame, &context, group, (index, &called.unwrap_or_default()))
    });
    Shown {
        back: before(found, place, answers, &context),
        part: said::perhaps(&frame, &context, step.map(|step| &step.part)),
        one: one.unwrap_or_default(),
        intro: said::perhaps(&frame, &context, step.and_then(|step| step.intro.as_ref())),
        asked,
        frame,
    }
}

/// The page before this one.
fn before(found: &Described, place: &Place, answers: &Answers, context: &Context) -> String {
    let places = found.places(answers, context);
    let index = places.iter().position(|other| other == place).unwrap_or_default();
    match index.checked_sub(1) {
        Some(before) => address(found, &places[before]),
        None => format!("{PATH}/{}", found.name),
    }
}

fn question(frame: &Frame, context: &Context, field: &Field, value: String) -> Asked {
    let shape = match field.kind {
        Kind::Story => Shape::Story,
        Kind::Box => Shape::Box,
        Kind::Date => {
            let mut parts = value.splitn(3, '-').map(str::to_owned);
            let mut part = || parts.next().unwrap_or_default();
            Shape::Date { year: part(), month: part(), day: part() }
        }
        Kind::Choice => {
            let choice = |choice: &tax::forms::Choice| {
                let label = said::words(frame, context, &choice.label);
                (choice.value.clone(), label, said::perhaps(frame, context, choice.hint.as_ref()))
            };
            Shape::Choices(field.choices.iter().map(choice).collect())
        }
        kind => {
            let (kind, inputmode) = input(kind);
            Shape::Text { kind, inputmode, autocomplete: autocomplete(field.known) }
        }
    };
    Asked {
        name: field.name.clone(),
        label: said::words(frame, context, &field.label),
        hint: said::perhaps(frame, context, field.hint.as_ref()),
        value,
        required: !field.optional,
        shape,
    }
}

/// The type of an input, and the keyboard it wants.
const fn input(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Money => ("text", "decimal"),
        Kind::Count | Kind::Year | Kind::TaxNumber | Kind::EmployerNumber | Kind::PostalCode => {
            ("text", "numeric")
        }
        Kind::Phone => ("tel", "tel"),
        Kind::Email => ("email", "email"),
        _ => ("text", "text"),
    }
}

/// What browsers call what is asked of the person themselves (WCAG 2.2, 1.3.5).
const fn autocomplete(known: Option<Known>) -> &'static str {
    match known {
        Some(Known::GivenName) => "given-name",
        Some(Known::FamilyName) => "family-name",
        Some(Known::Street) => "address-line1",
        Some(Known::City) => "address-level2",
        Some(Known::State) => "address-level1",
        Some(Known::PostalCode) => "postal-code",
        Some(Known::Phone) => "tel",
        Some(Known::Email) => "email",
        Some(Known::TaxNumber | Known::BornOn) | None => "off",
    }
}
