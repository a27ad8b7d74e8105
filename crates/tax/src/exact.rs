//! How amounts are kept exact until the end: two number types without floating point.
//!
//! [`Fine`] adds and multiplies by decimal percentages without any error (penalties).
//! [`Compound`] grows by interest factors with 112 binary places, about 33 decimal ones, below the cent.
//! Both become cents once, rounded half up.

use ethnum::I256;
use values::{Cents, MoneyError};

/// How many units of [`Fine`] one cent has: 10 to the 12th.
const FINE_PER_CENT: i128 = 1_000_000_000_000;

/// How many binary places below the cent [`Compound`] keeps.
const PLACES: u32 = 112;

/// A rate applied to money once, exact to 12 decimal places (0.5 percent is `0.005`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(i128);

impl Rate {
    /// From a percentage, or nothing if it has more than ten decimals or is not in 0 to 1000.
    pub fn from_percent(percent: rust_decimal::Decimal) -> Option<Self> {
        let scaled = percent.checked_mul(rust_decimal::Decimal::from(10_000_000_000_i64))?;
        let in_range = !percent.is_sign_negative() && percent <= rust_decimal::Decimal::ONE_THOUSAND;
        (in_range && scaled.fract().is_zero()).then(|| Self(scaled.normalize().mantissa()))
    }

    /// The smaller of two rates.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }

    /// What is left of a limit after `used`, not below zero.
    #[must_use]
    pub fn less(self, used: Self) -> Self {
        Self((self.0 - used.0).max(0))
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// Whether the rate is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// No rate.
    pub const ZERO: Self = Self(0);

    /// How many units make the rate 1.
    pub const UNITS: i128 = FINE_PER_CENT;

    /// The rate in units of 10^-12.
    pub const fn units(self) -> i128 {
        self.0
    }

    /// The rate as a percentage in decimal notation without trailing zeros (`0.5`).
    pub fn percent(self) -> String {
        rust_decimal::Decimal::from_i128_with_scale(self.0, 10).normalize().to_string()
    }
}

/// An amount in units of 10^-12 cent. Sums and products with a [`Rate`] are without error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fine(i128);

impl Fine {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A rate of an amount of money: at most 2^63 cents times 10, which 127 bits hold.
    pub fn rate_of(amount: Cents, rate: Rate) -> Self {
        Self(i128::from(amount.get()) * rate.0)
    }

    /// From whole cents.
    pub fn from_cents(amount: Cents) -> Self {
        Self(i128::from(amount.get()) * FINE_PER_CENT)
    }

    /// The sum. Thousands of the largest amounts fit.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_add(other.0).map(Self).ok_or(MoneyError::TooLarge)
    }

    /// The difference, not below zero.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self((self.0 - other.0).max(0))
    }

    /// Rounded half up (away from zero) to the cent.
    pub fn rounded(self) -> Result<Cents, MoneyError> {
        let half = FINE_PER_CENT / 2 * self.0.signum();
        i64::try_from((self.0 + half) / FINE_PER_CENT).map(Cents::new).map_err(|_| MoneyError::TooLarge)
    }

    /// The amount for the compounding balance.
    pub fn to_compound(self) -> Compound {
        let whole = I256::new(self.0 / FINE_PER_CENT) << PLACES;
        let rest = (I256::new(self.0 % FINE_PER_CENT) << PLACES) / I256::new(FINE_PER_CENT);
        Compound(whole + rest)
    }
}

/// An amount in units of 2^-112 cent, for balances that grow day by day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Compound(I256);

/// How much a balance grows over a span, less one, in units of 2^-112.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Growth(I256);

impl Compound {
    /// Nothing.
    pub const ZERO: Self = Self(I256::ZERO);

    /// From whole cents.
    pub fn from_cents(amount: Cents) -> Self {
        Self(I256::from(amount.get()) << PLACES)
    }

    /// The sum. It cannot overflow: [`Self::grown_by`] bounds each result far below 2^255.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// Whether it is more than nothing.
    pub fn is_positive(self) -> bool {
        self.0 > I256::ZERO
    }

    /// What the amount earns over a span, or `TooLarge` beyond 2^80 cents.
    pub fn grown_by(self, growth: Growth) -> Result<Self, MoneyError> {
        // Split at the cent, so that each product fits 256 bits.
        let cents = self.0 >> PLACES;
        let below = self.0 - (cents << PLACES);
        if cents.abs() > (I256::ONE << 80_u32) {
            return Err(MoneyError::TooLarge);
        }
        Ok(Self(cents * growth.0 + ((below * growth.0) >> PLACES)))
    }

