//! Where does each part of the machine-readable lines stand (ICAO Doc 9303 parts 4 to 7)? By number and length of the
//! lines; the first letter tells visas from the rest.

use crate::evidence::{Kind, Unreadable};

/// A stretch of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    line: usize,
    from: usize,
    to: usize,
}

impl Place {
    const fn at(line: usize, from: usize, to: usize) -> Self {
        Self { line, from, to }
    }

    /// The one character after it.
    pub(super) const fn next(self) -> Self {
        Self { line: self.line, from: self.to, to: self.to + 1 }
    }

    /// The issuing state, in every format.
    pub(super) const ISSUER: Self = Self::at(0, 2, 5);

    /// What stands there.
    pub(super) fn of(self, lines: &[String]) -> &str {
        &lines[self.line][self.from..self.to]
    }

    /// As the numbers that cut it out.
    pub(super) const fn range(self) -> (usize, std::ops::Range<usize>) {
        (self.line, self.from..self.to)
    }
}

/// The five formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    Td1,
    Td2,
    Td3,
    MrvA,
    MrvB,
}

impl Layout {
    /// The layout of lines as they came, also when several were run together.
    pub(super) fn of(lines: &[String]) -> Result<Self, Unreadable> {
        let lengths: Vec<usize> = lines.iter().map(String::len).collect();
        let is_visa = lines.first().is_some_and(|line| line.starts_with('V'));
        match lengths.as_slice() {
            [30, 30, 30] | [90] => Ok(Self::Td1),
            [36, 36] | [72] if is_visa => Ok(Self::MrvB),
            [36, 36] | [72] => Ok(Self::Td2),
            [44, 44] | [88] if is_visa => Ok(Self::MrvA),
            [44, 44] | [88] => Ok(Self::Td3),
            other => Err(Unreadable::because(format!(
                "lines of {other:?} characters are no format of ICAO Doc 9303 (3 of 30, 2 of 36, 2 of 44)"
            ))),
        }
    }

    const fn length(self) -> usize {
        match self {
            Self::Td1 => 30,
            Self::Td2 | Self::MrvB => 36,
            Self::Td3 | Self::MrvA => 44,
        }
    }

    /// The lines, each by itself.
    pub(super) fn cut(self, lines: &[String]) -> Vec<String> {
        let whole = lines.concat().into_bytes();
        let line = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect();
        whole.chunks(self.length()).map(line).collect()
    }

    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Td1 => Kind::IdentityCard,
            Self::Td2 => Kind::LargeIdentityCard,
            Self::Td3 => Kind::Passport,
            Self::MrvA | Self::MrvB => Kind::Visa,
        }
    }

    pub(super) const fn names(self) -> Place {
        match self {
            Self::Td1 => Place::at(2, 0, 30),
            _ => Place::at(0, 5, self.length()),
        }
    }

    /// The document number, its check digit after it.
    pub(super) const fn number(self) -> Place {
        match self {
            Self::Td1 => Place::at(0, 5, 14),
            _ => Place::at(1, 0, 9),
        }
    }

    /// Where a long document number goes on.
    pub(super) const fn rest_of_number(self) -> Option<Place> {
        match self {
            Self::Td1 => Some(Place::at(0, 15, 30)),
            Self::Td2 => Some(Place::at(1, 28, 35)),
            _ => None,
        }
    }

    pub(super) const fn birth(self) -> Place {
        match self {
            Self::Td1 => Place::at(1, 0, 6),
            _ => Place::at(1, 13, 19),
        }
    }

    pub(super) const fn sex(self) -> Place {
        match self {
            Self::Td1 => Place::at(1, 7, 8),
            _ => Place::at(1, 20, 21),
        }
    }

    pub(super) const fn expiry(self) -> Place {
        match self {
            Self::Td1 => Place::at(1, 8, 14),
            _ => Place::at(1, 21, 27),
        }
    }

    pub(super) const fn nationality(self) -> Place {
        match self {
            Self::Td1 => Place::at(1, 15, 18),
            _ => Place::at(1, 10, 13),
        }
    }

    pub(super) const fn personal_number(self) -> Option<Place> {
        match self {
            Self::Td3 => Some(Place::at(1, 28, 42)),
            _ => None,
        }
    }

    /// What the composite check digit guards, and where it stands. Visas have none.
    pub(super) fn composite(self) -> Option<(Vec<Place>, Place)> {
        match self {
            Self::Td1 => Some((
                vec![Place::at(0, 5, 30), Place::at(1, 0, 7), Place::at(1, 8, 15), Place::at(1, 18, 29)],
                Place::at(1, 29, 30),
            )),
            Self::Td2 => Some((
                vec![Place::at(1, 0, 10), Place::at(1, 13, 20), Place::at(1, 21, 35)],
                Place::at(1, 35, 36),
            )),
            Self::Td3 => Some((
                vec![Place::at(1, 0, 10), Place::at(1, 13, 20), Place::at(1, 21, 43)],
                Place::at(1, 43, 44),
            )),
            Self::MrvA | Self::MrvB => None,
        }
    }
}
