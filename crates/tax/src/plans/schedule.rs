//! What does each instalment pay, by the ledger's own rules? Oldest tax first; the last one is the payoff of its day.

use serde::Serialize;
use values::{Cents, Date};

use super::{Owed, PlanError};
use crate::calendar::corresponding_date;
use crate::ledger::{Code, Module, Position, Span, Transaction, position};
use crate::pack::Pack;

/// The code that a payment is posted with.
const PAYMENT: u16 = 670;

/// One instalment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Instalment {
    /// The day it is debited: the first business day from the one agreed.
    pub on: Date,
    /// How much.
    pub amount: Cents,
    /// What of it goes where.
    pub parts: Vec<Part>,
}

/// The part of an instalment that pays one module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Which, by its place in what is owed.
    pub owed: usize,
    /// How much.
    pub amount: Cents,
}

/// All instalments and what they leave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Schedule {
    /// In order of their days.
    pub instalments: Vec<Instalment>,
    /// What is unpaid after the last one, or when the time to collect ends.
    pub left: Cents,
    /// Interest that is added from today.
    pub interest: Cents,
    /// Penalties that are added from today.
    pub penalties: Cents,
}

/// What a schedule is made from.
#[derive(Clone, Debug)]
pub(super) struct Plan<'a> {
    pub(super) pack: &'a Pack,
    /// What it pays, with its place in what is owed, oldest first.
    pub(super) owed: Vec<(usize, Owed<'a>)>,
    pub(super) today: Date,
    /// The days of all instalments that there may be.
    pub(super) days: Vec<Date>,
    /// Whether the penalty falls to the rate of an agreement.
    pub(super) is_agreement: bool,
}

/// The days of instalments, each moved to a business day, from the first one to `last`, at most so many.
pub(super) fn days(pack: &Pack, first: Date, last: Option<Date>, most: usize) -> Vec<Date> {
    let nth = |month: usize| corresponding_date(first, i32::try_from(month).unwrap_or(i32::MAX));
    let days = (0..most).map(|month| pack.calendar.on_or_after(nth(month)));
    days.take_while(|day| last.is_none_or(|last| *day <= last)).collect()
}

