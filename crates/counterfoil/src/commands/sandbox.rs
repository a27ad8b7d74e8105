//! Makes made-up people for tests and for makers of software.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use clap::Subcommand;
use sandbox::people;

use super::Failure;

/// What to make.
#[derive(Subcommand)]
pub(crate) enum Sandbox {
    /// Households with returns and accounts, as books that `import books` reads
    People {
        /// How many people
        #[arg(long)]
        count: u64,
        /// The same seed makes the same people
        #[arg(long)]
        seed: u64,
        /// Where to; standard output without it
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

pub(crate) fn run(sandbox: &Sandbox) -> Result<(), Failure> {
    let Sandbox::People { count, seed, out } = sandbox;
    let people = people::generate(*count, *seed);
    match out {
        Some(file) => {
            let open =
                File::create(file).map_err(|error| Failure::Input(format!("{}: {error}", file.display())))?;
            let mut writer = BufWriter::new(open);
            let records = people::write_ndjson(&mut writer, people)?;
            writer.flush()?;
            println!("{records} records of {count} people in {}.", file.display());
        }
        None => {
            people::write_ndjson(&mut std::io::stdout().lock(), people)?;
        }
    }
    Ok(())
}
