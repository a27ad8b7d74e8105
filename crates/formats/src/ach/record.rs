//! How is a record filled and read? 94 characters of ASCII, text to the left, numbers to the right.

use unicode_normalization::UnicodeNormalization;

use super::RECORD;
use super::layout::Field;

/// One record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record([u8; RECORD]);

impl Record {
    /// A blank one of this type.
    pub(super) const fn of_type(digit: u8) -> Self {
        let mut bytes = [b' '; RECORD];
        bytes[0] = digit;
        Self(bytes)
    }

    /// From characters that were read; what is missing on the right is blank. All are ASCII.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut record = Self([b' '; RECORD]);
        let length = bytes.len().min(RECORD);
        record.0[..length].copy_from_slice(&bytes[..length]);
        record
    }

    /// Its bytes.
    pub(super) const fn bytes(&self) -> &[u8; RECORD] {
        &self.0
    }

    /// Writes text on the left of a field; what does not fit is cut off.
    pub(super) fn text(&mut self, Field(first, last): Field, text: &str) {
        for (place, letter) in self.0[first - 1..last].iter_mut().zip(text.bytes()) {
            *place = letter;
        }
    }

    /// Writes text on the right of a field.
    pub(super) fn right(&mut self, Field(first, last): Field, text: &str) {
        let room = last + 1 - first;
        let skipped = room.saturating_sub(text.len());
        self.text(Field(first + skipped, last), text);
    }

    /// Writes a number with leading zeros; false if it does not fit.
    #[must_use]
    pub(super) fn number(&mut self, Field(first, last): Field, number: u64) -> bool {
        let mut left = number;
        for place in self.0[first - 1..last].iter_mut().rev() {
            *place = b'0' + u8::try_from(left % 10).expect("a rest of ten is a digit");
            left /= 10;
        }
        left == 0
    }

    /// The characters of a field.
    pub(super) fn get(&self, Field(first, last): Field) -> &str {
        std::str::from_utf8(&self.0[first - 1..last]).expect("a record is ASCII")
    }

    /// The characters of a field without blanks around them.
    pub(super) fn trimmed(&self, field: Field) -> &str {
        self.get(field).trim_matches(' ')
    }

    /// The number in a field: digits, with blanks or zeros before them.
    pub(super) fn read_number(&self, field: Field) -> Option<u64> {
        let digits = self.trimmed(field);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        digits.parse().ok()
    }
}

/// Text as a file can carry it: accents leave their letters, whatever else is not ASCII becomes a blank.
pub(super) fn plain(text: &str) -> String {
    let is_accent = |letter: &char| ('\u{300}'..='\u{36f}').contains(letter);
    let letters = text.nfd().filter(|letter| !is_accent(letter));
    letters.map(|letter| if letter == ' ' || letter.is_ascii_graphic() { letter } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_filled_and_read() {
        let mut record = Record::of_type(b'6');
        record.text(Field(2, 4), "abcd");
        record.right(Field(5, 10), "xy");
        assert!(record.number(Field(11, 14), 42));
        assert!(!record.number(Field(15, 16), 123));
        assert_eq!(&record.bytes()[..16], b"6abc    xy004223");
        assert_eq!((record.trimmed(Field(5, 10)), record.read_number(Field(11, 14))), ("xy", Some(42)));
        assert_eq!((record.read_number(Field(5, 10)), record.read_number(Field(20, 30))), (None, None));
    }

    #[test]
    fn names_lose_what_is_not_ascii() {
        assert_eq!(plain("José Ñuñez\tO’Neil ß"), "Jose Nunez O Neil  ");
    }
}
