//! SSN or ITIN, typed once; afterwards only its last digits are shown.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use values::{Tin, TinError, TinKind};
use web::{Form, Frame, Page, PageError, Problems};

use super::GO_ON;
use super::case::Facts;
use super::here::require;
use super::steps::Step;
use crate::Identity;

#[derive(Template)]
#[template(path = "proofing/number.html")]
struct Number {
    frame: Frame,
    /// The one that is there, masked.
    masked: Option<String>,
}

/// As it was typed; it is never sent back.
#[derive(Deserialize)]
pub(super) struct Typed {
    tax_number: String,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match require(&identity, &page, Step::Number).await? {
        Ok(case) => {
            let masked = case.facts.tax_number.as_ref().map(Tin::masked);
            page.show(&Number { frame: page.frame("prove-number-title"), masked })
        }
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// Made-up numbers are for made-up people.
fn read(typed: &str, is_demonstration: bool) -> Result<Tin, &'static str> {
    match Tin::parse_individual(typed) {
        Ok(number) if number.kind() == TinKind::Specimen && !is_demonstration => Err("prove-number-never"),
        Ok(number) => Ok(number),
        Err(TinError::NotNineDigits) => Err("prove-number-nine"),
        Err(TinError::NeverIssued) => Err("prove-number-never"),
    }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let case = match require(&identity, &page, Step::Number).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let number = match read(&typed.tax_number, identity.demonstration().is_some()) {
        Ok(number) => number,
        // Left empty, the one that is there stays.
        Err(_) if typed.tax_number.trim().is_empty() && case.facts.tax_number.is_some() => {
            return page.go(GO_ON);
        }
        Err(key) => {
            let masked = case.facts.tax_number.as_ref().map(Tin::masked);
            let frame = page.frame("prove-number-title").with(Problems::one("tax_number", key));
            return page.show_again(&Number { frame, masked });
        }
    };
    let facts = Facts { tax_number: Some(number), ..case.facts.clone() };
    identity.write(case.tell(&identity, facts)).await?;
    page.go(GO_ON)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn numbers_of_people_are_taken_and_made_up_ones_in_the_demonstration_only() {
        for (typed, demonstration, expected) in [
            ("123-45-6789", false, Ok("***-**-6789")),
            ("912 70 1234", false, Ok("***-**-1234")),
            ("900-12-3456", true, Ok("***-**-3456")),
            ("900-12-3456", false, Err("prove-number-never")),
            ("000-12-3456", true, Err("prove-number-never")),
            ("12-3456789x", true, Err("prove-number-nine")),
        ] {
            assert_eq!(
                read(typed, demonstration).map(|number| number.masked()),
                expected.map(str::to_owned),
                "{typed}"
            );
        }
    }
}
