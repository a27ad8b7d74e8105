//! Which commands there are, and how each ends.

mod agents;
mod announce;
mod audit;
mod bank;
mod card_processor;
mod cards;
mod clients;
mod config;
mod deciding;
mod doctor;
mod evidence;
mod import;
mod init;
mod keys;
pub(crate) mod law;
mod migrate;
mod notices;
mod offers;
mod openapi;
mod pictures;
pub(crate) mod plans;
mod refund;
mod sandbox;
mod serve;
pub(crate) mod settle;
mod sign_ins;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use outside::{Clock, Dice};
use store::StoreError;

use crate::settings::{Settings, SettingsError};
use crate::world::{self, Ground};

/// Where the configuration is looked for.
const CONFIGURATION: &str = "counterfoil.toml";

/// A job for the program.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Start the sites
    Serve(serve::Serve),
    /// Bring an agency's books in
    #[command(subcommand)]
    Import(import::Import),
    /// Compute what the law says: payoffs and interest
    #[command(subcommand)]
    Law(law::Law),
    /// Build the file of a day's payments for the bank
    Settle(settle::Settle),
    /// Give a year's credit back into a bank account
    Refund(refund::Refund),
    /// Book what the bank answers, compare its statements; release, stop and resume outgoing files
    #[command(subcommand)]
    Bank(bank::Bank),
    /// Compare what the card processor paid out, give payments by card back
    #[command(subcommand)]
    Cards(cards::Cards),
    /// Decide on payment plans that wait for somebody
    #[command(subcommand)]
    Plans(plans::Plans),
    /// Decide on offers in compromise that wait for somebody
    #[command(subcommand)]
    Offers(offers::Offers),
    /// Write notices to taxpayers
    #[command(subcommand)]
    Notices(notices::Notices),
    /// Read what a paper's code says
    #[command(subcommand)]
    Evidence(evidence::Evidence),
    /// Make a configuration and keys in a folder
    Init(init::Init),
    /// Look at the configuration
    #[command(subcommand)]
    Config(config::Config),
    /// Bring the database to this program's schema
    Migrate(WithSettings),
    /// Check everything the program depends on
    Doctor(WithSettings),
    /// Manage the sites that people sign in to
    #[command(subcommand)]
    Clients(clients::Clients),
    /// Find people's sign-ins, and shut or open them
    #[command(subcommand)]
    SignIns(sign_ins::SignIns),
    /// Tell everybody, or those it concerns, that something happened to what is held about them
    TellEverybody(announce::TellEverybody),
    /// Appoint those who work at the desk, certify them, end their work
    #[command(subcommand)]
    Agents(agents::Agents),
    /// Look at the keys that sign, or change them
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Check the log of who did what
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Make made-up people for tests
    #[command(subcommand)]
    Sandbox(sandbox::Sandbox),
    /// Print the OpenAPI description of what programs can call
    Openapi,
    #[command(flatten)]
    Pictures(pictures::Child),
}

/// Where the settings come from, for a command that needs them.
#[derive(clap::Args)]
pub(crate) struct WithSettings {
    /// The configuration file
    #[arg(long, value_name = "FILE", env = "COUNTERFOIL_CONFIG")]
    config: Option<PathBuf>,
    /// The folder of a demonstration, in place of a configuration; import and migrate make it where there is none
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

impl WithSettings {
    /// Whether a demonstration's folder is named.
    pub(crate) fn is_demonstration(&self) -> bool {
        self.data.is_some()
    }

    /// The ground for a command that changes books. A demonstration's folder is made ready as `serve --demo` does.
    pub(crate) async fn ground_to_change(&self) -> Result<Ground, Failure> {
        let settings = self.read()?;
        if self.is_demonstration() {
            let dice = Dice::system();
            crate::demonstration::prepare(&settings, || dice.bytes())?;
        }
        let ground = world::ground(&settings, Clock::system()).await?;
        if self.is_demonstration() {
            crate::demonstration::claim(&ground.store).await?;
        }
        Ok(ground)
    }

