//! The late-payment penalty, month by month (26 USC 6651(a)(2), (a)(3), (d), (h); 26 CFR 301.6651-1).
//!
//! On tax shown from the due date; on each later assessment from its own notice deadline. The base of a
//! month is what is unpaid when it begins; payments go to the oldest tax first.

use values::{Cents, Date, MoneyError};

use super::explanation::{fine, percent};
use super::sums::{Deadlines, Sums, notice_deadline};
use super::{Line, Module, Recorder, WhyRate};
use crate::calendar::{DayNumber, corresponding_date, date_of, day_number, next_day};
use crate::exact::{Fine, Rate};
use crate::pack::{AgreementMonth, Boundary, Cap, DatedValue, DueDate, FirstDay, Pack, Winner};

/// The penalty and when parts of it begin to bear interest.
#[derive(Debug, Default)]
pub(super) struct FailureToPay {
    pub(super) total: Fine,
    /// For each notice by date: its day and what had accrued since the one before.
    pub(super) at_notices: Vec<(DayNumber, Fine)>,
    /// The months on tax shown, which lower the late-filing penalty.
    pub(super) months: Vec<Month>,
}

/// A month that was charged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Month {
    pub(super) first: DayNumber,
    pub(super) last: DayNumber,
    pub(super) amount: Fine,
}

/// A debt that bears the penalty: what is older than it is paid first.
struct Base {
    older: i128,
    amount: i128,
    months_from: Date,
    section: &'static str,
}

pub(super) struct Months<'p, 'a, R> {
    pub(super) pack: &'p Pack,
    pub(super) module: &'a Module,
    pub(super) sums: &'a Sums,
    pub(super) deadlines: &'a Deadlines,
    pub(super) as_of: DayNumber,
    pub(super) recorder: &'a mut R,
}

