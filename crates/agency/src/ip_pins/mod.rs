//! What can be done with identity protection PINs? Get one for a year, see it, replace it. A return without the PIN of its filer or
//! of a dependant is not taken, so nobody else files under their numbers. Six digits, for one calendar year.

use std::collections::BTreeSet;

use store::seal::{DataKey, Sealer};
use store::taxes::ip_pins::{self as stored, IpPin};
use store::taxes::returns::TaxReturn;
use store::{Actor, AuditRecord, Write};
use tax::pack::{Pack, PackError};
use values::{Date, Id, Secret, Timestamp};

/// Whom a PIN protects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// As the table finds them.
    pub key: [u8; 32],
    /// Name, as a page shows it; none for the person themselves.
    pub name: Option<String>,
}

/// Who acts, when, with what.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// Seals the digits.
    pub sealer: &'a Sealer,
    /// The taxpayer's key.
    pub key: &'a DataKey,
    /// The taxpayer.
    pub taxpayer: Id,
    /// The instant.
    pub now: Timestamp,
    /// The agency's date: its year is the PIN's.
    pub today: Date,
}

/// Why there is no new PIN.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The holder has one for this year.
    #[error("there is one for this year")]
    HasOne,
    /// The holder has none to replace or to see.
    #[error("there is none for this year")]
    HasNone,
    /// It was replaced as often as it may be in a year.
    #[error("it may be replaced {most} times a year")]
    TooOften {
        /// So often.
        most: i32,
    },
    /// The pack lacks a figure.
    #[error(transparent)]
    Pack(#[from] PackError),
}

/// The person and everybody who depends on them by their latest return.
pub fn holders(sealer: &Sealer, taxpayer: Id, returns: &[TaxReturn]) -> Vec<Holder> {
    let mut all = vec![Holder { key: stored::holder(sealer, taxpayer, ""), name: None }];
    let mut seen = BTreeSet::new();
    let latest = returns.iter().max_by_key(|filed| (filed.tax_year, filed.filed_on));
    for dependant in latest.into_iter().flat_map(|filed| &filed.summary.dependants) {
        let name = format!("{} {}", dependant.given_name, dependant.family_name);
        let born = dependant.born_on.map(|on| on.to_string()).unwrap_or_default();
        let known = format!("{name} {born}");
        if seen.insert(known.clone()) {
            all.push(Holder { key: stored::holder(sealer, taxpayer, &known), name: Some(name) });
        }
    }
    all
}

/// The PIN of a holder that is in force on a day.
pub fn in_force<'a>(pins: &'a [IpPin], holder: &Holder, today: Date) -> Option<&'a IpPin> {
    of_year(pins, holder, today).find(|pin| pin.retired_at.is_none())
}

fn of_year<'a>(pins: &'a [IpPin], holder: &Holder, today: Date) -> impl Iterator<Item = &'a IpPin> {
    let (key, year) = (holder.key, i64::from(today.year()));
    pins.iter().filter(move |pin| pin.holder == key && pin.calendar_year == year)
}

/// Gets a first PIN of the year; `number` is by chance, below a million.
pub fn get(
    desk: Desk<'_>,
    pins: &[IpPin],
    holder: &Holder,
    (id, number): (Id, u64),
) -> Result<Write, Refusal> {
    if of_year(pins, holder, desk.today).next().is_some() {
        return Err(Refusal::HasOne);
    }
    let pin = new(desk, holder, 1, id, number);
    Ok(stored::add(Write::new(), desk.sealer, desk.key, &pin).audit(audit(desk, "ip_pin.get", holder)))
}

/// Replaces the PIN that is in force; the one before stays, and counts no more.
pub fn renew(
    desk: Desk<'_>,
    pack: &Pack,
    pins: &[IpPin],
    holder: &Holder,
    (id, number): (Id, u64),
) -> Result<Write, Refusal> {
    let before = in_force(pins, holder, desk.today).ok_or(Refusal::HasNone)?;
    let most = pack.count("ip_pin.renewals", desk.today)?;
    if before.number > i64::from(most) {
        return Err(Refusal::TooOften { most });
    }
    // The same digits again would replace nothing.
    let used = |number: u64| of_year(pins, holder, desk.today).any(|pin| *pin.pin.expose() == digits(number));
    let number = (0..1_000_000).map(|step| (number + step) % 1_000_000).find(|number| !used(*number));
    let pin = new(desk, holder, before.number + 1, id, number.unwrap_or_default());
    let write = stored::retire(Write::new(), before, desk.now);
    Ok(stored::add(write, desk.sealer, desk.key, &pin).audit(audit(desk, "ip_pin.renew", holder)))
}

/// That somebody looked at the digits is remembered.
pub fn see(desk: Desk<'_>, pins: &[IpPin], holder: &Holder) -> Result<(Secret<String>, Write), Refusal> {
    let pin = in_force(pins, holder, desk.today).ok_or(Refusal::HasNone)?;
    Ok((pin.pin.clone(), Write::new().audit(audit(desk, "ip_pin.see", holder))))
}

fn digits(number: u64) -> String {
    format!("{:06}", number % 1_000_000)
}

fn new(desk: Desk<'_>, holder: &Holder, number: i64, id: Id, drawn: u64) -> IpPin {
    IpPin {
        taxpayer_id: desk.taxpayer,
        holder: holder.key,
        calendar_year: i64::from(desk.today.year()),
        number,
        id,
        pin: Secret::new(digits(drawn)),
        made_at: desk.now,
        retired_at: None,
    }
}

fn audit(desk: Desk<'_>, action: &'static str, holder: &Holder) -> AuditRecord {
    let whose = if holder.name.is_some() { "of a dependant" } else { "own" };
    AuditRecord {
        at: desk.now,
        actor: Actor::Person(desk.taxpayer),
        action,
        subject: Some(desk.taxpayer),
        reason: Some(format!("{whose}, {}", desk.today.year())),
    }
}

#[cfg(test)]
mod tests;