    /// Rounded half up to the cent. An amount within 2^-48 of a cent below the half counts as the half:
    /// far more than the error of the binary places, far less than anything that money can be.
    pub fn rounded(self) -> Result<Cents, MoneyError> {
        let half = (I256::ONE << (PLACES - 1)) + (I256::ONE << (PLACES - 48));
        let magnitude = ((self.0.abs() + half) >> PLACES) * self.0.signum();
        i64::try_from(magnitude).map(Cents::new).map_err(|_| MoneyError::TooLarge)
    }

    /// Dollars with ten decimals, cut off, for explanations.
    pub fn to_decimal_string(self) -> String {
        let scaled = ((self.0.abs() >> 24_u32) * I256::new(100_000_000)) >> (PLACES - 24);
        let sign = if self.0 < I256::ZERO { "-" } else { "" };
        let (dollars, rest) = (scaled / I256::new(10_000_000_000), scaled % I256::new(10_000_000_000));
        format!("{sign}{dollars}.{:010}", rest.as_i64())
    }
}

impl Growth {
    /// No growth.
    pub const NONE: Self = Self(I256::ZERO);

    /// One day's growth at a yearly percentage over a year of 365 or 366 days (26 CFR 301.6622-1(a)).
    pub fn of_one_day(yearly: Rate, days_in_year: i32) -> Self {
        // yearly.0 is at most 10 * 10^12, which leaves room for the shift.
        Self((I256::new(yearly.0) << PLACES) / I256::new(FINE_PER_CENT * i128::from(days_in_year)))
    }

    /// The growth of this span followed by another: (1 + a)(1 + b) - 1.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        Self(self.0 + next.0 + ((self.0 * next.0) >> PLACES))
    }

    /// The factor rounded to nine decimals, as in the tables of Rev. Proc. 95-17, in units of 10^-9.
    pub fn nine_decimals(self) -> i64 {
        ((self.0 * I256::new(1_000_000_000) + (I256::ONE << (PLACES - 1))) >> PLACES).as_i64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(percent: &str) -> Rate {
        Rate::from_percent(percent.parse().unwrap()).unwrap()
    }

    #[test]
    fn penalties_are_exact() {
        assert_eq!(Fine::rate_of(Cents::new(500), rate("0.5")).rounded(), Ok(Cents::new(3)));
        assert_eq!(Fine::rate_of(Cents::new(499), rate("0.5")).rounded(), Ok(Cents::new(2)));
        assert_eq!(Fine::rate_of(Cents::new(-500), rate("0.5")).rounded(), Ok(Cents::new(-3)));
        let most = Fine::rate_of(Cents::new(i64::MAX), rate("1000"));
        assert_eq!(most.rounded(), Err(MoneyError::TooLarge));
        assert_eq!(Fine(i128::MAX).plus(most), Err(MoneyError::TooLarge));
        assert_eq!(Fine::from_cents(Cents::new(7)).less(Fine::from_cents(Cents::new(9))), Fine::ZERO);
    }

    #[test]
    fn rates_read_only_what_they_hold_exactly() {
        for text in ["-1", "1000.1", "0.00000000001"] {
            assert_eq!(Rate::from_percent(text.parse().unwrap()), None, "{text}");
        }
        assert_eq!(rate("0.25").percent(), "0.25");
        assert_eq!(rate("7").percent(), "7");
        assert!(rate("0.5").less(rate("1")).is_zero());
        assert_eq!(rate("0.5").plus(rate("1")).min(rate("1.2")), rate("1.2"));
    }

    #[test]
    fn one_day_of_interest_is_half_up() {
        // 182.50 at 7 percent for one day of a 365-day year is 3.5 cents exactly.
        let day = Growth::of_one_day(rate("7"), 365);
        let interest = Compound::from_cents(Cents::new(18_250)).grown_by(day).unwrap();
        assert_eq!(interest.rounded(), Ok(Cents::new(4)));
        assert_eq!(interest.to_decimal_string(), "0.0349999999");
        assert_eq!(Growth::NONE.then(day), day);
    }

    #[test]
    fn compounding_keeps_sign_and_bounds() {
        let day = Growth::of_one_day(rate("7"), 365);
        assert_eq!(
            Compound::from_cents(Cents::new(-18_250)).grown_by(day).unwrap().rounded(),
            Ok(Cents::new(-4))
        );
        assert_eq!(Compound::from_cents(Cents::new(-18_250)).to_decimal_string(), "-182.5000000000");
        let huge = Compound(I256::ONE << 200_u32);
        assert_eq!(huge.grown_by(day), Err(MoneyError::TooLarge));
        assert_eq!(huge.rounded(), Err(MoneyError::TooLarge));
        assert_eq!(Fine::rate_of(Cents::new(1), rate("50")).to_compound().rounded(), Ok(Cents::new(1)));
    }
}
