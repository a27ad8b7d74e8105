//! Makes made-up people and their papers, and takes test cards, for tests and for makers of software.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use formats::pictures::png;
use sandbox::people;
use sandbox::specimens::photograph::{Conditions, photograph};
use sandbox::specimens::{Paper, holders};

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
    /// The papers of one of the demonstration's people as pictures, marked SPECIMEN
    Papers {
        /// Whose: the key in the demonstration's books, as demo-amelia
        #[arg(long)]
        person: String,
        /// The folder to put them in
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// As a camera sees them, turned by so many degrees; without it as they were drawn
        #[arg(long, value_name = "DEGREES", allow_hyphen_values = true)]
        photographed: Option<f32>,
    },
    /// A card processor that takes test cards only
    CardProcessor(super::card_processor::CardProcessor),
}

pub(crate) fn run(sandbox: &Sandbox) -> Result<(), Failure> {
    match sandbox {
        Sandbox::People { count, seed, out } => make_people(*count, *seed, out.as_ref()),
        Sandbox::Papers { person, out, photographed } => make_papers(person, out, *photographed),
        Sandbox::CardProcessor(_) => unreachable!("it waits for the network"),
    }
}

fn make_papers(person: &str, out: &Path, photographed: Option<f32>) -> Result<(), Failure> {
    let nobody = || Failure::Input(format!("{person}: nobody in the demonstration has this key"));
    let holder = holders().into_iter().find(|holder| holder.key() == person).ok_or_else(nobody)?;
    std::fs::create_dir_all(out).map_err(|error| Failure::Input(format!("{}: {error}", out.display())))?;
    for paper in Paper::ALL {
        let Some(picture) = holder.picture(paper) else { continue };
        let (bytes, ending) = match photographed {
            Some(turned) => (photograph(&picture, &Conditions { turned, ..Conditions::default() }), "jpg"),
            None => (png(&picture), "png"),
        };
        let file = out.join(format!("{}.{ending}", paper.name()));
        std::fs::write(&file, bytes)?;
        println!("{}", file.display());
    }
    Ok(())
}

fn make_people(count: u64, seed: u64, out: Option<&PathBuf>) -> Result<(), Failure> {
    let people = people::generate(count, seed);
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
