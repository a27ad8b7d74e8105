//! Who are the made-up people of a household: names, numbers, homes, trades?

use formats::books::{Address, Key, Name, Record, Tag, Taxpayer, TaxpayerKind, Text};
use values::{Date, Tin, date};

use super::chance::Chance;
use super::words::{ABROAD, FAMILY_ENGLISH, FAMILY_SPANISH, GIVEN_ENGLISH, GIVEN_SPANISH, STREETS, TOWNS};

/// Areas of generated people's numbers, from 900; area 999 is left to the demonstration.
const AREAS: u64 = 99;
/// Groups of a number in the shape of an SSN that is never issued, 01 to 49.
const SPECIMEN_GROUPS: u64 = 49;
/// Serials, 0001 to 9999.
const SERIALS: u64 = 9_999;
/// Shares no divisor with the counts of numbers below, so multiplying by it shuffles them and repeats none.
const SHUFFLE: u64 = 31_415_927;
/// Groups in the shape of an ITIN that are never issued.
const ITIN_SHAPED_GROUPS: [u64; 6] = [66, 67, 68, 69, 89, 93];

/// How someone earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trade {
    /// Wages, tax withheld.
    Employed,
    /// A business of their own, estimated payments.
    Freelance,
    /// Pension and social security.
    Retired,
}

/// A made-up person before becoming a record.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) key: Key,
    pub(super) number: Tin,
    pub(super) given: String,
    pub(super) family: String,
    pub(super) former: Option<String>,
    pub(super) spanish: bool,
    pub(super) birth: Date,
    pub(super) death: Option<Date>,
    pub(super) trade: Trade,
    /// Yearly earnings in 2016, in cents.
    pub(super) earnings: i64,
}

/// Where a household lives.
#[derive(Clone, Debug)]
pub(super) struct Home {
    pub(super) address: Address,
    pub(super) abroad: bool,
}

/// The key of person `index` among all that `seed` makes.
pub(super) fn key(seed: u64, index: u64) -> Key {
    format!("S{seed}-{index:08}").parse().expect("letters, digits and a dash")
}

/// A tax number of area 900 to 998 that no other index has: 48 million in the shape of an SSN, 5.9 million in that of an ITIN.
pub(super) fn number(index: u64, itin: bool) -> Tin {
    let groups = if itin { 6 } else { SPECIMEN_GROUPS };
    let count = AREAS * groups * SERIALS;
    let number = index % count * SHUFFLE % count;
    let (area, group, serial) =
        (900 + number % AREAS, number / AREAS % groups, 1 + number / (AREAS * groups));
    let group = if itin { ITIN_SHAPED_GROUPS[usize::try_from(group).expect("below 6")] } else { group + 1 };
    format!("{area:03}{group:02}{serial:04}").parse().expect("a specimen or ITIN-shaped number")
}

/// Draws a person of a household; `partner` says to whom they are married, if they are.
pub(super) fn person(chance: &mut Chance, seed: u64, index: u64, partner: Option<&Person>) -> Person {
    let spanish = match partner {
        Some(partner) => partner.spanish == chance.percent(85),
        None => chance.percent(34),
    };
    let itin = chance.percent(if spanish { 11 } else { 1 });
    let born = match partner {
        Some(partner) => (i64::from(partner.birth.year()) + chance.between(-6, 6)).clamp(1930, 2003),
        None => chance.weighted(&[(8, 1937), (14, 1950), (38, 1968), (40, 1988)]) + chance.between(0, 15),
    };
    let birth = any_day(chance, born);
    let trade = match born {
        ..=1953 if chance.percent(85) => Trade::Retired,
        _ if chance.percent(17) => Trade::Freelance,
        _ => Trade::Employed,
    };
    let death = (chance.percent(if born < 1950 { 9 } else { 1 })).then(|| {
        let year = chance.between(2019, 2026);
        any_day(chance, year).min(date(2026, 8, 31))
    });
    let (given, mut family) = name(chance, spanish);
    let mut former = None;
    if let Some(partner) = partner.filter(|_| chance.percent(35)) {
        former = Some(format!("{given} {family}"));
        family.clone_from(&partner.family);
    } else if chance.percent(2) {
        former = Some(format!("{given} {}", name(chance, spanish).1));
    }
    let low = chance.weighted(&[(25, 16_000_i64), (45, 34_000), (22, 70_000), (7, 130_000), (1, 260_000)]);
    let earnings = (low + chance.between(0, low)) * 100;
    Person {
        key: key(seed, index),
        number: number(index, itin),
        given,
        family,
        former,
        spanish,
        birth,
        death,
        trade,
        earnings,
    }
}

