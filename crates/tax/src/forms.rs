//! Which forms can be sent, what does each ask, what comes next, and what is wrong with an answer?
//!
//! A form is data: one file in the pack's folder `forms` (docs/forms.md). Nothing here knows any form; what a form may say is
//! the closed vocabulary of [`Condition`], which is checked whole when the pack is read.

mod answers;
mod conditions;
mod faults;
mod lines;
mod read;
mod shape;
#[cfg(test)]
mod tests;
mod typed;
mod walk;
mod words;

use values::Date;

pub use answers::{Answers, Entries, Entry, Fields};
pub use conditions::{Condition, NumberKind, When};
pub use faults::{Fault, Wrong};
pub use lines::{Line, Section};
pub(crate) use read::read;
pub use shape::{Choice, Claim, Effect, Field, Form, Group, HandOver, Kind, Known, Rule, SecondSigner, Step};
pub use typed::{Typed, typed};
pub use walk::Place;
pub use words::{Tongue, Words};

use crate::pack::Pack;

/// What answers are looked at with.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Whose figures.
    pub pack: &'a Pack,
    /// The agency's date.
    pub today: Date,
    /// Whether numbers of made-up people count as numbers: in a demonstration.
    pub takes_specimens: bool,
}

/// All forms, every revision of each.
#[derive(Clone, Debug, Default)]
pub struct Forms(Vec<Form>);

impl Forms {
    /// The form of this name as it is in force on a day.
    pub fn on(&self, name: &str, day: Date) -> Option<&Form> {
        let holds = |form: &&Form| {
            form.name == name
                && form.effective_from <= day
                && form.effective_to.is_none_or(|last| day <= last)
        };
        self.0.iter().filter(holds).max_by_key(|form| form.effective_from)
    }

    /// One revision of it.
    pub fn revision(&self, name: &str, revision: &str) -> Option<&Form> {
        self.0.iter().find(|form| form.name == name && form.revision == revision)
    }

    /// All in force on a day, in the order of the pack's list.
    pub fn all_on(&self, day: Date) -> Vec<&Form> {
        let mut found: Vec<&Form> = Vec::new();
        for form in self.0.iter().filter_map(|form| self.on(&form.name, day)) {
            if !found.iter().any(|other| other.name == form.name) {
                found.push(form);
            }
        }
        found
    }

    /// Every revision there is.
    pub fn every(&self) -> &[Form] {
        &self.0
    }
}
