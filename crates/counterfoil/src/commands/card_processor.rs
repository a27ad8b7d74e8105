//! Runs the simulated card processor: a process of its own, as the real one would be (docs/operate/cards.md).

use std::io::Read as _;
use std::path::PathBuf;
use std::time::Duration;

use outside::http::Http;
use outside::{Clock, Dice};
use sandbox::card_processor::{Customer, Simulator};
use sandbox::clock::MovableClock;
use tokio::net::TcpListener;
use values::Secret;
use web::serve::{ServeError, listen, run as serve_until};

use super::Failure;
use crate::settings::Settings;
use crate::{demonstration, logs, world};

/// So often it looks at what time has brought.
const EVERY: Duration = Duration::from_millis(500);

/// A port that another one has just left is free within so many tries.
const TRIES: u32 = 50;

/// Take test cards for an agency.
#[derive(clap::Args)]
pub(crate) struct CardProcessor {
    /// Where it listens
    #[arg(long)]
    port: u16,
    /// The origin of the account site
    #[arg(long, value_name = "ORIGIN", default_value = "http://localhost:8400")]
    agency: String,
    /// The folder of a demonstration, whose clock it keeps and where it remembers
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// What the agency shows with each request
    #[arg(long, env = "COUNTERFOIL_CARD_KEY", hide_env_values = true)]
    key: String,
    /// What messages are signed with
    #[arg(long, env = "COUNTERFOIL_CARD_SIGNING_SECRET", hide_env_values = true)]
    signing_secret: String,
    /// End when standard input does: with whoever started it
    #[arg(long)]
    while_input_lasts: bool,
}

pub(crate) async fn run(command: CardProcessor) -> Result<(), Failure> {
    if command.while_input_lasts {
        std::thread::spawn(|| {
            // An error ends it as the end does.
            let _end = std::io::stdin().read_to_end(&mut Vec::new());
            std::process::exit(0);
        });
    }
    let mut settings = Settings::read(None)?;
    logs::start(&settings.log)?;
    let movable = MovableClock::new();
    let ground = match &command.data {
        Some(data) => {
            demonstration::place(&mut settings, data);
            Some(world::ground(&settings, movable.clock()).await?)
        }
        None => None,
    };
    let clock = if ground.is_some() { movable.clock() } else { Clock::system() };
    let http = Http::new().map_err(|error| Failure::Broken(error.to_string()))?;
    let customer = Customer {
        key: Secret::new(command.key),
        signing: Secret::new(command.signing_secret),
        messages_to: format!("{}/payments/card/events", command.agency),
        origin: command.agency,
    };
    let origin = format!("http://localhost:{}", command.port);
    let file = command.data.map(|data| data.join("card-processor.json"));
    let simulator = Simulator::new(customer, &origin, (clock, Dice::system(), http), file)
        .map_err(|error| Failure::Input(error.to_string()))?;
    let listeners = listeners(command.port).await?;
    let beside = tokio::spawn({
        let simulator = simulator.clone();
        async move {
            let mut rounds = tokio::time::interval(EVERY);
            loop {
                rounds.tick().await;
                if let Some(ground) = &ground
                    && let Err(error) = movable.read(&ground.store).await
                {
                    tracing::warn!(%error, "the moved clock could not be read");
                }
                simulator.run_once().await;
            }
        }
    });
    let served = serve_until(listeners, simulator.routes(), super::serve::asked_to_stop()).await;
    beside.abort();
    Ok(served?)
}

/// The one before may just be ending.
async fn listeners(port: u16) -> Result<Vec<TcpListener>, Failure> {
    for _ in 1..TRIES {
        match listen(port).await {
            Err(ServeError::PortTaken { .. }) => tokio::time::sleep(EVERY / 2).await,
            other => return Ok(other?),
        }
    }
    Ok(listen(port).await?)
}
