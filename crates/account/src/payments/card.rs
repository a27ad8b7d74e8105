//! A payment by card after it was submitted: out to the processor's page and back, and where it stands, whatever happened
//! there. What the processor sends by itself comes to [`events`].

mod events;
mod outcome;
mod standing;

use agency::payments::cards::{Cards, CardsError, Onward, Standing};
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use store::Actor;
use tax::pack::CardKind;
use values::{Cents, Id};
use web::forms::Nothing;
use web::{Form, Page, PageError};

use crate::Account;
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

pub(super) use outcome::Outcome;

pub(super) fn routes() -> Router<Account> {
    Router::new()
        .route("/payments/card/events", post(events::submit))
        .route("/payments/card/{id}", get(standing::show))
        .route("/payments/card/{id}/back", get(back))
        .route("/payments/card/{id}/go-on", post(submit))
        .route("/payments/card/{id}/cancel", post(cancel))
}

/// Where a payment by card is shown.
pub(super) fn address(checkout: Id) -> String {
    format!("/payments/card/{checkout}")
}

/// What the processor takes for a payment with a kind of card.
pub(super) fn fee(visitor: &Visitor, kind: CardKind, amount: Cents) -> Result<Cents, PageError> {
    let processor = visitor.account.cards.fees().ok_or(PageError::NotFound)?;
    let fee = visitor.account.pack.cards.fee(processor, kind, visitor.today());
    fee.and_then(|fee| fee.of(amount)).ok_or_else(|| PageError::broken("a chosen card has no fee"))
}

/// What asks the processor on the visitor's behalf.
fn cards(visitor: &Visitor) -> Cards<'_> {
    let account = &visitor.account;
    Cards {
        store: &account.app.store,
        pack: &account.pack,
        processor: &account.cards,
        clock: &account.app.clock,
        now: visitor.page.now(),
        actor: Actor::Person(visitor.id()),
    }
}

/// A checkout of the visitor's with its payments, as the books have it.
pub(super) async fn standing_of(visitor: &Visitor, id: Id) -> Result<Standing, PageError> {
    cards(visitor).standing(visitor.id(), id).await.map_err(refused)
}

fn id_of(id: &str) -> Result<Id, PageError> {
    id.parse().map_err(|_| PageError::NotFound)
}

/// Another person's checkout is as little there as none.
fn refused(error: CardsError) -> PageError {
    match error {
        CardsError::NotFound => PageError::NotFound,
        CardsError::Conflict => PageError::Conflict,
        other => PageError::broken(other),
    }
}

/// Sends a payer on to the processor's page; where that cannot be, to the page that says why.
pub(super) async fn go_on(visitor: &Visitor, id: Id) -> Result<Response, PageError> {
    let standing = standing_of(visitor, id).await?;
    let return_url = format!("{}{}/back", visitor.account.app.site.origin, address(id));
    let description = description(visitor, &standing);
    match cards(visitor).go_on((visitor.id(), id), (&description, &return_url)).await {
        Ok(Onward::To(page)) => visitor.page.go(&page),
        Ok(Onward::Stands) => visitor.page.go(&address(id)),
        Err(CardsError::Card(error)) => {
            tracing::warn!(%error, "a payer could not be sent to the card processor");
            visitor.page.go(&format!("{}?again=yes", address(id)))
        }
        Err(error) => Err(refused(error)),
    }
}

/// What the payer reads at the processor: the same words each time, since a request under the same number must not differ.
fn description(visitor: &Visitor, standing: &Standing) -> String {
    let language = web::Language::from_tag(&standing.checkout.language).unwrap_or_default();
    let mut years: Vec<String> =
        standing.payments.iter().map(|payment| format!("{} {}", payment.form, payment.tax_year)).collect();
    years.sort();
    visitor.account.app.words.say_with(language, "card-description", [("years", years.join(", "))])
}

async fn submit(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    go_on(&visitor, id_of(&id)?).await
}

/// Calls it off: whatever was first, the page says what it came to.
async fn cancel(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let id = id_of(&id)?;
    match cards(&visitor).call_off((visitor.id(), id)).await {
        Ok(_) | Err(CardsError::Conflict) => visitor.page.go(&address(id)),
        Err(CardsError::Card(error)) => {
            tracing::warn!(%error, "a card payment could not be called off");
            visitor.page.go(&format!("{}?again=yes", address(id)))
        }
        Err(error) => Err(refused(error)),
    }
}

/// The payer comes from the processor's site: on to the page by a step of our own, which brings the session along.
async fn back(page: Page, Path(id): Path<String>) -> Result<Response, PageError> {
    page.go_as_our_own(&address(id_of(&id)?))
}
