//! What comes in each month, and what may be spent of it (boxes D and E of Form 433-A (OIC))?

use serde::{Deserialize, Serialize};
use values::Cents;

use super::boxes::{Item, Line, Vehicle};
use super::{Asked, OfferError};
use crate::pack::{Age, Pack, Standard};

/// The household's income of a month, before taxes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Income {
    /// Wages of all who contribute.
    pub wages: Cents,
    /// Pensions and social security.
    pub pensions: Cents,
    /// What a business of one's own leaves; a loss counts as nothing.
    pub net_business: Cents,
    /// Rent, interest, support and the rest.
    pub other: Cents,
}

/// Where the household lives, for standards that differ by place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Home {
    /// Two letters.
    pub state: String,
    /// The county.
    pub county: String,
    /// The region or city of the vehicle standards ([`crate::pack::Standards::places`]).
    pub vehicle_place: String,
    /// How many people.
    pub people: u8,
    /// How many of them are 65 or older.
    pub from_65: u8,
}

/// What is spent each month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expenses {
    /// Where.
    pub home: Home,
    /// Housing and utilities.
    pub housing: Cents,
    /// Loans or leases of vehicles.
    pub vehicle_payments: Cents,
    /// Running vehicles.
    pub vehicle_operating: Cents,
    /// Buses and trains.
    pub public_transport: Cents,
    /// Health insurance.
    pub health_insurance: Cents,
    /// Health care that insurance does not pay.
    pub health_care: Cents,
    /// Payments that a court ordered.
    pub court_ordered: Cents,
    /// Care of children and other dependants.
    pub care: Cents,
    /// Life insurance premiums.
    pub life_premiums: Cents,
    /// Taxes of this year.
    pub current_taxes: Cents,
    /// Loans secured by something that counts here.
    pub secured_debts: Cents,
    /// Monthly payments of late state or local taxes.
    pub late_state_taxes: Cents,
}

/// Box D with its lines.
pub(super) fn gross(asked: &Asked) -> Result<(Cents, Vec<Line>), OfferError> {
    let income = asked.income;
    let lines = [
        (Item::Wages, income.wages),
        (Item::Pensions, income.pensions),
        (Item::NetBusiness, income.net_business),
        (Item::OtherIncome, income.other),
    ];
    total(lines.map(|(item, given)| line(item, given, given.max(Cents::ZERO), None)).to_vec())
}

fn line(item: Item, given: Cents, counts: Cents, standard: Option<Standard>) -> Line {
    Line { item, given, counts, standard, pieces: Vec::new() }
}

/// Box E with its lines. National standards are granted whole without proof, or what is really spent where that is more
/// for health; local ones are the lesser of standard and what is spent; the rest is what is spent. Where no standard is
/// known, what is spent counts.
pub(super) fn allowed(pack: &Pack, asked: &Asked) -> Result<(Cents, Vec<Line>), OfferError> {
    let (spent, on) = (&asked.expenses, asked.today);
    let (home, standards) = (&spent.home, &pack.standards);
    let limit = if asked.is_joint { 2 } else { 1 };
    let kept: Vec<&Vehicle> = asked.assets.vehicles.iter().take(limit).collect();
    let vehicles = u8::try_from(kept.len()).unwrap_or(u8::MAX);
    let mut operating = standards.operating(on, &home.vehicle_place, vehicles);
    if let Some(standard) = operating.as_mut() {
        standard.amount = standard.amount.plus(older(pack, asked, &kept)?)?;
    }
    let people = home.people.max(1);
    let old = home.from_65.min(people);
    let health = standards.health(on, Age::Under65).zip(standards.health(on, Age::From65));
    let health = health.map(|(young, from_65)| {
        let of = |each: &Standard, count: u8| each.amount.get() * i64::from(count);
        let amount = Cents::new(of(&young, people - old) + of(&from_65, old));
        young.with(amount)
    });
    let granted = |item, given: Cents, standard: Option<Standard>| {
        let counts = standard.as_ref().map_or(given, |standard| standard.amount.max(given));
        line(item, given, counts, standard)
    };
    let limited = |item, given: Cents, standard: Option<Standard>| {
        let counts = standard.as_ref().map_or(given, |standard| standard.amount.min(given));
        line(item, given, counts, standard)
    };
    let real = |item, given| line(item, given, given, None);
    let housing = standards.housing(on, &home.state, &home.county, people);
    total(vec![
        granted(Item::NationalStandard, Cents::ZERO, standards.national(on, people)),
        limited(Item::Housing, spent.housing, housing),
        limited(Item::VehiclePayments, spent.vehicle_payments, standards.ownership(on, vehicles)),
        limited(Item::VehicleOperating, spent.vehicle_operating, operating),
        limited(Item::PublicTransport, spent.public_transport, standards.public_transport(on)),
        real(Item::HealthInsurance, spent.health_insurance),
        granted(Item::HealthCare, spent.health_care, health),
        real(Item::CourtOrdered, spent.court_ordered),
        real(Item::Care, spent.care),
        real(Item::LifePremiums, spent.life_premiums),
        real(Item::CurrentTaxes, spent.current_taxes),
        real(Item::SecuredDebts, spent.secured_debts),
        real(Item::LateStateTaxes, spent.late_state_taxes),
    ])
}

/// What older vehicles may cost more to run.
fn older(pack: &Pack, asked: &Asked, kept: &[&Vehicle]) -> Result<Cents, OfferError> {
    let on = asked.today;
    let years = pack.count("offer.older_vehicle_years", on)?;
    let miles = pack.figure("offer.older_vehicle_miles", on)?.value;
    let each = pack.money("offer.older_vehicle_operating", on)?;
    let is_old = |vehicle: &&&Vehicle| i32::from(vehicle.years) > years || miles < vehicle.miles.into();
    Ok(Cents::total(kept.iter().filter(is_old).map(|_| each))?)
}

fn total(lines: Vec<Line>) -> Result<(Cents, Vec<Line>), OfferError> {
    Ok((Cents::total(lines.iter().map(|line| line.counts))?, lines))
}
