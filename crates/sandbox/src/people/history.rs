//! What happened to one year's taxes: filed when, refunded or owed, examined later?

use formats::books::{Dependant, FilingStatus, Key, Record, Tag, TaxReturn, TaxYear};
use values::{Date, date};

use super::account::{Account, form, later, next_weekday};
use super::approximate::interest;
use super::chance::Chance;
use super::collection;
use super::figures::{Habit, Sums};

/// One year of one household, before anything happens in it.
#[derive(Debug)]
pub(super) struct History<'a> {
    pub(super) tax_year: i16,
    pub(super) taxpayer: &'a Key,
    pub(super) spouse: Option<&'a Key>,
    pub(super) status: FilingStatus,
    pub(super) dependants: Vec<Dependant>,
    pub(super) habit: Habit,
    pub(super) abroad: bool,
    pub(super) death: Option<Date>,
    pub(super) today: Date,
}

/// What a year leaves behind.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) records: Vec<Record>,
    /// Cents of an overpayment credited to the next year.
    pub(super) carried: i64,
}

/// When the return came in, if it did.
#[derive(Clone, Copy, Debug)]
struct Filing {
    extended_due: Option<Date>,
    filed: Option<Date>,
}

impl History<'_> {
    fn due(&self) -> Date {
        date(self.tax_year + 1, 4, 15)
    }

    /// Lets the year happen.
    pub(super) fn happen(self, chance: &mut Chance, sums: &Sums) -> Outcome {
        let key = format!("{}-{}", self.taxpayer.as_str(), self.tax_year);
        let mut account =
            Account::new(&format!("{key}-M"), self.taxpayer, self.spouse, self.tax_year, self.today);
        let filing = self.filing(chance);
        account.module.extended_due = filing.extended_due;
        account.module.filed = filing.filed;
        self.prepayments(&mut account, chance, sums, filing);
        let mut carried = 0;
        match filing.filed {
            Some(filed) if sums.net < 0 => carried = self.overpaid(&mut account, chance, sums, filed),
            Some(filed) => self.assessed(&mut account, chance, sums, filed),
            None => self.unfiled(&mut account, chance, sums),
        }
        if let Some(death) = self.death.filter(|death| death.year() == self.tax_year) {
            account.mark(540, death);
        }
        let filed = filing.filed.map(|filed_on| self.filed_return(&key, filed_on, sums, carried));
        let mut records: Vec<Record> = filed.into_iter().collect();
        records.extend(account.records());
        Outcome { records, carried }
    }

    fn filing(&self, chance: &mut Chance) -> Filing {
        let due = self.due();
        let early = later(date(self.tax_year + 1, 1, 28), chance.between(0, 76));
        let (late, never) = match self.habit {
            Habit::Steady => (1, 0),
            Habit::Owing => (8, 1),
            Habit::Struggling => (34, 14),
        };
        let extended_due = if self.abroad {
            Some(date(self.tax_year + 1, 6, 15))
        } else {
            chance.percent(11).then(|| date(self.tax_year + 1, 10, 15))
        };
        let filed = if chance.percent(never) {
            None
        } else if chance.percent(late) {
            Some(later(extended_due.unwrap_or(due), chance.between(3, 700)))
        } else if let Some(extended_due) = extended_due {
            Some(later(extended_due, -chance.between(0, 55)))
        } else {
            Some(early.min(due))
        };
        Filing { extended_due, filed: filed.filter(|filed| *filed <= self.today) }
    }

    fn prepayments(&self, account: &mut Account, chance: &mut Chance, sums: &Sums, filing: Filing) {
        let due = self.due();
        if sums.carried > 0 {
            account.post(716, date(self.tax_year, 4, 15), -sums.carried);
        }
        if sums.estimated > 0 {
            let code = chance.pick(&[430, 660]);
            let days = [(self.tax_year, 4), (self.tax_year, 6), (self.tax_year, 9), (self.tax_year + 1, 1)];
            for (year, month) in days {
                account.post(code, date(year, month, 15), -sums.estimated);
            }
        }
        if filing.extended_due.is_some_and(|extended| extended.month() == 10) {
            account.mark(460, due);
        }
        if filing.filed.is_some() {
            if sums.withholding > 0 {
                account.post(806, due, -sums.withholding);
            }
            if sums.refundable > 0 {
                account.post(766, due, -sums.refundable);
            }
        }
    }

    /// The day on which the return is processed and its tax assessed: a Monday some weeks after filing.
    fn assessment_day(&self, chance: &mut Chance, filed: Date) -> Date {
        next_weekday(later(filed.max(date(self.tax_year + 1, 2, 10)), chance.between(6, 25)), 1)
    }

    /// Posts a return with an overpayment: refund, credit to the next year, offset. Returns what is credited.
    fn overpaid(&self, account: &mut Account, chance: &mut Chance, sums: &Sums, filed: Date) -> i64 {
        let assessed = self.assessment_day(chance, filed);
        account.post(150, assessed, sums.total_tax);
        let mut left = -sums.net;
        let mut carried = 0;
        if sums.business > 0 && self.tax_year < 2025 && chance.percent(30) && self.death.is_none() {
            carried = left;
            account.post(836, assessed, carried);
            left = 0;
        }
        if left > 60_000 && chance.percent(3) {
            let offset = left / 300 * 100;
            account.post(898, assessed, offset);
            left -= offset;
        }
        if left > 0 {
            refund(account, chance, left, filed.max(self.due()), assessed);
        }
        if self.tax_year < 2025 && sums.wages > 0 && chance.percent(2) {
            amended(account, chance, assessed, self.due());
        } else {
            self.examined(account, chance, sums, assessed);
        }
        carried
    }

    /// Posts a return with an amount owed, or with nothing due either way.
    fn assessed(&self, account: &mut Account, chance: &mut Chance, sums: &Sums, filed: Date) {
        let due = self.due();
        let in_time = filed <= account.module.extended_due.unwrap_or(due);
        let assessed = self.assessment_day(chance, filed);
        let pays = match self.habit {
            Habit::Steady => 98,
            Habit::Owing => 52,
            Habit::Struggling => 12,
        };
        if sums.net > 0 && in_time && chance.percent(pays) {
            account.post(150, assessed, sums.total_tax);
            let with_extension = filed > due;
            account.post(if with_extension { 620 } else { 610 }, filed.min(due), -sums.net);
            if chance.percent(2) {
                collection::dishonoured(account, chance, sums.net, filed.min(due), due);
            }
        } else if sums.net > 0 {
            collection::owed(account, chance, sums, filed, self.habit);
            return;
        } else {
            account.post(150, assessed, sums.total_tax);
        }
        self.examined(account, chance, sums, assessed);
    }

    /// Posts what the agency does about a missing return, years later.
    fn unfiled(&self, account: &mut Account, chance: &mut Chance, sums: &Sums) {
        let inquiry = later(self.due(), chance.between(240, 420));
        account.mark(971, inquiry);
        if self.tax_year <= 2022 && chance.percent(35) && sums.total_tax > 0 {
            // The agency's own return knows no deductions beyond the standard one and no credits.
            let assessed = next_weekday(later(self.due(), chance.between(700, 1_000)), 1);
            account.post(806, self.due(), -sums.withholding);
            account.post(150, assessed, sums.total_tax + sums.credits);
            if account.balance() > 0 {
                account.demand(assessed);
            }
        }
    }

    /// A small share of returns is looked at again.
    fn examined(&self, account: &mut Account, chance: &mut Chance, sums: &Sums, assessed: Date) {
        if self.tax_year >= 2025 || sums.agi < 3_000_000 {
            return;
        }
        let percent = if sums.business > 0 { 5 } else { 2 };
        if chance.percent(percent) {
            collection::examination(account, chance, sums.total_tax, assessed);
        } else if chance.percent(1) {
            collection::unreported_income(account, chance, sums.total_tax, assessed);
        }
    }

    fn filed_return(&self, key: &str, filed_on: Date, sums: &Sums, elected: i64) -> Record {
        Record::Return(Box::new(TaxReturn {
            tag: Tag,
            key: format!("{key}-R").parse().expect("made of keys and digits"),
            taxpayer: self.taxpayer.clone(),
            spouse: self.spouse.cloned(),
            tax_year: TaxYear::new(self.tax_year).expect("a year of our time"),
            form: form(),
            filed_on,
            filing_status: self.status,
            figures: sums.figures(elected),
            dependants: self.dependants.clone(),
        }))
    }
}

