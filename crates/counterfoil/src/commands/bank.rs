//! What the bank answers, what its statements show, and whether files leave for it.

use std::fs::File;
use std::io::{BufReader, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use agency::payments::Act;
use agency::payments::settlement::{self, Answers, House, ReadError, Reconciled};
use clap::Subcommand;
use formats::deviation::{Deviations, Weight};
use serde::Serialize;
use store::Actor;
use tax::pack::Pack;
use values::Date;

use super::{Failure, WithSettings, settle};
use crate::settings::Settings;
use crate::world::{self, Ground};

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
    /// Compare a statement of the agency's account (BAI2) with what left and came back
    Reconcile {
        /// The statement
        file: PathBuf,
        #[command(flatten)]
        settings: WithSettings,
    },
    /// Show how much of what left came back, beside the limits
    Rates(WithSettings),
    /// Let a file leave that waits for it; where two people must, call it from two accounts of the system
    Release {
        /// The file, as `settle` names it: 2026-12-01-01
        file: String,
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

/// What was read of a file, and where it departs from its format and was read all the same.
#[derive(Serialize)]
pub(super) struct Told<T> {
    #[serde(flatten)]
    found: T,
    deviations: Vec<String>,
    /// How many more there are.
    more_deviations: u64,
}

impl<T: Serialize> Told<T> {
    pub(super) fn new(found: T, deviations: &Deviations) -> Self {
        let listed = deviations.listed().iter().map(ToString::to_string).collect();
        Self { found, deviations: listed, more_deviations: deviations.more() }
    }
}

/// What `release` says.
#[derive(Serialize)]
struct Released {
    /// How many people have released it.
    releases: usize,
    /// How many must.
    needed: u8,
    file: Option<settle::Written>,
}

/// What every one of these works with.
struct Office {
    settings: Settings,
    ground: Ground,
    pack: Arc<Pack>,
    today: Date,
}

impl Office {
    async fn open(with: &WithSettings) -> Result<Self, Failure> {
        let settings = with.read()?;
        let pack = world::pack(&settings)?;
        let ground = world::ground_now(&settings, with.is_demonstration()).await?;
        let today = ground.clock.today(ground.clock.now());
        Ok(Self { settings, ground, pack, today })
    }

    fn house(&self) -> House<'_> {
        let Ground { store, sealer, clock, .. } = &self.ground;
        let act = Act { now: clock.now(), actor: Actor::System("bank") };
        House { store, sealer, pack: &self.pack, act }
    }
}

pub(crate) async fn run(command: Bank) -> Result<(), Failure> {
    let (Bank::Read { settings: with, .. }
    | Bank::Reconcile { settings: with, .. }
    | Bank::Release { settings: with, .. }
    | Bank::Stop { settings: with, .. }
    | Bank::Rates(with)
    | Bank::Resume(with)) = &command;
    let office = Office::open(with).await?;
    let house = office.house();
    match &command {
        Bank::Read { file, .. } => {
            let told = read(&office, file).await?;
            print(&told)?;
            all_booked(&told.found)
        }
        Bank::Reconcile { file, .. } => print(&reconcile(&office, file).await?),
        Bank::Release { file, .. } => print(&release(&office, file).await?),
        Bank::Rates(_) => print(&settlement::return_rates(house.store, house.pack, office.today).await?),
        Bank::Stop { reason, .. } => Ok(house.store.write(settlement::stop(reason, &house.act)).await?),
        Bank::Resume(_) => Ok(house.store.write(settlement::resume(&house.act)).await?),
    }
}

pub(super) fn print(told: &impl Serialize) -> Result<(), Failure> {
    let json = serde_json::to_string(told).map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(writeln!(std::io::stdout(), "{json}")?)
}

/// Every answer that should change something did, or it is an error after the report.
fn all_booked(answers: &Answers) -> Result<(), Failure> {
    match answers.not_booked.len() {
        0 => Ok(()),
        left => Err(Failure::Input(format!(
            "{left} answers are not booked: see not_booked, and read the file again"
        ))),
    }
}

async fn read(office: &Office, file: &Path) -> Result<Told<Answers>, Failure> {
    let input = File::open(file).map_err(|error| unreadable(file, &error))?;
    let read = settlement::read(&office.house(), BufReader::new(input), office.today).await;
    let (answers, deviations) = read.map_err(|error| match error {
        ReadError::Wrong(..) => Failure::Unreadable(format!("{}: {error}", file.display())),
        ReadError::Io(error) => unreadable(file, &error),
        ReadError::Settlement(error) => error.into(),
    })?;
    Ok(Told::new(answers, &deviations))
}

async fn reconcile(office: &Office, file: &Path) -> Result<Told<Reconciled>, Failure> {
    let bytes = std::fs::read(file).map_err(|error| unreadable(file, &error))?;
    let (statement, deviations) = formats::bai2::read(&bytes);
    if let Some(wrong) = deviations.listed().iter().find(|found| found.weight == Weight::Wrong) {
        return Err(Failure::Unreadable(format!("{}: nothing was changed: {wrong}", file.display())));
    }
    let name = settle::hexadecimal(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes).as_ref());
    let reconciled = settlement::reconcile(&office.house(), &statement, &name).await?;
    Ok(Told::new(reconciled, &deviations))
}

async fn release(office: &Office, name: &str) -> Result<Released, Failure> {
    let unknown = || Failure::Input(format!("{name}: there is no such file: name it as `settle` does"));
    let (made_on, number) = settle::named(name).ok_or_else(unknown)?;
    let found = settlement::find(&office.ground.store, made_on, number).await?;
    let file = found.ok_or_else(unknown)?;
    let (_, folder) = office.settings.settlement.sender()?;
    let _alone = settle::alone(&folder)?;
    let (house, needed) = (office.house(), office.settings.settlement.releases);
    let releases = settlement::release(&house, &file, &operator()?).await?;
    let door = settle::Door { house: &house, folder: &folder, today: office.today, needed };
    // One that left stays gone.
    let file = if file.left_on.is_none() { door.leave(&file).await? } else { None };
    Ok(Released { releases, needed, file })
}

/// Who calls: the number of their account of the operating system, which nobody can claim by an argument.
fn operator() -> Result<String, Failure> {
    let own = std::fs::metadata("/proc/self").map_err(|error| unreadable(Path::new("/proc/self"), &error))?;
    Ok(format!("account {}", own.uid()))
}

fn unreadable(file: &Path, error: &std::io::Error) -> Failure {
    Failure::Input(format!("{}: {error}", file.display()))
}
