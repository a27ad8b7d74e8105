//! Which kinds of plan fit, and why do the others not? A rule for each kind; amounts come from the schedule.

use values::{Cents, Date};

use super::schedule::{Plan, Schedule, days};
use super::{Asked, Choice, Fee, KINDS, Kind, Owed, Payer, PlanError, Reason, Terms, set_up_fee};
use crate::calendar::{date_of, day_number, months_begun};
use crate::ledger::position;
use crate::pack::Pack;

/// More months than any time to collect has.
const ALL_MONTHS: usize = 600;

/// Every kind, with its terms or the reasons against it.
pub fn fitting(pack: &Pack, asked: &Asked<'_>) -> Result<Vec<Choice>, PlanError> {
    KINDS.into_iter().map(|kind| choice(pack, asked, kind)).collect()
}

/// One kind, with its terms or the reasons against it.
pub fn choice(pack: &Pack, asked: &Asked<'_>, kind: Kind) -> Result<Choice, PlanError> {
    if asked.first_on <= asked.today || asked.first_on.day() > 28 {
        return Err(PlanError::FirstDay { today: asked.today });
    }
    let rules = Rules::new(pack, asked, kind)?;
    let mut reasons = rules.reasons()?;
    let terms = if reasons.is_empty() { rules.terms(&mut reasons)? } else { None };
    Ok(Choice { kind, terms: terms.ok_or(reasons) })
}

/// One kind, asked for by one person.
struct Rules<'a> {
    pack: &'a Pack,
    asked: &'a Asked<'a>,
    kind: Kind,
    /// What the kind would pay.
    owed: Vec<(usize, Owed<'a>)>,
    /// All of it today.
    balance: Cents,
}

impl<'a> Rules<'a> {
    fn new(pack: &'a Pack, asked: &'a Asked<'a>, kind: Kind) -> Result<Self, PlanError> {
        let is_expected = kind == Kind::BeforeAssessment;
        let mut owed = Vec::new();
        for (place, one) in asked.owed.iter().enumerate().filter(|(_, one)| one.is_expected == is_expected) {
            if position(pack, one.module, asked.today)?.balance.is_positive() {
                owed.push((place, *one));
            }
        }
        owed.sort_by_key(|(_, one)| one.module.return_due);
        let mut rules = Self { pack, asked, kind, owed, balance: Cents::ZERO };
        rules.balance = rules.plan(Vec::new()).balance(asked.today)?;
        Ok(rules)
    }

