//! Starts the sites and what works beside them, until told to stop.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use outside::{Clock, Dice};
use sandbox::clock::MovableClock;
use store::taxes::{offer_drafts, payment_drafts};
use store::{PageCache, Write, outbox, provider_visits, sessions};
use tax::pack::Pack;
use tokio::net::TcpListener;
use tokio::sync::watch;
use values::Timestamp;
use web::serve::{listen, run as serve_until};

use super::{CONFIGURATION, Failure};
use agency::payments::Moment;

use crate::bank::Bank;
use crate::following::Following;
use crate::operations::Operations;
use crate::settings::{Ports, Settings};
use crate::world::{self, Ground, Origins, World};
use crate::{cards, demonstration, files, logs};

/// Start the sites.
#[derive(clap::Args)]
pub(crate) struct Serve {
    /// Made-up people and an embedded database; needs no configuration
    #[arg(long)]
    demo: bool,
    /// Where the demonstration keeps its data
    #[arg(long, value_name = "DIR", default_value = "data", requires = "demo")]
    data: PathBuf,
    /// The account site's port; identity, professional and staff follow, operations is nine further on
    #[arg(long, value_name = "PORT")]
    listen_base: Option<u16>,
    /// The configuration file; a demonstration has none
    #[arg(long, value_name = "FILE", env = "COUNTERFOIL_CONFIG")]
    config: Option<PathBuf>,
}

pub(crate) async fn run(serve: Serve) -> Result<(), Failure> {
    let mut settings = read(&serve)?;
    if let Some(base) = serve.listen_base {
        settings.listen.base = base;
    }
    let ports = settings.listen.ports()?;
    logs::start(&settings.log)?;
    // First of all: a taken port must not leave half a start behind.
    let listeners = Listeners::open(ports).await?;
    let movable = MovableClock::new();
    let clock = if serve.demo { movable.clock() } else { Clock::system() };
    if serve.demo {
        let dice = Dice::system();
        demonstration::prepare(&settings, || dice.bytes())?;
    }
    let ground = world::ground_with(&settings, clock, PageCache::Small).await?;
    if serve.demo {
        demonstration::claim(&ground.store).await?;
        movable.read(&ground.store).await?;
    }
    ground.store.check_schema().await?;
    let origins = Origins::new(&settings, ports);
    let people = serve.demo.then(demonstration::people).transpose()?;
    let simulated = serve.demo && cards::place(&mut settings, ports, || ground.dice.bytes());
    let movable = serve.demo.then_some(movable);
    let world = world::build(&settings, &ground, &origins, people.clone(), movable.clone())?;
    let broken = |error: identity::IdentityError| Failure::Broken(error.to_string());
    world.identity_state.follow_shut_clients().await.map_err(broken)?;
    let now = ground.clock.now();
    world.identity_state.ensure_signing_key(now).await.map_err(|error| Failure::Broken(error.to_string()))?;
    if let Some(people) = &people {
        demonstration::load(&ground, &serve.data, &world.identity_state).await?;
        println!("{}", demonstration::greeting(&origins, ports.operations, people));
    }
    let _processor =
        simulated.then(|| cards::simulate(&settings, &origins, ports, &serve.data)).transpose()?;
    listeners.serve(world, ground, movable).await
}

fn read(serve: &Serve) -> Result<Settings, Failure> {
    if serve.demo {
        let mut settings = Settings::read(None)?;
        demonstration::place(&mut settings, &serve.data);
        // The terminal belongs to the greeting, unless somebody asks for more.
        if std::env::var_os("COUNTERFOIL__LOG__LEVEL").is_none() {
            "warn".clone_into(&mut settings.log.level);
        }
        return Ok(settings);
    }
    let file = serve.config.clone().unwrap_or_else(|| CONFIGURATION.into());
    let settings = Settings::read(Some(&file))?;
    settings.check()?;
    if settings.mail.server.is_none() {
        let why =
            "mail.server: set a mail server, without which nobody can confirm an email address".to_owned();
        return Err(Failure::Input(why));
    }
    Ok(settings)
}