impl<'p, R: Recorder> Months<'p, '_, R> {
    pub(super) fn failure_to_pay(mut self) -> Result<FailureToPay, MoneyError> {
        let mut notices: Vec<_> = self.module.notices.iter().map(|notice| day_number(notice.date)).collect();
        notices.retain(|day| *day <= self.as_of);
        notices.sort_unstable();
        let at_notices = notices.into_iter().map(|day| (day, Fine::ZERO)).collect();
        let mut penalty = FailureToPay { at_notices, ..FailureToPay::default() };
        let shown = self.sums.shown.max(0);
        let months_from = match self.pack.choices.failure_to_pay_months_from {
            DueDate::Statutory => self.module.return_due,
            DueDate::Moved => date_of(self.deadlines.pay_by),
        };
        self.charge(&Base { older: 0, amount: shown, months_from, section: "6651(a)(2)" }, &mut penalty)?;
        let mut older = shown;
        for debt in &self.sums.debts {
            let amount = i128::from(debt.amount.get());
            if debt.assessed {
                let months_from = date_of(notice_deadline(self.pack, date_of(debt.day), debt.amount));
                self.charge(&Base { older, amount, months_from, section: "6651(a)(3)" }, &mut penalty)?;
            }
            older += amount;
        }
        Ok(penalty)
    }

    /// Charges one base for each month that has begun, until the limit.
    fn charge(&mut self, base: &Base, penalty: &mut FailureToPay) -> Result<(), MoneyError> {
        let cap = self.pack.position.failure_to_pay_cap.on(day_number(base.months_from));
        let mut limit = Limit { cap, points: Rate::ZERO, dollars: None, charged: Fine::ZERO };
        // More abated than was ever shown counts as paid.
        let mut paid = self.sums.prepaid - self.sums.shown.min(0);
        let mut credits = self.sums.credits.iter().peekable();
        let mut last = base.months_from;
        for month in 1.. {
            let first = next_day(last);
            last = corresponding_date(base.months_from, month);
            let first_number = day_number(first);
            if first_number > self.as_of || limit.is_reached() {
                break;
            }
            let in_time = i32::from(self.pack.choices.payment_on_first_day_of_month == FirstDay::InTime);
            while let Some((_, amount)) = credits.next_if(|credit| credit.0 < first_number + in_time) {
                paid += amount;
            }
            let unpaid = base.amount - (paid - base.older).clamp(0, base.amount);
            if unpaid == 0 {
                if credits.peek().is_none() {
                    break;
                }
                continue;
            }
            let unpaid = Cents::new(i64::try_from(unpaid).map_err(|_| MoneyError::TooLarge)?);
            let (figure, why) = self.rate(first_number, day_number(last));
            let cap = self.pack.choices.failure_to_pay_cap;
            let (rate, why, amount) = limit.charge(cap, unpaid, figure.value, why)?;
            self.recorder.line(|| Line::FailureToPay {
                section: base.section,
                from: first,
                to: last,
                base: unpaid,
                rate_percent: percent(rate),
                why,
                amount: fine(amount),
                confidence: figure.confidence,
                source: figure.source.clone(),
            });
            let month = Month { first: first_number, last: day_number(last), amount };
            penalty.add(month, base.section == "6651(a)(2)")?;
        }
        Ok(())
    }

    /// The rate of a month and why.
    fn rate(&self, first: DayNumber, last: DayNumber) -> (&'p DatedValue<Rate>, WhyRate) {
        let pack: &'p Pack = self.pack;
        let (figures, choices) = (&pack.position, &pack.choices);
        let filed_in_time =
            self.module.filed.is_some_and(|filed| day_number(filed) <= self.deadlines.file_by);
        let last_day = match choices.agreement_month {
            AgreementMonth::AnyDay => last.min(self.as_of),
            AgreementMonth::FirstDay => first,
        };
        let agreement = filed_in_time
            && self.module.agreements.iter().any(|agreement| {
                day_number(agreement.from) <= last_day
                    && agreement.to.is_none_or(|to| day_number(to) >= first)
            });
        let levy =
            self.module.levy_notice.map(day_number).filter(|notice| *notice <= self.as_of).is_some_and(
                |notice| {
                    let tenth_day = notice + figures.levy_days.on(notice);
                    first > tenth_day || (first == tenth_day && choices.levy_month == Boundary::On)
                },
            );
        match (agreement, levy, choices.agreement_and_levy) {
            (true, false, _) | (true, true, Winner::Agreement) => {
                (figures.agreement_rate.entry(first), WhyRate::Agreement)
            }
            (_, true, _) => (figures.levy_rate.entry(first), WhyRate::Levy),
            (false, false, _) => (figures.failure_to_pay_rate.entry(first), WhyRate::Ordinary),
        }
    }
}

/// How much of the limit is used.
struct Limit {
    cap: Rate,
    points: Rate,
    /// The most in dollars, once the first month has set it.
    dollars: Option<Fine>,
    charged: Fine,
}

impl Limit {
    fn is_reached(&self) -> bool {
        self.cap.less(self.points).is_zero() || self.dollars.is_some_and(|most| most == self.charged)
    }

    fn charge(
        &mut self,
        cap: Cap,
        unpaid: Cents,
        rate: Rate,
        why: WhyRate,
    ) -> Result<(Rate, WhyRate, Fine), MoneyError> {
        if cap == Cap::Dollars {
            let most = *self.dollars.get_or_insert_with(|| Fine::rate_of(unpaid, self.cap));
            let amount = Fine::rate_of(unpaid, rate).min(most.less(self.charged));
            self.charged = self.charged.plus(amount)?;
            return Ok((rate, why, amount));
        }
        let left = self.cap.less(self.points);
        let why = if left < rate { WhyRate::Limit } else { why };
        let rate = rate.min(left);
        self.points = self.points.plus(rate);
        Ok((rate, why, Fine::rate_of(unpaid, rate)))
    }
}

impl FailureToPay {
    fn add(&mut self, month: Month, on_tax_shown: bool) -> Result<(), MoneyError> {
        self.total = self.total.plus(month.amount)?;
        if on_tax_shown {
            self.months.push(month);
        }
        if let Some(notice) = self.at_notices.iter_mut().find(|notice| month.first <= notice.0) {
            notice.1 = notice.1.plus(month.amount)?;
        }
        Ok(())
    }
}
