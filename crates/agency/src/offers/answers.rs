//! What is asked for the check, section by section, and what was answered.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tax::offers::{Assets, Expenses, Income, Obstacle};

/// A group of questions that stands on one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// What must be settled first.
    Standing,
    /// Who lives together, and where.
    Household,
    /// Cash and bank accounts.
    Bank,
    /// Investments and digital assets.
    Investments,
    /// Retirement accounts.
    Retirement,
    /// Life insurance.
    Insurance,
    /// Houses and land.
    Property,
    /// Vehicles.
    Vehicles,
    /// Valuables and furniture.
    Belongings,
    /// A business of one's own.
    Business,
    /// Tools of the trade.
    Tools,
    /// What comes in each month.
    Income,
    /// Housing and utilities.
    Housing,
    /// Getting about.
    Transport,
    /// Health.
    Health,
    /// All else that is spent.
    Other,
}

impl Section {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 16] = [
        Self::Standing,
        Self::Household,
        Self::Bank,
        Self::Investments,
        Self::Retirement,
        Self::Insurance,
        Self::Property,
        Self::Vehicles,
        Self::Belongings,
        Self::Business,
        Self::Tools,
        Self::Income,
        Self::Housing,
        Self::Transport,
        Self::Health,
        Self::Other,
    ];

    /// Its name in addresses and in the answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standing => "standing",
            Self::Household => "household",
            Self::Bank => "bank",
            Self::Investments => "investments",
            Self::Retirement => "retirement",
            Self::Insurance => "insurance",
            Self::Property => "property",
            Self::Vehicles => "vehicles",
            Self::Belongings => "belongings",
            Self::Business => "business",
            Self::Tools => "tools",
            Self::Income => "income",
            Self::Housing => "housing",
            Self::Transport => "transport",
            Self::Health => "health",
            Self::Other => "other",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.name() == name)
    }
}

/// What was answered so far. A section that was not answered holds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Answers {
    /// The sections that were answered.
    pub answered: BTreeSet<Section>,
    /// What the person says stands in the way.
    pub obstacles: BTreeSet<Obstacle>,
    /// Two people offer together.
    pub is_joint: bool,
    /// What there is.
    pub assets: Assets,
    /// What comes in each month.
    pub income: Income,
    /// What is spent each month, and where the household lives.
    pub expenses: Expenses,
}

impl Answers {
    /// The first section that was not answered; none when all were.
    pub fn next(&self) -> Option<Section> {
        Section::ALL.into_iter().find(|section| !self.answered.contains(section))
    }
}