impl Plan<'_> {
    /// What all of it comes to on a day without any instalment.
    pub(super) fn balance(&self, on: Date) -> Result<Cents, PlanError> {
        let balances = self.owed.iter().map(|(_, owed)| {
            let balance = position(self.pack, owed.module, on)?.balance;
            Ok(balance.max(Cents::ZERO))
        });
        Ok(Cents::total(balances.collect::<Result<Vec<_>, PlanError>>()?)?)
    }

    /// The least that pays all of it in time; none where no amount does.
    pub(super) fn least(&self) -> Result<Option<Cents>, PlanError> {
        let Some(last) = self.days.last() else { return Ok(None) };
        let months = i64::try_from(self.days.len()).unwrap_or(i64::MAX);
        let most = self.balance(*last)?;
        if !self.schedule(most)?.left.is_zero() {
            return Ok(None);
        }
        // Paid at once it costs no more than today's balance; paid at the end, no more than the last day's.
        let mut low = (self.balance(self.today)?.get() / months - 1).max(0);
        if low > 0 && self.schedule(Cents::new(low))?.left.is_zero() {
            low = 0;
        }
        let mut high = (most.get() / months + 1).min(most.get());
        while !self.schedule(Cents::new(high))?.left.is_zero() {
            high = high.saturating_mul(2).min(most.get());
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.schedule(Cents::new(middle))?.left.is_zero() { high = middle } else { low = middle }
        }
        Ok(Some(Cents::new(high)))
    }

    /// Pays this much each month until all is paid or no day is left.
    pub(super) fn schedule(&self, monthly: Cents) -> Result<Schedule, PlanError> {
        let mut schedule = Schedule::default();
        let mut free = vec![monthly; self.days.len()];
        let mut parts: Vec<Vec<Part>> = vec![Vec::new(); self.days.len()];
        for (place, owed) in &self.owed {
            let (paid, end) = self.pay(owed, &free)?;
            for (index, amount) in paid {
                free[index] = free[index].minus(amount)?;
                parts[index].push(Part { owed: *place, amount });
            }
            let now = position(self.pack, owed.module, self.today)?;
            schedule.left = schedule.left.plus(end.balance.max(Cents::ZERO))?;
            schedule.interest = schedule.interest.plus(end.interest.minus(now.interest)?)?;
            schedule.penalties = schedule.penalties.plus(penalties(&end)?.minus(penalties(&now)?)?)?;
        }
        for (day, parts) in self.days.iter().zip(parts) {
            if !parts.is_empty() {
                let amount = Cents::total(parts.iter().map(|part| part.amount))?;
                schedule.instalments.push(Instalment { on: *day, amount, parts });
            }
        }
        Ok(schedule)
    }

    /// What of the free money goes to one module, by the places of the days, and where it stands then.
    fn pay(&self, owed: &Owed<'_>, free: &[Cents]) -> Result<(Vec<(usize, Cents)>, Position), PlanError> {
        let mut module = owed.module.clone();
        if self.is_agreement {
            module.agreements.push(Span { from: self.today, to: None });
        }
        let in_time = |day: &Date| owed.collectible_to.is_none_or(|last| *day <= last);
        let usable: Vec<(usize, Date, Cents)> = self
            .days
            .iter()
            .zip(free)
            .enumerate()
            .filter(|(_, (day, amount))| in_time(day) && amount.is_positive())
            .map(|(index, (day, amount))| (index, *day, *amount))
            .collect();
        let after = |count: usize, on: Date| position(self.pack, &paid(&module, &usable[..count]), on);
        // How many instalments it takes: the first after which nothing is owed.
        let (mut low, mut high) = (0, usable.len() + 1);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if after(middle, usable[middle - 1].1)?.balance.is_positive() {
                low = middle;
            } else {
                high = middle;
            }
        }
        let whole =
            |count: usize| usable[..count].iter().map(|(index, _, amount)| (*index, *amount)).collect();
        let Some(&(index, day, _)) = usable.get(low) else {
            // Never paid: where it stands when the last instalment is paid, or the time to collect ends.
            let last = usable.last().map_or(self.today, |(_, day, _)| *day);
            let end = self
                .days
                .last()
                .map_or(last, |day| owed.collectible_to.map_or(*day, |to| to.min(*day)).max(last));
            return Ok((whole(low), after(low, end)?));
        };
        let payoff = self.payoff(&paid(&module, &usable[..low]), day)?;
        let mut all: Vec<(usize, Cents)> = whole(low);
        let mut last = usable[..low].to_vec();
        if payoff.is_positive() {
            all.push((index, payoff));
            last.push((index, day, payoff));
        }
        Ok((all, position(self.pack, &paid(&module, &last), day)?))
    }

    /// What brings a module to zero on a day. Within a notice's window that is less than its balance, since the payment
    /// counts from the notice.
    fn payoff(&self, module: &Module, day: Date) -> Result<Cents, PlanError> {
        let mut amount = position(self.pack, module, day)?.balance.max(Cents::ZERO);
        for _ in 0..8 {
            let after = position(self.pack, &paid(module, &[(0, day, amount)]), day)?.balance;
            if after.is_zero() || !amount.is_positive() {
                break;
            }
            amount = amount.plus(after)?;
        }
        Ok(amount)
    }
}

/// A module with payments.
fn paid(module: &Module, payments: &[(usize, Date, Cents)]) -> Module {
    let mut module = module.clone();
    let code = Code::new(PAYMENT).expect("670 is three digits");
    module.transactions.extend(payments.iter().map(|(_, date, amount)| Transaction {
        code,
        date: *date,
        amount: Cents::new(-amount.get()),
        section: None,
    }));
    module
}

fn penalties(position: &Position) -> Result<Cents, PlanError> {
    Ok(Cents::total([position.failure_to_file, position.failure_to_pay, position.other_penalties])?)
}