    fn plan(&self, days: Vec<Date>) -> Plan<'a> {
        let is_agreement = self.kind.is_agreement();
        Plan { pack: self.pack, owed: self.owed.clone(), today: self.asked.today, days, is_agreement }
    }

    fn money(&self, name: &'static str) -> Result<Cents, PlanError> {
        Ok(self.pack.money(name, self.asked.today)?)
    }

    fn count(&self, name: &'static str) -> Result<i32, PlanError> {
        Ok(self.pack.count(name, self.asked.today)?)
    }

    /// What stands against the kind before any amount is computed.
    fn reasons(&self) -> Result<Vec<Reason>, PlanError> {
        let (asked, standing) = (self.asked, self.asked.standing);
        if self.owed.is_empty() {
            let is_expected = self.kind == Kind::BeforeAssessment;
            return Ok(vec![if is_expected { Reason::NothingExpected } else { Reason::NothingOwed }]);
        }
        let mut reasons = Vec::new();
        for (stands, reason) in [
            (standing.has_unfiled_returns, Reason::UnfiledReturns),
            (standing.is_bankrupt, Reason::Bankruptcy),
            (standing.has_offer, Reason::Offer),
        ] {
            if stands {
                reasons.push(reason);
            }
        }
        let is_individual = asked.payer == Payer::Individual;
        match self.kind {
            Kind::ShortTerm => {
                only_individuals(is_individual, &mut reasons);
                // Official texts disagree at the limit itself; the one of the web page is followed: less than it.
                let limit = self.money("plan.short_term_below")?;
                if self.balance >= limit {
                    reasons.push(Reason::AboveLimit { limit, found: self.balance });
                }
            }
            Kind::Guaranteed => self.guaranteed(is_individual, &mut reasons)?,
            Kind::Simple => self.simple(is_individual, &mut reasons)?,
            Kind::AbilityToPay | Kind::PartialPayment => {
                let limit = self.simple_limit(is_individual)?;
                if self.kind == Kind::AbilityToPay && self.assessed()? <= limit {
                    reasons.push(Reason::NotAboveLimit { limit });
                }
                if !asked.ability.is_some_and(Cents::is_positive) {
                    reasons.push(Reason::NeedsFinances);
                }
            }
            Kind::BeforeAssessment => {
                only_individuals(is_individual, &mut reasons);
                self.below("plan.simple_limit", self.balance, &mut reasons)?;
            }
            Kind::TrustFundExpress => self.trust_fund(&mut reasons)?,
        }
        Ok(reasons)
    }

    fn below(&self, name: &'static str, found: Cents, reasons: &mut Vec<Reason>) -> Result<(), PlanError> {
        let limit = self.money(name)?;
        if found > limit {
            reasons.push(Reason::AboveLimit { limit, found });
        }
        Ok(())
    }

    /// Income tax of a person, at most 10,000 dollars without penalties and interest, clean years before it
    /// (26 USC 6159(c)).
    fn guaranteed(&self, is_individual: bool, reasons: &mut Vec<Reason>) -> Result<(), PlanError> {
        only_individuals(is_individual, reasons);
        if !self.owed.iter().all(|(_, one)| one.is_income_tax) {
            reasons.push(Reason::OnlyIncomeTax);
        }
        let tax = self
            .owed
            .iter()
            .map(|(_, one)| Ok(position(self.pack, one.module, self.asked.today)?.split()?.tax));
        let tax = Cents::total(tax.collect::<Result<Vec<_>, PlanError>>()?)?;
        self.below("plan.guaranteed_limit", tax, reasons)?;
        if !self.asked.standing.is_clean {
            reasons.push(Reason::NotClean { years: self.count("plan.guaranteed_clean_years")? });
        }
        Ok(())
    }

    /// Without a financial statement up to a limit of what is assessed; in former years above a part of it only with
    /// direct debit.
    fn simple(&self, is_individual: bool, reasons: &mut Vec<Reason>) -> Result<(), PlanError> {
        let limit = self.simple_limit(is_individual)?;
        if limit.is_zero() {
            reasons.push(Reason::NotOffered);
            return Ok(());
        }
        let found = self.assessed()?;
        if found > limit {
            reasons.push(Reason::AboveLimit { limit, found });
        } else if found > self.money("plan.simple_debit_above")? && !self.asked.is_direct_debit {
            reasons.push(Reason::NeedsDirectDebit);
        }
        Ok(())
    }

    fn simple_limit(&self, is_individual: bool) -> Result<Cents, PlanError> {
        self.money(if is_individual { "plan.simple_limit" } else { "plan.simple_limit_business" })
    }

    /// A business in operation that owes trust fund taxes, up to a limit.
    fn trust_fund(&self, reasons: &mut Vec<Reason>) -> Result<(), PlanError> {
        let in_business = self.asked.payer == Payer::Business { is_in_business: true };
        if !in_business || !self.owed.iter().any(|(_, one)| one.is_trust_fund) {
            reasons.push(Reason::OnlyTrustFund);
        }
        let found = self.assessed()?;
        self.below("plan.trust_fund_limit", found, reasons)?;
        if found > self.money("plan.trust_fund_debit_above")? && !self.asked.is_direct_debit {
            reasons.push(Reason::NeedsDirectDebit);
        }
        Ok(())
    }

    /// What is posted: later interest and penalties do not count against the limits.
    fn assessed(&self) -> Result<Cents, PlanError> {
        let posted = self.owed.iter().map(|(_, one)| {
            let until_today = one.module.transactions.iter().filter(|posted| posted.date <= self.asked.today);
            Ok(Cents::total(until_today.map(|posted| posted.amount))?.max(Cents::ZERO))
        });
        Ok(Cents::total(posted.collect::<Result<Vec<_>, PlanError>>()?)?)
    }

    /// The days of the kind's instalments, at most as many as it allows.
    fn days(&self) -> Result<Vec<Date>, PlanError> {
        // Whole months of a plan that is changed are gone.
        let gone = (months_begun(self.asked.begun_on, self.asked.today) - 1).max(0);
        let months = match self.kind {
            Kind::ShortTerm => {
                let last = day_number(self.asked.begun_on) + self.count("plan.short_term_days")?;
                return Ok(days(self.pack, self.asked.first_on, Some(date_of(last)), ALL_MONTHS));
            }
            Kind::Guaranteed => self.count("plan.guaranteed_months")? - gone,
            Kind::Simple | Kind::BeforeAssessment => self.count("plan.simple_months")? - gone,
            Kind::TrustFundExpress => self.count("plan.trust_fund_months")? - gone,
            // Until the time to collect ends, at most its whole length from today.
            Kind::AbilityToPay | Kind::PartialPayment => self.count("collection.years")? * 12,
        };
        let ends = self.owed.iter().map(|(_, one)| one.collectible_to).collect::<Option<Vec<_>>>();
        let last = ends.and_then(|ends| ends.into_iter().max());
        let months = usize::try_from(months.max(0)).unwrap_or(ALL_MONTHS);
        Ok(days(self.pack, self.asked.first_on, last, months))
    }

    /// The terms; none where an amount stands against the kind, with the reason.
    fn terms(&self, reasons: &mut Vec<Reason>) -> Result<Option<Terms>, PlanError> {
        let plan = self.plan(self.days()?);
        if plan.days.is_empty() {
            reasons.push(Reason::NoTime);
            return Ok(None);
        }
        let least = plan.least()?;
        let ability = self.asked.ability.unwrap_or_default();
        if self.kind == Kind::PartialPayment {
            if least.is_some_and(|least| least <= ability) {
                reasons.push(Reason::PaysInFull);
                return Ok(None);
            }
            let schedule = plan.schedule(ability)?;
            return self.with(ability, ability, schedule).map(Some);
        }
        let Some(least) = least else {
            reasons.push(Reason::NoTime);
            return Ok(None);
        };
        let monthly = match self.kind {
            Kind::AbilityToPay => ability.max(self.asked.monthly.unwrap_or_default()),
            _ => self.asked.monthly.unwrap_or(least),
        };
        if monthly < least {
            reasons.push(Reason::TooLow { least });
            return Ok(None);
        }
        let schedule = plan.schedule(monthly)?;
        self.with(monthly, least, schedule).map(Some)
    }

    fn with(&self, monthly: Cents, least: Cents, schedule: Schedule) -> Result<Terms, PlanError> {
        let asked = self.asked;
        let fee = if self.kind == Kind::ShortTerm {
            Fee::NONE
        } else {
            set_up_fee(self.pack, asked.today, asked.channel, asked.is_direct_debit, asked.household)?
        };
        let paid = Cents::total(schedule.instalments.iter().map(|instalment| instalment.amount))?;
        let end = schedule.instalments.last();
        let is_partial = self.kind == Kind::PartialPayment;
        Ok(Terms {
            monthly,
            least,
            months: schedule.instalments.len(),
            last_on: end.map_or(asked.first_on, |end| end.on),
            last: end.map_or(Cents::ZERO, |end| end.amount),
            balance: self.balance,
            interest: schedule.interest,
            penalties: schedule.penalties,
            fee,
            total: paid.plus(fee.amount)?,
            left: schedule.left,
            reviewed_every: is_partial.then(|| self.count("plan.partial_review_years")).transpose()?,
            schedule,
        })
    }
}

fn only_individuals(is_individual: bool, reasons: &mut Vec<Reason>) {
    if !is_individual {
        reasons.push(Reason::OnlyIndividuals);
    }
}
