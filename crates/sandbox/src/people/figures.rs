//! What does a made-up household's return say?

use formats::books::Figures;
use values::Cents;

use super::approximate::{deduction, income_tax};
use super::chance::Chance;
use super::person::{Person, Trade};

/// How a household deals with its taxes, year after year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Habit {
    /// Enough withheld, files and pays in time.
    Steady,
    /// Often too little withheld.
    Owing,
    /// Files late or not at all, seldom pays all.
    Struggling,
}

/// A return in cents.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) wages: i64,
    pub(super) business: i64,
    pub(super) pension: i64,
    pub(super) interest: i64,
    pub(super) adjustments: i64,
    pub(super) agi: i64,
    pub(super) deduction: i64,
    pub(super) taxable: i64,
    pub(super) credits: i64,
    pub(super) self_employment: i64,
    pub(super) total_tax: i64,
    pub(super) withholding: i64,
    /// Each of four estimated payments.
    pub(super) estimated: i64,
    /// Left from the year before.
    pub(super) carried: i64,
    pub(super) refundable: i64,
    /// Total tax less everything paid and credited before filing: positive is owed.
    pub(super) net: i64,
}

/// Whole dollars of a part of an amount.
fn part(amount: i64, per_mille: i64) -> i64 {
    amount / 100 * per_mille / 1_000 * 100
}

/// Draws the return of a year for one filer or two.
pub(super) fn sums(
    chance: &mut Chance,
    filers: &[&Person],
    year: i16,
    children: i64,
    habit: Habit,
    carried: i64,
) -> Sums {
    let joint = filers.len() == 2;
    let mut sums = Sums { carried, ..Sums::default() };
    for filer in filers {
        let grown = 1_000 + i64::from(year - 2016) * 32 + chance.between(-60, 60);
        let earned = part(filer.earnings, grown);
        match filer.trade {
            Trade::Employed => sums.wages += earned,
            Trade::Freelance => sums.business += earned,
            Trade::Retired => sums.pension += part(earned, 620),
        }
    }
    if chance.percent(40) {
        sums.interest = chance.between(10, 1_900) * 100;
    }
    sums.self_employment = part(sums.business, 141);
    sums.adjustments = part(sums.self_employment, 500);
    sums.agi = sums.wages + sums.business + sums.pension + sums.interest - sums.adjustments;
    sums.deduction = deduction(year, joint);
    sums.taxable = (sums.agi - sums.deduction).max(0);
    let tax = income_tax(year, joint, sums.taxable);
    let child_credit = children * if year < 2018 { 100_000 } else { 200_000 };
    sums.credits = child_credit.min(tax);
    sums.refundable = (child_credit - sums.credits).min(children * 140_000).min(part(sums.wages, 150));
    sums.total_tax = tax - sums.credits + sums.self_employment;
    prepay(chance, &mut sums, tax, habit);
    sums
}

/// Draws what was withheld and paid in advance.
fn prepay(chance: &mut Chance, sums: &mut Sums, tax: i64, habit: Habit) {
    let share = match habit {
        Habit::Steady => chance.between(960, 1_280),
        Habit::Owing => chance.between(650, 990),
        Habit::Struggling => chance.between(350, 980),
    };
    let employed = sums.wages + sums.pension;
    let income = (employed + sums.business).max(100);
    let on_wages =
        i64::try_from(i128::from(tax) * i128::from(employed) / i128::from(income)).expect("part of the tax");
    sums.withholding = part(on_wages, share);
    let rest = (sums.total_tax - sums.withholding - sums.carried).max(0);
    if sums.business > 0 && (habit != Habit::Struggling || chance.percent(30)) {
        sums.estimated = part(rest, share.min(1_050) / 4);
    }
    sums.net = sums.total_tax - sums.withholding - 4 * sums.estimated - sums.carried - sums.refundable;
}

impl Sums {
    /// The amounts as a record holds them; `elected` of an overpayment stays for the next year.
    pub(super) fn figures(&self, elected: i64) -> Figures {
        let some = |cents: i64| (cents != 0).then(|| Cents::new(cents));
        Figures {
            agi: Cents::new(self.agi),
            taxable_income: Cents::new(self.taxable),
            total_tax: Cents::new(self.total_tax),
            wages: some(self.wages),
            taxable_interest: some(self.interest),
            business_income: some(self.business),
            pensions: some(self.pension),
            adjustments: some(self.adjustments),
            deduction: some(self.deduction),
            credits: some(self.credits),
            self_employment_tax: some(self.self_employment),
            withholding: some(self.withholding),
            estimated_payments: some(4 * self.estimated + self.carried),
            refundable_credits: some(self.refundable),
            total_payments: some(self.total_tax - self.net),
            refund: some((-self.net).max(0) - elected),
            credit_elect: some(elected),
            owed: some(self.net.max(0)),
            ..Figures::default()
        }
    }
}
