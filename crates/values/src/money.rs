//! How money is held: whole cents in 64 bits, every operation checked.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount of money in whole cents. Debits are positive, credits negative, as on a transcript.
///
/// Serialised as a decimal string with two places (`"1234.50"`), never as a JSON number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cents(i64);

/// Why a text is no amount, or why a sum is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is not an optional minus sign, digits, and at most two decimals.
    #[error("not an amount: write dollars and cents like 1234.56")]
    NotAnAmount,
    /// More than 92,233,720,368,547,758.07 in either direction.
    #[error("the amount is too large: at most 92233720368547758.07")]
    TooLarge,
}

impl Cents {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// From a count of cents.
    pub const fn new(cents: i64) -> Self {
        Self(cents)
    }

    /// The count of cents.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, or `TooLarge`.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_add(other.0).map(Self).ok_or(MoneyError::TooLarge)
    }

    /// The difference, or `TooLarge`.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_sub(other.0).map(Self).ok_or(MoneyError::TooLarge)
    }

    /// The same amount with the other sign, or `TooLarge`.
    pub fn negated(self) -> Result<Self, MoneyError> {
        self.0.checked_neg().map(Self).ok_or(MoneyError::TooLarge)
    }

    /// The sum of many, or `TooLarge`.
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    /// Whether this is a debit.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Whether this is a credit.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether there is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl FromStr for Cents {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (dollars, cents) = digits.split_once('.').unwrap_or((digits, "00"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(dollars) || !all_digits(cents) || cents.len() > 2 {
            return Err(MoneyError::NotAnAmount);
        }
        let sign = if negative { "-" } else { "" };
        format!("{sign}{dollars}{cents:0<2}").parse().map(Self).map_err(|_| MoneyError::TooLarge)
    }
}

impl fmt::Display for Cents {
    /// Dollars and cents with a point and no separators: `-1234.50`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        write!(out, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

impl Serialize for Cents {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cents {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_and_print() {
        for (text, cents, printed) in [
            ("0", 0, "0.00"),
            ("1", 100, "1.00"),
            ("1.5", 150, "1.50"),
            ("-1200.00", -120_000, "-1200.00"),
            ("-0.07", -7, "-0.07"),
            ("92233720368547758.07", i64::MAX, "92233720368547758.07"),
            ("-92233720368547758.08", i64::MIN, "-92233720368547758.08"),
        ] {
            let amount: Cents = text.parse().unwrap();
            assert_eq!((amount.get(), amount.to_string().as_str()), (cents, printed));
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in
            ["", "-", ".", "1.", ".5", "1.234", "1,000.00", "+1", " 1", "1e3", "--1", "1.-5", "NaN", "١"]
        {
            assert_eq!(text.parse::<Cents>(), Err(MoneyError::NotAnAmount), "{text:?}");
        }
        for text in ["92233720368547758.08", "-92233720368547758.09", "99999999999999999999999"] {
            assert_eq!(text.parse::<Cents>(), Err(MoneyError::TooLarge), "{text:?}");
        }
    }

    #[test]
    fn sums_are_checked() {
        let most = Cents::new(i64::MAX);
        assert_eq!(most.plus(Cents::new(1)), Err(MoneyError::TooLarge));
        assert_eq!(Cents::new(i64::MIN).minus(Cents::new(1)), Err(MoneyError::TooLarge));
        assert_eq!(Cents::new(i64::MIN).negated(), Err(MoneyError::TooLarge));
        assert_eq!(Cents::new(5).negated(), Ok(Cents::new(-5)));
        assert_eq!(Cents::total([Cents::new(5), Cents::new(-7)]), Ok(Cents::new(-2)));
        assert!(Cents::new(-1).is_negative() && Cents::new(1).is_positive() && Cents::ZERO.is_zero());
    }

    #[test]
    fn json_is_a_string() {
        assert_eq!(serde_json::to_string(&Cents::new(-5)).unwrap(), "\"-0.05\"");
        assert_eq!(serde_json::from_str::<Cents>("\"12.30\"").unwrap(), Cents::new(1230));
        assert!(serde_json::from_str::<Cents>("12.30").is_err());
        assert!(serde_json::from_str::<Cents>("\"12.305\"").is_err());
    }
}
