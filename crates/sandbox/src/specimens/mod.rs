//! Which papers do made-up people show? For each a driver's licence (front, and a back with a true barcode), a passport
//! with machine-readable lines and a drawn face, all marked SPECIMEN: to prove who they are in a demonstration, and to be
//! photographed in tests.

mod canvas;
mod face;
mod glyphs;
mod licence;
pub mod pages;
mod passport;
pub mod photograph;
#[cfg(test)]
mod tests;

use formats::aamva::Licence;
use formats::books::{Record, Taxpayer};
use formats::evidence::Fields;
use formats::pictures::RgbImage;
use values::Date;

use face::Traits;

use crate::people;

/// The year in which papers were issued.
const ISSUED: i16 = 2023;
/// The year in which they expire.
const EXPIRES: i16 = 2031;

/// One paper, or the person themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// The printed side of a driver's licence.
    Front,
    /// Its side with the barcode.
    Back,
    /// The data page of a passport.
    Passport,
    /// The face, as a camera at arm's length sees it.
    Selfie,
}

impl Paper {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Front, Self::Back, Self::Passport, Self::Selfie];

    /// Its name in addresses and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Back => "back",
            Self::Passport => "passport",
            Self::Selfie => "selfie",
        }
    }
}

/// A made-up person who holds papers.
#[derive(Clone)]
pub struct Holder {
    person: Taxpayer,
    traits: Traits,
}

impl Holder {
    /// The holder who is a taxpayer of the made-up books.
    pub fn new(person: Taxpayer) -> Self {
        let traits = Traits::of(person.key.as_str());
        Self { person, traits }
    }

    /// The key in the books.
    pub fn key(&self) -> &str {
        self.person.key.as_str()
    }

    /// Given names and family name as people write them.
    pub fn name(&self) -> String {
        format!("{} {}", self.person.name.given.as_str(), self.person.name.family.as_str())
    }

    /// What the licence says; none for people whose home is in no state.
    pub fn licence(&self) -> Option<Licence> {
        let address = &self.person.address;
        (address.country.as_str() == "US").then_some(())?;
        let state = capitals(address.region.as_ref()?.as_str());
        let street = address.lines.iter().map(|line| capitals(line.as_str())).collect::<Vec<_>>().join(", ");
        let fields = Fields {
            document_number: Some(format!("{}9{:07}", state, self.number(10_000_000))),
            street: Some(street),
            city: Some(capitals(address.city.as_str())),
            postal_code: address.postal_code.as_ref().map(|code| code.as_str().to_owned()),
            issuer: Some(state.clone()),
            state: Some(state),
            country: Some("USA".to_owned()),
            ..self.anywhere()
        };
        let height = 58 + self.traits.one_of(11, 20);
        Some(Licence { fields, height, eyes: self.traits.eyes() })
    }

    /// What the passport says.
    pub fn passport(&self) -> Fields {
        Fields {
            document_number: Some(format!("X{:08}", self.number(100_000_000))),
            issuer: Some("UTO".to_owned()),
            country: Some("UTO".to_owned()),
            nationality: Some("UTO".to_owned()),
            ..self.anywhere()
        }
    }

    /// A picture of a paper; none where the person has no such paper.
    pub fn picture(&self, paper: Paper) -> Option<RgbImage> {
        match paper {
            Paper::Front => licence::front(self),
            Paper::Back => licence::back(self),
            Paper::Passport => passport::page(self),
            Paper::Selfie => Some(face::face(self.traits, 720)),
        }
    }

    /// What every paper says.
    fn anywhere(&self) -> Fields {
        let birth = self.person.birth_date;
        let on_birthday = |year: i16| {
            // A birthday of 29 February is kept a day before.
            Date::new(year, birth.month(), birth.day().min(28)).expect("every month has 28 days")
        };
        Fields {
            family_name: Some(capitals(self.person.name.family.as_str())),
            given_names: Some(capitals(self.person.name.given.as_str())),
            birth_date: Some(birth),
            issue_date: Some(on_birthday(ISSUED)),
            expiry_date: Some(on_birthday(EXPIRES).to_string()),
            sex: Some(if self.traits.one_of(6, 2) == 0 { 'F' } else { 'M' }),
            ..Fields::default()
        }
    }

    /// A number that is theirs, below a bound.
    fn number(&self, below: u64) -> u64 {
        let digits = self.person.tin.expose();
        digits.bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte))) % below
    }
}

/// Everybody in the demonstration, the living, in the order of its books.
pub fn holders() -> Vec<Holder> {
    let taxpayers = people::demonstration().records.into_iter().filter_map(|record| match record {
        Record::Taxpayer(taxpayer) => Some(*taxpayer),
        _ => None,
    });
    taxpayers.filter(|taxpayer| taxpayer.death_date.is_none()).map(Holder::new).collect()
}

/// As papers print it: capital letters without accents.
fn capitals(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let plain = text.nfd().filter(|char| !unicode_normalization::char::is_combining_mark(*char));
    plain.collect::<String>().to_uppercase()
}

/// As licences print a day: month first.
fn day_in_print(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.month(), date.day(), date.year())
}
