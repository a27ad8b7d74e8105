//! How is what a form's file says put into words, in the visitor's language and with the figures of the day?

use agency::forms::State;
use tax::forms::{Context, Fault, Field, Form, Group, Kind, Tongue, Words, Wrong};
use values::{Cents, Date, Tin};
use web::{Frame, Language, Problems};

/// The visitor's language.
pub(super) fn tongue(frame: &Frame) -> Tongue {
    match frame.language() {
        Language::En => Tongue::En,
        Language::Es => Tongue::Es,
    }
}

/// A text of a form.
pub(super) fn words(frame: &Frame, context: &Context, words: &Words) -> String {
    words.filled(tongue(frame), |name| figure(frame, context, name))
}

/// The same, or nothing.
pub(super) fn perhaps(frame: &Frame, context: &Context, text: Option<&Words>) -> String {
    text.map(|text| words(frame, context, text)).unwrap_or_default()
}

pub(super) fn all(frame: &Frame, context: &Context, texts: &[Words]) -> Vec<String> {
    texts.iter().map(|text| words(frame, context, text)).collect()
}

fn figure(frame: &Frame, context: &Context, name: &str) -> String {
    let Some(figure) = context.pack.figure_named(name, context.today) else { return String::new() };
    let value = figure.value.normalize().to_string();
    match figure.unit.as_str() {
        "dollars" => {
            let amount = figure.value.to_string().parse().map(|amount: Cents| frame.money(amount));
            let amount = amount.unwrap_or_default();
            amount.strip_suffix(".00").map_or_else(|| amount.clone(), str::to_owned)
        }
        "percent" => frame.percent(value),
        _ => value,
    }
}

/// An answer as it is read; a tax number shows its last digits alone.
pub(super) fn value(frame: &Frame, context: &Context, field: &Field, value: &str) -> String {
    let plain = || value.to_owned();
    if value.is_empty() {
        return String::new();
    }
    match field.kind {
        Kind::Choice => {
            let choice = field.choices.iter().find(|choice| choice.value == value);
            choice.map_or_else(plain, |choice| words(frame, context, &choice.label))
        }
        Kind::Box => frame.say("forms-yes"),
        Kind::Date => value.parse::<Date>().map_or_else(|_| plain(), |day| frame.date(day)),
        Kind::Money => value.parse::<Cents>().map_or_else(|_| plain(), |amount| frame.money(amount)),
        Kind::TaxNumber => Tin::parse_individual(value).map_or_else(|_| plain(), |tin| tin.masked()),
        Kind::EmployerNumber => Tin::parse_employer(value).map_or_else(|_| plain(), |tin| tin.masked()),
        _ => plain(),
    }
}

/// What is wrong, beside the fields.
pub(super) fn problems(frame: &Frame, context: &Context, faults: &[Fault]) -> Problems {
    let mut problems = Problems::none();
    for Fault { field, wrong } in faults {
        let id = field.name.as_str();
        let label = || vec![("label", words(frame, context, &field.label))];
        match wrong {
            Wrong::Missing | Wrong::NoChoice => problems.add_with(id, "forms-missing", label()),
            Wrong::TooLong(most) => {
                problems.add_with(id, "forms-too-long", vec![("most", most.to_string())]);
            }
            Wrong::NotThis(kind) => problems.add(id, not_this(*kind)),
            Wrong::NeverIssued => problems.add(id, "forms-number-never-issued"),
            Wrong::Twice => problems.add(id, "forms-twice"),
            Wrong::Rule(rule) => {
                let text = words(frame, context, &rule.says);
                problems.add_with(id, "forms-rule", vec![("text", text)]);
            }
        }
    }
    problems
}

const fn not_this(kind: Kind) -> &'static str {
    match kind {
        Kind::Date => "forms-no-date",
        Kind::Money => "forms-no-money",
        Kind::Count => "forms-no-count",
        Kind::Year => "forms-no-year",
        Kind::TaxNumber => "forms-no-number",
        Kind::EmployerNumber => "forms-no-employer",
        Kind::State => "forms-no-state",
        Kind::PostalCode => "forms-no-postal-code",
        Kind::Phone => "forms-no-phone",
        Kind::Email => "forms-no-email",
        Kind::Text | Kind::Story | Kind::Box | Kind::Choice => "forms-no-answer",
    }
}

/// What one of several is called: by its fields, or by its number.
pub(super) fn one(frame: &Frame, context: &Context, group: &Group, (index, called): (usize, &str)) -> String {
    let one = format!("{} {}", words(frame, context, &group.one), index + 1);
    if called.is_empty() { one } else { format!("{one}: {called}") }
}

/// Whose names they are.
pub(super) fn called(group: &Group, entry: &tax::forms::Entry) -> String {
    let names = group.called_by.iter().filter_map(|name| entry.fields.get(name));
    names.filter(|name| !name.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// A state in words, and how its tag looks.
pub(super) const fn state(state: State) -> (&'static str, &'static str) {
    match state {
        State::Received => ("forms-state-received", ""),
        State::InReview => ("forms-state-in-review", ""),
        State::Accepted => ("forms-state-accepted", ""),
        State::Refused => ("forms-state-refused", "attention"),
        State::Withdrawn => ("forms-state-withdrawn", "quiet"),
        State::Replaced => ("forms-state-replaced", "quiet"),
    }
}

/// What a state means for the form's sender.
pub(super) const fn meaning(state: State) -> &'static str {
    match state {
        State::Received => "forms-means-received",
        State::InReview => "forms-means-in-review",
        State::Accepted => "forms-means-accepted",
        State::Refused => "forms-means-refused",
        State::Withdrawn => "forms-means-withdrawn",
        State::Replaced => "forms-means-replaced",
    }
}

/// A line of a form's history.
pub(super) fn event(what: &str) -> &'static str {
    State::named(what).map_or("forms-state-received", |found| state(found).0)
}

/// The revision as it is printed.
pub(super) fn revision(frame: &Frame, form: &Form) -> String {
    frame.say_with("forms-revision", &[("form", form.name.clone()), ("revision", form.revision.clone())])
}
