//! Tells people that something happened to what is held about them: by mail, once, in their language.

use std::path::{Path, PathBuf};

use identity::Identity;
use identity::announce::{Announcement, tell};
use identity::operators;
use values::{EmailAddress, Id};

use super::sign_ins::broken;
use super::{Failure, WithSettings};
use crate::world;

/// What is told, and to whom.
#[derive(clap::Args)]
pub(crate) struct TellEverybody {
    /// What is told: TOML with name, on, and subject and body under [en] and [es]
    file: PathBuf,
    /// Whom it concerns: a file with an email address or the id of a sign-in per line; everybody unless set
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
    /// Why, for the audit log: no personal data
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    settings: WithSettings,
}

pub(crate) async fn run(asked: TellEverybody) -> Result<(), Failure> {
    if asked.reason.trim().is_empty() {
        return Err(Failure::Input(
            "--reason: say why, in a few words: it stands in the audit log".to_owned(),
        ));
    }
    let announcement = Announcement::read(&text(&asked.file)?);
    let announcement =
        announcement.map_err(|error| Failure::Input(format!("{}: {error}", asked.file.display())))?;
    let settings = asked.settings.read()?;
    let demonstration = asked.settings.is_demonstration();
    let ground = world::ground_now(&settings, demonstration).await?;
    let identity = world::identity_alone(&settings, &ground, demonstration)?;
    let people = match &asked.people {
        Some(file) => Some(people(&identity, file).await?),
        None => None,
    };
    let told = tell(&identity, &announcement, people.as_deref(), asked.reason.trim()).await;
    let told = told.map_err(|error| broken(&error))?;
    println!("{} people will be written to; {} were before.", told.now, told.before);
    Ok(())
}

fn text(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| Failure::Input(format!("{}: {error}", file.display())))
}

/// Those a file names. One that names nobody here is refused whole, before anybody is told.
async fn people(identity: &Identity, file: &Path) -> Result<Vec<Id>, Failure> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text(file)?.lines()) {
        let refused = |why: &str| Failure::Input(format!("{}: line {number}: {why}", file.display()));
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if let Ok(id) = line.parse::<Id>() {
            found.push(id);
            continue;
        }
        let email: EmailAddress = line.parse().map_err(|_| refused("no email address and no id"))?;
        let about = operators::find(identity, &email).await.map_err(|error| broken(&error))?;
        found.push(about.ok_or_else(|| refused("no sign-in has this address"))?.id);
    }
    Ok(found)
}
