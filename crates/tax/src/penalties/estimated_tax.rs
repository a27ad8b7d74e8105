//! The penalty for not paying tax through the year (26 USC 6654): simple interest on each shortfall.

use values::{Cents, Date, MoneyError, date};

use super::PenaltyError;
use crate::LawError;
use crate::calendar::{DayNumber, day_number};
use crate::exact::{Fine, Rate};
use crate::pack::{Pack, Side};

/// What the penalty depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EstimatedTax {
    /// The tax year.
    pub tax_year: i16,
    /// The year's tax after credits, without withholding.
    pub tax: Cents,
    /// The year before's tax, if a return for a full year was due.
    pub prior_tax: Option<Cents>,
    /// The year before's adjusted gross income.
    pub prior_income: Cents,
    /// Whether the filing status is married filing separately.
    pub married_filing_separately: bool,
    /// Tax withheld; a quarter counts on each due date.
    pub withheld: Cents,
    /// Estimated payments, in order of date.
    pub payments: Vec<(Date, Cents)>,
}

/// One of the four installments and what its shortfall cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installment {
    /// Its due date, not moved by weekends.
    pub due: Date,
    /// What had to be paid by then, after withholding.
    pub required: Cents,
    /// The part of it that was not paid in time.
    pub short: Cents,
}

/// The penalty, rounded to the cent once, and the installments behind it.
pub fn estimated_tax_penalty(
    pack: &Pack,
    facts: &EstimatedTax,
) -> Result<(Cents, [Installment; 4]), PenaltyError> {
    let year = facts.tax_year;
    let mut installments = pack.estimated_tax_dates(year).map(|due| Installment {
        due,
        required: Cents::ZERO,
        short: Cents::ZERO,
    });
    let last_day = date(year + 1, 4, 15);
    if facts.tax.minus(facts.withheld)? < pack.money("estimated_tax.none_below", last_day)? {
        return Ok((Cents::ZERO, installments));
    }
    let yearly = required_annual_payment(pack, facts, last_day)?;
    let mut charge = Charge { pack, last_day: day_number(last_day), over_365: 0, over_366: 0 };
    let mut payments = facts.payments.clone();
    payments.sort_by_key(|payment| payment.0);
    for (index, installment) in installments.iter_mut().enumerate() {
        // Each quarter is the difference of running sums, so that no cent is lost.
        let quarter =
            |total: Cents, count: i64| Cents::new(total.get() / 4 * count + total.get() % 4 * count / 4);
        let (from, to) = (i64::try_from(index).expect("0 to 3"), i64::try_from(index + 1).expect("1 to 4"));
        let share = |total| quarter(total, to).minus(quarter(total, from));
        installment.required = share(yearly)?.minus(share(facts.withheld)?)?.max(Cents::ZERO);
        installment.short = charge.installment(installment, &mut payments)?;
    }
    Ok((charge.rounded()?, installments))
}

/// The lesser of 90 percent of this year's tax and 100 (110) percent of last year's (26 USC 6654(d)).
fn required_annual_payment(pack: &Pack, facts: &EstimatedTax, on: Date) -> Result<Cents, PenaltyError> {
    let current = Fine::rate_of(facts.tax, pack.rate("estimated_tax.current_year_percent", on)?).rounded()?;
    let Some(prior_tax) = facts.prior_tax else { return Ok(current) };
    let limit = if facts.married_filing_separately {
        "estimated_tax.high_income_above_separate"
    } else {
        "estimated_tax.high_income_above"
    };
    let percent = if facts.prior_income > pack.money(limit, on)? {
        "estimated_tax.prior_year_percent_high_income"
    } else {
        "estimated_tax.prior_year_percent"
    };
    Ok(current.min(Fine::rate_of(prior_tax, pack.rate(percent, on)?).rounded()?))
}

/// Sums rate x days x amount, exactly: one numerator for each year length.
struct Charge<'p> {
    pack: &'p Pack,
    last_day: DayNumber,
    over_365: i128,
    over_366: i128,
}

