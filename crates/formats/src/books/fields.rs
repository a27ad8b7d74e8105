//! What a single field of the books may hold: keys, texts, codes, dates, years.
//!
//! Every refusal says what to write instead and never repeats what was written.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use values::{Date, Tin};

/// The longest personal text, in characters.
const TEXT_LIMIT: usize = 120;
/// The longest record key, in bytes.
const KEY_LIMIT: usize = 64;
/// Years in which a date of the books may lie.
const YEARS: std::ops::RangeInclusive<i16> = 1850..=2199;

/// Why a text does not fit its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write {expected}")]
pub struct FieldError {
    /// What the field takes, in words that follow "write".
    pub expected: &'static str,
}

/// Makes a text type whose content has been checked once.
macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident: $expected:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = FieldError;

            fn from_str(text: &str) -> Result<Self, FieldError> {
                let check: fn(&str) -> bool = $check;
                if check(text) { Ok(Self(text.to_owned())) } else { Err(FieldError { expected: $expected }) }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Parsed::new($expected))
            }
        }
    };
}

/// Prints the content in debug output; only for texts that say nothing about a person.
macro_rules! shown {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    )+};
}

checked_text! {
    /// The name by which the sending system knows a record; stays the same for ever. No tax number.
    Key: "a key of 1 to 64 letters, digits or . _ - : /", |text| {
        (1..=KEY_LIMIT).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-:/".contains(&byte))
    }
}
checked_text! {
    /// Text about a person: a name, a street, a place. Its debug output is masked.
    Text: "1 to 120 characters without line breaks or spaces around them", |text| {
        !text.is_empty()
            && text.trim() == text
            && text.chars().count() <= TEXT_LIMIT
            && !text.contains(char::is_control)
    }
}
checked_text! {
    /// A form's name, as `1040` or `1040-X`.
    Form: "a form name like 1040", |text| {
        (1..=16).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-')
    }
}
checked_text! {
    /// A language tag of RFC 5646, as `en` or `es`.
    Language: "a language tag like en or es", |text| {
        text.len() <= 35
            && text.split('-').enumerate().all(|(index, part)| {
                let lengths = if index == 0 { 2..=3 } else { 2..=8 };
                let letters = |byte: u8| byte.is_ascii_lowercase() || (index > 0 && byte.is_ascii_alphanumeric());
                lengths.contains(&part.len()) && part.bytes().all(letters)
            })
    }
}
checked_text! {
    /// A country of ISO 3166-1, two capital letters.
    Country: "a country of two capital letters like US", |text| {
        text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
    }
}
checked_text! {
    /// A section of the tax code, as `6662`.
    Section: "a section of the code like 6662 or 6651(a)(1)", |text| {
        (1..=24).contains(&text.len())
            && text.as_bytes()[0].is_ascii_digit()
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"()-".contains(&byte))
    }
}
checked_text! {
    /// The posting cycle `YYYYCCDD`: year, week, day of the week's run.
    Cycle: "a cycle of eight digits like 20232105", |text| {
        text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit())
    }
}
shown!(Key, Form, Language, Country, Section, Cycle);

impl fmt::Debug for Text {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("…")
    }
}

/// A transaction code of three digits. Which codes exist is the rule pack's knowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u16);

impl Code {
    const EXPECTED: &'static str = "a transaction code of three digits like \"150\"";

    /// From its number, 1 to 999.
    pub fn new(number: u16) -> Result<Self, FieldError> {
        if (1..=999).contains(&number) {
            Ok(Self(number))
        } else {
            Err(FieldError { expected: Self::EXPECTED })
        }
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl FromStr for Code {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, FieldError> {
        let digits = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = if digits { text.parse().unwrap_or(0) } else { 0 };
        Self::new(number)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:03}", self.0)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let digit = |place: u16| char::from_digit(u32::from(self.0 / place % 10), 10).expect("below ten");
        serializer.serialize_str([100, 10, 1].map(digit).iter().collect::<String>().as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Parsed::new(Self::EXPECTED))
    }
}

/// A tax year, 1913 to 2199; a bare number in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TaxYear(i16);

impl TaxYear {
    const EXPECTED: &'static str = "a tax year as a number from 1913 to 2199";

