//! What does the agency have on record? Returns as they were filed, what others reported (`information`), where
//! refunds and the like stand (`status`), and both for somebody else to believe (`transcripts`).

mod information;
mod status;
mod transcripts;

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use store::taxes::returns::{self, TaxReturn};
use values::{Cents, Date};
use web::{Frame, PageError};

use crate::Account;
use crate::visitor::Visitor;

/// The figures of a return in the order of the form; those the return lacks are not shown.
pub(crate) const FIGURES: &[(&str, &str)] = &[
    ("wages", "records-wages"),
    ("taxable_interest", "records-taxable-interest"),
    ("dividends", "records-dividends"),
    ("business_income", "records-business-income"),
    ("pensions", "records-pensions"),
    ("social_security", "records-social-security"),
    ("unemployment", "records-unemployment"),
    ("adjustments", "records-adjustments"),
    ("agi", "records-agi"),
    ("deduction", "records-deduction"),
    ("taxable_income", "records-taxable-income"),
    ("credits", "records-credits"),
    ("self_employment_tax", "records-self-employment-tax"),
    ("total_tax", "records-total-tax"),
    ("withholding", "records-withholding"),
    ("estimated_payments", "records-estimated-payments"),
    ("refundable_credits", "records-refundable-credits"),
    ("total_payments", "records-total-payments"),
    ("refund", "records-refund"),
    ("credit_elect", "records-credit-elect"),
    ("owed", "records-owed"),
];

/// The filing statuses of the books' format.
const STATUSES: &[(&str, &str)] = &[
    ("single", "records-single"),
    ("married_joint", "records-married-joint"),
    ("married_separate", "records-married-separate"),
    ("head_of_household", "records-head-of-household"),
    ("surviving_spouse", "records-surviving-spouse"),
];

#[derive(Template)]
#[template(path = "records/list.html")]
struct List {
    frame: Frame,
    returns: Vec<Summary>,
}

struct Summary {
    number: usize,
    tax_year: i64,
    form: String,
    filed_on: Date,
    status: String,
    joint: bool,
}

#[derive(Template)]
#[template(path = "records/filed.html")]
struct Filed {
    frame: Frame,
    summary: Summary,
    figures: Vec<(String, Cents)>,
    dependants: i64,
}

pub(crate) use transcripts::title as transcript_title;

#[cfg(test)]
pub(crate) use transcripts::blocks as transcript_blocks;

pub(crate) fn routes() -> Router<Account> {
    Router::new()
        .route("/records", get(list))
        .route("/records/{number}", get(filed))
        .merge(information::routes())
        .merge(status::routes())
        .merge(transcripts::routes())
}

/// All returns, the latest first.
async fn list(visitor: Visitor) -> Result<Response, PageError> {
    let frame = visitor.frame("records-title");
    let returns = load(&visitor).await?;
    let returns =
        returns.iter().enumerate().map(|(index, filed)| summary(&frame, index + 1, filed)).collect();
    visitor.page.show(&List { frame, returns })
}

/// One return; the number counts from the first that was filed, so that a new return does not move the others.
async fn filed(visitor: Visitor, Path(number): Path<usize>) -> Result<Response, PageError> {
    let returns = load(&visitor).await?;
    let found = number.checked_sub(1).and_then(|index| returns.get(index)).ok_or(PageError::NotFound)?;
    let year = ("year", found.tax_year.to_string());
    let title = visitor.page.frame("records-title").say_with("records-return-title", &[year]);
    let frame = visitor.frame_titled(title);
    let shown =
        |(name, key): &(&str, &str)| found.summary.figures.get(*name).map(|cents| (frame.say(key), *cents));
    let view = Filed {
        summary: summary(&frame, number, found),
        figures: FIGURES.iter().filter_map(shown).collect(),
        dependants: i64::try_from(found.summary.dependants.len()).unwrap_or(i64::MAX),
        frame,
    };
    visitor.page.show(&view)
}

async fn load(visitor: &Visitor) -> Result<Vec<TaxReturn>, PageError> {
    let mut returns =
        returns::list(&visitor.account.app.store, &visitor.account.sealer, visitor.id()).await?;
    returns.reverse();
    Ok(returns)
}

fn summary(frame: &Frame, number: usize, filed: &TaxReturn) -> Summary {
    Summary {
        number,
        tax_year: filed.tax_year,
        form: filed.form.clone(),
        filed_on: filed.filed_on,
        status: filing_status(frame, &filed.filing_status),
        joint: filed.spouse_id.is_some(),
    }
}

/// A filing status in words.
pub(crate) fn filing_status(frame: &Frame, status: &str) -> String {
    let known: BTreeMap<_, _> = STATUSES.iter().copied().collect();
    known.get(status).map_or_else(|| status.to_owned(), |key| frame.say(key))
}
