//! What a plan could pay, and what stands for or against one, from the books alone: nobody types what we know.

use store::Store;
use store::seal::Sealer;
use store::taxes::plans::{self, PlanYear, Planned};
use store::taxes::returns::{self, TaxReturn};
use store::taxes::taxpayers::Taxpayer;
use store::taxes::{RecordKind, record_id};
use tax::calendar::{date_of, day_number};
use tax::deadlines::{ClockStop, stops_of};
use tax::ledger::{self, Transaction};
use tax::pack::{Code, CodeRole, Pack};
use tax::plans::{Area, Household, Owed, Payer, Standing};
use values::{Cents, Date, Id};

use super::{LoadError, Refusal};
use crate::balance::{self, Year, collection_statutes, is_unfiled};
use crate::payments::module_key;

/// The form of an individual's income tax.
const INCOME_TAX: &str = "1040";
/// Forms of taxes that an employer withholds and keeps in trust (26 USC 7501).
const TRUST_FUND: [&str; 4] = ["941", "943", "944", "945"];

/// Everything that plans are decided from.
#[derive(Clone, Debug)]
pub struct Books {
    /// Whose they are.
    pub taxpayer_id: Id,
    /// All years today.
    pub years: Vec<Year>,
    /// The years that are in a plan now.
    pub planned: Vec<Planned>,
    /// The household by the last return; none without one that says its income.
    pub household: Option<Household>,
}

/// Which debts a plan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// A person's income tax.
    Income,
    /// The taxes of a business: every other form.
    Business,
}

/// What a person wishes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Wishes {
    /// Which debts.
    pub scope: Scope,
    /// The day of the month, 1 to 28.
    pub day: i8,
    /// What they would pay each month; the least that is enough if nothing.
    pub monthly: Option<Cents>,
    /// The most they can pay each month, for kinds that go by it.
    pub ability: Option<Cents>,
    /// The tax that they expect to owe for the year of [`expected_year`].
    pub expected: Option<Cents>,
    /// Whether the installments are debited.
    pub is_direct_debit: bool,
}

/// A year that a plan pays or could pay.
#[derive(Clone, Debug)]
pub struct Debt {
    /// Its place.
    pub year: PlanYear,
    /// Its ledger; with the expected tax where nothing is assessed.
    pub ledger: ledger::Module,
    /// The last day to collect it.
    pub collectible_to: Option<Date>,
}

/// Reads what plans are decided from.
pub async fn load_books(
    store: &Store,
    sealer: &Sealer,
    pack: &Pack,
    taxpayer: &Taxpayer,
    today: Date,
) -> Result<Books, LoadError> {
    let years = balance::years(store, pack, taxpayer.id, today).await?;
    let mut owners: Vec<Id> = years.iter().map(|year| year.module.0).chain([taxpayer.id]).collect();
    owners.sort_unstable();
    owners.dedup();
    let mut planned = Vec::new();
    for owner in owners {
        planned.extend(plans::planned(store, owner).await?);
    }
    let returns = returns::list(store, sealer, taxpayer.id).await?;
    let household = returns.first().and_then(|last| household(taxpayer, last));
    Ok(Books { taxpayer_id: taxpayer.id, years, planned, household })
}

/// Who filed the last return and depends on them, and its adjusted gross income.
fn household(taxpayer: &Taxpayer, last: &TaxReturn) -> Option<Household> {
    let income = *last.summary.figures.get("agi")?;
    let filers = if last.spouse_id.is_some() { 2 } else { 1 };
    let size = u8::try_from(filers + last.summary.dependants.len()).unwrap_or(u8::MAX);
    let area = match taxpayer.profile.address.region.as_deref() {
        Some("AK") => Area::Alaska,
        Some("HI") => Area::Hawaii,
        _ => Area::Contiguous,
    };
    Some(Household { area, size, income })
}

impl Scope {
    /// Whether a form belongs to it.
    pub fn takes(self, form: &str) -> bool {
        (form == INCOME_TAX) == (self == Self::Income)
    }

