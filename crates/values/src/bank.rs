//! What a bank account in the United States may be: a routing number with its check digit (ANSI X9.100-116; ABA Routing
//! Number Policy), and an account number of up to 17 digits (field 6 of a NACHA entry).

use std::fmt;
use std::str::FromStr;

use zeroize::Zeroize;

/// Weights of the nine digits; the sum is a multiple of ten.
const WEIGHTS: [u32; 9] = [3, 7, 1, 3, 7, 1, 3, 7, 1];

/// The shortest account number that is taken: shorter ones are typing errors.
const SHORTEST_ACCOUNT: usize = 4;

/// The longest: the width of the field in a NACHA entry.
const LONGEST_ACCOUNT: usize = 17;

/// The nine digits that name a bank. Public: every cheque of the bank shows it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoutingNumber([u8; 9]);

/// Why a text is no routing number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoutingNumberError {
    /// Not nine digits, spaces and dashes aside.
    #[error("a routing number has nine digits")]
    NotNineDigits,
    /// No bank has a number that begins like this.
    #[error("a routing number begins with 01 to 12 or 21 to 32")]
    Prefix,
    /// A digit is wrong or two changed places.
    #[error("the check digit is wrong: check each digit")]
    CheckDigit,
}

impl RoutingNumber {
    /// The nine digits.
    pub fn digits(&self) -> String {
        self.0.iter().map(|digit| char::from(b'0' + digit)).collect()
    }
}

impl FromStr for RoutingNumber {
    type Err = RoutingNumberError;

    fn from_str(text: &str) -> Result<Self, RoutingNumberError> {
        let digits = digits(text).ok_or(RoutingNumberError::NotNineDigits)?;
        let digits: [u8; 9] = digits.try_into().map_err(|_| RoutingNumberError::NotNineDigits)?;
        if !matches!(digits[0] * 10 + digits[1], 1..=12 | 21..=32) {
            return Err(RoutingNumberError::Prefix);
        }
        if adds_up(&digits) { Ok(Self(digits)) } else { Err(RoutingNumberError::CheckDigit) }
    }
}

/// Whether nine characters are digits of which the last checks the others, and not all zero: what a file of a bank may
/// name, also with beginnings that no person's bank has.
pub fn is_routing_number(text: &str) -> bool {
    let Some(digits) = digits(text).filter(|_| text.len() == 9) else { return false };
    <[u8; 9]>::try_from(digits).is_ok_and(|digits| digits != [0; 9] && adds_up(&digits))
}

fn adds_up(digits: &[u8; 9]) -> bool {
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    sum.is_multiple_of(10)
}

impl fmt::Display for RoutingNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.digits())
    }
}

impl fmt::Debug for RoutingNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// The number of an account. Prints masked and is wiped on drop.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountNumber(String);

/// Why a text is no account number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountNumberError {
    /// Something other than digits, spaces and dashes.
    #[error("an account number is digits only")]
    NotDigits,
    /// Too short or too long.
    #[error("an account number has 4 to 17 digits")]
    Length,
}

impl AccountNumber {
    /// The digits. Call it only where the number itself must leave.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four digits, which may be shown.
    pub fn last_four(&self) -> &str {
        &self.0[self.0.len() - SHORTEST_ACCOUNT..]
    }
}

impl FromStr for AccountNumber {
    type Err = AccountNumberError;

    fn from_str(text: &str) -> Result<Self, AccountNumberError> {
        let digits = digits(text).ok_or(AccountNumberError::NotDigits)?;
        if !(SHORTEST_ACCOUNT..=LONGEST_ACCOUNT).contains(&digits.len()) {
            return Err(AccountNumberError::Length);
        }
        Ok(Self(digits.into_iter().map(|digit| char::from(b'0' + digit)).collect()))
    }
}

impl fmt::Debug for AccountNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "…{}", self.last_four())
    }
}

impl Drop for AccountNumber {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The digits of a text, spaces and dashes aside; nothing if there is anything else.
fn digits(text: &str) -> Option<Vec<u8>> {
    let kept = text.bytes().filter(|byte| !matches!(byte, b' ' | b'-'));
    kept.map(|byte| byte.is_ascii_digit().then(|| byte - b'0')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routing_numbers() {
        for (text, found) in [
            ("019999995", Ok(())),
            ("0199 9999 5", Ok(())),
            ("019999959", Err(RoutingNumberError::CheckDigit)),
            ("109999995", Err(RoutingNumberError::CheckDigit)),
            ("019999996", Err(RoutingNumberError::CheckDigit)),
            ("000000000", Err(RoutingNumberError::Prefix)),
            ("139999999", Err(RoutingNumberError::Prefix)),
            ("01999999", Err(RoutingNumberError::NotNineDigits)),
            ("0199999950", Err(RoutingNumberError::NotNineDigits)),
            ("01999999x", Err(RoutingNumberError::NotNineDigits)),
            ("", Err(RoutingNumberError::NotNineDigits)),
        ] {
            assert_eq!(text.parse::<RoutingNumber>().map(|_| ()), found, "{text}");
        }
        assert_eq!("0199-9999-5".parse::<RoutingNumber>().unwrap().to_string(), "019999995");
    }

    #[test]
    fn what_a_file_may_name() {
        for good in ["231380104", "121042882", "011000015", "091400606", "800000019"] {
            assert!(is_routing_number(good), "{good}");
        }
        for bad in
            ["231380105", "000000000", "23138010", "2313801044", "23138010a", "", "2313-8010", "²31380104"]
        {
            assert!(!is_routing_number(bad), "{bad}");
        }
    }

    #[test]
    fn two_neighbours_that_change_places_are_noticed_unless_they_differ_by_five() {
        let good = *b"231380104";
        for place in 0..8 {
            let mut swapped = good;
            swapped.swap(place, place + 1);
            let differs_by_five = good[place].abs_diff(good[place + 1]).is_multiple_of(5);
            let found = is_routing_number(std::str::from_utf8(&swapped).unwrap());
            assert_eq!(found, differs_by_five, "place {place}");
        }
    }

    #[test]
    fn account_numbers() {
        for (text, found) in [
            ("1234", Ok(())),
            ("0012-3456 789", Ok(())),
            ("12345678901234567", Ok(())),
            ("123", Err(AccountNumberError::Length)),
            ("123456789012345678", Err(AccountNumberError::Length)),
            ("12a4", Err(AccountNumberError::NotDigits)),
        ] {
            assert_eq!(text.parse::<AccountNumber>().map(|_| ()), found, "{text}");
        }
        let number: AccountNumber = "00123456789".parse().unwrap();
        assert_eq!((format!("{number:?}"), number.expose()), ("…6789".to_owned(), "00123456789"));
    }

    proptest::proptest! {
        /// The weights were chosen to catch these two slips of the pen.
        #[test]
        fn one_wrong_digit_is_always_caught(number in 10_000_000_u32..129_999_999, place in 0_usize..9, other in 1_u8..10) {
            let body = format!("{number:08}");
            let body = &body[body.len() - 8..];
            let right = (0..10).map(|check| format!("{body}{check}")).find(|text| {
                !matches!(text.parse::<RoutingNumber>(), Err(RoutingNumberError::CheckDigit))
            });
            let Some(right) = right.filter(|text| text.parse::<RoutingNumber>().is_ok()) else { return Ok(()) };
            let mut wrong = right.into_bytes();
            wrong[place] = b'0' + (wrong[place] - b'0' + other) % 10;
            let wrong = String::from_utf8(wrong).unwrap();
            proptest::prop_assert!(wrong.parse::<RoutingNumber>().is_err(), "{}", wrong);
        }
    }
}
