//! Which answers are wrong, and why?

use std::ops::RangeInclusive;

use values::{Cents, Date, Tin, TinError};

use super::Context;
use super::answers::Answers;
use super::conditions::View;
use super::shape::{Field, Form, Kind, Rule};
use super::walk::Place;

/// A field and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Fault<'a> {
    /// Which field.
    pub field: &'a Field,
    /// What.
    pub wrong: Wrong<'a>,
}

/// What is wrong with an answer.
#[derive(Clone, Debug)]
pub enum Wrong<'a> {
    /// It is needed.
    Missing,
    /// It is longer than this.
    TooLong(usize),
    /// It is no such thing.
    NotThis(Kind),
    /// Nobody ever had this number.
    NeverIssued,
    /// It is none of the choices.
    NoChoice,
    /// Another one of the group has the same.
    Twice,
    /// A rule of the form speaks against it.
    Rule(&'a Rule),
}

/// Years that somebody may have to name.
const YEARS: RangeInclusive<i64> = 1900..=2200;
/// More than any amount on a form, so that no sum grows too large.
const MONEY_BELOW: Cents = Cents::new(100_000_000_000_000);
const COUNT_BELOW: u32 = 1_000_000;

impl Form {
    /// What is wrong with a page's answers: the first fault of each field.
    pub fn faults(&self, place: &Place, answers: &Answers, context: &Context) -> Vec<Fault<'_>> {
        let entry = match place {
            Place::Entry { group, index, .. } => answers.entry(group, *index),
            _ => None,
        };
        let view = View { form: &answers.fields, entry };
        let asked = self.asked(place, answers, context);
        let wrong = |field: &&'_ Field| {
            let Some(text) = view.get(&field.name) else {
                return (!field.optional).then_some(Wrong::Missing);
            };
            wrong_alone(field, text)
                .or_else(|| is_twice(field, place, answers).then_some(Wrong::Twice))
                .or_else(|| self.broken_rule(field, &view, context).map(Wrong::Rule))
        };
        asked.into_iter().filter_map(|field| Some(Fault { field, wrong: wrong(&field)? })).collect()
    }

    fn broken_rule(&self, field: &Field, view: &View, context: &Context) -> Option<&Rule> {
        let is_broken = |rule: &&Rule| rule.field == field.name && rule.wrong_when.holds(view, context);
        self.rules.iter().find(is_broken)
    }
}

/// Whether one before this one of its group says the same.
fn is_twice(field: &Field, place: &Place, answers: &Answers) -> bool {
    let Place::Entry { group, index, .. } = place else { return false };
    if !field.unique {
        return false;
    }
    let entries = answers.entries(group);
    let said = |index: usize| entries.get(index).and_then(|entry| entry.fields.get(&field.name));
    (0..*index).any(|other| said(other) == said(*index))
}

/// What is wrong with an answer whatever the others are.
fn wrong_alone<'a>(field: &Field, text: &str) -> Option<Wrong<'a>> {
    let most = field.most.unwrap_or(field.kind.most());
    if text.chars().count() > most {
        return Some(Wrong::TooLong(most));
    }
    let is_fine = match field.kind {
        Kind::Text | Kind::Story => true,
        Kind::Date => text.parse::<Date>().is_ok_and(|day| YEARS.contains(&i64::from(day.year()))),
        Kind::Money => {
            text.parse::<Cents>().is_ok_and(|amount| !amount.is_negative() && amount < MONEY_BELOW)
        }
        Kind::Count => text.parse::<u32>().is_ok_and(|count| count < COUNT_BELOW),
        Kind::Year => text.len() == 4 && text.parse::<i64>().is_ok_and(|year| YEARS.contains(&year)),
        Kind::Box => text == "yes",
        Kind::Choice => {
            let is_there = field.choices.iter().any(|choice| choice.value == text);
            return (!is_there).then_some(Wrong::NoChoice);
        }
        Kind::TaxNumber => return number_fault(field.kind, Tin::parse_individual(text).err()),
        Kind::EmployerNumber => return number_fault(field.kind, Tin::parse_employer(text).err()),
        Kind::State => text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
        Kind::PostalCode => {
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            matches!(digits, 5 | 9) && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
        }
        Kind::Phone => {
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            let is_sign = |byte: u8| byte.is_ascii_digit() || b" +-().".contains(&byte);
            (7..=15).contains(&digits) && text.bytes().all(is_sign)
        }
        Kind::Email => text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
        }),
    };
    (!is_fine).then_some(Wrong::NotThis(field.kind))
}

fn number_fault<'a>(kind: Kind, error: Option<TinError>) -> Option<Wrong<'a>> {
    match error? {
        TinError::NeverIssued => Some(Wrong::NeverIssued),
        TinError::NotNineDigits => Some(Wrong::NotThis(kind)),
    }
}
