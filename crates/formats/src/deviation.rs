//! Where does a file depart from its format, and does that matter?

use std::borrow::Cow;
use std::fmt;

/// How much a departure matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Only the layout is unusual; everything can be read.
    Layout,
    /// Something that should be there is not; what is there can be read.
    Missing,
    /// Something cannot be read, or two figures that should agree do not: nothing should be done by this file.
    Wrong,
}

/// One departure. Holds no personal value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The line or, in a file without line ends, the record; counted from 1.
    pub line: u64,
    /// The first character that is meant, counted from 1.
    pub column: usize,
    /// How much it matters.
    pub weight: Weight,
    /// What it is.
    pub what: Cow<'static, str>,
}

impl fmt::Display for Deviation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}, column {}: {}", self.line, self.column, self.what)
    }
}

/// All departures of a file: the first thousand, and how many more there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deviations {
    listed: Vec<Deviation>,
    more: u64,
    worst: Option<Weight>,
}

/// How many are kept, so that a file full of them does not fill the memory.
const MOST: usize = 1_000;

impl Deviations {
    pub(crate) fn add(
        &mut self,
        (line, column): (u64, usize),
        weight: Weight,
        what: impl Into<Cow<'static, str>>,
    ) {
        self.worst = self.worst.max(Some(weight));
        if self.listed.len() < MOST {
            self.listed.push(Deviation { line, column, weight, what: what.into() });
        } else {
            self.more += 1;
        }
    }

    /// The first thousand, in the order in which they were met.
    pub fn listed(&self) -> &[Deviation] {
        &self.listed
    }

    /// How many more there are.
    pub const fn more(&self) -> u64 {
        self.more
    }

    /// The gravest of all, also of those not listed.
    pub const fn worst(&self) -> Option<Weight> {
        self.worst
    }
}
