//! What was answered so far? Kept as it is read, so that nothing of a draft is lost when a page is not asked any more.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Answers by the names of their fields, each in the one way it is kept: days as `2026-11-24`, money as `1234.50`, tax numbers
/// as nine digits, a ticked box as `yes`.
pub type Fields = BTreeMap<String, String>;

/// All answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Answers {
    /// Of the form itself.
    pub fields: Fields,
    /// The pages that were answered.
    pub seen: BTreeSet<String>,
    /// What was asked several times.
    pub groups: BTreeMap<String, Entries>,
}

/// What was said of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Entries {
    /// In the order in which they were added.
    pub entries: Vec<Entry>,
    /// There is no other.
    pub is_whole: bool,
}

/// One of several.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Entry {
    /// The answers.
    pub fields: Fields,
    /// The pages that were answered.
    pub seen: BTreeSet<String>,
}

impl Answers {
    /// The entries of a group.
    pub fn entries(&self, group: &str) -> &[Entry] {
        self.groups.get(group).map_or(&[], |entries| &entries.entries)
    }

    /// One of them.
    pub fn entry(&self, group: &str, index: usize) -> Option<&Entry> {
        self.entries(group).get(index)
    }
}
