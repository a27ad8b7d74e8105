//! What does paying by card or wallet cost, and how often may it be done? `card-fees.csv` and `card-limits.csv`, from the
//! processors' fees and the frequency limits that the agency publishes.
//!
//! The fee is the processor's own: it pays no tax. What has no line cannot be paid by card, as payroll deposits.

use rust_decimal::prelude::ToPrimitive as _;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use values::{Cents, Date};

use super::files::{PackError, lines};
use super::{Confidence, PaymentReason};

/// What somebody pays with, as fees tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// A consumer's credit card.
    Credit,
    /// A consumer's debit card.
    Debit,
    /// A card of a business, credit or debit.
    Commercial,
    /// A digital wallet.
    Wallet,
}

impl CardKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Debit, Self::Credit, Self::Wallet, Self::Commercial];

    /// Its name in stored rows, forms and the pack.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Credit => "credit",
            Self::Debit => "debit",
            Self::Commercial => "commercial",
            Self::Wallet => "wallet",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What a processor takes for one payment: a share with a least amount, or the same for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardFee {
    processor: String,
    /// For what.
    pub kind: CardKind,
    /// Percent of the payment; zero where the fee is the same for each.
    pub percent: Decimal,
    /// The least that a share comes to.
    pub minimum: Cents,
    /// The same for each payment; zero where it is a share.
    pub flat: Cents,
    /// The first day it holds.
    pub from: Date,
    /// Where it is printed.
    pub source: String,
}

impl CardFee {
    /// The fee for a payment, rounded to the nearest cent, half a cent up; none where the sum is too large to be known.
    pub fn of(&self, amount: Cents) -> Option<Cents> {
        let share =
            Decimal::from(amount.get()).checked_mul(self.percent)?.checked_div(Decimal::ONE_HUNDRED)?;
        let share = share.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64()?;
        self.flat.plus(Cents::new(share).max(self.minimum)).ok()
    }
}

/// Over what time payments are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
}

impl Period {
    /// Which one a day is in, as `2026-Q4`.
    pub fn of(self, day: Date) -> String {
        match self {
            Self::Month => format!("{}-{:02}", day.year(), day.month()),
            Self::Quarter => format!("{}-Q{}", day.year(), (day.month() + 2) / 3),
            Self::Year => day.year().to_string(),
        }
    }
}

/// So many payments of a kind may be made by card for one tax year in a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardLimit {
    form: String,
    reason: PaymentReason,
    /// How many.
    pub most: i64,
    /// In what time.
    pub period: Period,
    /// The first day it holds.
    pub from: Date,
    /// Where it is printed.
    pub source: String,
}

/// Fees and limits of a pack.
#[derive(Clone, Debug)]
pub struct Cards {
    fees: Vec<CardFee>,
    limits: Vec<CardLimit>,
}

#[derive(Deserialize)]
struct FeeLine {
    effective_from: Date,
    processor: String,
    kind: CardKind,
    percent: Decimal,
    minimum: Cents,
    flat: Cents,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
    source: String,
}

#[derive(Deserialize)]
struct LimitLine {
    effective_from: Date,
    form: String,
    reason: PaymentReason,
    most: i64,
    period: Period,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
    source: String,
}

pub(super) fn read(fees: &str, limits: &str) -> Result<Cards, PackError> {
    let mut fees: Vec<CardFee> = lines("card-fees.csv", fees, |line: FeeLine| {
        let FeeLine { effective_from: from, processor, kind, percent, minimum, flat, source, .. } = line;
        if percent.is_sign_negative() || percent > Decimal::ONE_HUNDRED {
            return Err("percent is 0 to 100".to_owned());
        }
        if minimum.is_negative() || flat.is_negative() || (!percent.is_zero() && flat.is_positive()) {
            return Err("a fee is a share with a minimum, or flat, and never negative".to_owned());
        }
        Ok(CardFee { processor, kind, percent, minimum, flat, from, source })
    })?;
    let mut limits: Vec<CardLimit> = lines("card-limits.csv", limits, |line: LimitLine| {
        let LimitLine { effective_from: from, form, reason, most, period, source, .. } = line;
        if most < 0 {
            return Err("most is not negative".to_owned());
        }
        Ok(CardLimit { form, reason, most, period, from, source })
    })?;
    fees.sort_by_key(|fee| fee.from);
    limits.sort_by_key(|limit| limit.from);
    Ok(Cards { fees, limits })
}

impl Cards {
    /// Whether a processor has fees.
    pub fn knows(&self, processor: &str) -> bool {
        self.fees.iter().any(|fee| fee.processor == processor)
    }

    /// What a processor takes on a day; none if it does not take this kind.
    pub fn fee(&self, processor: &str, kind: CardKind, on: Date) -> Option<&CardFee> {
        let holds = |fee: &&CardFee| fee.processor == processor && fee.kind == kind && fee.from <= on;
        self.fees.iter().rfind(holds)
    }

