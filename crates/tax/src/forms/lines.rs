//! What does a form say, part by part and line by line, as the official one has them?

use super::Context;
use super::answers::Answers;
use super::shape::{Field, Form, Group};
use super::walk::Place;
use super::words::Words;

/// The lines of one page, or of one page for one of several.
#[derive(Clone, Debug)]
pub struct Section<'a> {
    /// The part of the official form.
    pub part: &'a Words,
    /// What the page asks.
    pub title: &'a Words,
    /// Of which one, from 0.
    pub one: Option<(&'a Group, usize)>,
    /// Where it was answered.
    pub place: Place,
    /// The answers.
    pub lines: Vec<Line<'a>>,
}

/// An answer on its line.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// What was asked.
    pub field: &'a Field,
    /// What was answered; empty where it was left out.
    pub value: String,
}

impl Form {
    /// All that is asked with what was answered.
    pub fn sections(&self, answers: &Answers, context: &Context) -> Vec<Section<'_>> {
        let section = |place: Place| {
            let (name, one, fields) = match &place {
                Place::Step(step) => (step, None, Some(&answers.fields)),
                Place::Entry { group, index, step } => {
                    let fields = answers.entry(group, *index).map(|entry| &entry.fields);
                    (step, Some((self.group(group)?, *index)), fields)
                }
                Place::Group(_) | Place::Check => return None,
            };
            let step = self.step(name)?;
            let value = |field: &Field| {
                fields.and_then(|fields| fields.get(&field.name)).cloned().unwrap_or_default()
            };
            let asked = self.asked(&place, answers, context);
            let lines = asked.into_iter().map(|field| Line { field, value: value(field) }).collect();
            Some(Section { part: &step.part, title: &step.title, one, place, lines })
        };
        self.places(answers, context).into_iter().filter_map(section).collect()
    }
}
