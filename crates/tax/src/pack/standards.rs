//! What may a household spend each month (Collection Financial Standards)? National amounts are granted whole, local ones
//! limit what is really spent.
//!
//! Housing and utilities differ by county; the built-in pack has none of them. An agency adds its own in
//! `housing-standards.csv`.

use serde::{Deserialize, Serialize};
use values::{Cents, Date};

use super::Confidence;
use super::files::{PackError, lines};

/// Whether a person is 65 or older, which raises the allowance for health.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Age {
    /// Younger.
    Under65,
    /// 65 or older.
    From65,
}

/// All standards of a pack.
#[derive(Clone, Debug)]
pub struct Standards(Vec<Entry>);

/// One amount from a day on.
#[derive(Clone, Debug)]
struct Entry {
    name: Name,
    place: String,
    size: String,
    standard: Standard,
}

/// An amount that may be spent, and where it is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standard {
    /// Dollars and cents of a month.
    pub amount: Cents,
    /// The first day it holds.
    pub from: Date,
    /// Where it is printed.
    pub source: String,
}

impl Standard {
    /// The same source with another amount.
    #[must_use]
    pub fn with(self, amount: Cents) -> Self {
        Self { amount, ..self }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    National,
    Health,
    Ownership,
    PublicTransport,
    Operating,
    Housing,
}

#[derive(Deserialize)]
struct Line {
    effective_from: Date,
    standard: Name,
    place: String,
    size: String,
    amount: Cents,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
    source: String,
}

#[derive(Deserialize)]
struct HousingLine {
    effective_from: Date,
    state: String,
    county: String,
    size: String,
    amount: Cents,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
    source: String,
}

/// Sizes of households that housing tells apart: five stands for more.
const HOUSING_SIZES: u8 = 5;
/// Sizes that the national standard prints; each more adds the same.
const NATIONAL_SIZES: u8 = 4;

pub(super) fn read(standards: &str, housing: &str) -> Result<Standards, PackError> {
    let positive = |amount: Cents| {
        if amount.is_negative() { Err("an amount is not negative".to_owned()) } else { Ok(amount) }
    };
    let mut entries: Vec<Entry> = lines("standards.csv", standards, |line: Line| {
        let Line { effective_from, standard, place, size, amount, source, .. } = line;
        let amount = Standard { amount: positive(amount)?, from: effective_from, source };
        Ok(Entry { name: standard, place, size, standard: amount })
    })?;
    entries.extend(lines("housing-standards.csv", housing, |line: HousingLine| {
        let HousingLine { effective_from, state, county, size, amount, source, .. } = line;
        if !size.parse().is_ok_and(|size: u8| (1..=HOUSING_SIZES).contains(&size)) {
            return Err("size is 1 to 5".to_owned());
        }
        let place = housing_place(&state, &county);
        let standard = Standard { amount: positive(amount)?, from: effective_from, source };
        Ok(Entry { name: Name::Housing, place, size, standard })
    })?);
    entries.sort_by_key(|entry| entry.standard.from);
    Ok(Standards(entries))
}

fn housing_place(state: &str, county: &str) -> String {
    format!("{}/{}", state.trim().to_uppercase(), county.trim().to_lowercase())
}

impl Standards {
    /// Food, clothing and other items for a household; none before the first day that is known.
    pub fn national(&self, on: Date, people: u8) -> Option<Standard> {
        let printed = people.clamp(1, NATIONAL_SIZES);
        let printed = self.find(on, Name::National, "", &printed.to_string())?;
        let more = i64::from(people.saturating_sub(NATIONAL_SIZES));
        if more == 0 {
            return Some(printed);
        }
        let each = self.find(on, Name::National, "", "more")?;
        let amount = Cents::new(printed.amount.get() + each.amount.get() * more);
        Some(printed.with(amount))
    }

    /// Health care that insurance does not pay, for one person.
    pub fn health(&self, on: Date, age: Age) -> Option<Standard> {
        let size = if age == Age::Under65 { "under_65" } else { "from_65" };
        self.find(on, Name::Health, "", size)
    }

    /// Loans or leases of one or two vehicles; nothing is allowed without a vehicle.
    pub fn ownership(&self, on: Date, vehicles: u8) -> Option<Standard> {
        self.of_vehicles(on, Name::Ownership, "", vehicles)
    }

    /// Running one or two vehicles in a place; nothing is allowed without a vehicle.
    pub fn operating(&self, on: Date, place: &str, vehicles: u8) -> Option<Standard> {
        self.of_vehicles(on, Name::Operating, place, vehicles)
    }

