//! Builds the file of a day's payments for the bank, and brings on what stayed paid.
//!
//! A file is written beside its name, closed in the books with its hash, and only then gets its name: whatever is
//! interrupted, it appears once.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use agency::payments::Act;
use agency::payments::settlement::{self, BankFile, House, SettlementError};
use aws_lc_rs::digest::{self, SHA256};
use serde::Serialize;
use store::Actor;
use values::{Cents, Date};

use super::{Failure, WithSettings};
use crate::world;

/// What to settle.
#[derive(clap::Args)]
pub(crate) struct Settle {
    /// The day: every payment that is due by then leaves
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Date,
    #[command(flatten)]
    settings: WithSettings,
}

/// What is printed.
#[derive(Default, Serialize)]
struct Report {
    settled: u64,
    posted: u64,
    files: Vec<Written>,
}

#[derive(Serialize)]
struct Written {
    file: PathBuf,
    entries: i64,
    amount: Cents,
    sha256: String,
}

pub(crate) async fn run(command: Settle) -> Result<(), Failure> {
    let settings = command.settings.read()?;
    let (sender, folder) = settings.settlement.sender()?;
    let pack = world::pack(&settings)?;
    let ground = world::ground_now(&settings, command.settings.is_demonstration()).await?;
    let now = ground.clock.now();
    let today = ground.clock.today(now);
    let act = Act { now, actor: Actor::System("settle") };
    let house = House { store: &ground.store, sealer: &ground.sealer, pack: &pack, act };
    let mut settled = Report::default();
    if let Some(last) = settlement::find_last(&ground.store, today).await? {
        settled.files.extend(name(&folder, &last)?);
    }
    let progress = settlement::advance(&house, command.date).await?;
    (settled.settled, settled.posted) = (progress.settled, progress.posted);
    while let Some(file) =
        settlement::next(&house, &sender, (today, command.date), || ground.dice.id(now)).await?
    {
        let part = place(&folder, &file, "part");
        let out = File::create(&part).map_err(|error| at(&part, &error))?;
        let hashed = Hashed { out, hash: digest::Context::new(&SHA256) };
        let out = settlement::write(&house, &sender, &file, BufWriter::new(hashed)).await?;
        let Hashed { out, hash } = out.into_inner().map_err(|error| at(&part, &error.into_error()))?;
        out.sync_all().map_err(|error| at(&part, &error))?;
        let hash = hash.finish().as_ref().to_vec();
        settlement::close(&house, &file, &hash).await?;
        settled.files.extend(name(&folder, &BankFile { is_open: false, hash: Some(hash), ..file })?);
    }
    let json = serde_json::to_string(&settled).map_err(|error| Failure::Broken(error.to_string()))?;
    writeln!(std::io::stdout(), "{json}")?;
    Ok(())
}

/// Gives a closed file its name, if it still waits for it.
fn name(folder: &Path, file: &BankFile) -> Result<Option<Written>, Failure> {
    let part = place(folder, file, "part");
    let Some(closed) = file.hash.as_ref().filter(|_| part.exists()) else { return Ok(None) };
    if hash(&part)? != *closed {
        let why = format!("{} is not what the books say was written: restore it", part.display());
        return Err(Failure::Broken(why));
    }
    let whole = place(folder, file, "ach");
    fs::rename(&part, &whole).map_err(|error| at(&whole, &error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| at(folder, &error))?;
    let sha256 = closed.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    Ok(Some(Written { file: whole, entries: file.entries, amount: file.amount, sha256 }))
}

fn place(folder: &Path, file: &BankFile, ending: &str) -> PathBuf {
    folder.join(format!("{}-{:02}.{ending}", file.made_on, file.number))
}

/// Hashes what it writes itself: another settlement may write the same file at the same time.
struct Hashed {
    out: File,
    hash: digest::Context,
}

impl std::io::Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

fn hash(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut context = digest::Context::new(&SHA256);
    let mut input = File::open(file).map_err(|error| at(file, &error))?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = std::io::Read::read(&mut input, &mut buffer).map_err(|error| at(file, &error))?;
        if read == 0 {
            return Ok(context.finish().as_ref().to_vec());
        }
        context.update(&buffer[..read]);
    }
}

fn at(file: &Path, error: &std::io::Error) -> Failure {
    Failure::Input(format!("{}: {error}", file.display()))
}

impl From<SettlementError> for Failure {
    fn from(error: SettlementError) -> Self {
        match error {
            SettlementError::Stopped(_) | SettlementError::TooManyFiles => Self::Input(error.to_string()),
            SettlementError::Store(error) => error.into(),
            other => Self::Broken(other.to_string()),
        }
    }
}
