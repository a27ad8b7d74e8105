//! What does one record say, and how is one written? Fields by their names, in the words of a table.

use std::borrow::Cow;

use values::Cents;

use super::table::{Field, Kind, Layout};
use crate::deviation::{Deviations, Weight};

/// One amount of a record: which field of the layout, and how many cents. Blank fields are left out.
pub(crate) type Amounts = Vec<(usize, i64)>;

/// A record as it was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'a> {
    /// Its number in the file, counted from 1.
    pub(crate) number: u64,
    pub(crate) bytes: &'a [u8],
    pub(crate) layout: &'static Layout,
}

impl Record<'_> {
    /// Checks every field of the record against its kind and lists the amounts; false where something cannot be read.
    pub(crate) fn check(&self, year: i16, amounts: &mut Amounts, deviations: &mut Deviations) -> bool {
        let mut is_good = true;
        amounts.clear();
        for (index, field) in self.layout.fields.iter().enumerate() {
            let bytes = &self.bytes[field.range()];
            if is_empty(bytes) {
                continue;
            }
            match said(field, bytes, year) {
                Ok(Some(cents)) => amounts.push((index, cents)),
                Ok(None) => {}
                Err((weight, what)) => {
                    deviations.add((self.number, field.place.0), weight, what);
                    is_good &= weight != Weight::Wrong;
                }
            }
        }
        is_good
    }

    /// What a field says, without the blanks around it; nothing if there is no such field.
    pub(crate) fn text(&self, name: &str) -> String {
        let Some(field) = self.layout.find(name) else { return String::new() };
        decoded(&self.bytes[field.range()])
    }

    /// Where a field begins, to name it in a deviation.
    pub(crate) fn place(&self, name: &str) -> (u64, usize) {
        (self.number, self.layout.find(name).map_or(1, |field| field.place.0))
    }

    /// A count that was checked before.
    pub(crate) fn count(&self, name: &str) -> Option<u64> {
        let field = self.layout.find(name)?;
        number(&self.bytes[field.range()]).ok().flatten().and_then(|count| u64::try_from(count).ok())
    }

    /// A tax year that makes sense.
    pub(crate) fn year(&self, name: &str) -> Option<i16> {
        self.text(name).parse().ok().filter(|year| (1913..=2199).contains(year))
    }

    /// Nine digits, checked before; none where they are blank or nought.
    pub(crate) fn digits(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|digits| digits.bytes().any(|byte| byte != b'0'))
    }
}

/// What a field that is not empty says, as an amount if it is one.
fn said(field: &Field, bytes: &[u8], year: i16) -> Result<Option<i64>, (Weight, Cow<'static, str>)> {
    let wrong = |what: &'static str| (Weight::Wrong, named(field, what));
    match field.kind {
        Kind::Blank => Err((Weight::Layout, "these characters are reserved and not blank".into())),
        Kind::Text => match bytes.iter().find(|byte| **byte < b' ' || **byte == 0x7F) {
            Some(_) => Err(wrong("holds a control character")),
            None => Ok(None),
        },
        Kind::Digits if !bytes.iter().all(u8::is_ascii_digit) => Err(wrong("is not nine digits")),
        Kind::Year if !bytes.iter().all(u8::is_ascii_digit) => Err(wrong("is not a year of four digits")),
        Kind::Count => number(bytes).map(|_| None).map_err(wrong),
        Kind::Flag if !matches!(bytes, b"0" | b"1") => Err(wrong("is neither 1 nor 0")),
        Kind::Date if !is_date(bytes) => {
            Err((Weight::Missing, named(field, "is not a day as YYYYMMDD: it is kept as it is")))
        }
        Kind::Constant | Kind::Digits | Kind::Year | Kind::Flag | Kind::Date => Ok(None),
        Kind::Money => {
            let cents = number(bytes).map_err(wrong)?;
            if cents != Some(0) && !field.is_in_use(year) {
                return Err((
                    Weight::Missing,
                    named(field, "is not in use in this tax year: it is left out"),
                ));
            }
            Ok(cents)
        }
    }
}

/// Whether there is nothing but blanks.
fn is_empty(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == b' ')
}

fn named(field: &Field, what: &str) -> Cow<'static, str> {
    format!("{} {what}", field.name).into()
}

