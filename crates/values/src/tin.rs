//! What a tax number may be: SSN, ITIN or EIN, nine digits (26 CFR 301.6109-1; SSA POMS RM 10201;
//! Internal Revenue Manual 3.21.263 for ITIN ranges).

use std::fmt;
use std::str::FromStr;

use zeroize::Zeroize;

/// A taxpayer identification number. Prints masked (`***-**-1234`) and is wiped on drop.
#[derive(Clone, PartialEq, Eq)]
pub struct Tin {
    digits: [u8; 9],
    kind: TinKind,
}

/// Which number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TinKind {
    /// Social Security number.
    Ssn,
    /// Individual taxpayer identification number: begins with 9.
    Itin,
    /// Employer identification number.
    Ein,
    /// In the shape of an SSN or ITIN but never issued (900 to 999, group 01 to 49, 66 to 69, 89 or 93): made-up
    /// people have these.
    Specimen,
}

/// Why a text is no tax number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TinError {
    /// Not nine digits, spaces and dashes aside.
    #[error("a tax number has nine digits")]
    NotNineDigits,
    /// Nine digits that are never issued.
    #[error("this number is never issued: check each digit")]
    NeverIssued,
}

impl Tin {
    /// Reads an SSN or ITIN as a person types it: spaces and dashes are ignored.
    pub fn parse_individual(text: &str) -> Result<Self, TinError> {
        let digits = nine_digits(text)?;
        let number =
            |from: usize, to: usize| digits[from..to].iter().fold(0_u16, |sum, d| sum * 10 + u16::from(*d));
        let (area, group, serial) = (number(0, 3), number(3, 5), number(5, 9));
        if area >= 900 {
            let kind = match group {
                50..=65 | 70..=88 | 90..=92 | 94..=99 => TinKind::Itin,
                1..=49 | 66..=69 | 89 | 93 => TinKind::Specimen,
                _ => return Err(TinError::NeverIssued),
            };
            return Ok(Self { digits, kind });
        }
        if area == 0 || area == 666 || group == 0 || serial == 0 {
            return Err(TinError::NeverIssued);
        }
        Ok(Self { digits, kind: TinKind::Ssn })
    }

    /// Reads an EIN (`12-3456789`).
    pub fn parse_employer(text: &str) -> Result<Self, TinError> {
        let digits = nine_digits(text)?;
        if digits[..2] == [0, 0] {
            return Err(TinError::NeverIssued);
        }
        Ok(Self { digits, kind: TinKind::Ein })
    }

    /// Which number it is.
    pub const fn kind(&self) -> TinKind {
        self.kind
    }

    /// The nine digits, without dashes. Call it only where the number itself must leave.
    pub fn expose(&self) -> String {
        self.digits.iter().map(|digit| char::from(b'0' + digit)).collect()
    }

    /// The last four digits, which may be shown.
    pub fn last_four(&self) -> String {
        self.expose()[5..].to_owned()
    }

    /// The number with all but its last four digits hidden.
    pub fn masked(&self) -> String {
        match self.kind {
            TinKind::Ssn | TinKind::Itin | TinKind::Specimen => format!("***-**-{}", self.last_four()),
            TinKind::Ein => format!("**-***{}", self.last_four()),
        }
    }
}

fn nine_digits(text: &str) -> Result<[u8; 9], TinError> {
    let digits: Vec<u8> = text
        .bytes()
        .filter(|byte| !matches!(byte, b' ' | b'-'))
        .map(|byte| byte.wrapping_sub(b'0'))
        .collect();
    if digits.iter().any(|digit| *digit > 9) {
        return Err(TinError::NotNineDigits);
    }
    digits.try_into().map_err(|_| TinError::NotNineDigits)
}

impl FromStr for Tin {
    type Err = TinError;

    fn from_str(text: &str) -> Result<Self, TinError> {
        Self::parse_individual(text)
    }
}

impl fmt::Debug for Tin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.masked())
    }
}

impl Drop for Tin {
    fn drop(&mut self) {
        self.digits.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_typed_and_masked() {
        let ssn: Tin = "123-45 6789".parse().unwrap();
        assert_eq!((ssn.expose().as_str(), ssn.kind()), ("123456789", TinKind::Ssn));
        assert_eq!(format!("{ssn:?}"), "***-**-6789");
        assert_eq!(Tin::parse_individual("912-70-1234").unwrap().kind(), TinKind::Itin);
        for text in ["900-12-3456", "900-66-1234", "912-89-1234", "912-93-1234"] {
            assert_eq!(Tin::parse_individual(text).unwrap().kind(), TinKind::Specimen);
        }
        let ein = Tin::parse_employer("12-3456789").unwrap();
        assert_eq!((ein.masked().as_str(), ein.kind()), ("**-***6789", TinKind::Ein));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "12345678", "1234567890", "12345678a", "１２３４５６７８９"] {
            assert_eq!(Tin::parse_individual(text), Err(TinError::NotNineDigits), "{text:?}");
        }
        for text in ["000-12-3456", "666-12-3456", "123-00-4567", "123-45-0000", "900-00-1234"] {
            assert_eq!(Tin::parse_individual(text), Err(TinError::NeverIssued), "{text:?}");
        }
        assert_eq!(Tin::parse_employer("00-1234567"), Err(TinError::NeverIssued));
        assert_eq!(Tin::parse_employer("1234"), Err(TinError::NotNineDigits));
    }
}
