//! What does it cost to set a plan up or to change it, by the way it is asked for and by income (26 USC 6159(f))?

use serde::{Deserialize, Serialize};
use values::{Cents, Date};

use crate::pack::{Pack, PackError};

/// How a plan is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// In the account.
    Online,
    /// By telephone, letter or in person.
    Assisted,
}

/// Where a household lives, so far as the poverty guidelines tell places apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// The 48 states, the District of Columbia and the territories.
    Contiguous,
    /// Alaska.
    Alaska,
    /// Hawaii.
    Hawaii,
}

/// A household and its income.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// Where it is.
    pub area: Area,
    /// How many people, at least one.
    pub size: u8,
    /// Adjusted gross income of a year.
    pub income: Cents,
}

/// A fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Fee {
    /// How much.
    pub amount: Cents,
    /// Whether it comes back when the plan is fulfilled.
    pub is_reimbursed: bool,
    /// Whether it is waived for low income.
    pub is_waived: bool,
}

impl Fee {
    const fn of(amount: Cents) -> Self {
        Self { amount, is_reimbursed: false, is_waived: false }
    }

    /// Nothing to pay.
    pub const NONE: Self = Self::of(Cents::ZERO);
}

/// The income up to which fees are low: 250 percent of the poverty guideline.
pub fn low_income_limit(pack: &Pack, on: Date, area: Area, size: u8) -> Result<Cents, PackError> {
    let (first, each_more) = match area {
        Area::Contiguous => ("low_income.first", "low_income.each_more"),
        Area::Alaska => ("low_income.first_alaska", "low_income.each_more_alaska"),
        Area::Hawaii => ("low_income.first_hawaii", "low_income.each_more_hawaii"),
    };
    let more = pack.money(each_more, on)?.get() * i64::from(size.max(1) - 1);
    Ok(Cents::new(pack.money(first, on)?.get() + more))
}

/// Whether a household's income is low.
pub fn is_low_income(pack: &Pack, on: Date, household: Option<Household>) -> Result<bool, PackError> {
    let Some(Household { area, size, income }) = household else { return Ok(false) };
    Ok(income <= low_income_limit(pack, on, area, size)?)
}

/// The fee for a long-term plan.
pub fn set_up_fee(
    pack: &Pack,
    on: Date,
    channel: Channel,
    is_direct_debit: bool,
    household: Option<Household>,
) -> Result<Fee, PackError> {
    if is_low_income(pack, on, household)? {
        if is_direct_debit {
            return Ok(Fee { is_waived: true, ..Fee::NONE });
        }
        return Ok(Fee { is_reimbursed: true, ..Fee::of(pack.money("plan.fee_low_income", on)?) });
    }
    let name = match (channel, is_direct_debit) {
        (Channel::Online, true) => "plan.fee_online_direct_debit",
        (Channel::Online, false) => "plan.fee_online",
        (Channel::Assisted, true) => "plan.fee_assisted_direct_debit",
        (Channel::Assisted, false) => "plan.fee_assisted",
    };
    Ok(Fee::of(pack.money(name, on)?))
}

/// The fee for changing a plan or putting it back in force; nothing where a plan with direct debit keeps it.
pub fn change_fee(
    pack: &Pack,
    on: Date,
    channel: Channel,
    keeps_direct_debit: bool,
    household: Option<Household>,
) -> Result<Fee, PackError> {
    if keeps_direct_debit {
        return Ok(Fee::NONE);
    }
    let online = pack.money("plan.fee_change_online", on)?;
    Ok(match (channel, is_low_income(pack, on, household)?) {
        (Channel::Online, _) => Fee::of(online),
        (Channel::Assisted, false) => Fee::of(pack.money("plan.fee_change_assisted", on)?),
        (Channel::Assisted, true) => {
            Fee { is_reimbursed: true, ..Fee::of(pack.money("plan.fee_low_income", on)?) }
        }
    })
}
