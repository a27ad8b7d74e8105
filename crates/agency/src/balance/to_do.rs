//! What needs doing, by when: the dated list of the home page, from the books alone.

use tax::calendar::next_day;
use tax::pack::Pack;
use values::{Cents, Date};

use super::{BalanceError, Year};

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToDo {
    /// By when; a day that has passed is overdue.
    pub by: Date,
    /// The form and year it is about.
    pub form: String,
    /// The tax year.
    pub tax_year: i64,
    /// What it is.
    pub why: Why,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// A return that was due has not been filed.
    FileReturn,
    /// The agency has announced that it will levy.
    AnswerLevyNotice {
        /// The day of the notice.
        noticed_on: Date,
        /// What is owed.
        owed: Cents,
    },
    /// Paying by the date on the notice saves further interest on it.
    PayNotice {
        /// What is owed today.
        owed: Cents,
    },
    /// A balance under an installment agreement: keep paying.
    KeepPaying {
        /// What is owed today.
        owed: Cents,
    },
    /// A balance without an agreement grows.
    PayOrPlan {
        /// What is owed today.
        owed: Cents,
        /// What it will be in 30 days.
        in_30_days: Cents,
    },
    /// A quarter's estimated tax, for those who pay it.
    EstimatedTax,
}

/// Everything that needs doing on a day, the most urgent first.
pub fn to_do(pack: &Pack, years: &[Year], today: Date) -> Result<Vec<ToDo>, BalanceError> {
    let mut list = Vec::new();
    for year in years {
        let mut add = |by, why| list.push(ToDo { by, form: year.form.clone(), tax_year: year.tax_year, why });
        if is_unfiled(pack, year, today) {
            add(filing_deadline(pack, year), Why::FileReturn);
        }
        if year.position.balance.is_positive() {
            let (by, why) = payment(pack, year, today)?;
            add(by, why);
        }
    }
    if let Some(by) = next_estimated_payment(pack, years, today) {
        let tax_year = i64::from(if by.month() == 1 { by.year() - 1 } else { by.year() });
        list.push(ToDo { by, form: "1040".to_owned(), tax_year, why: Why::EstimatedTax });
    }
    list.sort_by_key(|to_do| to_do.by);
    Ok(list)
}

/// Whether a return is missing whose day has passed.
pub fn is_unfiled(pack: &Pack, year: &Year, today: Date) -> bool {
    year.ledger.filed.is_none_or(|filed| filed > today) && filing_deadline(pack, year) < today
}

/// The last day on which the return is in time.
pub(crate) fn filing_deadline(pack: &Pack, year: &Year) -> Date {
    pack.calendar.on_or_after(year.ledger.extended_due.unwrap_or(year.ledger.return_due))
}

fn payment(pack: &Pack, year: &Year, today: Date) -> Result<(Date, Why), BalanceError> {
    let owed = year.position.balance;
    if year.has_agreement(today) {
        return Ok((today, Why::KeepPaying { owed }));
    }
    if let Some(noticed_on) = year.ledger.levy_notice.filter(|noticed_on| *noticed_on <= today) {
        return Ok((today, Why::AnswerLevyNotice { noticed_on, owed }));
    }
    let open = year.ledger.notices.iter().filter(|notice| notice.date <= today);
    let deadlines = open.map(|notice| tax::ledger::pay_by(pack, notice));
    if let Some(by) = deadlines.filter(|by| *by >= today).min() {
        return Ok((by, Why::PayNotice { owed }));
    }
    let later = (0..30).fold(today, |day, _| next_day(day));
    Ok((today, Why::PayOrPlan { owed, in_30_days: year.on(pack, later)?.balance }))
}

/// The next of the four dates of estimated tax, for somebody who paid it within the last twelve months.
fn next_estimated_payment(pack: &Pack, years: &[Year], today: Date) -> Option<Date> {
    let (month, day) = (today.month(), today.day());
    let year_ago = values::Date::new(today.year() - 1, month, day.min(28)).ok()?;
    let pays = years.iter().flat_map(|year| &year.ledger.transactions).any(|posted| {
        matches!(posted.code.get(), 430 | 660 | 666) && posted.date > year_ago && posted.date <= today
    });
    let dates = [today.year() - 1, today.year()].into_iter().flat_map(|year| pack.estimated_tax_dates(year));
    let next = dates.map(|due| pack.calendar.on_or_after(due));
    pays.then(|| next.filter(|due| *due >= today).min()).flatten()
}