    pub(super) const fn payer(self) -> Payer {
        match self {
            Self::Income => Payer::Individual,
            Self::Business => Payer::Business { is_in_business: true },
        }
    }
}

impl Books {
    /// Whether something of a scope is owed that no plan pays yet.
    pub fn owes(&self, scope: Scope, today: Date) -> bool {
        self.years.iter().any(|year| self.is_open(year, scope, today))
    }

    fn is_open(&self, year: &Year, scope: Scope, today: Date) -> bool {
        year.position.balance.is_positive()
            && scope.takes(&year.form)
            && !year.has_agreement(today)
            && !self.is_planned(year.module.1)
    }

    /// Whether a year is in a plan of ours now.
    pub fn is_planned(&self, module: Id) -> bool {
        self.planned.iter().any(|planned| planned.module_id == module)
    }

    /// Years under an agreement that was not made here.
    pub fn agreed_elsewhere(&self, today: Date) -> Vec<&Year> {
        let elsewhere = |year: &&Year| year.has_agreement(today) && !self.is_planned(year.module.1);
        self.years.iter().filter(|year| year.position.balance.is_positive()).filter(elsewhere).collect()
    }

    /// What a plan could pay.
    pub fn debts(&self, pack: &Pack, wishes: &Wishes, today: Date) -> Result<Vec<Debt>, Refusal> {
        let open = self.years.iter().filter(|year| self.is_open(year, wishes.scope, today));
        let mut debts = open.map(|year| debt(pack, year, None, today)).collect::<Result<Vec<_>, _>>()?;
        if let (Some(expected), Some(tax_year)) = (wishes.expected, expected_year(pack, self, today)) {
            debts.push(self.expected_debt(pack, (tax_year, expected), today)?);
        }
        Ok(debts)
    }

    fn expected_debt(
        &self,
        pack: &Pack,
        (tax_year, expected): (i64, Cents),
        today: Date,
    ) -> Result<Debt, Refusal> {
        let is_it = |year: &&Year| year.form == INCOME_TAX && year.tax_year == tax_year;
        if let Some(year) = self.years.iter().find(is_it) {
            return debt(pack, year, Some(expected), today);
        }
        let number = i16::try_from(tax_year).map_err(|_| Refusal::Arithmetic)?;
        let year = PlanYear {
            owner_id: self.taxpayer_id,
            module_id: record_id(RecordKind::Module, &module_key(self.taxpayer_id, INCOME_TAX, tax_year)),
            form: INCOME_TAX.to_owned(),
            tax_year,
            expected: Some(expected),
        };
        let ledger = ledger::Module {
            return_due: pack.return_due_of(number),
            extended_due: None,
            due_postponed: None,
            filed: None,
            transactions: Vec::new(),
            notices: Vec::new(),
            agreements: Vec::new(),
            levy_notice: None,
            suspensions: Vec::new(),
            abatements: Vec::new(),
        };
        Ok(Debt { year, ledger: with_expected(pack, ledger, Some(expected), today), collectible_to: None })
    }

    /// What stands for or against a plan.
    pub fn standing(&self, pack: &Pack, today: Date) -> Result<Standing, Refusal> {
        let stops = |why: ClockStop| {
            self.years.iter().any(|year| {
                let posted: Vec<_> =
                    year.ledger.transactions.iter().filter(|posted| posted.date <= today).cloned().collect();
                stops_of(pack, &posted).iter().any(|stop| stop.why == why && stop.to.is_none())
            })
        };
        Ok(Standing {
            has_unfiled_returns: self.years.iter().any(|year| is_unfiled(pack, year, today)),
            is_bankrupt: stops(ClockStop::Bankruptcy),
            has_offer: stops(ClockStop::OfferPending),
            is_clean: self.is_clean(pack, today)?,
        })
    }

