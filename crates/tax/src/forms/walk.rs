//! Which pages does a form have for these answers, which are done, and which comes next?

use std::collections::BTreeMap;

use super::Context;
use super::answers::{Answers, Entries, Entry};
use super::conditions::View;
use super::shape::{Field, Form, Step};

/// A page of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A page that is asked once.
    Step(String),
    /// A page that is asked for one of several.
    Entry {
        /// Of which group.
        group: String,
        /// Which of them, from 0.
        index: usize,
        /// Which page.
        step: String,
    },
    /// All of a group, and whether there is another.
    Group(String),
    /// All answers, before it is signed.
    Check,
}

impl Form {
    /// Every page for these answers, in order; the last one is `Check`.
    pub fn places(&self, answers: &Answers, context: &Context) -> Vec<Place> {
        let (mut places, mut groups): (Vec<Place>, Vec<&str>) = (Vec::new(), Vec::new());
        for step in &self.steps {
            let Some(group) = &step.group else {
                if is_asked(step, &View { form: &answers.fields, entry: None }, context) {
                    places.push(Place::Step(step.name.clone()));
                }
                continue;
            };
            if groups.contains(&group.as_str()) {
                continue;
            }
            groups.push(group);
            places.extend(self.entries_of(group, answers, context));
            places.push(Place::Group(group.clone()));
        }
        places.push(Place::Check);
        places
    }

    fn entries_of(&self, group: &str, answers: &Answers, context: &Context) -> Vec<Place> {
        let least = self.group(group).map_or(0, |group| group.least.min(1));
        let count = answers.entries(group).len().max(least);
        let steps = self.steps.iter().filter(|step| step.group.as_deref() == Some(group));
        let steps: Vec<&Step> = steps.collect();
        let empty = Entry::default();
        let of_one = |index: usize| {
            let entry = Some(answers.entry(group, index).unwrap_or(&empty));
            let view = View { form: &answers.fields, entry };
            let asked = steps.iter().filter(|step| is_asked(step, &view, context));
            let place =
                |step: &&Step| Place::Entry { group: group.to_owned(), index, step: step.name.clone() };
            asked.map(place).collect::<Vec<_>>()
        };
        (0..count).flat_map(of_one).collect()
    }

    /// The first page that is not done.
    pub fn next(&self, answers: &Answers, context: &Context) -> Place {
        let places = self.places(answers, context);
        places.into_iter().find(|place| !self.is_done(place, answers, context)).unwrap_or(Place::Check)
    }

    /// Whether it can be signed.
    pub fn is_whole(&self, answers: &Answers, context: &Context) -> bool {
        self.next(answers, context) == Place::Check
    }

    /// Whether a page was answered, and rightly.
    pub fn is_done(&self, place: &Place, answers: &Answers, context: &Context) -> bool {
        let is_seen = match place {
            Place::Step(step) => answers.seen.contains(step),
            Place::Entry { group, index, step } => {
                answers.entry(group, *index).is_some_and(|entry| entry.seen.contains(step))
            }
            Place::Group(name) => {
                let limits = self.group(name).map(|group| group.least..=group.most);
                let entries = answers.groups.get(name);
                return limits.zip(entries).is_some_and(|(limits, entries)| {
                    entries.is_whole && limits.contains(&entries.entries.len())
                });
            }
            Place::Check => return false,
        };
        is_seen && self.faults(place, answers, context).is_empty()
    }

    /// The fields that a page asks for these answers.
    pub fn asked<'a>(&'a self, place: &Place, answers: &Answers, context: &Context) -> Vec<&'a Field> {
        let (step, entry) = match place {
            Place::Step(step) => (step, None),
            Place::Entry { group, index, step } => (step, answers.entry(group, *index)),
            Place::Group(_) | Place::Check => return Vec::new(),
        };
        let view = View { form: &answers.fields, entry };
        let is_asked = |field: &&Field| field.when.as_ref().is_none_or(|when| when.holds(&view, context));
        self.step(step).into_iter().flat_map(|step| &step.fields).filter(is_asked).collect()
    }

    /// The answers that count: those to pages and fields that are asked.
    pub fn counted(&self, answers: &Answers, context: &Context) -> Answers {
        let mut counted = Answers::default();
        for place in self.places(answers, context) {
            let (from, to, step) = match &place {
                Place::Step(step) => (&answers.fields, &mut counted.fields, step),
                Place::Entry { group, index, step } => {
                    let Some(entry) = answers.entry(group, *index) else { continue };
                    let entries = &mut counted.groups.entry(group.clone()).or_default().entries;
                    if entries.len() <= *index {
                        entries.resize_with(index + 1, Entry::default);
                    }
                    let to = &mut entries[*index];
                    to.seen.insert(step.clone());
                    (&entry.fields, &mut to.fields, step)
                }
                Place::Group(group) => {
                    let groups: &mut BTreeMap<String, Entries> = &mut counted.groups;
                    groups.entry(group.clone()).or_default().is_whole = true;
                    continue;
                }
                Place::Check => continue,
            };
            for field in self.asked(&place, answers, context) {
                if let Some(value) = from.get(&field.name).filter(|value| !value.is_empty()) {
                    to.insert(field.name.clone(), value.clone());
                }
            }
            if matches!(place, Place::Step(_)) {
                counted.seen.insert(step.clone());
            }
        }
        counted
    }
}

fn is_asked(step: &Step, view: &View, context: &Context) -> bool {
    step.when.as_ref().is_none_or(|when| when.holds(view, context))
}