impl Charge<'_> {
    /// Uses up payments on an installment, oldest first, and charges what is late. Returns what was late.
    fn installment(
        &mut self,
        installment: &Installment,
        payments: &mut [(Date, Cents)],
    ) -> Result<Cents, PenaltyError> {
        let due = day_number(installment.due);
        let (mut open, mut late) = (installment.required, Cents::ZERO);
        for (paid_on, left) in payments {
            let part = open.min(*left).max(Cents::ZERO);
            (open, *left) = (open.minus(part)?, left.minus(part)?);
            let paid = day_number(*paid_on).min(self.last_day);
            if paid > due && part.is_positive() {
                late = late.plus(part)?;
                self.days(part, due, paid)?;
            }
        }
        self.days(open, due, self.last_day)?;
        Ok(late.plus(open)?)
    }

    /// Adds simple interest on an amount for the days after `from` to `to`.
    fn days(&mut self, amount: Cents, from: DayNumber, to: DayNumber) -> Result<(), LawError> {
        let rates = &self.pack.rates;
        // 1 to 15 April of the next year keep the rate of the first quarter (26 USC 6621(b)(2)(B)).
        let keeps_rate_from = self.last_day - 14;
        let mut add = |first: DayNumber, last: DayNumber, rate: Rate, days_in_year: i32| {
            let product = i128::from(amount.get()) * i128::from(last - first + 1) * rate.units();
            *(if days_in_year == 366 { &mut self.over_366 } else { &mut self.over_365 }) += product;
        };
        for stretch in
            crate::interest::stretches(rates, Side::Underpayment, from, to.min(keeps_rate_from - 1))?
        {
            add(
                stretch.first,
                stretch.last,
                rates.entry(stretch.segment).underpayment,
                stretch.segment.days_in_year,
            );
        }
        if to >= keeps_rate_from && from < to {
            let segment = rates.segment(rates.place_of(keeps_rate_from - 1)?);
            add(keeps_rate_from.max(from + 1), to, rates.entry(segment).underpayment, segment.days_in_year);
        }
        Ok(())
    }

    /// Both numerators over the common denominator, rounded half up.
    fn rounded(&self) -> Result<Cents, MoneyError> {
        let denominator = 365 * 366 * Rate::UNITS;
        let numerator = self.over_365 * 366 + self.over_366 * 365;
        i64::try_from((numerator + denominator / 2) / denominator)
            .map(Cents::new)
            .map_err(|_| MoneyError::TooLarge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing_paid(tax_year: i16, tax: i64) -> EstimatedTax {
        EstimatedTax {
            tax_year,
            tax: Cents::new(tax),
            prior_tax: None,
            prior_income: Cents::ZERO,
            married_filing_separately: false,
            withheld: Cents::ZERO,
            payments: Vec::new(),
        }
    }

    fn penalty(facts: &EstimatedTax) -> i64 {
        estimated_tax_penalty(Pack::us_federal(), facts).unwrap().0.get()
    }

    #[test]
    fn the_multiplier_of_form_2210_for_2016_is_met() {
        // 0.02656 of the required annual payment of 90 percent: on 1,000,000 that is 26,560 to the dollar printed.
        let found = penalty(&nothing_paid(2016, 111_111_111));
        assert_eq!((found + 500) / 1000, 2656);
    }

    #[test]
    fn april_keeps_the_rate_of_the_first_quarter() {
        // 2026: 7 percent to 31 March, 6 percent from April, but 1 to 15 April 2026 stay at 7.
        let facts = EstimatedTax { prior_tax: Some(Cents::new(400_000)), ..nothing_paid(2025, 10_000_000) };
        // 4 x 1,000 at 7 percent for 365, 304, 212 and 90 days.
        let expected = (7 * 100_000 * (365 + 304 + 212 + 90) + 18_250) / 36_500;
        assert_eq!(penalty(&facts), expected);
    }

    #[test]
    fn payments_go_to_the_oldest_installment() {
        let mut facts =
            EstimatedTax { prior_tax: Some(Cents::new(400_000)), ..nothing_paid(2025, 10_000_000) };
        facts.payments =
            vec![(date(2025, 6, 15), Cents::new(200_000)), (date(2025, 4, 15), Cents::new(50_000))];
        let (amount, installments) = estimated_tax_penalty(Pack::us_federal(), &facts).unwrap();
        assert_eq!(installments.map(|installment| installment.short.get()), [50_000, 0, 50_000, 100_000]);
        let expected = (7 * (50_000 * 61 + 50_000 * 212 + 100_000 * 90) + 18_250) / 36_500;
        assert_eq!(amount.get(), expected);
    }

    #[test]
    fn safe_harbours() {
        let base = nothing_paid(2025, 10_000_000);
        assert_eq!(penalty(&EstimatedTax { withheld: Cents::new(9_900_001), ..base.clone() }), 0);
        assert_eq!(penalty(&EstimatedTax { prior_tax: Some(Cents::ZERO), ..base.clone() }), 0);
        let required = |prior_income, married_filing_separately| {
            let facts = EstimatedTax {
                prior_tax: Some(Cents::new(2_800_000)),
                prior_income: Cents::new(prior_income),
                married_filing_separately,
                ..base.clone()
            };
            required_annual_payment(Pack::us_federal(), &facts, date(2026, 4, 15)).unwrap().get()
        };
        assert_eq!(required(15_000_000, false), 2_800_000);
        assert_eq!(required(15_000_001, false), 3_080_000);
        assert_eq!(required(7_500_001, true), 3_080_000);
        let withheld = EstimatedTax { withheld: Cents::new(9_000_000), ..base };
        assert_eq!(penalty(&withheld), 0);
    }

    #[test]
    fn more_than_one_payment_may_fill_an_installment() {
        let mut facts =
            EstimatedTax { prior_tax: Some(Cents::new(400_000)), ..nothing_paid(2025, 10_000_000) };
        facts.payments = [4, 5, 6, 9].map(|month| (date(2025, month, 10), Cents::new(50_000))).to_vec();
        facts.payments.push((date(2026, 4, 15), Cents::new(200_000)));
        // 500 late by 25 days, then in time for June, and the last two to the very end.
        let (amount, installments) = estimated_tax_penalty(Pack::us_federal(), &facts).unwrap();
        assert_eq!(
            installments.map(|installment| installment.short.get()),
            [50_000, 50_000, 100_000, 100_000]
        );
        let days = 50_000 * 25 + 50_000 * 87 + 100_000 * 212 + 100_000 * 90;
        assert_eq!(amount.get(), (7 * days + 18_250) / 36_500);
    }

    #[test]
    fn a_payment_after_the_last_day_changes_nothing() {
        let none = nothing_paid(2025, 10_000_000);
        let late =
            EstimatedTax { payments: vec![(date(2026, 9, 1), Cents::new(10_000_000))], ..none.clone() };
        assert_eq!(penalty(&late), penalty(&none));
    }
}