    /// How often a form's payments of this kind may be made by card; none if they may not.
    pub fn limit(&self, form: &str, reason: PaymentReason, on: Date) -> Option<&CardLimit> {
        let holds = |limit: &&CardLimit| limit.form == form && limit.reason == reason && limit.from <= on;
        self.limits.iter().rfind(holds).filter(|limit| limit.most > 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use values::date;

    use super::*;
    use crate::pack::Pack;

    const DAY: Date = date(2026, 11, 23);

    fn fee(processor: &str, kind: CardKind, cents: i64) -> Option<i64> {
        let fee = Pack::us_federal().cards.fee(processor, kind, DAY)?;
        fee.of(Cents::new(cents)).map(Cents::get)
    }

    #[test]
    fn fees_are_those_that_are_published() {
        for (processor, kind, cents, expected) in [
            ("pay1040", CardKind::Credit, 100_000, Some(1_750)),
            ("pay1040", CardKind::Credit, 100, Some(250)),
            ("pay1040", CardKind::Credit, 14_285, Some(250)),
            ("pay1040", CardKind::Credit, 14_314, Some(250)),
            ("pay1040", CardKind::Credit, 14_315, Some(251)),
            ("pay1040", CardKind::Debit, 9_999_999, Some(215)),
            ("pay1040", CardKind::Commercial, 100_000, Some(2_890)),
            ("aci", CardKind::Credit, 100_000, Some(1_850)),
            ("aci", CardKind::Debit, 1, Some(210)),
            ("aci", CardKind::Commercial, 100_000, Some(2_950)),
            ("nobody", CardKind::Credit, 100_000, None),
            ("aci", CardKind::Credit, i64::MAX, Some(170_632_382_681_813_352)),
        ] {
            assert_eq!(fee(processor, kind, cents), expected, "{processor} {kind:?} {cents}");
        }
        let before = Pack::us_federal().cards.fee("aci", CardKind::Credit, date(2024, 12, 31));
        assert_eq!(before, None, "no fee is known before its first day");
    }

    #[test]
    fn limits_are_those_that_are_published() {
        let limit = |form, reason| {
            let limit = Pack::us_federal().cards.limit(form, reason, DAY)?;
            Some((limit.most, limit.period.of(DAY)))
        };
        assert_eq!(limit("1040", PaymentReason::Balance), Some((2, "2026".to_owned())));
        assert_eq!(limit("1040", PaymentReason::Estimated), Some((2, "2026-Q4".to_owned())));
        assert_eq!(limit("941", PaymentReason::Balance), None, "payroll is not paid by card");
        assert_eq!(limit("1040", PaymentReason::PlanFee), None);
    }

    #[test]
    fn days_are_in_their_periods() {
        for (month, quarter) in
            [(1, "Q1"), (3, "Q1"), (4, "Q2"), (6, "Q2"), (7, "Q3"), (9, "Q3"), (10, "Q4"), (12, "Q4")]
        {
            assert_eq!(Period::Quarter.of(date(2026, month, 1)), format!("2026-{quarter}"), "{month}");
            assert_eq!(Period::Month.of(date(2026, month, 1)), format!("2026-{month:02}"));
        }
    }

    #[test]
    fn a_wrong_line_is_named() {
        const FEES: &str = "effective_from,processor,kind,percent,minimum,flat,confidence,source\n";
        for (line, why) in [
            ("2025-01-01,a,credit,-1,0,0,assumed,x", "percent is 0 to 100"),
            ("2025-01-01,a,credit,101,0.00,0.00,assumed,x", "percent is 0 to 100"),
            ("2025-01-01,a,credit,1,0.00,1.00,assumed,x", "a fee is a share"),
            ("2025-01-01,a,credit,0,0.00,-1.00,assumed,x", "a fee is a share"),
            ("2025-01-01,a,gold,1,0.00,0.00,assumed,x", "unknown variant"),
        ] {
            let error = read(&format!("{FEES}{line}"), "").unwrap_err().to_string();
            assert!(error.starts_with("card-fees.csv, line 2") && error.contains(why), "{error}");
        }
    }

    proptest! {
        #[test]
        fn a_fee_grows_with_its_payment(one in 1_i64..10_000_000_000, more in 0_i64..10_000_000) {
            for fee in &Pack::us_federal().cards.fees {
                let (small, large) = (fee.of(Cents::new(one)), fee.of(Cents::new(one + more)));
                prop_assert!(small <= large && small >= Some(fee.minimum));
                // Within half a cent of the share, or the minimum or the flat fee.
                let share = Decimal::from(one) * fee.percent / Decimal::ONE_HUNDRED;
                let off = (Decimal::from(small.unwrap().get()) - share).abs();
                let least = fee.minimum.plus(fee.flat).unwrap();
                prop_assert!(off <= Decimal::new(5, 1) || small == Some(least));
            }
        }
    }
}
