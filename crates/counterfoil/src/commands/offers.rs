//! Offers in compromise that somebody has to decide on: which wait, deciding on one, its papers; and what the law decides.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use agency::offers::{self, Answers, Loaded, ReturnReason};
use agency::payments::{Moment, confirmation};
use clap::Subcommand;
use serde::Serialize;
use store::person_keys;
use store::seal::Realm;
use store::taxes::offer_papers;
use values::{Cents, Date};

use super::deciding::{Decision, Desk, broken, find, print};
use super::{Failure, WithSettings};
use crate::world::Ground;

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Offers {
    /// List those that wait for a decision, the oldest first, each with what its sender answered
    Waiting(WithSettings),
    /// Accept one
    Accept(Decision),
    /// Refuse one
    Refuse(Decision),
    /// Return one that cannot be processed
    Return(Return),
    /// Accept those by law that nobody decided on in time
    Due(Due),
    /// Write the papers that came with one into a folder
    Papers(Papers),
}

/// Which offer, and why.
#[derive(clap::Args)]
pub(crate) struct Return {
    #[command(flatten)]
    decision: Decision,
    /// What its sender is told, in a word; a wrong one lists all of them
    #[arg(long, value_parser = reason)]
    reason: ReturnReason,
}

/// As of which day.
#[derive(clap::Args)]
pub(crate) struct Due {
    /// The day, today at the latest
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Date,
    #[command(flatten)]
    settings: WithSettings,
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

/// What is printed for each.
#[derive(Serialize)]
struct Waiting {
    confirmation: String,
    way: String,
    amount: Cents,
    sent_on: Date,
    /// From then on it counts as accepted.
    decide_by: Option<Date>,
    fee_left: Cents,
    with_offer_left: Cents,
    years: Vec<i64>,
    answers: Answers,
}

fn reason(name: &str) -> Result<ReturnReason, String> {
    ReturnReason::named(name).ok_or_else(|| {
        let names: Vec<&str> = ReturnReason::ALL.iter().map(|reason| reason.name()).collect();
        format!("write one of {}", names.join(", "))
    })
}

pub(crate) async fn run(command: Offers) -> Result<(), Failure> {
    let (Offers::Waiting(with)
    | Offers::Accept(Decision { settings: with, .. })
    | Offers::Refuse(Decision { settings: with, .. })
    | Offers::Return(Return { decision: Decision { settings: with, .. }, .. })
    | Offers::Due(Due { settings: with, .. })
    | Offers::Papers(Papers { decision: Decision { settings: with, .. }, .. })) = &command;
    let desk = Desk::open(with, "offers").await?;
    let Desk { ground, pack, moment, act } = &desk;
    if let Offers::Due(due) = &command {
        return accept_by_law(&desk, due.date).await;
    }
    let waiting = offers::waiting(&ground.store, &ground.sealer, pack, moment.today, |_| Ok(true));
    let waiting = waiting.await.map_err(broken)?;
    let find = |decision: &Decision| find(&waiting, |one: &Loaded| one.offer.id, ("offer", &decision.number));
    let decided = match &command {
        Offers::Waiting(_) | Offers::Due(_) => return list(&waiting),
        Offers::Papers(papers) => return write_papers(ground, find(&papers.decision)?, &papers.to).await,
        Offers::Accept(decision) => offers::accept(pack, find(decision)?, moment.today, act),
        Offers::Refuse(decision) => offers::refuse(pack, find(decision)?, moment.today, act),
        Offers::Return(Return { decision, reason }) => {
            offers::return_to_sender(pack, find(decision)?, *reason, moment.today, act)
        }
    };
    desk.write(decided).await
}

/// Prints the confirmation numbers of those that count as accepted from now on.
async fn accept_by_law(desk: &Desk, on: Date) -> Result<(), Failure> {
    let Desk { ground, pack, moment, .. } = desk;
    if on > moment.today {
        return Err(Failure::Input(format!("--date: it is only {}", moment.today)));
    }
    let moment = Moment { today: on, ..*moment };
    let accepted = offers::run(&ground.store, &ground.sealer, pack, moment).await.map_err(broken)?;
    print(&accepted.into_iter().map(confirmation).collect::<Vec<_>>())
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
            decide_by: loaded.decide_by,
            fee_left: loaded.fee_left().map_err(broken)?,
            with_offer_left: loaded.with_offer_left().map_err(broken)?,
            years: loaded.years.iter().map(|year| year.tax_year).collect(),
            answers: serde_json::from_slice(&loaded.offer.content).map_err(broken)?,
        })
    };
    print(&waiting.iter().map(line).collect::<Result<Vec<_>, Failure>>()?)
}