/// The ports, taken before anything else is done.
struct Listeners {
    account: Vec<TcpListener>,
    identity: Vec<TcpListener>,
    professional: Vec<TcpListener>,
    staff: Vec<TcpListener>,
    operations: Vec<TcpListener>,
}

impl Listeners {
    async fn open(ports: Ports) -> Result<Self, Failure> {
        Ok(Self {
            account: listen(ports.account).await?,
            identity: listen(ports.identity).await?,
            professional: listen(ports.professional).await?,
            staff: listen(ports.staff).await?,
            operations: listen(ports.operations).await?,
        })
    }

    /// Serves all sites until the program is told to stop; requests under way are finished.
    async fn serve(self, world: World, ground: Ground, movable: Option<MovableClock>) -> Result<(), Failure> {
        let (stop, stopped) = watch::channel(false);
        let until = || {
            let mut stopped = stopped.clone();
            async move {
                // An error means that the sender is gone, which also means to stop.
                let _gone = stopped.wait_for(|stopped| *stopped).await;
            }
        };
        let operations = Operations::start(ground.store.clone())?;
        let work = Work {
            identity: world.identity_state,
            mailer: world.mailer,
            texter: world.texter,
            ground,
            movable,
            pack: world.pack,
            operations: operations.clone(),
        };
        let following = Following {
            identity: work.identity.clone(),
            folder: world.folder,
            clock: work.ground.clock.clone(),
        };
        let following = tokio::spawn(following.run(stopped.clone()));
        let cards =
            cards::Following { ground: work.ground.clone(), pack: work.pack.clone(), processor: world.cards };
        let cards = tokio::spawn(cards.run(stopped.clone()));
        let files = files::Leaving {
            ground: work.ground.clone(),
            pack: work.pack.clone(),
            settlement: world.settlement,
        };
        let files = tokio::spawn(files.run(stopped.clone()));
        let worker = tokio::spawn(work.run(stopped.clone()));
        let signal = tokio::spawn(async move {
            asked_to_stop().await;
            stop.send_replace(true);
        });
        let served = tokio::try_join!(
            serve_until(self.account, world.account, until()),
            serve_until(self.identity, world.identity, until()),
            serve_until(self.professional, world.professional, until()),
            serve_until(self.staff, world.staff, until()),
            serve_until(self.operations, operations.routes(), until()),
        );
        signal.abort();
        worker.abort();
        following.abort();
        cards.abort();
        files.abort();
        served?;
        Ok(())
    }
}

/// What is done beside answering: figures and mail every second, tidying every minute, the moved clock followed.
struct Work {
    identity: identity::Identity,
    mailer: outside::mail::Mailer,
    texter: outside::texts::Texter,
    ground: Ground,
    /// Only the demonstration has one, and with it the simulated bank.
    movable: Option<MovableClock>,
    pack: Arc<Pack>,
    operations: Operations,
}

/// How many seconds of the process lie between two tidyings, whatever the moved clock says.
const TIDY_EVERY: u64 = 60;

/// Answers on the way to a payment are kept so long.
const DRAFTS: Duration = Duration::from_hours(7 * 24);

impl Work {
    async fn run(self, stopped: watch::Receiver<bool>) {
        let mut every_second = tokio::time::interval(Duration::from_secs(1));
        every_second.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        for second in 0_u64.. {
            every_second.tick().await;
            if *stopped.borrow() {
                return;
            }
            self.operations.fold();
            if let Some(movable) = &self.movable
                && let Err(error) = movable.read(&self.ground.store).await
            {
                tracing::warn!(%error, "the moved clock could not be read");
            }
            let now = self.ground.clock.now();
            if let Err(error) =
                identity::worker::run_once(&self.identity, now, &self.mailer, &self.texter).await
            {
                tracing::warn!(%error, "waiting messages could not be sent");
            }
            if self.movable.is_some() {
                self.plans(now).await;
                self.offers(now).await;
                self.forms(now).await;
                self.bank(now).await;
                self.notices(now).await;
            } else if second.is_multiple_of(TIDY_EVERY) {
                self.plans(now).await;
                self.offers(now).await;
                self.notices(now).await;
            }
            if second.is_multiple_of(TIDY_EVERY) {
                self.tidy(now).await;
            }
        }
    }

