//! Payment plans that somebody has to decide on: which wait, granting one, refusing one.

use agency::payments::confirmation;
use agency::plans::{self, Loaded, State};
use clap::Subcommand;
use serde::Serialize;
use store::Store;
use store::taxes::plans as stored;
use tax::pack::Pack;
use values::{Cents, Date};

use super::deciding::{Decision, Desk, broken, find, print};
use super::{Failure, WithSettings};

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
    let desk = Desk::open(with, "plans").await?;
    let Desk { ground, pack, moment, act } = &desk;
    let waiting = waiting(&ground.store, pack, moment.today).await.map_err(broken)?;
    let find = |decision: &Decision| find(&waiting, |one: &Loaded| one.plan.id, ("plan", &decision.number));
    let decided = match &command {
        Plans::Waiting(_) => return list(&waiting),
        Plans::Grant(decision) => plans::grant(pack, find(decision)?, moment.today, act),
        Plans::Refuse(decision) => plans::refuse(pack, find(decision)?, moment.today, act),
    };
    desk.write(decided).await
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
    print(&lines)
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
