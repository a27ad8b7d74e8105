//! What a telephone number may be: E.164 (ITU-T), a plus and at most 15 digits. Numbers of the North American plan
//! are read however they are typed; others need the plus.

use std::fmt;
use std::str::FromStr;

/// A telephone number in the form of E.164. Prints masked (`…23`).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

/// Why a text is no number to which a code can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Not a number, or not a whole one.
    #[error(
        "not a telephone number: write it like 202-555-0123, or +44 20 7946 0018 outside the United States"
    )]
    Malformed,
    /// A number that costs whoever calls it.
    #[error("codes are not sent to numbers that charge the caller")]
    Charges,
}

/// Area codes of the North American plan whose calls are paid for by the caller.
const CHARGED: [&str; 2] = ["900", "976"];

impl PhoneNumber {
    /// The number itself: `+12025550123`.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The number as its owner reads it: `+1 202-555-0123`.
    pub fn shown(&self) -> String {
        match self.0.strip_prefix("+1") {
            Some(national) => format!("+1 {}-{}-{}", &national[..3], &national[3..6], &national[6..]),
            None => self.0.clone(),
        }
    }

    /// The last two digits: enough for its owner to know it, too little for anybody else.
    pub fn ending(&self) -> &str {
        &self.0[self.0.len() - 2..]
    }
}

/// Whether ten digits are a number of the North American plan: area and exchange begin with 2 to 9.
fn is_north_american(national: &str) -> bool {
    let begins = |at: usize| national.as_bytes().get(at).is_some_and(|digit| (b'2'..=b'9').contains(digit));
    national.len() == 10 && begins(0) && begins(3)
}

impl FromStr for PhoneNumber {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let text = text.trim();
        let (has_plus, rest) = match text.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let decoration = |letter: char| {
            letter.is_whitespace() || matches!(letter, '-' | '.' | '(' | ')' | '/' | '\u{2011}')
        };
        let digits: String = rest.chars().filter(|letter| !decoration(*letter)).collect();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PhoneError::Malformed);
        }
        let national = match (has_plus, digits.strip_prefix('1')) {
            (_, Some(national)) if national.len() == 10 => Some(national),
            (true, Some(_)) => return Err(PhoneError::Malformed),
            (true, None) => None,
            (false, _) => Some(digits.as_str()),
        };
        match national {
            Some(national) if CHARGED.contains(&national.get(..3).unwrap_or_default()) => {
                Err(PhoneError::Charges)
            }
            Some(national) if is_north_american(national) => Ok(Self(format!("+1{national}"))),
            None if (7..=15).contains(&digits.len()) && !digits.starts_with('0') => {
                Ok(Self(format!("+{digits}")))
            }
            _ => Err(PhoneError::Malformed),
        }
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "…{}", self.ending())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_united_states_are_read_however_they_are_typed() {
        for text in [
            "2025550123",
            "202-555-0123",
            "(202) 555-0123",
            "202.555.0123",
            " 1 202 555 0123 ",
            "+1 202 555 0123",
            "1-202-555-0123",
            "202\u{a0}555\u{a0}0123",
        ] {
            let number: PhoneNumber = text.parse().unwrap();
            assert_eq!(number.expose(), "+12025550123", "{text}");
        }
        let number: PhoneNumber = "2025550123".parse().unwrap();
        assert_eq!((number.shown().as_str(), number.ending()), ("+1 202-555-0123", "23"));
        assert_eq!(format!("{number:?}"), "…23");
    }

    #[test]
    fn others_need_the_plus() {
        let number: PhoneNumber = "+44 20 7946 0018".parse().unwrap();
        assert_eq!((number.expose(), number.shown().as_str()), ("+442079460018", "+442079460018"));
        assert!("44 20 7946 0018".parse::<PhoneNumber>().is_err());
        assert!("+52 (55) 1234-5678".parse::<PhoneNumber>().is_ok());
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "+",
            "555-0123",
            "102-555-0123",
            "202-155-0123",
            "+1 202 555 012",
            "+1 202 555 01234",
            "+123456",
            "+1234567890123456",
            "+0 20 7946 0018",
            "202-555-0123 x7",
            "２０２５５５０１２３",
            "call me",
            "+12025550123\r\nX: y",
        ] {
            assert_eq!(text.parse::<PhoneNumber>(), Err(PhoneError::Malformed), "{text:?}");
        }
        assert_eq!("900-555-0123".parse::<PhoneNumber>(), Err(PhoneError::Charges));
    }
}
