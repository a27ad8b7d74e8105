//! How things are named: 128-bit ids made by the program, ordered by time (RFC 9562, version 7).

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A 128-bit id whose first 48 bits are the millisecond it was made in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id([u8; 16]);

/// The text is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id: 32 hexadecimal digits")]
pub struct IdError;

impl Id {
    /// Makes an id for `now` from ten random bytes. Instants before 1970 count as 1970.
    pub fn new(now: Timestamp, random: [u8; 10]) -> Self {
        let millisecond = u64::try_from(now.as_millisecond()).unwrap_or(0).to_be_bytes();
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&millisecond[2..]);
        bytes[6..].copy_from_slice(&random);
        bytes[6] = (bytes[6] & 0x0f) | 0x70;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Self(bytes)
    }

    /// From the 16 bytes of a stored id.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl TryFrom<&[u8]> for Id {
    type Error = IdError;

    fn try_from(bytes: &[u8]) -> Result<Self, IdError> {
        bytes.try_into().map(Self).map_err(|_| IdError)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for Id {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        if text.len() != 32 || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(IdError);
        }
        u128::from_str_radix(text, 16).map(|number| Self(number.to_be_bytes())).map_err(|_| IdError)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_order_by_time_and_carry_the_version() {
        let early = Id::new(Timestamp::from_millisecond(1_000).unwrap(), [0xff; 10]);
        let late = Id::new(Timestamp::from_millisecond(1_001).unwrap(), [0; 10]);
        assert!(early < late);
        assert_eq!(early.to_string(), "0000000003e87fffbfffffffffffffff");
        assert_eq!(Id::new(Timestamp::from_second(-5).unwrap(), [0; 10]).as_bytes()[..6], [0; 6]);
    }

    #[test]
    fn ids_survive_text_bytes_and_json() {
        let id = Id::new(Timestamp::from_millisecond(1_795_000_000_123).unwrap(), [7; 10]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(Id::try_from(&id.as_bytes()[..]), Ok(id));
        assert_eq!(Id::from_bytes(*id.as_bytes()), id);
        assert_eq!(format!("{id:?}"), id.to_string());
        assert_eq!(serde_json::from_str::<Id>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
        assert!(serde_json::from_str::<Id>("\"xyz\"").is_err());
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in ["", "00", "0000000003E87FFFBFFFFFFFFFFFFFFF", "+000000003e87fffbfffffffffffffff"] {
            assert_eq!(text.parse::<Id>(), Err(IdError), "{text:?}");
        }
        assert_eq!(Id::try_from(&[0_u8; 15][..]), Err(IdError));
    }
}