    /// Does what the day brings to payment plans; in the demonstration it also decides on those that wait for somebody.
    async fn plans(&self, now: Timestamp) {
        let Ground { store, clock, dice, .. } = &self.ground;
        let moment = Moment { now, today: clock.today(now) };
        if self.movable.is_some()
            && let Err(error) = crate::desk::decide_plans(store, &self.pack, moment).await
        {
            tracing::warn!(%error, "the simulated desk stopped early");
        }
        if let Err(error) = agency::plans::run(store, &self.pack, moment, || dice.id(now)).await {
            tracing::warn!(%error, "payment plans could not be looked at");
        }
    }

    /// Accepts offers by law that nobody decided on in time; in the demonstration it decides on the others.
    async fn offers(&self, now: Timestamp) {
        let Ground { store, sealer, clock, .. } = &self.ground;
        let moment = Moment { now, today: clock.today(now) };
        if let Err(error) = agency::offers::run(store, sealer, &self.pack, moment).await {
            tracing::warn!(%error, "offers could not be looked at");
        }
        if self.movable.is_some()
            && let Err(error) = crate::desk::decide_offers(store, sealer, &self.pack, moment).await
        {
            tracing::warn!(%error, "the simulated desk stopped early");
        }
    }

    /// Lets the simulated desk look at forms.
    async fn forms(&self, now: Timestamp) {
        let Ground { store, sealer, clock, .. } = &self.ground;
        let moment = Moment { now, today: clock.today(now) };
        if let Err(error) = crate::desk::decide_forms(store, sealer, &self.pack, moment).await {
            tracing::warn!(%error, "the simulated desk stopped early");
        }
    }

    /// Writes the notices that what changed and what day it is bring about.
    async fn notices(&self, now: Timestamp) {
        let Ground { store, sealer, clock, .. } = &self.ground;
        let moment = Moment { now, today: clock.today(now) };
        match agency::notices::issue(store, sealer, &self.pack, moment).await {
            Ok(issued) if issued.written > 0 => tracing::info!(written = issued.written, "notices"),
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "notices could not be written"),
        }
    }

    /// Lets the simulated bank do what the day brings.
    async fn bank(&self, now: Timestamp) {
        let Ground { store, sealer, clock, dice } = &self.ground;
        let bank = Bank { store, sealer, pack: &self.pack, now, today: clock.today(now) };
        if let Err(error) = bank.run(dice.id(now)).await {
            tracing::warn!(%error, "the simulated bank stopped early");
        }
    }

    /// Forgets what is over: codes, sessions, messages that were sent.
    async fn tidy(&self, now: Timestamp) {
        if let Err(error) = identity::worker::tidy(&self.identity, now).await {
            tracing::warn!(%error, "what is over at the identity site could not be forgotten");
        }
        let write = sessions::remove_ended(Write::new(), now);
        let write = provider_visits::remove_ended(outbox::remove_done(write, now), now);
        let write = payment_drafts::remove_old(write, now.checked_sub(DRAFTS).unwrap_or(now));
        let offers = Duration::from_hours(24 * u64::from(agency::offers::KEPT_DAYS));
        let write = offer_drafts::remove_old(write, now.checked_sub(offers).unwrap_or(now));
        if let Err(error) = self.ground.store.write(write).await {
            tracing::warn!(%error, "ended sessions could not be forgotten");
        }
        let moment = Moment { now, today: self.ground.clock.today(now) };
        match agency::forms::forget_old(&self.pack, moment) {
            Ok(write) => {
                if let Err(error) = self.ground.store.write(write).await {
                    tracing::warn!(%error, "old drafts of forms could not be forgotten");
                }
            }
            Err(error) => tracing::warn!(%error, "old drafts of forms could not be forgotten"),
        }
    }
}

/// Ctrl-C, or the service manager's TERM.
pub(super) async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a handler the signal ends the program by itself.
    let _ = tokio::signal::ctrl_c().await;
}
