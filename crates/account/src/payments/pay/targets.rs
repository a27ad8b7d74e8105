//! Which years may a payment go to, and on whose record? Those that the books have, and those that a payment opens.

use agency::balance::Year;
use agency::payments::{module_key, payoff, waiting};
use store::taxes::{RecordKind, record_id, taxpayers};
use tax::pack::PaymentReason;
use values::{Cents, Date, Id};
use web::PageError;

use super::Target;
use crate::visitor::{Visitor, broken};

/// The form of an individual's income tax.
const INCOME_TAX: &str = "1040";

/// A year that may be chosen.
pub(super) struct Choice {
    pub(super) target: Target,
    /// What is owed today besides what is under way; none where that is not the question.
    pub(super) owed: Option<Cents>,
    pub(super) joint: bool,
    /// Whose record it is, if not the payer's own.
    pub(super) spouse: Option<String>,
}

/// All years that may be chosen, the latest first.
pub(super) async fn choices(visitor: &Visitor, reason: PaymentReason) -> Result<Vec<Choice>, PageError> {
    let today = visitor.today();
    let years = visitor.years(today).await?;
    match reason {
        PaymentReason::Balance | PaymentReason::Plan => owed(visitor, &years, today).await,
        // A plan or an offer names the years itself.
        PaymentReason::PlanFee | PaymentReason::Offer | PaymentReason::OfferFee => Ok(Vec::new()),
        PaymentReason::Amended | PaymentReason::Proposed => {
            let filed = years.iter().filter(|year| year.ledger.filed.is_some_and(|filed| filed <= today));
            Ok(filed.map(|year| of_year(year, None)).collect())
        }
        PaymentReason::Estimated | PaymentReason::Extension => ahead(visitor, &years, reason).await,
    }
}

async fn owed(visitor: &Visitor, years: &[Year], today: Date) -> Result<Vec<Choice>, PageError> {
    let mut found = Vec::new();
    for year in years.iter().filter(|year| year.position.balance.is_positive()) {
        let waiting = waiting(&visitor.account.app.store, year).await?;
        let left = payoff(&visitor.account.pack, year, &waiting, last(today, &waiting));
        found.push(of_year(year, Some(left.map_err(broken)?.max(Cents::ZERO))));
    }
    Ok(found)
}

/// The day on which all that is under way has been paid.
fn last(today: Date, waiting: &[agency::payments::Payment]) -> Date {
    waiting.iter().map(|payment| payment.debit_on).fold(today, Date::max)
}

/// Years whose tax is paid before the return: those with a due date to come.
async fn ahead(visitor: &Visitor, years: &[Year], reason: PaymentReason) -> Result<Vec<Choice>, PageError> {
    let (today, pack) = (visitor.today(), &visitor.account.pack);
    let is_ahead = |tax_year: i16| {
        let due = match reason {
            PaymentReason::Estimated => pack.estimated_tax_dates(tax_year)[3],
            _ => pack.return_due_of(tax_year),
        };
        pack.calendar.on_or_after(due) >= today
    };
    let spouse = spouse_of(visitor, years).await?;
    let mut found = Vec::new();
    for tax_year in [today.year(), today.year() - 1].into_iter().filter(|year| is_ahead(*year)) {
        let number = i64::from(tax_year);
        let joint =
            years.iter().find(|year| year.joint && year.form == INCOME_TAX && year.tax_year == number);
        if let Some(year) = joint {
            found.push(of_year(year, None));
            continue;
        }
        let own = years.iter().find(|year| year.form == INCOME_TAX && year.tax_year == number);
        found.push(own.map_or_else(|| opened(visitor.id(), number, None), |year| of_year(year, None)));
        if let Some((id, name)) = &spouse {
            found.push(on_spouses_record(visitor, (*id, name), number).await?);
        }
    }
    Ok(found)
}

async fn on_spouses_record(
    visitor: &Visitor,
    (spouse, name): (Id, &str),
    tax_year: i64,
) -> Result<Choice, PageError> {
    let store = &visitor.account.app.store;
    let standing = store::taxes::modules::find(store, spouse, INCOME_TAX, tax_year).await?;
    let mut choice = opened(spouse, tax_year, Some(name.to_owned()));
    if let Some(module) = standing {
        choice.target.owner = module.taxpayer_id.to_string();
        choice.target.module = module.id.to_string();
    }
    Ok(choice)
}

/// Who shares the last return with the payer, if it was a joint one: id and name.
async fn spouse_of(visitor: &Visitor, years: &[Year]) -> Result<Option<(Id, String)>, PageError> {
    let last = years.iter().find(|year| year.form == INCOME_TAX && year.ledger.filed.is_some());
    let Some(spouse) = last.and_then(|year| year.other_than(visitor.id())) else { return Ok(None) };
    let account = &visitor.account;
    let found = taxpayers::find(&account.app.store, &account.sealer, spouse).await?;
    Ok(found.map(|found| (spouse, format!("{} {}", found.profile.given_name, found.profile.family_name))))
}

fn of_year(year: &Year, owed: Option<Cents>) -> Choice {
    let target = Target {
        form: year.form.clone(),
        tax_year: year.tax_year,
        owner: year.module.0.to_string(),
        module: year.module.1.to_string(),
    };
    Choice { target, owed, joint: year.joint, spouse: None }
}

/// A year that the payment opens.
fn opened(owner: Id, tax_year: i64, spouse: Option<String>) -> Choice {
    let module = record_id(RecordKind::Module, &module_key(owner, INCOME_TAX, tax_year));
    let target = Target {
        form: INCOME_TAX.to_owned(),
        tax_year,
        owner: owner.to_string(),
        module: module.to_string(),
    };
    Choice { target, owed: None, joint: false, spouse }
}