/// A whole number with blanks around it; some files have a minus sign before it.
fn number(bytes: &[u8]) -> Result<Option<i64>, &'static str> {
    let text = bytes.trim_ascii();
    let (sign, digits) = match text.split_first() {
        None => return Ok(None),
        Some((b'-', rest)) => (-1, rest),
        Some(_) => (1, text),
    };
    let value = digits.iter().position(|digit| *digit != b'0').map_or(&[][..], |begin| &digits[begin..]);
    if digits.is_empty() || value.len() > 18 || !digits.iter().all(u8::is_ascii_digit) {
        return Err("is not a number: write whole cents or a count in digits, filled with zeros on the left");
    }
    Ok(Some(sign * value.iter().fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'))))
}

fn is_date(bytes: &[u8]) -> bool {
    let part = |from: usize, to: usize| std::str::from_utf8(&bytes[from..to]).ok()?.parse::<i16>().ok();
    let small = |value: Option<i16>| value.and_then(|value| i8::try_from(value).ok());
    let day = || values::Date::new(part(0, 4)?, small(part(4, 6))?, small(part(6, 8))?).ok();
    bytes == b"00000000" || (bytes.iter().all(u8::is_ascii_digit) && day().is_some())
}

/// Text of a field: UTF-8 if it is, otherwise the code page of Western Europe.
fn decoded(bytes: &[u8]) -> String {
    let bytes = bytes.trim_ascii();
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| western(*byte)).collect(),
    }
}

/// A character of Windows-1252; its typographer's signs become those of a typewriter.
fn western(byte: u8) -> char {
    match byte {
        0x91 | 0x92 => '\'',
        0x93 | 0x94 => '"',
        0x96 | 0x97 => '-',
        0x80..=0x9F => '?',
        other => char::from(other),
    }
}

/// A record that is being written.
#[derive(Debug)]
pub(crate) struct Draft {
    layout: &'static Layout,
    bytes: Vec<u8>,
}

impl Draft {
    /// A blank record with its identifier.
    pub(crate) fn new(layout: &'static Layout, identifier: &str) -> Self {
        let mut draft = Self { layout, bytes: vec![b' '; layout.length()] };
        draft.text("identifier", identifier);
        draft
    }

    /// Writes text from the left, in capitals and without accents as far as that goes; what does not fit is cut off.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        let Some(field) = self.layout.find(name) else { return };
        for (place, letter) in self.bytes[field.range()].iter_mut().zip(plain(text)) {
            *place = letter;
        }
    }

    /// Writes a number from the right, filled with zeros.
    pub(crate) fn number(&mut self, name: &str, number: u64) {
        let Some(field) = self.layout.find(name) else { return };
        self.filled(*field, &number.to_string(), b"");
    }

    /// Writes an amount in cents; false where the layout has no such field or it is too narrow.
    pub(crate) fn money(&mut self, name: &str, amount: Cents) -> bool {
        let Some(field) = self.layout.find(name) else { return false };
        let sign: &[u8] = if amount.is_negative() { b"-" } else { b"" };
        self.filled(*field, &amount.get().unsigned_abs().to_string(), sign)
    }

    /// Fills every amount that is still blank with zeros.
    pub(crate) fn zeros(&mut self) {
        for field in self.layout.fields.iter().filter(|field| field.kind == Kind::Money) {
            let bytes = &mut self.bytes[field.range()];
            if is_empty(bytes) {
                bytes.fill(b'0');
            }
        }
    }

    /// Puts another layout over a part of the record: its fields can be written from then on.
    pub(crate) fn with_block(mut self, block: &'static Layout) -> Self {
        self.layout = block;
        self
    }

    /// The record's bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn filled(&mut self, field: Field, digits: &str, sign: &[u8]) -> bool {
        let room = field.length() - sign.len();
        if digits.len() > room {
            return false;
        }
        let bytes = &mut self.bytes[field.range()];
        bytes.fill(b'0');
        bytes[..sign.len()].copy_from_slice(sign);
        let begin = bytes.len() - digits.len();
        bytes[begin..].copy_from_slice(digits.as_bytes());
        true
    }
}

/// Text as these formats take it: capitals without accents.
fn plain(text: &str) -> impl Iterator<Item = u8> {
    use unicode_normalization::UnicodeNormalization as _;
    let letters = text.nfd().filter(|letter| !matches!(letter, '\u{300}'..='\u{36F}'));
    letters.map(|letter| match u8::try_from(letter) {
        Ok(byte @ b' '..=b'~') => byte.to_ascii_uppercase(),
        _ => b'?',
    })
}