/// Sends a refund, mostly at once, sometimes held and then with interest.
fn refund(account: &mut Account, chance: &mut Chance, cents: i64, since: Date, assessed: Date) {
    if !chance.percent(6) {
        account.post(846, assessed, cents);
        if chance.percent(1) {
            account.post(841, later(assessed, 40), -cents);
            account.post(846, later(assessed, 61), cents);
        }
        return;
    }
    account.mark(570, assessed);
    account.mark(971, later(assessed, 7));
    let released = next_weekday(later(since.max(assessed), chance.between(60, 260)), 5);
    account.mark(571, released);
    let credit = interest(cents, since, later(released, -10));
    account.post(776, released, -credit);
    account.post(846, released, cents + credit);
}

/// An amended return that lowers the tax; the difference comes back with interest.
fn amended(account: &mut Account, chance: &mut Chance, assessed: Date, due: Date) {
    let received = later(assessed, chance.between(120, 500));
    let decided = next_weekday(later(received, chance.between(70, 160)), 1);
    let lowered = chance.between(150, 1_800) * 100;
    if decided > account.today() {
        account.mark(977, received);
        return;
    }
    account.mark(977, received);
    account.post(291, decided, -lowered);
    let credit = interest(lowered, due, later(decided, -10));
    account.post(776, decided, -credit);
    account.post(846, decided, lowered + credit);
}
