//! What is owed, year by year, on any day up to a year ahead, and how each figure came about.

mod download;
mod explanation;
mod lines;
mod year;

use agency::balance::{self, Totals, Year};
use askama::Template;
use axum::response::Response;
use values::Cents;
use web::{Frame, PageError};

use crate::visitor::{Visitor, broken};

pub use download::openapi;
pub(crate) use download::{csv as download_csv, json as download_json};
pub(crate) use explanation::show as explanation;
pub(crate) use year::show as year;

#[derive(Template)]
#[template(path = "balance/list.html")]
struct List {
    frame: Frame,
    note: String,
    totals: Totals,
    years: Vec<Row>,
}

/// A year as a row of the table: what is unpaid of each part.
struct Row {
    address: String,
    label: String,
    joint: bool,
    tax: Cents,
    penalties: Cents,
    interest: Cents,
    paid: Cents,
    balance: Cents,
}

/// All years, the latest first.
pub(crate) async fn list(visitor: Visitor) -> Result<Response, PageError> {
    let today = visitor.today();
    let years = visitor.years(today).await?;
    let totals = balance::totals(&years).map_err(broken)?;
    let frame = visitor.frame("balance-title");
    let years = years.iter().map(|year| row(&frame, year, &years)).collect::<Result<_, _>>()?;
    let key = if totals.owed.is_positive() { "home-as-of" } else { "home-on" };
    let note = frame.say_with(key, &[("date", frame.date(today))]);
    visitor.page.show(&List { frame, note, totals, years })
}

fn row(frame: &Frame, year: &Year, all: &[Year]) -> Result<Row, PageError> {
    let position = &year.position;
    let penalties = [position.failure_to_file, position.failure_to_pay, position.other_penalties];
    Ok(Row {
        address: address(year, all),
        label: label(frame, year),
        joint: year.joint,
        tax: position.tax,
        penalties: Cents::total(penalties).map_err(PageError::broken)?,
        interest: position.interest,
        paid: position.credits_and_payments,
        balance: position.balance,
    })
}

/// What stands behind the form in the address of a joint year, where there is a separate one of the same form too.
const JOINT: &str = "-joint";

/// The page of a year among all of a person.
fn address(year: &Year, all: &[Year]) -> String {
    let separate =
        |other: &&Year| !other.joint && (&other.form, other.tax_year) == (&year.form, year.tax_year);
    let joint = if year.joint && all.iter().any(|other| separate(&other)) { JOINT } else { "" };
    format!("/balance/{}{joint}/{}", year.form, year.tax_year)
}

/// `2023`; with the form where it is not the ordinary one.
fn label(frame: &Frame, year: &Year) -> String {
    if year.form == "1040" {
        return year.tax_year.to_string();
    }
    frame.say_with("account-form-year", &[("form", year.form.clone()), ("year", year.tax_year.to_string())])
}
