//! Who follows payments by card whose payers never come back, and compares each day what was paid out? A task beside the
//! sites that asks the processor; in the demonstration also the processor itself, a process of its own.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use agency::payments::cards::{self, Cards, CardsError};
use outside::cards::CardProcessor;
use store::{Actor, StoreError, Write, WriteError, settings};
use tax::pack::Pack;
use tokio::sync::watch;
use tokio::time::Instant;
use values::Date;

use crate::commands::Failure;
use crate::settings::{Ports, Settings};
use crate::world::{Ground, Origins};

/// The setting that holds the last day that was compared.
const COMPARED: &str = "cards.compared";

/// So long after the start, and after a comparison that failed, the next is tried.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

/// Why a comparison ended early.
#[derive(Debug, thiserror::Error)]
enum CompareError {
    #[error(transparent)]
    Cards(#[from] CardsError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// What is followed.
pub(crate) struct Following {
    pub(crate) ground: Ground,
    pub(crate) pack: Arc<Pack>,
    pub(crate) processor: CardProcessor,
}

impl Following {
    /// Follows until the program is told to stop. Slow answers keep nothing else waiting.
    pub(crate) async fn run(self, stopped: watch::Receiver<bool>) {
        if !self.processor.is_there() {
            return;
        }
        let mut rounds = tokio::time::interval(Duration::from_secs(1));
        rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        // A processor that starts with us is not there at once.
        let mut compare_at = Instant::now() + AFTER_FAILURE;
        while !*stopped.borrow() {
            rounds.tick().await;
            if compare_at <= Instant::now()
                && let Err(error) = self.compare().await
            {
                tracing::warn!(%error, "what was paid out by card could not be compared");
                compare_at = Instant::now() + AFTER_FAILURE;
            }
            if let Err(error) = cards::run(&self.cards()).await {
                tracing::warn!(%error, "payments by card could not be looked at");
            }
        }
    }

    /// Compares each day that is over and was not compared yet, the oldest first; of a long pause its last month.
    async fn compare(&self) -> Result<(), CompareError> {
        let (store, yesterday) = (&self.ground.store, self.yesterday());
        let before = settings::find(store, COMPARED).await?.and_then(|day| day.parse::<Date>().ok());
        let month_ago = yesterday.saturating_sub(jiff::Span::new().days(31));
        let mut day = before.map_or(yesterday, |before| before.saturating_add(jiff::Span::new().days(1)));
        day = day.max(month_ago);
        while day <= yesterday {
            let reconciled = cards::reconcile(&self.cards(), day).await?;
            for told in &reconciled.told {
                tracing::error!(%day, ?told, "what was paid out by card does not agree with the books");
            }
            let until = settings::change(Write::new(), COMPARED, &day.to_string());
            store.write(until).await?;
            day = day.saturating_add(jiff::Span::new().days(1));
        }
        Ok(())
    }

    fn yesterday(&self) -> Date {
        self.ground.clock.today(self.ground.clock.now()).saturating_sub(jiff::Span::new().days(1))
    }

    fn cards(&self) -> Cards<'_> {
        Cards {
            store: &self.ground.store,
            pack: &self.pack,
            processor: &self.processor,
            clock: &self.ground.clock,
            now: self.ground.clock.now(),
            actor: Actor::System("card processor"),
        }
    }
}

/// The demonstration's processor. It ends with this value, and with this process however that ends, as it reads the pipe
/// between them.
pub(crate) struct Simulator(Child);

impl Drop for Simulator {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ended = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// Sets the demonstration's processor, unless another one is set; what it and the sites tell each other by is made anew.
pub(crate) fn place(settings: &mut Settings, ports: Ports, random: impl Fn() -> [u8; 32]) -> bool {
    if settings.cards.address.is_some() {
        return false;
    }
    let secret = || random().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    settings.cards.address = Some(format!("http://localhost:{}", ports.cards));
    settings.cards.key = Some(secret());
    settings.cards.signing_secret = Some(secret());
    settings.cards.fees.get_or_insert_with(|| "aci".to_owned());
    true
}

/// Starts it.
pub(crate) fn simulate(
    settings: &Settings,
    origins: &Origins,
    ports: Ports,
    data: &Path,
) -> Result<Simulator, Failure> {
    let failed =
        |error: std::io::Error| Failure::Broken(format!("the card processor does not start: {error}"));
    let child = Command::new(std::env::current_exe().map_err(failed)?)
        .args(["sandbox", "card-processor", "--while-input-lasts"])
        .args(["--port", &ports.cards.to_string(), "--agency", &origins.account])
        .arg("--data")
        .arg(data)
        .env("COUNTERFOIL_CARD_KEY", settings.cards.key.as_deref().unwrap_or_default())
        .env("COUNTERFOIL_CARD_SIGNING_SECRET", settings.cards.signing_secret.as_deref().unwrap_or_default())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .map_err(failed)?;
    Ok(Simulator(child))
}
