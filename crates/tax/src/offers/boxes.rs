//! What could be sold (boxes A and B of Form 433-A (OIC)), each line never below zero?

use serde::Serialize;
use values::{Cents, Date};

use super::{Asked, OfferError};
use crate::exact::Fine;
use crate::pack::Pack;

/// Something with a loan on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pledged {
    /// What it would bring today.
    pub value: Cents,
    /// What is owed on it.
    pub loan: Cents,
}

/// A vehicle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Vehicle {
    /// What it would bring, and the loan on it.
    pub worth: Pledged,
    /// Leased, so that it could not be sold.
    pub is_leased: bool,
    /// How old it is.
    pub years: u8,
    /// How far it has gone.
    pub miles: u32,
}

/// What there is.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// Cash and all bank accounts.
    pub bank: Cents,
    /// Investments and digital assets.
    pub investments: Vec<Pledged>,
    /// Retirement accounts.
    pub retirement: Vec<Pledged>,
    /// Life insurance that can be cashed in.
    pub life_insurance: Vec<Pledged>,
    /// Houses and land.
    pub real_property: Vec<Pledged>,
    /// Vehicles.
    pub vehicles: Vec<Vehicle>,
    /// Valuables and furniture.
    pub household: Pledged,
    /// Money and property of a business of one's own, but what it needs to earn its income.
    pub business: Vec<Pledged>,
    /// Tools of the trade that are not needed for the income.
    pub tools: Pledged,
}

/// A line of the worksheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// Box A: cash and bank accounts.
    Bank,
    /// Box A: investments and digital assets.
    Investments,
    /// Box A: retirement accounts.
    Retirement,
    /// Box A: life insurance.
    LifeInsurance,
    /// Box A: houses and land.
    RealProperty,
    /// Box A: vehicles.
    Vehicles,
    /// Box A: valuables and furniture.
    Household,
    /// Box B: business assets.
    Business,
    /// Box B: tools of the trade.
    Tools,
    /// Box D: wages.
    Wages,
    /// Box D: pensions and social security.
    Pensions,
    /// Box D: what a business of one's own leaves.
    NetBusiness,
    /// Box D: rent, interest, support and all other income.
    OtherIncome,
    /// Box E: food, clothing and other items.
    NationalStandard,
    /// Box E: housing and utilities.
    Housing,
    /// Box E: loans or leases of vehicles.
    VehiclePayments,
    /// Box E: running vehicles.
    VehicleOperating,
    /// Box E: buses and trains.
    PublicTransport,
    /// Box E: health insurance.
    HealthInsurance,
    /// Box E: health care that insurance does not pay.
    HealthCare,
    /// Box E: payments that a court ordered.
    CourtOrdered,
    /// Box E: care of children and other dependants.
    Care,
    /// Box E: life insurance premiums.
    LifePremiums,
    /// Box E: taxes of this year.
    CurrentTaxes,
    /// Box E: loans secured by something that counts here.
    SecuredDebts,
    /// Box E: monthly payments of late state or local taxes.
    LateStateTaxes,
}

/// A line with what counts of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Which.
    pub item: Item,
    /// What the person wrote, together.
    pub given: Cents,
    /// What counts.
    pub counts: Cents,
    /// The standard that it is held against, where one is known.
    pub standard: Option<Cents>,
}

/// Whether the allowances for money in the bank and vehicles are taken off: not for the screen of full payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Allowances {
    Granted,
    Withheld,
}

/// Boxes A and B with their lines.
pub(super) struct Equity {
    pub(super) box_a: Cents,
    pub(super) box_b: Cents,
    pub(super) lines: Vec<Line>,
}

pub(super) fn equity(pack: &Pack, asked: &Asked, allowances: Allowances) -> Result<Equity, OfferError> {
    let (assets, on) = (&asked.assets, asked.today);
    let allowance = |name| match allowances {
        Allowances::Granted => pack.money(name, on),
        Allowances::Withheld => Ok(Cents::ZERO),
    };
    let quick = |worth: &[Pledged]| sum(worth.iter().map(|one| quick_sale(pack, on, *one)));
    let bank = less(assets.bank, allowance("offer.bank_allowance")?)?;
    let investments = sum(assets.investments.iter().map(|one| less(one.value, one.loan)))?;
    let insurance = sum(assets.life_insurance.iter().map(|one| less(one.value, one.loan)))?;
    let vehicles = vehicles(pack, asked, allowance("offer.vehicle_allowance")?)?;
    let household =
        less(quick_sale(pack, on, assets.household)?, pack.money("offer.household_exemption", on)?)?;
    let tools = less(quick_sale(pack, on, assets.tools)?, pack.money("offer.tools_exemption", on)?)?;
    let values = |worth: &[Pledged]| Cents::total(worth.iter().map(|one| one.value));
    let of_vehicles: Vec<Pledged> = assets.vehicles.iter().map(|one| one.worth).collect();
    let line = |item, given, counts| Line { item, given, counts, standard: None };
    let box_a = [
        line(Item::Bank, assets.bank, bank),
        line(Item::Investments, values(&assets.investments)?, investments),
        line(Item::Retirement, values(&assets.retirement)?, quick(&assets.retirement)?),
        line(Item::LifeInsurance, values(&assets.life_insurance)?, insurance),
        line(Item::RealProperty, values(&assets.real_property)?, quick(&assets.real_property)?),
        line(Item::Vehicles, values(&of_vehicles)?, vehicles),
        line(Item::Household, assets.household.value, household),
    ];
    let box_b = [
        line(Item::Business, values(&assets.business)?, quick(&assets.business)?),
        line(Item::Tools, assets.tools.value, tools),
    ];
    let counted = |lines: &[Line]| Cents::total(lines.iter().map(|line| line.counts));
    Ok(Equity {
        box_a: counted(&box_a)?,
        box_b: counted(&box_b)?,
        lines: box_a.into_iter().chain(box_b).collect(),
    })
}

/// What each vehicle brings beyond its loan; the allowance is taken off one, off two where two people offer together:
/// off those that bring the most. A leased one brings nothing.
fn vehicles(pack: &Pack, asked: &Asked, allowance: Cents) -> Result<Cents, OfferError> {
    let owned = asked.assets.vehicles.iter().filter(|vehicle| !vehicle.is_leased);
    let mut brings =
        owned.map(|vehicle| quick_sale(pack, asked.today, vehicle.worth)).collect::<Result<Vec<_>, _>>()?;
    brings.sort_unstable_by(|first, second| second.cmp(first));
    let allowed = if asked.is_joint { 2 } else { 1 };
    sum(brings
        .into_iter()
        .enumerate()
        .map(|(place, worth)| less(worth, if place < allowed { allowance } else { Cents::ZERO })))
}

/// What a quick sale brings beyond the loan: four fifths of the value.
fn quick_sale(pack: &Pack, on: Date, worth: Pledged) -> Result<Cents, OfferError> {
    let percent = pack.rate("offer.quick_sale_percent", on)?;
    less(Fine::rate_of(worth.value, percent).rounded()?, worth.loan)
}

/// What is left, never below zero.
fn less(amount: Cents, other: Cents) -> Result<Cents, OfferError> {
    Ok(amount.minus(other)?.max(Cents::ZERO))
}

fn sum(amounts: impl Iterator<Item = Result<Cents, OfferError>>) -> Result<Cents, OfferError> {
    Ok(Cents::total(amounts.collect::<Result<Vec<_>, _>>()?)?)
}
