//! Where letters reach somebody: it is confirmed by a source, letters with codes and notices go there.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use web::{Form, Frame, Page, PageError, Problems};

use super::GO_ON;
use super::case::{Case, Facts};
use super::here::require;
use super::postal_address::PostalAddress;
use super::steps::{Step, is_elsewhere};
use crate::Identity;

#[derive(Template)]
#[template(path = "proofing/address.html")]
struct Address {
    frame: Frame,
    typed: Typed,
    /// A letter is to come, and the paper bears another address.
    is_elsewhere: bool,
}

/// As it was typed.
#[derive(Default, Deserialize)]
pub(super) struct Typed {
    street: String,
    city: String,
    region: String,
    postal_code: String,
    #[serde(default)]
    country: String,
}

impl Typed {
    fn of(case: &Case) -> Self {
        let Some(PostalAddress { street, city, region, postal_code, country }) = case.facts.address.clone()
        else {
            return Self { country: "US".to_owned(), ..Self::default() };
        };
        Self { street, city, region, postal_code, country }
    }
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match require(&identity, &page, Step::Address).await? {
        Ok(case) => page.show(&Address {
            frame: page.frame("prove-address-title"),
            typed: Typed::of(&case),
            is_elsewhere: is_elsewhere(&case),
        }),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let case = match require(&identity, &page, Step::Address).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Typed { street, city, region, postal_code, country } = &typed;
    let address = match PostalAddress::parse(street, city, region, postal_code, country) {
        Ok(address) => address,
        Err(found) => {
            let mut problems = Problems::none();
            for (field, key) in found {
                problems.add(field, key);
            }
            let frame = page.frame("prove-address-title").with(problems);
            return page.show_again(&Address { frame, typed, is_elsewhere: is_elsewhere(&case) });
        }
    };
    let facts = Facts { address: Some(address), ..case.facts.clone() };
    identity.write(case.tell(&identity, facts)).await?;
    page.go(GO_ON)
}
