//! An account that is added on the way to a change of a plan, whose other answers wait in the address.

use agency::plans::{Change, Loaded, State};
use axum::extract::Path;
use axum::response::Response;
use web::{Form, PageError, Problems};

use super::find;
use super::one;
use crate::payments::bank::Place;
use crate::payments::draft::person_key;
use crate::payments::new_bank;
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

/// Where an account is added for a change.
pub(super) fn address(loaded: &Loaded, to: &Change) -> String {
    format!("{}/change/bank?{}", one::address(loaded), answers(&to.monthly.to_string(), &to.day.to_string()))
}

fn answers(monthly: &str, day: &str) -> String {
    format!("monthly={monthly}&day={day}")
}

/// The answers in the address, if they could be a page's of ours.
fn waiting(visitor: &Visitor) -> String {
    let plain = |name: &str| {
        let is_plain = |text: &String| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        visitor.page.query(name).filter(is_plain).unwrap_or_default()
    };
    answers(&plain("monthly"), &plain("day"))
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let loaded = find(&visitor, &id).await?;
    require_recent(&visitor.page)?;
    if State::of(&loaded.plan).map_err(PageError::broken)? != State::Active {
        return visitor.page.go(&one::address(&loaded));
    }
    let asked = new_bank::Asked::of(&visitor);
    visitor.page.show(&new_bank::view(&visitor, place(&visitor, &loaded), asked, Problems::none()))
}

pub(super) async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(asked): Form<new_bank::Asked>,
) -> Result<Response, PageError> {
    let loaded = find(&visitor, &id).await?;
    require_recent(&visitor.page)?;
    let place = place(&visitor, &loaded);
    let mut account = match new_bank::read(&visitor, &asked) {
        Ok(account) => account,
        Err(problems) => return visitor.page.show_again(&new_bank::view(&visitor, place, asked, problems)),
    };
    // The plan goes on with it, so it is kept whatever was ticked.
    account.kept = true;
    let (account, write) = new_bank::keep(&visitor, &person_key(&visitor).await?, account).await?;
    visitor.account.app.store.write(write).await?;
    let answers = waiting(&visitor);
    visitor.page.go(&format!("{}/change?{answers}&account={account}", one::address(&loaded)))
}

fn place(visitor: &Visitor, loaded: &Loaded) -> Place {
    let action = format!("{}/change/bank?{}", one::address(loaded), waiting(visitor));
    Place { action, back: "../change".to_owned(), step: 0, count: 0, card: String::new() }
}