fn name(chance: &mut Chance, spanish: bool) -> (String, String) {
    if spanish {
        let family = chance.pick(FAMILY_SPANISH);
        let second = chance.pick(FAMILY_SPANISH);
        let family = if chance.percent(60) { format!("{family} {second}") } else { family.to_owned() };
        (chance.pick(GIVEN_SPANISH).to_owned(), family)
    } else {
        let given = chance.pick(GIVEN_ENGLISH);
        let given = if chance.percent(20) {
            format!("{given} {}", chance.pick(GIVEN_ENGLISH))
        } else {
            given.to_owned()
        };
        (given, chance.pick(FAMILY_ENGLISH).to_owned())
    }
}

/// Some day of a year that every year has.
pub(super) fn any_day(chance: &mut Chance, year: i64) -> Date {
    let month = i8::try_from(chance.between(1, 12)).expect("a month");
    let day = i8::try_from(chance.between(1, 28)).expect("a day");
    date(i16::try_from(year).expect("a year of our time"), month, day)
}

/// Draws where a household lives.
pub(super) fn home(chance: &mut Chance) -> Home {
    let street = format!("{} {}", chance.between(1, 9_899), chance.pick(STREETS));
    let mut lines = vec![text(&street)];
    if chance.percent(25) {
        lines.push(text(&format!("Apt {}", chance.between(1, 480))));
    }
    let abroad = chance.percent(2);
    let (city, region, postal_code, country) = if abroad {
        let (city, region, postal_code, country) = chance.pick(ABROAD);
        (city, region, postal_code.to_owned(), country)
    } else {
        let (city, region) = chance.pick(TOWNS);
        // Codes below 00501 are given to no place.
        (city, region, format!("00{:03}", chance.between(1, 499)), "US")
    };
    let address = Address {
        lines,
        city: text(city),
        region: Some(text(region)),
        postal_code: Some(text(&postal_code)),
        country: country.parse().expect("two capital letters"),
    };
    Home { address, abroad }
}

/// The person as a record of the books.
pub(super) fn record(chance: &mut Chance, person: &Person, home: &Home) -> Record {
    let spanish_speaking = person.spanish && chance.percent(60);
    // 555-0100 to 555-0199 and example.org belong to nobody.
    let phone = chance.percent(70).then(|| text(&format!("+1 202 555 {:04}", chance.between(100, 199))));
    let email =
        chance.percent(60).then(|| text(&format!("{}@example.org", person.key.as_str().to_lowercase())));
    let freelance = person.trade == Trade::Freelance;
    let business = (freelance && chance.percent(50)).then(|| text(&format!("{} Services", person.family)));
    Record::Taxpayer(Box::new(Taxpayer {
        tag: Tag,
        key: person.key.clone(),
        kind: if freelance { TaxpayerKind::SoleProprietor } else { TaxpayerKind::Individual },
        tin: person.number.clone(),
        name: Name {
            given: text(&person.given),
            family: text(&person.family),
            former: person.former.iter().map(|name| text(name)).collect(),
        },
        birth_date: person.birth,
        death_date: person.death,
        address: home.address.clone(),
        language: if spanish_speaking { "es" } else { "en" }.parse().expect("a language tag"),
        email,
        phone,
        business_name: business,
    }))
}

pub(super) fn text(text: &str) -> Text {
    text.parse().expect("our own words are short and clean")
}
