//! What could be sold (boxes A and B of Form 433-A (OIC)), each line never below zero?

use serde::{Deserialize, Serialize};
use values::{Cents, Date};

use super::{Asked, OfferError};
use crate::exact::Fine;
use crate::pack::{Pack, Standard};

/// Something with a loan on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pledged {
    /// What it would bring today.
    pub value: Cents,
    /// What is owed on it.
    pub loan: Cents,
}

/// A vehicle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Which.
    pub item: Item,
    /// What the person wrote, together.
    pub given: Cents,
    /// What counts.
    pub counts: Cents,
    /// The standard that it is held against, where one is known.
    pub standard: Option<Standard>,
    /// How each thing that could be sold came to what counts of it; together they are the line.
    pub pieces: Vec<Piece>,
}

/// One thing that could be sold: what it would bring, less the loan and what stays free, never below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// What it is worth.
    pub value: Cents,
    /// What it would bring: of some things less than their value, because they would be sold in a hurry.
    pub brings: Cents,
    /// What is owed on it.
    pub loan: Cents,
    /// What is left to its owner.
    pub free: Cents,
    /// What counts.
    pub counts: Cents,
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
    let cash = Pledged { value: assets.bank, loan: Cents::ZERO };
    let whole = |things: &[Pledged], free| {
        things.iter().map(|one| piece(*one, one.value, free)).collect::<Result<Vec<_>, _>>()
    };
    let quick = |things: &[Pledged], free| {
        let piece = |one: &Pledged| piece(*one, quick_sale(pack, on, one.value)?, free);
        things.iter().map(piece).collect::<Result<Vec<_>, _>>()
    };
    let nothing = Cents::ZERO;
    let household = pack.money("offer.household_exemption", on)?;
    let tools = pack.money("offer.tools_exemption", on)?;
    let box_a = [
        line(Item::Bank, whole(&[cash], allowance("offer.bank_allowance")?)?)?,
        line(Item::Investments, whole(&assets.investments, nothing)?)?,
        line(Item::Retirement, quick(&assets.retirement, nothing)?)?,
        line(Item::LifeInsurance, whole(&assets.life_insurance, nothing)?)?,
        line(Item::RealProperty, quick(&assets.real_property, nothing)?)?,
        line(Item::Vehicles, vehicles(pack, asked, allowance("offer.vehicle_allowance")?)?)?,
        line(Item::Household, quick(&[assets.household], household)?)?,
    ];
    let box_b = [
        line(Item::Business, quick(&assets.business, nothing)?)?,
        line(Item::Tools, quick(&[assets.tools], tools)?)?,
    ];
    let counted = |lines: &[Line]| Cents::total(lines.iter().map(|line| line.counts));
    Ok(Equity {
        box_a: counted(&box_a)?,
        box_b: counted(&box_b)?,
        lines: box_a.into_iter().chain(box_b).collect(),
    })
}

/// A line of things that could be sold; those of which nothing was said are left out.
fn line(item: Item, mut pieces: Vec<Piece>) -> Result<Line, OfferError> {
    pieces.retain(|piece| !(piece.value.is_zero() && piece.loan.is_zero()));
    let given = Cents::total(pieces.iter().map(|piece| piece.value))?;
    let counts = Cents::total(pieces.iter().map(|piece| piece.counts))?;
    Ok(Line { item, given, counts, standard: None, pieces })
}

/// What each vehicle brings beyond its loan, the one that brings the most first; the allowance is taken off the first, off
/// two where two people offer together. A leased one brings nothing.
fn vehicles(pack: &Pack, asked: &Asked, allowance: Cents) -> Result<Vec<Piece>, OfferError> {
    let mut brings = Vec::new();
    for vehicle in asked.assets.vehicles.iter().filter(|vehicle| !vehicle.is_leased) {
        brings.push((vehicle.worth, quick_sale(pack, asked.today, vehicle.worth.value)?));
    }
    brings.sort_by_key(|(worth, brings)| std::cmp::Reverse(brings.get().saturating_sub(worth.loan.get())));
    let allowed = if asked.is_joint { 2 } else { 1 };
    let free = |place| if place < allowed { allowance } else { Cents::ZERO };
    brings.into_iter().enumerate().map(|(place, (worth, brings))| piece(worth, brings, free(place))).collect()
}

fn piece(worth: Pledged, brings: Cents, free: Cents) -> Result<Piece, OfferError> {
    let counts = brings.minus(worth.loan)?.minus(free)?.max(Cents::ZERO);
    Ok(Piece { value: worth.value, brings, loan: worth.loan, free, counts })
}

/// What something would bring if it were sold in a hurry: four fifths of its value.
fn quick_sale(pack: &Pack, on: Date, value: Cents) -> Result<Cents, OfferError> {
    let percent = pack.rate("offer.quick_sale_percent", on)?;
    Ok(Fine::rate_of(value, percent).rounded()?)
}