    /// From a year.
    pub fn new(year: i16) -> Result<Self, FieldError> {
        if (1913..=2199).contains(&year) {
            Ok(Self(year))
        } else {
            Err(FieldError { expected: Self::EXPECTED })
        }
    }

    /// The year.
    pub const fn get(self) -> i16 {
        self.0
    }
}

impl<'de> Deserialize<'de> for TaxYear {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Year;
        impl Visitor<'_> for Year {
            type Value = TaxYear;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(TaxYear::EXPECTED)
            }

            fn visit_u64<E: de::Error>(self, year: u64) -> Result<TaxYear, E> {
                i16::try_from(year)
                    .ok()
                    .and_then(|year| TaxYear::new(year).ok())
                    .ok_or_else(|| E::custom(FieldError { expected: TaxYear::EXPECTED }))
            }
        }
        deserializer.deserialize_u64(Year)
    }
}

/// The word in `record`, read once to choose the type and carrying nothing afterwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tag;

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// Reads a JSON string through `FromStr`, with an error that does not repeat it.
struct Parsed<T> {
    expected: &'static str,
    made: std::marker::PhantomData<T>,
}

impl<T> Parsed<T> {
    const fn new(expected: &'static str) -> Self {
        Self { expected, made: std::marker::PhantomData }
    }
}

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Parsed<T> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.expected)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// A calendar day as `YYYY-MM-DD`. jiff's own reader takes more spellings and repeats the text.
struct Day(Date);

impl FromStr for Day {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, FieldError> {
        let number = |from: usize, to: usize| {
            let part = text.as_bytes().get(from..to)?;
            part.iter()
                .try_fold(0_i16, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i16::from(byte - b'0')))
        };
        let dashes = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
        let read = || {
            let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
            let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
            (dashes && YEARS.contains(&year)).then_some(Self(date))
        };
        read().ok_or(FieldError { expected: day::EXPECTED })
    }
}

/// Reads and writes a required date.
pub(super) mod day {
    use super::{Date, Day, Deserializer, Parsed, Serializer};

    pub(super) const EXPECTED: &str = "a real date like 2024-04-15, from 1850 to 2199";

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(in super::super) fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(date)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Date, D::Error> {
        deserializer.deserialize_str(Parsed::<Day>::new(EXPECTED)).map(|day| day.0)
    }
}

/// Reads and writes a date that may be absent or null.
pub(super) mod day_or_none {
    use super::{Date, Deserialize, Deserializer, Serializer, day};

    #[derive(Deserialize)]
    struct Wrapped(#[serde(with = "day")] Date);

    #[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(in super::super) fn serialize<S: Serializer>(date: &Option<Date>, out: S) -> Result<S::Ok, S::Error> {
        match date {
            Some(date) => out.collect_str(date),
            None => out.serialize_none(),
        }
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Date>, D::Error> {
        Ok(Option::<Wrapped>::deserialize(from)?.map(|wrapped| wrapped.0))
    }
}

/// Reads and writes an individual's tax number, with dashes.
pub(super) mod individual_tin {
    use super::{Deserializer, Parsed, Serializer, Tin};

    const EXPECTED: &str = "a tax number of nine digits in quotation marks";

    pub(in super::super) fn serialize<S: Serializer>(tin: &Tin, serializer: S) -> Result<S::Ok, S::Error> {
        let digits = tin.expose();
        serializer.collect_str(&format_args!("{}-{}-{}", &digits[..3], &digits[3..5], &digits[5..]))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Tin, D::Error> {
        from.deserialize_str(Parsed::<Tin>::new(EXPECTED))
    }
}
