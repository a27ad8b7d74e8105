//! Builds the file of a day's payments for the bank, and brings on what stayed paid.
//!
//! A file is written beside its name, closed in the books with its hash, noted as leaving, and only then gets its name:
//! whatever is interrupted, it appears once, and nothing counts as paid that did not leave.

use std::fmt::Write as _;
use std::fs::{self, File, TryLockError};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use agency::payments::settlement::{self, BankFile, House, SettlementError};
use agency::payments::{Act, Moment};
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
    /// Payments that wait until their account has been asked about.
    held: u64,
    /// Payments called off, because their bank says that the account takes none.
    refused: u64,
    files: Vec<Written>,
    /// Files that wait for somebody to release them.
    to_release: Vec<String>,
}

/// A file that got its name.
#[derive(Serialize)]
pub(crate) struct Written {
    file: PathBuf,
    entries: i64,
    /// Out of people's accounts.
    amount: Cents,
    /// Into them.
    credits: Cents,
    sha256: String,
}

pub(crate) async fn run(command: Settle) -> Result<(), Failure> {
    let settings = command.settings.read()?;
    let (sender, folder) = settings.settlement.sender()?;
    let _alone = alone(&folder)?;
    let pack = world::pack(&settings)?;
    let ground = world::ground_now(&settings, command.settings.is_demonstration()).await?;
    let now = ground.clock.now();
    let today = ground.clock.today(now);
    let moment = Moment { now, today: command.date };
    agency::plans::run(&ground.store, &pack, moment, || ground.dice.id(now))
        .await
        .map_err(|error| Failure::Broken(error.to_string()))?;
    let act = Act { now, actor: Actor::System("settle") };
    let house = House { store: &ground.store, sealer: &ground.sealer, pack: &pack, act };
    let door = Door { house: &house, folder: &folder, today, needed: settings.settlement.releases };
    let mut settled = Report::default();
    let progress = settlement::advance(&house, command.date).await?;
    (settled.settled, settled.posted) = (progress.settled, progress.posted);
    for file in door.waiting().await? {
        settled.leave(&door, &file).await?;
    }
    loop {
        let taken = settlement::next(&house, &sender, (today, command.date), || ground.dice.id(now)).await?;
        (settled.held, settled.refused) = (taken.held, settled.refused + taken.refused);
        let Some(file) = taken.file else { break };
        let part = place(&folder, &file, "part");
        let out = File::create(&part).map_err(|error| at(&part, &error))?;
        let hashed = Hashed { out, hash: digest::Context::new(&SHA256) };
        let out = settlement::write(&house, &sender, &file, BufWriter::new(hashed)).await?;
        let Hashed { out, hash } = out.into_inner().map_err(|error| at(&part, &error.into_error()))?;
        out.sync_all().map_err(|error| at(&part, &error))?;
        let closed = settlement::close(&house, &file, hash.finish().as_ref()).await?;
        settled.leave(&door, &closed).await?;
    }
    let json = serde_json::to_string(&settled).map_err(|error| Failure::Broken(error.to_string()))?;
    writeln!(std::io::stdout(), "{json}")?;
    Ok(())
}

/// Keeps others out of the folder for as long as it is held.
pub(crate) fn alone(folder: &Path) -> Result<File, Failure> {
    let lock = File::open(folder).map_err(|error| at(folder, &error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(SettlementError::Busy.into()),
        Err(TryLockError::Error(error)) => Err(at(folder, &error)),
    }
}

/// Where files leave, and when.
pub(crate) struct Door<'a> {
    pub(crate) house: &'a House<'a>,
    pub(crate) folder: &'a Path,
    pub(crate) today: Date,
    /// How many people must release a file.
    pub(crate) needed: u8,
}

impl Door<'_> {
    /// Files that are written and have not left, and those that left by the books and did not get their name.
    async fn waiting(&self) -> Result<Vec<BankFile>, Failure> {
        let mut waiting = settlement::list_waiting(self.house.store).await?;
        for found in fs::read_dir(self.folder).map_err(|error| at(self.folder, &error))? {
            let path = found.map_err(|error| at(self.folder, &error))?.path();
            let name =
                path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".part"));
            let Some((made_on, number)) = name.and_then(named) else { continue };
            let file = settlement::find(self.house.store, made_on, number).await?;
            waiting.extend(file.filter(|file| file.left_on.is_some()));
        }
        Ok(waiting)
    }

    /// Lets a closed file leave under its name, if enough people have released it.
    pub(crate) async fn leave(&self, file: &BankFile) -> Result<Option<Written>, Failure> {
        let released = settlement::people(&settlement::releases(self.house.store, file.id).await?);
        if released < usize::from(self.needed) {
            return Ok(None);
        }
        let (part, whole) = (place(self.folder, file, "part"), place(self.folder, file, "ach"));
        let closed = file.hash.as_deref().unwrap_or_default();
        if !part.exists() || hash(&part)? != closed {
            let why = format!("{} is not what the books say was written: restore it", part.display());
            return Err(Failure::Broken(why));
        }
        settlement::leave(self.house, file, self.today).await?;
        fs::rename(&part, &whole).map_err(|error| at(&whole, &error))?;
        File::open(self.folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| at(self.folder, &error))?;
        let sha256 = hexadecimal(closed);
        let BankFile { entries, amount, credits, .. } = *file;
        Ok(Some(Written { file: whole, entries, amount, credits, sha256 }))
    }
}

impl Report {
    /// Lets a closed file leave, or notes that it waits.
    async fn leave(&mut self, door: &Door<'_>, file: &BankFile) -> Result<(), Failure> {
        match door.leave(file).await? {
            Some(written) => self.files.push(written),
            None => self.to_release.push(name(file)),
        }
        Ok(())
    }
}

/// A file's name without its ending: the day it was begun and its number.
fn name(file: &BankFile) -> String {
    format!("{}-{:02}", file.made_on, file.number)
}

/// The day and number that a name says.
pub(super) fn named(name: &str) -> Option<(Date, i64)> {
    let (made_on, number) = name.rsplit_once('-')?;
    made_on.parse().ok().zip(number.parse().ok())
}

/// A hash as it is printed.
pub(super) fn hexadecimal(hash: &[u8]) -> String {
    hash.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes all");
        text
    })
}

fn place(folder: &Path, file: &BankFile, ending: &str) -> PathBuf {
    folder.join(format!("{}.{ending}", name(file)))
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
            SettlementError::Stopped(_) | SettlementError::TooManyFiles | SettlementError::NotWritten => {
                Self::Input(error.to_string())
            }
            SettlementError::Store(error) => error.into(),
            other => Self::Broken(other.to_string()),
        }
    }
}
