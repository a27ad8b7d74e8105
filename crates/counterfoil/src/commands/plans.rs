//! Payment plans that somebody has to decide on: which wait, granting one, refusing one.

use std::io::Write as _;

use agency::payments::{Act, confirmation};
use agency::plans::{self, Loaded, State};
use clap::Subcommand;
use serde::Serialize;
use store::taxes::plans as stored;
use store::{Actor, Store};
use tax::pack::Pack;
use values::{Cents, Date};

use super::{Failure, WithSettings};
use crate::world;

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Plans {
    /// List those that wait for a decision, the oldest first
    Waiting(WithSettings),
    /// Grant one: it is in force from today
    Grant(Decision),
    /// Refuse one
    Refuse(Decision),
}

/// Which plan.
#[derive(clap::Args)]
pub(crate) struct Decision {
    /// Its confirmation number
    number: String,
    #[command(flatten)]
    settings: WithSettings,
}

/// What is printed for each.
#[derive(Serialize)]
struct Waiting {
    confirmation: String,
    kind: String,
    monthly: Cents,
    asked_on: Date,
    years: Vec<i64>,
}

/// Plans looked at in one page.
const AT_ONCE: i64 = 100;

pub(crate) async fn run(command: Plans) -> Result<(), Failure> {
    let (Plans::Waiting(with)
    | Plans::Grant(Decision { settings: with, .. })
    | Plans::Refuse(Decision { settings: with, .. })) = &command;
    let settings = with.read()?;
    let pack = world::pack(&settings)?;
    let ground = world::ground_now(&settings, with.is_demonstration()).await?;
    let now = ground.clock.now();
    let today = ground.clock.today(now);
    let act = Act { now, actor: Actor::System("plans") };
    let waiting = waiting(&ground.store, &pack, today).await.map_err(broken)?;
    let find = |number: &str| {
        let found = waiting.iter().find(|loaded| confirmation(loaded.plan.id) == number);
        found.ok_or_else(|| Failure::Input(format!("no plan {number} waits for a decision")))
    };
    let write = match &command {
        Plans::Waiting(_) => return list(&waiting),
        Plans::Grant(decision) => plans::grant(&pack, find(&decision.number)?, today, &act),
        Plans::Refuse(decision) => plans::refuse(&pack, find(&decision.number)?, today, &act),
    };
    ground.store.write(write.map_err(broken)?).await?;
    Ok(())
}

fn list(waiting: &[Loaded]) -> Result<(), Failure> {
    let lines: Vec<Waiting> = waiting
        .iter()
        .map(|loaded| Waiting {
            confirmation: confirmation(loaded.plan.id),
            kind: loaded.plan.kind.clone(),
            monthly: loaded.plan.monthly,
            asked_on: loaded.plan.asked_on,
            years: loaded.debts.iter().map(|debt| debt.year.tax_year).collect(),
        })
        .collect();
    let json = serde_json::to_string(&lines).map_err(broken)?;
    writeln!(std::io::stdout(), "{json}")?;
    Ok(())
}

/// All plans that wait for a decision, the oldest first.
pub(crate) async fn waiting(
    store: &Store,
    pack: &Pack,
    today: Date,
) -> Result<Vec<Loaded>, plans::LoadError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = stored::list_to_look(store, State::Asked.name(), Date::MAX, after, AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(found) };
        after = Some((last.look_on, last.id));
        for plan in page {
            found.push(plans::load(store, pack, plan, today).await?);
        }
    }
}

fn broken(error: impl std::fmt::Display) -> Failure {
    Failure::Broken(error.to_string())
}
