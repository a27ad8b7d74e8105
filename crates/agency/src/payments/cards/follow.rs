//! Asking the processor, and booking what it says: on the payer's way out and back, and by a run for those who never came back.

use outside::Clock;
use outside::cards::{Asked, CardError, CardPayment, CardProcessor, MINUTES, Status};
use store::taxes::card_checkouts::{self, Checkout};
use store::taxes::payments;
use store::{Actor, Store, StoreError, Write, WriteError};
use tax::pack::Pack;
use values::{Cents, Date, Id, Timestamp};

use super::{Standing, apply, next_poll, number};
use crate::payments::{Act, Refusal};

/// So many checkouts are asked about in one run.
const AT_ONCE: i64 = 20;

/// How often a word that met another one is asked for anew.
const TRIES: usize = 5;

/// Nobody has been sent to a page that the processor does not have after so long, in seconds: its time and some minutes.
const LOST: i64 = (MINUTES + 10) * 60;

/// What all of it works with.
#[derive(Debug)]
pub struct Cards<'a> {
    /// The books.
    pub store: &'a Store,
    /// The law.
    pub pack: &'a Pack,
    /// Who is asked.
    pub processor: &'a CardProcessor,
    /// What tells the agency's day of an instant.
    pub clock: &'a Clock,
    /// Now.
    pub now: Timestamp,
    /// On whose behalf.
    pub actor: Actor,
}

/// Why it could not be done. What was booked before stands.
#[derive(Debug, thiserror::Error)]
pub enum CardsError {
    /// There is no such checkout.
    #[error("there is no such checkout")]
    NotFound,
    /// Others were always first.
    #[error("the checkout keeps changing")]
    Conflict,
    /// The processor did not do as it was asked.
    #[error(transparent)]
    Card(#[from] CardError),
    /// The books cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What it says cannot be booked.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Where a payer goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Onward {
    /// To the processor's page at this address.
    To(String),
    /// Nowhere: it is past that, as its page says.
    Stands,
}

/// For what the processor is asked.
#[derive(Clone, Copy)]
enum Ask<'a> {
    /// For a page to pay on.
    GoOn { description: &'a str, return_url: &'a str },
    /// For how it stands.
    Follow,
}

