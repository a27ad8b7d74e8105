//! What the bank answers, and whether files leave for it.

use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::PathBuf;

use agency::payments::Act;
use agency::payments::settlement::{self, Answers, House, ReadError};
use clap::Subcommand;
use serde::Serialize;
use store::Actor;

use super::{Failure, WithSettings};
use crate::world;

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Bank {
    /// Book the returns and corrections of a file; nothing is booked twice
    Read {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        settings: WithSettings,
    },
    /// Let no file leave until told otherwise
    Stop {
        /// Why, for whoever finds it stopped
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        settings: WithSettings,
    },
    /// Let files leave again
    Resume(WithSettings),
}

/// What is printed.
#[derive(Serialize)]
struct Read {
    #[serde(flatten)]
    answers: Answers,
    /// Where the file departs from its format, and was read all the same.
    deviations: Vec<String>,
    /// How many more there are.
    more_deviations: u64,
}

pub(crate) async fn run(command: Bank) -> Result<(), Failure> {
    let (Bank::Read { settings: with, .. } | Bank::Stop { settings: with, .. } | Bank::Resume(with)) =
        &command;
    let settings = with.read()?;
    let pack = world::pack(&settings)?;
    let ground = world::ground_now(&settings, with.is_demonstration()).await?;
    let now = ground.clock.now();
    let act = Act { now, actor: Actor::System("bank") };
    let (file, write) = match &command {
        Bank::Read { file, .. } => (file, None),
        Bank::Stop { reason, .. } => (&PathBuf::new(), Some(settlement::stop(reason, &act))),
        Bank::Resume(_) => (&PathBuf::new(), Some(settlement::resume(&act))),
    };
    if let Some(write) = write {
        ground.store.write(write).await?;
        return Ok(());
    }
    let input = File::open(file).map_err(|error| Failure::Input(format!("{}: {error}", file.display())))?;
    let house = House { store: &ground.store, sealer: &ground.sealer, pack: &pack, act };
    let read = settlement::read(&house, BufReader::new(input), ground.clock.today(now)).await;
    let (answers, deviations) = read.map_err(|error| refused(error, file))?;
    let read = Read {
        answers,
        deviations: deviations.listed().iter().map(ToString::to_string).collect(),
        more_deviations: deviations.more(),
    };
    let json = serde_json::to_string(&read).map_err(|error| Failure::Broken(error.to_string()))?;
    writeln!(std::io::stdout(), "{json}")?;
    Ok(())
}

fn refused(error: ReadError, file: &std::path::Path) -> Failure {
    match error {
        ReadError::Wrong(..) => Failure::Unreadable(format!("{}: {error}", file.display())),
        ReadError::Io(_) => Failure::Input(format!("{}: {error}", file.display())),
        ReadError::Settlement(error) => error.into(),
    }
}
