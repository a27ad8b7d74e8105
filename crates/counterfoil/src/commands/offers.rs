//! Offers in compromise that somebody has to decide on: which wait, accepting one, refusing one.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use agency::offers::{self, Answers, Loaded, State};
use agency::payments::{Act, confirmation};
use clap::Subcommand;
use serde::Serialize;
use store::seal::Realm;
use store::taxes::{offer_papers, offers as stored};
use store::{Actor, person_keys};
use values::{Cents, Date};

use super::{Failure, WithSettings};
use crate::world::{self, Ground};

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Offers {
    /// List those that wait for a decision, the oldest first, each with what its sender answered
    Waiting(WithSettings),
    /// Accept one
    Accept(Decision),
    /// Refuse one
    Refuse(Decision),
    /// Write the papers that came with one into a folder
    Papers(Papers),
}

/// Whose papers, and where to.
#[derive(clap::Args)]
pub(crate) struct Papers {
    #[command(flatten)]
    decision: Decision,
    /// The folder; nothing is written over
    #[arg(long)]
    to: PathBuf,
}

/// Which offer.
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
    way: String,
    amount: Cents,
    sent_on: Date,
    fee_left: Cents,
    with_offer_left: Cents,
    years: Vec<i64>,
    answers: Answers,
}

/// Offers looked at in one page.
const AT_ONCE: i64 = 100;

pub(crate) async fn run(command: Offers) -> Result<(), Failure> {
    let (Offers::Waiting(with)
    | Offers::Accept(Decision { settings: with, .. })
    | Offers::Refuse(Decision { settings: with, .. })
    | Offers::Papers(Papers { decision: Decision { settings: with, .. }, .. })) = &command;
    let settings = with.read()?;
    let pack = world::pack(&settings)?;
    let ground = world::ground_now(&settings, with.is_demonstration()).await?;
    let now = ground.clock.now();
    let today = ground.clock.today(now);
    let act = Act { now, actor: Actor::System("offers") };
    let waiting = waiting(&ground).await?;
    let find = |number: &str| {
        let found = waiting.iter().find(|loaded| confirmation(loaded.offer.id) == number);
        found.ok_or_else(|| Failure::Input(format!("no offer {number} waits for a decision")))
    };
    let write = match &command {
        Offers::Waiting(_) => return list(&waiting),
        Offers::Papers(papers) => {
            return write_papers(&ground, find(&papers.decision.number)?, &papers.to).await;
        }
        Offers::Accept(decision) => {
            let Loaded { offer, years, .. } = find(&decision.number)?;
            offers::accept(&pack, offer, years, today, &act)
        }
        Offers::Refuse(decision) => {
            let Loaded { offer, years, .. } = find(&decision.number)?;
            offers::refuse(&pack, offer, years, today, &act)
        }
    };
    ground.store.write(write.map_err(broken)?).await?;
    Ok(())
}

/// A file for each paper, named by its number and what it shows; before its name is printed whether it was scanned.
async fn write_papers(ground: &Ground, loaded: &Loaded, to: &Path) -> Result<(), Failure> {
    let (taxpayer, id) = (loaded.offer.taxpayer_id, loaded.offer.id);
    let key = person_keys::require(&ground.store, &ground.sealer, taxpayer, Realm::Taxes).await?;
    std::fs::create_dir_all(to)?;
    for paper in offer_papers::list(&ground.store, taxpayer, id).await? {
        let content = offer_papers::content(&ground.store, (&ground.sealer, &key), &paper).await?;
        let content = content.ok_or_else(|| broken("a paper is gone"))?;
        let path = to.join(format!("{}-{}.{}", paper.place, paper.shows, paper.kind));
        std::fs::File::create_new(&path)?.write_all(&content)?;
        writeln!(std::io::stdout(), "{}\t{}", paper.scan, path.display())?;
    }
    Ok(())
}

fn list(waiting: &[Loaded]) -> Result<(), Failure> {
    let line = |loaded: &Loaded| {
        Ok(Waiting {
            confirmation: confirmation(loaded.offer.id),
            way: loaded.offer.way.clone(),
            amount: loaded.offer.amount,
            sent_on: loaded.offer.sent_on,
            fee_left: loaded.fee_left().map_err(broken)?,
            with_offer_left: loaded.with_offer_left().map_err(broken)?,
            years: loaded.years.iter().map(|year| year.tax_year).collect(),
            answers: serde_json::from_slice(&loaded.offer.content).map_err(broken)?,
        })
    };
    let lines = waiting.iter().map(line).collect::<Result<Vec<_>, Failure>>()?;
    let json = serde_json::to_string(&lines).map_err(broken)?;
    writeln!(std::io::stdout(), "{json}")?;
    Ok(())
}

/// All offers that wait for a decision, the oldest first.
async fn waiting(ground: &Ground) -> Result<Vec<Loaded>, Failure> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = stored::list_in_state(&ground.store, State::Sent.name(), after, AT_ONCE).await?;
        let Some((_, id, sent_on)) = page.last() else { return Ok(found) };
        after = Some((*sent_on, *id));
        for (taxpayer, id, _) in page {
            let key = person_keys::require(&ground.store, &ground.sealer, taxpayer, Realm::Taxes).await?;
            let seal = (&ground.sealer, &key);
            found.extend(offers::load(&ground.store, seal, (taxpayer, id)).await?);
        }
    }
}

fn broken(error: impl std::fmt::Display) -> Failure {
    Failure::Broken(error.to_string())
}