    /// Buses and trains.
    pub fn public_transport(&self, on: Date) -> Option<Standard> {
        self.find(on, Name::PublicTransport, "", "")
    }

    /// Housing and utilities of a household in a county; none where the agency has not added them.
    pub fn housing(&self, on: Date, state: &str, county: &str, people: u8) -> Option<Standard> {
        let size = people.clamp(1, HOUSING_SIZES).to_string();
        self.find(on, Name::Housing, &housing_place(state, county), &size)
    }

    /// The places that the costs of vehicles tell apart: first the regions, then cities.
    pub fn places(&self) -> Vec<&str> {
        let mut places: Vec<&str> = Vec::new();
        for entry in self.0.iter().filter(|entry| entry.name == Name::Operating) {
            if !places.contains(&entry.place.as_str()) {
                places.push(&entry.place);
            }
        }
        places
    }

    fn of_vehicles(&self, on: Date, name: Name, place: &str, vehicles: u8) -> Option<Standard> {
        if vehicles > 0 {
            return self.find(on, name, place, &vehicles.min(2).to_string());
        }
        let mut known = self.0.iter().rev().filter(|entry| entry.name == name && entry.standard.from <= on);
        known.next().map(|entry| entry.standard.clone().with(Cents::ZERO))
    }

    fn find(&self, on: Date, name: Name, place: &str, size: &str) -> Option<Standard> {
        let is_it = |entry: &&Entry| {
            entry.standard.from <= on && entry.name == name && entry.place == place && entry.size == size
        };
        self.0.iter().rev().find(is_it).map(|entry| entry.standard.clone())
    }
}

#[cfg(test)]
mod tests {
    use values::date;

    use super::super::{Pack, PackFiles};
    use super::*;

    fn dollars(standard: Option<Standard>) -> Option<i64> {
        standard.map(|standard| standard.amount.get() / 100)
    }

    #[test]
    fn standards_hold_from_their_day() {
        let standards = &Pack::us_federal().standards;
        let national = |on, people| dollars(standards.national(on, people));
        let (before, after) = (date(2026, 6, 28), date(2026, 6, 29));
        assert_eq!(
            [1, 2, 3, 4, 6].map(|people| national(before, people)),
            [839, 1481, 1753, 2129, 2917].map(Some)
        );
        assert_eq!(
            [1, 2, 3, 4, 5].map(|people| national(after, people)),
            [867, 1558, 1857, 2176, 2573].map(Some)
        );
        assert_eq!(national(date(2025, 4, 20), 1), None);
        assert_eq!(dollars(standards.health(after, Age::Under65)), Some(90));
        assert_eq!(dollars(standards.health(after, Age::From65)), Some(163));
        assert_eq!(
            [0, 1, 2, 3].map(|cars| dollars(standards.ownership(after, cars))),
            [0, 703, 1406, 1406].map(Some)
        );
        assert_eq!(dollars(standards.operating(after, "Denver", 2)), Some(664));
        assert_eq!(dollars(standards.operating(after, "Nowhere", 1)), None);
        assert_eq!(dollars(standards.public_transport(after)), Some(220));
        assert_eq!((standards.places().len(), standards.places()[0]), (27, "Northeast"));
    }

    #[test]
    fn an_agency_adds_its_own_housing() {
        let mut files = PackFiles::us_federal();
        assert_eq!(Pack::us_federal().standards.housing(date(2026, 7, 1), "CO", "Denver", 2), None);
        files.housing_standards.push_str("2026-01-01,CO,Denver,5,3100.00,confirmed,our table\n");
        let pack = Pack::read(&files).unwrap();
        let housing = pack.standards.housing(date(2026, 7, 1), "co", "denver", 8).unwrap();
        assert_eq!((housing.from, housing.source.as_str()), (date(2026, 1, 1), "our table"));
        assert_eq!(dollars(Some(housing)), Some(3100));
        for (line, why) in [
            ("2026-01-01,CO,Denver,6,1.00,confirmed,x\n", "size is 1 to 5"),
            ("2026-01-01,CO,Denver,5,-1.00,confirmed,x\n", "not negative"),
        ] {
            let bad = PackFiles {
                housing_standards: format!("{}{line}", files.housing_standards),
                ..files.clone()
            };
            let refused = Pack::read(&bad).unwrap_err().to_string();
            assert!(
                refused.starts_with("housing-standards.csv, line 3: ") && refused.contains(why),
                "{refused}"
            );
        }
    }
}