impl Cards<'_> {
    /// A checkout with its payments.
    pub async fn standing(&self, taxpayer: Id, id: Id) -> Result<Standing, CardsError> {
        let checkout = card_checkouts::find(self.store, taxpayer, id).await?.ok_or(CardsError::NotFound)?;
        let payments = payments::list_of_submission(self.store, taxpayer, id).await?;
        Ok(Standing { checkout, payments })
    }

    /// Sends a payer to the processor's page. The processor is asked under our number, so that whoever comes again, after a
    /// crash too, goes to the same page.
    pub async fn go_on(
        &self,
        (taxpayer, id): (Id, Id),
        (description, return_url): (&str, &str),
    ) -> Result<Onward, CardsError> {
        let standing = self.booked((taxpayer, id), Ask::GoOn { description, return_url }).await?;
        Ok(standing.checkout.next_url.map_or(Onward::Stands, Onward::To))
    }

    /// Asks how a checkout stands and books it. One that the processor has never heard of stays as it is until nobody can be
    /// on its page any more, and has then failed.
    pub async fn follow(&self, place: (Id, Id)) -> Result<Standing, CardsError> {
        self.booked(place, Ask::Follow).await
    }

    /// Calls a checkout off at the processor, if it still can be, and books what became of it.
    pub async fn call_off(&self, (taxpayer, id): (Id, Id)) -> Result<Standing, CardsError> {
        let standing = self.standing(taxpayer, id).await?;
        if let Some(known) = &standing.checkout.processor_id {
            match self.processor.cancel(known).await {
                Ok(()) | Err(CardError::WrongState { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.follow((taxpayer, id)).await
    }

    /// Asks, and books the answer; asks again if another answer was booked meanwhile.
    async fn booked(&self, (taxpayer, id): (Id, Id), how: Ask<'_>) -> Result<Standing, CardsError> {
        for _ in 0..TRIES {
            let standing = self.standing(taxpayer, id).await?;
            let write = match self.ask(&standing.checkout, how).await? {
                Some(said) => {
                    look_at(&said);
                    let days = (self.clock.today(self.now), self.authorised_on(&standing.checkout, &said));
                    apply(self.pack, &standing, &said, days, &self.act())?
                }
                None => later(&standing.checkout, next_poll(standing.checkout.begun_at, self.now)),
            };
            match self.store.write(write).await {
                Ok(()) => return self.standing(taxpayer, id).await,
                Err(WriteError::Conflict { .. }) => {}
                Err(WriteError::Store(error)) => return Err(error.into()),
            }
        }
        Err(CardsError::Conflict)
    }

    async fn ask(&self, checkout: &Checkout, how: Ask<'_>) -> Result<Option<CardPayment>, CardError> {
        let our_number = number(checkout);
        match (&checkout.processor_id, how) {
            (_, Ask::GoOn { .. }) | (None, Ask::Follow) if is_over(checkout) => Ok(None),
            (Some(known), _) => self.processor.find(known).await.map(Some),
            (None, Ask::GoOn { description, return_url }) => {
                let asked = Asked {
                    number: &our_number,
                    amount: checkout.amount,
                    description,
                    return_url,
                    language: &checkout.language,
                    kind: &checkout.kind,
                    fee: checkout.fee,
                };
                match self.processor.begin(&asked).await {
                    // It was asked for in other words, before a release changed them: it is there.
                    Err(CardError::NumberUsed) => self.processor.find_by_number(&our_number).await,
                    begun => begun.map(Some),
                }
            }
            (None, Ask::Follow) => {
                let found = self.processor.find_by_number(&our_number).await?;
                let is_lost = self.now.as_second() - checkout.begun_at.as_second() > LOST;
                Ok(found.or_else(|| is_lost.then(|| never(checkout))))
            }
        }
    }

    /// The day on which the card's bank had agreed; never before it was asked or after today, whatever the processor's clock
    /// says.
    fn authorised_on(&self, checkout: &Checkout, said: &CardPayment) -> Date {
        let at = said.authorised_at.unwrap_or(self.now);
        self.clock.today(at.clamp(checkout.begun_at.min(self.now), self.now))
    }

    pub(super) fn act(&self) -> Act {
        Act { now: self.now, actor: self.actor.clone() }
    }
}

/// The checkout left as it is, to be asked about later.
fn later(checkout: &Checkout, at: Timestamp) -> Write {
    let poll_at = (!is_over(checkout)).then_some(at);
    card_checkouts::change(Write::new(), &Checkout { poll_at, ..checkout.clone() })
}

/// Whether nothing more becomes of it by itself.
pub fn is_over(checkout: &Checkout) -> bool {
    Status::named(&checkout.status).is_some_and(Status::is_over)
}

/// What the processor would say of a payment that it was never asked for: its time ran out.
fn never(checkout: &Checkout) -> CardPayment {
    CardPayment {
        id: String::new(),
        reference: number(checkout),
        amount: checkout.amount,
        total: None,
        status: Status::Failed,
        code: Some("P0020".to_owned()),
        next_url: None,
        authorised_at: None,
        refunded: Cents::ZERO,
        settled_on: None,
    }
}

/// Asks about every checkout that is due, and books what is said. One that cannot be asked about is left for later, and keeps
/// no other back.
pub async fn run(cards: &Cards<'_>) -> Result<(), StoreError> {
    for checkout in card_checkouts::list_due(cards.store, cards.now, AT_ONCE).await? {
        let place = (checkout.taxpayer_id, checkout.id);
        let error = match cards.follow(place).await {
            Ok(_) | Err(CardsError::Conflict | CardsError::NotFound) => continue,
            Err(CardsError::Store(error)) => return Err(error),
            Err(error) => error,
        };
        tracing::warn!(checkout = number(&checkout), %error, "a card payment could not be asked about");
        match cards.store.write(later(&checkout, next_poll(checkout.begun_at, cards.now))).await {
            Ok(()) | Err(WriteError::Conflict { .. }) => {}
            Err(WriteError::Store(error)) => return Err(error),
        }
    }
    Ok(())
}

fn look_at(said: &CardPayment) {
    if let Some(amount) = super::apply::partly_refunded(said) {
        let reference = &said.reference;
        tracing::error!(%reference, %amount, "a card payment was given back in part: nothing was booked");
    }
}
