//! Brings in what payers report: checks a file whole, then brings it in, and tells what it held as JSON.

use std::ops::ControlFlow;
use std::path::PathBuf;

use agency::information_returns::{self, Accept, ImportError, Outcome, Progress, Report};
use formats::deviation::{Deviations, Weight};
use indicatif::{ProgressBar, ProgressStyle};

use crate::commands::bank::{Told, print};
use crate::commands::{Failure, WithSettings};

/// What to bring in.
#[derive(clap::Args)]
pub(crate) struct InformationReturns {
    /// The file
    file: PathBuf,
    /// Only look at it: nothing is changed, and no database is needed
    #[arg(long, conflicts_with = "accept_partial")]
    check: bool,
    /// Bring in what can be read of a file with faults
    #[arg(long)]
    accept_partial: bool,
    #[command(flatten)]
    settings: WithSettings,
}

pub(crate) async fn run(command: InformationReturns) -> Result<(), Failure> {
    let accept = if command.accept_partial { Accept::Partial } else { Accept::Whole };
    let (report, deviations) = if command.check {
        let checked = information_returns::check(&command.file).await.map_err(|error| failure(&error))?;
        let refused = checked.outcome(accept).filter(|outcome| *outcome == Outcome::Refused);
        (checked.report(refused.unwrap_or(Outcome::Checked)), checked.deviations)
    } else {
        bring(&command, accept).await?
    };
    let (outcome, left_out) = (report.outcome, report.left_out);
    print(&Told::new(report, &deviations))?;
    ended(&command, outcome, left_out, &deviations)
}

async fn bring(command: &InformationReturns, accept: Accept) -> Result<(Report, Deviations), Failure> {
    let ground = command.settings.ground_to_change().await?;
    ground.store.check_schema().await?;
    let bar = ProgressBar::new(0).with_style(style());
    let show = |progress: Progress| {
        bar.set_length(progress.records);
        bar.set_position(progress.records_done);
        ControlFlow::Continue(())
    };
    let file = &command.file;
    let imported =
        information_returns::import(&ground.store, &ground.sealer, &ground.clock, file, accept, show).await;
    bar.finish_and_clear();
    imported.map_err(|error| failure(&error))
}

/// What the exit code says: 3 of a file that is refused, 2 of one that came in without some of its records.
fn ended(
    command: &InformationReturns,
    outcome: Outcome,
    left_out: u64,
    deviations: &Deviations,
) -> Result<(), Failure> {
    let file = command.file.display();
    match outcome {
        Outcome::Refused => {
            let first = deviations.listed().iter().find(|found| found.weight == Weight::Wrong);
            let why = first.map_or_else(|| "the file has faults".to_owned(), ToString::to_string);
            Err(Failure::Unreadable(format!("{file}: nothing was changed: {why}")))
        }
        Outcome::Test => {
            let why = "nothing was changed: its sender says that it is a test file; look at it with --check";
            Err(Failure::Unreadable(format!("{file}: {why}")))
        }
        Outcome::BroughtIn if left_out > 0 => {
            let what = format!("{left_out} records were left out: correct them and import their file");
            Err(Failure::Input(format!("{file}: {what}")))
        }
        Outcome::Checked | Outcome::BroughtIn | Outcome::BroughtInBefore => Ok(()),
    }
}

fn failure(error: &ImportError) -> Failure {
    match error {
        ImportError::File { .. } | ImportError::Taken => Failure::Input(error.to_string()),
        ImportError::Unknown { .. } => Failure::Unreadable(error.to_string()),
        ImportError::Changed
        | ImportError::Store(_)
        | ImportError::Stopped
        | ImportError::Contested
        | ImportError::Ended => Failure::Broken(error.to_string()),
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:30} {percent}% {pos} of {len} records, {per_sec}, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}
