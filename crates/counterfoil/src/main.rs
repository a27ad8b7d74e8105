//! The program: one executable, a sub-command per job.

mod bank;
mod cards;
mod clients;
mod commands;
mod demonstration;
mod desk;
mod files;
mod following;
mod issuers;
mod key_files;
mod logs;
mod operations;
mod own_clients;
mod settings;
mod sites;
mod world;

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The taxpayer's own half of the tax record.
#[derive(Parser)]
#[command(name = "counterfoil", version, about, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: commands::Command,
}

fn main() -> ExitCode {
    match Arguments::try_parse() {
        Ok(arguments) => commands::run(arguments.command),
        // Help and version were asked for; they go to standard output.
        Err(shown) if !shown.use_stderr() => shown.exit(),
        Err(error) => {
            eprintln!("counterfoil: {}", one_line(&error.to_string()));
            ExitCode::from(2)
        }
    }
}

/// What is wrong with the arguments in one line, as other programs read it; usage follows with `--help`.
fn one_line(message: &str) -> String {
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let told = message.split("\n\nUsage:").next().and_then(|told| told.split("\n\nFor more").next());
    let words: Vec<&str> = told.unwrap_or(message).split_whitespace().collect();
    format!("{} (try --help)", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_arguments_are_told_in_one_line() {
        for (arguments, told) in [
            (vec!["counterfoil", "xyzzy"], "unrecognized subcommand 'xyzzy' (try --help)"),
            (
                vec!["counterfoil", "law", "payoff", "x", "--as-of", "soon"],
                "invalid value 'soon' for '--as-of <DATE>': ",
            ),
            (
                vec!["counterfoil", "law", "payoff", "x"],
                "the following required arguments were not provided: --as-of",
            ),
        ] {
            let error = Arguments::try_parse_from(arguments).err().expect("it is wrong");
            let line = one_line(&error.to_string());
            assert!(line.starts_with(told) && !line.contains('\n'), "{line}");
        }
    }
}