    /// Reads the settings; without any, those of a demonstration's folder if one is named.
    pub(crate) fn read(&self) -> Result<Settings, Failure> {
        if let Some(data) = &self.data {
            let mut settings = Settings::read(None)?;
            crate::demonstration::place(&mut settings, data);
            return Ok(settings);
        }
        let settings = Settings::read(Some(self.config.as_deref().unwrap_or(Path::new(CONFIGURATION))))?;
        settings.check()?;
        Ok(settings)
    }
}

/// Why a command ended without success: one line on standard error.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The input or the set-up is wrong; the line says what to do. Exit code 2.
    Input(String),
    /// Something that should work does not. Exit code 1.
    Broken(String),
    /// What was given to be read cannot be; the line says why. Exit code 3.
    Unreadable(String),
    /// Whoever reads our output has gone; nothing to say. Exit code 1.
    NobodyReads,
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::NobodyReads
        } else {
            Self::Broken(error.to_string())
        }
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy
            | StoreError::Unavailable(_)
            | StoreError::Closed
            | StoreError::Engine { .. } => Self::Broken(error.to_string()),
            _ => Self::Input(error.to_string()),
        }
    }
}

impl From<store::WriteError> for Failure {
    fn from(error: store::WriteError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<web::serve::ServeError> for Failure {
    fn from(error: web::serve::ServeError) -> Self {
        Self::Input(error.to_string())
    }
}

/// Runs a command.
pub(crate) fn run(command: Command) -> ExitCode {
    if let Command::Pictures(child) = &command {
        return pictures::run(child);
    }
    let result = match command {
        Command::Law(law) => law::run(law),
        Command::Openapi => openapi::run(),
        Command::Evidence(evidence) => evidence::run(&evidence),
        Command::Init(init) => init::run(&init),
        Command::Config(config) => config::run(&config),
        Command::Sandbox(sandbox::Sandbox::CardProcessor(processor)) => {
            waiting(card_processor::run(processor))
        }
        Command::Sandbox(sandbox) => sandbox::run(&sandbox),
        Command::Serve(serve) => waiting(serve::run(serve)),
        Command::Import(import) => waiting(import::run(import)),
        Command::Settle(settle) => waiting(settle::run(settle)),
        Command::Bank(bank) => waiting(bank::run(bank)),
        Command::Cards(cards) => waiting(cards::run(cards)),
        Command::Refund(refund) => waiting(refund::run(refund)),
        Command::Plans(plans) => waiting(plans::run(plans)),
        Command::Offers(offers) => waiting(offers::run(offers)),
        Command::Notices(notices) => waiting(notices::run(notices)),
        Command::Migrate(settings) => waiting(migrate::run(settings)),
        Command::Doctor(settings) => waiting(doctor::run(settings)),
        Command::Keys(keys) => waiting(keys::run(keys)),
        Command::Audit(audit) => waiting(audit::run(audit)),
        Command::Clients(clients) => waiting(clients::run(clients)),
        Command::Agents(agents) => waiting(agents::run(agents)),
        Command::SignIns(sign_ins) => waiting(sign_ins::run(sign_ins)),
        Command::TellEverybody(asked) => waiting(announce::run(asked)),
        Command::Pictures(_) => unreachable!("children have their own way to end"),
    };
    let (line, code) = match result {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::NobodyReads) => return ExitCode::FAILURE,
        Err(Failure::Input(line)) => (line, ExitCode::from(2)),
        Err(Failure::Broken(line)) => (line, ExitCode::FAILURE),
        Err(Failure::Unreadable(line)) => (line, ExitCode::from(3)),
    };
    eprintln!("counterfoil: {}", line.replace('\n', " "));
    code
}

/// Runs what waits for the database or the network.
fn waiting(job: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(job)
}