    /// Whether in the years before the oldest debt all was filed and paid in time, without an agreement
    /// (26 USC 6159(c)(2)).
    fn is_clean(&self, pack: &Pack, today: Date) -> Result<bool, Refusal> {
        let owed = self.years.iter().filter(|year| year.position.balance.is_positive());
        let Some(oldest) = owed.map(|year| year.tax_year).min() else { return Ok(true) };
        let count = i64::from(pack.count("plan.guaranteed_clean_years", today)?);
        let mut before = self.years.iter().filter(|year| (oldest - count..oldest).contains(&year.tax_year));
        let in_time = |year: &Year| {
            !is_unfiled(pack, year, today)
                && !year.position.failure_to_file.is_positive()
                && !year.position.failure_to_pay.is_positive()
        };
        let had_none = self.years.iter().all(|year| year.ledger.agreements.is_empty());
        Ok(had_none && before.all(in_time))
    }
}

/// The year whose tax is not assessed yet, the last one before this one: it is in no plan, and its return is filed or not
/// yet due.
pub fn expected_year(pack: &Pack, books: &Books, today: Date) -> Option<i64> {
    [today.year() - 1, today.year()].into_iter().map(i64::from).find(|tax_year| {
        let mut own = books.years.iter().filter(|year| year.form == INCOME_TAX && year.tax_year == *tax_year);
        let is_due = i16::try_from(*tax_year).is_ok_and(|year| pack.return_due_of(year) < today);
        let is_filed = own.clone().any(|year| year.ledger.filed.is_some());
        let is_free = own.all(|year| !is_assessed(pack, &year.ledger) && !books.is_planned(year.module.1));
        is_free && (is_filed || !is_due)
    })
}

/// A year of the books as a debt.
pub(super) fn debt(pack: &Pack, year: &Year, expected: Option<Cents>, today: Date) -> Result<Debt, Refusal> {
    let place = PlanYear {
        owner_id: year.module.0,
        module_id: year.module.1,
        form: year.form.clone(),
        tax_year: year.tax_year,
        expected,
    };
    let assessments = collection_statutes(pack, year, today)?;
    // All of it can be collected only until the first of its assessments is over.
    let ends: Option<Vec<Date>> = assessments.iter().map(|one| one.statute.expires_on).collect();
    let collectible_to = ends.and_then(|ends| ends.into_iter().min());
    let ledger = with_expected(pack, year.ledger.clone(), expected, today);
    Ok(Debt { year: place, ledger, collectible_to })
}

/// The ledger as it will be when the expected tax is assessed, until it is.
fn with_expected(
    pack: &Pack,
    mut ledger: ledger::Module,
    expected: Option<Cents>,
    today: Date,
) -> ledger::Module {
    let Some(amount) = expected.filter(|_| !is_assessed(pack, &ledger)) else { return ledger };
    let code = Code::new(150).expect("three digits");
    ledger.transactions.push(Transaction { code, date: ledger.return_due.min(today), amount, section: None });
    ledger.filed = ledger.filed.or(Some(ledger.return_due));
    ledger
}

fn is_assessed(pack: &Pack, ledger: &ledger::Module) -> bool {
    let is_tax = |code: Code| pack.codes.find(code).is_some_and(|entry| entry.role == CodeRole::TaxShown);
    ledger.transactions.iter().any(|posted| is_tax(posted.code))
}

impl Debt {
    /// As the rules take it.
    pub(super) fn owed(&self) -> Owed<'_> {
        Owed {
            module: &self.ledger,
            collectible_to: self.collectible_to,
            is_income_tax: self.year.form == INCOME_TAX,
            is_trust_fund: TRUST_FUND.contains(&self.year.form.as_str()),
            is_expected: self.year.expected.is_some(),
        }
    }
}

/// The first day of the month like this that leaves so many days.
pub(super) fn first_on(pack: &Pack, day: i8, today: Date) -> Result<Date, Refusal> {
    let earliest = date_of(day_number(today) + pack.count("plan.lead_days", today)?);
    let this_month = Date::new(earliest.year(), earliest.month(), day).map_err(|_| Refusal::Unknown)?;
    Ok(if this_month >= earliest { this_month } else { tax::calendar::corresponding_date(this_month, 1) })
}
