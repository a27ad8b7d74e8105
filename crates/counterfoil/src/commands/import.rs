//! Brings an agency's books in, with a bar that shows rate and time left; and what payers report.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use agency::intake::{self, IntakeError, Progress};
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, WithSettings};

mod information_returns;

/// What to bring in.
#[derive(Subcommand)]
pub(crate) enum Import {
    /// Newline-delimited JSON, as docs/books.md describes it; going on where an interrupted import ended
    Books {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        settings: WithSettings,
    },
    /// W-2, W-2c (EFW2, EFW2C), 1099, 1098, W-2G, 5498 … (Publication 1220); a file with faults changes nothing
    InformationReturns(information_returns::InformationReturns),
}

pub(crate) async fn run(import: Import) -> Result<(), Failure> {
    match import {
        Import::Books { file, settings } => books(&file, &settings).await,
        Import::InformationReturns(command) => information_returns::run(command).await,
    }
}

async fn books(file: &Path, settings: &WithSettings) -> Result<(), Failure> {
    let ground = settings.ground_to_change().await?;
    ground.store.check_schema().await?;
    let bar = ProgressBar::new(0).with_style(style());
    let show = |progress: &Progress| {
        bar.set_length(progress.bytes_total);
        bar.set_position(progress.bytes_done);
        bar.set_message(format!(
            "{} records, {} a second, {} set aside",
            progress.records, progress.records_per_second, progress.bad
        ));
        ControlFlow::Continue(())
    };
    let summary = intake::import(&ground.store, &ground.sealer, &ground.clock, &ground.dice, file, show)
        .await
        .map_err(|error| match error {
            IntakeError::File { .. } | IntakeError::Books(_) | IntakeError::Taken => {
                Failure::Input(error.to_string())
            }
            _ => Failure::Broken(error.to_string()),
        })?;
    bar.finish_and_clear();
    for (line, why) in &summary.named_lines {
        eprintln!("line {line} set aside: {why}");
    }
    if summary.resumed_after_line > 0 {
        println!("Went on after line {}, where an earlier import had stopped.", summary.resumed_after_line);
    }
    println!(
        "{} lines: {} records stand in the books ({} added, {} changed, {} as they were), {} set aside.",
        summary.lines, summary.records, summary.added, summary.changed, summary.unchanged, summary.bad
    );
    if summary.bad > 0 {
        let why = format!("{} lines were set aside; correct them and import the file again", summary.bad);
        return Err(Failure::Input(why));
    }
    Ok(())
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:30} {percent}% {bytes}/{total_bytes} {msg}, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}
