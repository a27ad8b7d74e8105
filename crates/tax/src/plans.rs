//! Which payment plans fit, and what does each cost (26 USC 6159; instructions for Form 9465)?
//!
//! Amounts come from the ledger's own rules, instalment by instalment: interest by the day, the late-payment penalty by
//! its months at the rate of an agreement. A loan's formula would be wrong by the steps of the penalty.
//!
//! Where official texts disagree, the pack's figures say which one is followed: the paper form still prints 72 months for
//! what online is a simple plan of 120.

mod fees;
mod kinds;
mod schedule;
#[cfg(test)]
mod tests;

use serde::Serialize;
use values::{Cents, Date};

use crate::LawError;
use crate::ledger::Module;
use crate::pack::PackError;

pub use fees::{Area, Channel, Fee, Household, change_fee, is_low_income, low_income_limit, set_up_fee};
pub use kinds::{choice, fitting};
pub use schedule::{Instalment, Part, Schedule};

/// Why plans cannot be computed.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The pack lacks a figure.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A date without a rate, or a sum that is too large.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The first instalment is not on a day from 1 to 28 after today.
    #[error("the first instalment must be after {today}, on a day of the month from 1 to 28")]
    FirstDay {
        /// The day asked on.
        today: Date,
    },
}

impl From<values::MoneyError> for PlanError {
    fn from(error: values::MoneyError) -> Self {
        Self::Law(error.into())
    }
}

/// A kind of plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// All within half a year, without a fee and without an agreement.
    ShortTerm,
    /// One that may not be refused (26 USC 6159(c)).
    Guaranteed,
    /// Without a financial statement: the simple plan, before March 2025 the streamlined one.
    Simple,
    /// Above the limit of the simple plan, by what the person can pay.
    AbilityToPay,
    /// What can be paid until the time to collect ends; the rest is never collected.
    PartialPayment,
    /// For the tax of a year that is not assessed yet.
    BeforeAssessment,
    /// For a business in operation that owes trust fund taxes.
    TrustFundExpress,
}

/// All kinds, in the order in which they are shown.
pub const KINDS: [Kind; 7] = [
    Kind::ShortTerm,
    Kind::Guaranteed,
    Kind::Simple,
    Kind::AbilityToPay,
    Kind::PartialPayment,
    Kind::BeforeAssessment,
    Kind::TrustFundExpress,
];

impl Kind {
    /// Its name in the books and in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ShortTerm => "short_term",
            Self::Guaranteed => "guaranteed",
            Self::Simple => "simple",
            Self::AbilityToPay => "ability_to_pay",
            Self::PartialPayment => "partial_payment",
            Self::BeforeAssessment => "before_assessment",
            Self::TrustFundExpress => "trust_fund_express",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether it is an agreement, which lowers the late-payment penalty; the short-term plan is time to pay and no more.
    pub const fn is_agreement(self) -> bool {
        !matches!(self, Self::ShortTerm)
    }

    /// Whether somebody has to look at what can be paid before it is granted.
    pub const fn needs_decision(self) -> bool {
        matches!(self, Self::AbilityToPay | Self::PartialPayment)
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// A person, also one with a business of their own.
    Individual,
    /// A company or partnership.
    Business {
        /// Whether it goes on.
        is_in_business: bool,
    },
}

/// One module of the balance.
#[derive(Clone, Copy, Debug)]
pub struct Owed<'a> {
    /// Its ledger.
    pub module: &'a Module,
    /// The last day to collect; none where the clock stands still or has not begun.
    pub collectible_to: Option<Date>,
    /// Whether it is income tax.
    pub is_income_tax: bool,
    /// Whether it is tax that was withheld from employees and kept in trust.
    pub is_trust_fund: bool,
    /// Whether it is only expected: nothing is assessed yet.
    pub is_expected: bool,
}

/// What stands against plans in general.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own, answered yes or no")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// A return that should have been filed is not.
    pub has_unfiled_returns: bool,
    /// In bankruptcy.
    pub is_bankrupt: bool,
    /// An offer in compromise is pending or accepted.
    pub has_offer: bool,
    /// In the last years all was filed and paid in time, and there was no plan.
    pub is_clean: bool,
}

/// What a person asks for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Who.
    pub payer: Payer,
    /// All that is owed and expected.
    pub owed: &'a [Owed<'a>],
    /// What stands against it.
    pub standing: Standing,
    /// The day it is asked on: the agreement begins then.
    pub today: Date,
    /// The day from which the kind's time runs: today, or for a plan that is changed the day it began.
    pub begun_on: Date,
    /// When the first instalment is due; the others follow on the same day of each month.
    pub first_on: Date,
    /// What the person would pay each month; the least that is enough where nothing is said.
    pub monthly: Option<Cents>,
    /// What the person can pay each month by a financial statement.
    pub ability: Option<Cents>,
    /// Whether the agency debits the instalments from a bank account.
    pub is_direct_debit: bool,
    /// How it is asked for.
    pub channel: Channel,
    /// For the low-income fee; not low where nothing is said.
    pub household: Option<Household>,
}

/// Why a kind does not fit. Shown in plain words beside the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    /// There is nothing to pay.
    NothingOwed,
    /// No year's tax is expected that is not assessed.
    NothingExpected,
    /// A return that should have been filed is not.
    UnfiledReturns,
    /// In bankruptcy.
    Bankruptcy,
    /// An offer in compromise is pending or accepted.
    Offer,
    /// Only for people.
    OnlyIndividuals,
    /// Only for businesses in operation with trust fund taxes.
    OnlyTrustFund,
    /// Only for income tax.
    OnlyIncomeTax,
    /// Not offered on that day.
    NotOffered,
    /// Only where all was filed and paid in time for years, without another plan.
    NotClean {
        /// How many years.
        years: i32,
    },
    /// The balance is above the limit.
    AboveLimit {
        /// The limit.
        limit: Cents,
        /// What counts against it.
        found: Cents,
    },
    /// A simpler kind is open: the balance is not above the limit.
    NotAboveLimit {
        /// The limit.
        limit: Cents,
    },
    /// Only with direct debit, for this balance.
    NeedsDirectDebit,
    /// Only with a financial statement.
    NeedsFinances,
    /// The monthly amount is too low.
    TooLow {
        /// The least that is enough.
        least: Cents,
    },
    /// The time to collect ends before the first instalment, or no amount is enough.
    NoTime,
    /// What can be paid is enough for all of it, so nothing would be left.
    PaysInFull,
}

/// What a plan of one kind comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// What is due each month; the last instalment may be less.
    pub monthly: Cents,
    /// The least that would be enough.
    pub least: Cents,
    /// How many instalments.
    pub months: usize,
    /// The day of the last one.
    pub last_on: Date,
    /// The last one.
    pub last: Cents,
    /// What is owed today.
    pub balance: Cents,
    /// Interest that is added until the end.
    pub interest: Cents,
    /// Penalties that are added until the end.
    pub penalties: Cents,
    /// The fee for setting it up.
    pub fee: Fee,
    /// All instalments and the fee.
    pub total: Cents,
    /// What is left when the time to collect ends; nothing but for partial payment.
    pub left: Cents,
    /// Years between reviews of a partial payment.
    pub reviewed_every: Option<i32>,
    /// Every instalment.
    pub schedule: Schedule,
}

/// A kind with its terms, or with the reasons why it does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Which kind.
    pub kind: Kind,
    /// Its terms, or why not.
    pub terms: Result<Terms, Vec<Reason>>,
}
