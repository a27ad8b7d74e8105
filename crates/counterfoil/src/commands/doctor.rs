//! Checks everything the program depends on, a line each, and says what to do about what is wrong.

use std::path::Path;

use outside::Clock;
use outside::http::Http;
use outside::pictures::TESSERACT;
use store::{Keys, Store, Target};
use tokio::net::TcpListener;

use super::{Failure, WithSettings};
use crate::settings::{KeyFiles, Settings};
use crate::world;

/// What was found, counted.
#[derive(Default)]
struct Findings {
    wrong: usize,
}

impl Findings {
    fn good(line: &str) {
        println!("ok       {line}");
    }

    fn look(line: &str) {
        println!("look at  {line}");
    }

    fn wrong(&mut self, line: &str) {
        self.wrong += 1;
        println!("wrong    {line}");
    }
}

pub(crate) async fn run(settings: WithSettings) -> Result<(), Failure> {
    let settings = settings.read()?;
    let mut findings = Findings::default();
    match settings.check() {
        Ok(()) => Findings::good("configuration"),
        Err(error) => findings.wrong(&format!("configuration: {error}")),
    }
    keys(&settings, &mut findings);
    database(&settings, &mut findings).await;
    match world::pack(&settings) {
        Ok(pack) => {
            let (first, last) = pack.rates.range();
            let known = pack.rates.entries().last().map_or(first, |entry| entry.effective_from);
            Findings::good(&format!(
                "law: {}, interest rates from {first}, the last known one from {known}, carried on to {last}",
                pack.title
            ));
        }
        Err(Failure::Input(why) | Failure::Broken(why) | Failure::Unreadable(why)) => {
            findings.wrong(&format!("law: {why}"));
        }
        Err(Failure::NobodyReads) => {}
    }
    ports(&settings).await;
    if settings.mail.server.is_none() {
        Findings::look("mail: no server is set, so only the demonstration can be started");
    }
    telephones(&settings);
    recogniser();
    scanner(&settings, &mut findings).await;
    match findings.wrong {
        0 => Ok(()),
        1 => Err(Failure::Broken("one thing is wrong, see above".to_owned())),
        count => Err(Failure::Broken(format!("{count} things are wrong, see above"))),
    }
}

fn keys(settings: &Settings, findings: &mut Findings) {
    let KeyFiles { root, index, account_client, staff_client, documents } = &settings.keys;
    let files = [root, index, account_client, staff_client, documents];
    for file in files.into_iter().flatten() {
        let place = file.display();
        match Keys::readable_by_others(file) {
            Ok(true) => findings.wrong(&format!("key {place}: others can read it; chmod 600")),
            Ok(false) => Findings::good(&format!("key {place}")),
            Err(error) => findings.wrong(&format!("key {place}: {error}")),
        }
        let beside = settings.database.path.as_deref().and_then(Path::parent);
        if settings.database.url.is_none() && beside.is_some_and(|folder| file.starts_with(folder)) {
            Findings::look(&format!(
                "key {place}: it stands beside the database; a stolen disk would hold both"
            ));
        }
    }
}

async fn database(settings: &Settings, findings: &mut Findings) {
    let store = match settings.target() {
        Ok(Target::Sqlite(path)) if !path.exists() => {
            Err(format!("there is no file {}: run `counterfoil migrate`", path.display()))
        }
        Ok(target) => Store::open(&target).await.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match store {
        Ok(store) => match store.check_schema().await {
            Ok(()) => Findings::good(&format!("database: {}", store.engine_name())),
            Err(error) => findings.wrong(&format!("database: {error}")),
        },
        Err(error) => findings.wrong(&format!("database: {error}")),
    }
    let year = Clock::system().today(Clock::system().now()).year();
    if year < 2026 {
        findings.wrong(&format!("clock: this machine says it is {year}"));
    }
}

fn telephones(settings: &Settings) {
    let Ok(http) = Http::new() else { return Findings::look("texts and calls: no HTTP client can be made") };
    for (is_fine, line) in settings.telephone_findings(&http) {
        if is_fine { Findings::good(&line) } else { Findings::look(&line) }
    }
}

fn recogniser() {
    if Path::new(TESSERACT).is_file() {
        Findings::good(&format!("recogniser of text: {TESSERACT}"));
    } else {
        Findings::look(&format!(
            "recogniser of text: {TESSERACT} is missing (Debian's package tesseract-ocr), so no passport and no print is read"
        ));
    }
}

async fn scanner(settings: &Settings, findings: &mut Findings) {
    let scanner = match settings.scanner(false) {
        Ok(scanner) => scanner,
        Err(error) => return findings.wrong(&error.to_string()),
    };
    match scanner.version().await {
        Ok(Some(version)) => Findings::good(&format!("scanner of papers: {version}")),
        Ok(None) => Findings::look(
            "scanner of papers: none is set (papers.scanner), so what people send is marked as not scanned",
        ),
        Err(error) => findings.wrong(&format!("papers.scanner: {error}, so no papers are taken")),
    }
}

async fn ports(settings: &Settings) {
    let Ok(ports) = settings.listen.ports() else { return };
    for port in [ports.account, ports.identity, ports.professional, ports.staff, ports.operations] {
        match TcpListener::bind(("127.0.0.1", port)).await {
            Ok(_) => Findings::good(&format!("port {port}")),
            Err(error) => Findings::look(&format!("port {port}: {error} (fine if the program is running)")),
        }
    }
}
