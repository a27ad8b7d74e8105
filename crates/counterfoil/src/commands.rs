//! Which commands there are, and how each ends.

mod law;

use std::process::ExitCode;

use clap::Subcommand;

/// A job for the program.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Compute what the law says: payoffs and interest
    #[command(subcommand)]
    Law(law::Law),
}

/// Why a command ended without success.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The input is wrong: one line that says what to do. Exit code 2.
    Input(String),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Input(error.to_string())
    }
}

/// Runs a command. A failure is one line on standard error.
pub(crate) fn run(command: Command) -> ExitCode {
    let result = match command {
        Command::Law(law) => law::run(law),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Input(line)) => {
            eprintln!("counterfoil: {}", line.replace('\n', " "));
            ExitCode::from(2)
        }
    }
}
