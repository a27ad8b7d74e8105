//! Compares what the card processor paid out with the books, and gives payments by card back.

use std::io::Write as _;

use agency::payments::cards::{self, Cards as Counter, CardsError};
use clap::Subcommand;
use outside::http::Http;
use store::Actor;
use store::taxes::card_checkouts;
use values::Date;

use super::{Failure, WithSettings};
use crate::world;

/// Payments by card.
#[derive(Subcommand)]
pub(crate) enum Cards {
    /// Compare what was paid out on a day with the books, and book disputes; code 2 if something does not agree
    Reconcile {
        /// The day
        #[arg(long)]
        date: Date,
        #[command(flatten)]
        settings: WithSettings,
    },
    /// Give a payment back, whole
    Refund {
        /// The processor's number for it
        #[arg(long, value_name = "NUMBER")]
        payment: String,
        #[command(flatten)]
        settings: WithSettings,
    },
}

pub(crate) async fn run(command: Cards) -> Result<(), Failure> {
    let (Cards::Reconcile { settings: with, .. } | Cards::Refund { settings: with, .. }) = &command;
    let settings = with.read()?;
    let pack = world::pack(&settings)?;
    let http = Http::new().map_err(|error| Failure::Broken(error.to_string()))?;
    let processor = settings.cards.processor(&http, &pack)?;
    if !processor.is_there() {
        return Err(Failure::Input("cards.address: no card processor is set up".to_owned()));
    }
    let ground = world::ground_now(&settings, with.is_demonstration()).await?;
    let counter = Counter {
        store: &ground.store,
        pack: &pack,
        processor: &processor,
        clock: &ground.clock,
        now: ground.clock.now(),
        actor: Actor::System("cards"),
    };
    match &command {
        Cards::Reconcile { date, .. } => {
            let reconciled = cards::reconcile(&counter, *date).await.map_err(failure)?;
            let json = serde_json::to_string_pretty(&reconciled).map_err(std::io::Error::from)?;
            writeln!(std::io::stdout(), "{json}")?;
            if reconciled.told.is_empty() {
                return Ok(());
            }
            Err(Failure::Input(format!("{} payments do not agree", reconciled.told.len())))
        }
        Cards::Refund { payment, .. } => {
            let found = card_checkouts::find_of_processor(&ground.store, payment).await?;
            let found =
                found.ok_or_else(|| Failure::Input(format!("{payment}: there is no such payment")))?;
            let standing = counter.refund(found.taxpayer_id, found.id).await.map_err(failure)?;
            writeln!(std::io::stdout(), "{} goes back to the card.", standing.checkout.amount)?;
            Ok(())
        }
    }
}

fn failure(error: CardsError) -> Failure {
    match error {
        CardsError::Store(error) => error.into(),
        CardsError::Card(outside::cards::CardError::WrongState { code }) => {
            Failure::Input(format!("it cannot be given back: the processor says {code}"))
        }
        other => Failure::Broken(other.to_string()),
    }
}
