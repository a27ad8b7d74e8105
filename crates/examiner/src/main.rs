//! An examiner of faces for `proofing.captures`: loads an operator's ONNX models, refuses to start without the record of
//! their evaluation, and answers the program over HTTP. A program of its own: it holds no key and no record of anybody, and
//! an agency without such models never starts it. How it is set up stands in docs/operate/proofing.md.

mod evaluation;
mod examine;
mod models;
mod service;
mod settings;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use outside::Clock;
use outside::pictures::{DECODE, PictureReader, decode_here};
use tokio::net::TcpListener;
use values::{Date, Secret};

use evaluation::Record;
use models::Models;
use service::Service;
use settings::Settings;

/// Compares faces by an operator's models, for Counterfoil.
#[derive(Parser)]
#[command(name = "counterfoil-examiner", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answers POST /examine.
    Serve {
        /// The folder of models.toml, the models and evaluation.toml.
        #[arg(long)]
        models: PathBuf,
        /// The file of the token that callers must know.
        #[arg(long)]
        token_file: PathBuf,
        /// Where to listen: on this machine, or behind a proxy that has TLS.
        #[arg(long, default_value = "127.0.0.1:8760")]
        listen: SocketAddr,
    },
    /// Says whether the models would be switched on.
    Check {
        /// The folder.
        #[arg(long)]
        models: PathBuf,
    },
    /// Prints what the models measure, as JSON: for whoever evaluates them. Needs no evaluation.
    Measure {
        /// The folder.
        #[arg(long)]
        models: PathBuf,
        /// The picture of the person.
        #[arg(long)]
        selfie: PathBuf,
        /// The front of a card.
        #[arg(long)]
        front: Option<PathBuf>,
        /// The page of a passport with the portrait.
        #[arg(long)]
        passport: Option<PathBuf>,
    },
    /// Decodes a picture from standard input, confined.
    #[command(name = DECODE, hide = true)]
    Decode {
        /// What to look for.
        what: String,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Decode { what } => return decode_here(&what),
        Command::Serve { models, token_file, listen } => serve(&models, &token_file, listen),
        Command::Check { models } => switched_on(&models, today()).map(|_| println!("would be switched on")),
        Command::Measure { models, selfie, front, passport } => {
            let papers = [("front", front), ("passport", passport)];
            let papers = papers.into_iter().filter_map(|(name, file)| Some((name, file?)));
            print_measured(&models, [("selfie", selfie)].into_iter().chain(papers))
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("counterfoil-examiner: {why}");
            ExitCode::from(2)
        }
    }
}

fn said(error: impl Display) -> String {
    error.to_string()
}

fn today() -> Date {
    let clock = Clock::system();
    clock.today(clock.now())
}

/// The models of a folder with the record of their evaluation, if it lets them be asked.
fn switched_on(folder: &Path, today: Date) -> Result<(Models, Record), String> {
    let (settings, hash) = Settings::load(folder).map_err(said)?;
    let file = folder.join(evaluation::FILE);
    let bytes = settings::read(&file)
        .map_err(|error| format!("no model is asked without its evaluation: {error}"))?;
    let record: Record = settings::parse(&file, &bytes).map_err(said)?;
    record.check(&hash, today).map_err(|unfit| format!("{}: {unfit}", file.display()))?;
    Ok((Models::load(folder, settings).map_err(said)?, record))
}

fn serve(folder: &Path, token_file: &Path, listen: SocketAddr) -> Result<(), String> {
    tracing_subscriber::fmt().json().init();
    let (models, record) = switched_on(folder, today())?;
    let token =
        std::fs::read_to_string(token_file).map_err(|error| format!("{}: {error}", token_file.display()))?;
    let token = Secret::new(token.trim().to_owned());
    if token.expose().len() < 16 {
        return Err(format!("{}: a token has at least 16 characters", token_file.display()));
    }
    let reader = PictureReader::of_this_program().map_err(said)?;
    let routes = service::routes(Service { models, record, reader, token });
    let runtime = tokio::runtime::Runtime::new().map_err(said)?;
    runtime.block_on(async {
        let listener = TcpListener::bind(listen).await.map_err(|error| format!("{listen}: {error}"))?;
        tracing::info!(%listen, "listening");
        axum::serve(listener, routes).with_graceful_shutdown(ended()).await.map_err(said)
    })
}

/// Until the program is asked to end.
async fn ended() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = term.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

fn print_measured(folder: &Path, files: impl Iterator<Item = (&'static str, PathBuf)>) -> Result<(), String> {
    let (settings, _) = Settings::load(folder).map_err(said)?;
    let models = Models::load(folder, settings).map_err(said)?;
    let reader = PictureReader::of_this_program().map_err(said)?;
    let mut given = BTreeMap::new();
    for (name, file) in files {
        given.insert(name.to_owned(), settings::read(&file).map_err(said)?);
    }
    let measured = examine::measure(&models, &reader, &given).map_err(said)?;
    println!("{}", serde_json::to_string(&measured).map_err(said)?);
    Ok(())
}
