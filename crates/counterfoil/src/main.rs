//! The program: one executable, a sub-command per job.

mod commands;
mod demonstration;
mod logs;
mod operations;
mod settings;
mod world;

use clap::Parser;

/// The taxpayer's own half of the tax record.
#[derive(Parser)]
#[command(name = "counterfoil", version, about, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: commands::Command,
}

fn main() -> std::process::ExitCode {
    commands::run(Arguments::parse().command)
}
