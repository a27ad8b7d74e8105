//! Manages the sites that people sign in to: a file each, and which of them are shut.

mod show;

use std::fs;
use std::path::PathBuf;

use clap::Subcommand;
use identity::oidc::clients::Client;
use identity::oidc::clients::files::{Place, check_together};
use identity::oidc::kinds::SecretHash;
use outside::guarded::Guarded;
use outside::{Clock, Dice};
use store::identity::shut_clients::{self, Shut};
use store::{Actor, AuditRecord, Write, WriteError};

use super::{Failure, WithSettings};
use crate::clients::{Folder, read_any};
use crate::own_clients;
use crate::settings::Settings;
use crate::world::{self, Ground};

/// What to do with the sites.
#[derive(Subcommand)]
pub(crate) enum Clients {
    /// Say whether files are good: those named, or all of the folder
    Check {
        /// Files to look at, in the folder or not
        files: Vec<PathBuf>,
        #[command(flatten)]
        settings: WithSettings,
    },
    /// List the sites
    List(WithSettings),
    /// Show all about one site
    Show(One),
    /// Check a file together with the others and copy it into the folder
    Add {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        settings: WithSettings,
    },
    /// Take a site's file out of the folder
    Remove(OneWithReason),
    /// Shut a site: nothing of it works until it is enabled
    Disable(OneWithReason),
    /// Open a site that was disabled
    Enable(OneWithReason),
    /// Fetch a site's keys as the program would, and list them
    Keys(One),
    /// Send a site a verification event and say what it answered
    VerifySignals(One),
    /// Make a secret for a site, and the hash for its file
    Secret,
}

/// One site.
#[derive(clap::Args)]
pub(crate) struct One {
    /// The site's id
    id: String,
    #[command(flatten)]
    settings: WithSettings,
}

/// One site, and why something is done to it.
#[derive(clap::Args)]
pub(crate) struct OneWithReason {
    /// The site's id
    id: String,
    /// Why, for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    settings: WithSettings,
}

pub(crate) async fn run(command: Clients) -> Result<(), Failure> {
    match command {
        Clients::Check { files, settings } => check(&files, &settings),
        Clients::List(settings) => list(&settings).await,
        Clients::Show(one) => show::show(&one).await,
        Clients::Add { file, settings } => add(&file, &settings).await,
        Clients::Remove(one) => remove(&one).await,
        Clients::Disable(one) => disable(&one).await,
        Clients::Enable(one) => enable(&one).await,
        Clients::Keys(one) => keys(&one).await,
        Clients::VerifySignals(one) => verify_signals(&one).await,
        Clients::Secret => {
            let secret = outside::jose::encode(&Dice::system().bytes::<32>());
            println!("secret                {secret}");
            println!("client_secret_hashes  {}", SecretHash::of(&secret).text());
            Ok(())
        }
    }
}

/// The folder that the settings name.
fn folder(settings: &WithSettings) -> Result<(Settings, Folder), Failure> {
    let read = settings.read()?;
    let folder = Folder::new(read.identity.clients.as_deref(), Place::of(settings.is_demonstration()));
    Ok((read, folder))
}

/// Every site: our own, and those of the folder.
fn all(settings: &Settings, folder: &Folder) -> Result<Vec<Client>, Failure> {
    let mut clients = own_clients::without_keys(settings)?;
    clients.extend(folder.read()?);
    check_together(&clients).map_err(|error| folder.named(&error))?;
    Ok(clients)
}

fn one(id: &str, clients: Vec<Client>) -> Result<Client, Failure> {
    let found = clients.into_iter().find(|client| client.client_id == id);
    found.ok_or_else(|| Failure::Input(format!("there is no site {id}: see `counterfoil clients list`")))
}

fn check(files: &[PathBuf], settings: &WithSettings) -> Result<(), Failure> {
    let clients = if files.is_empty() {
        let (settings, folder) = folder(settings)?;
        folder.required()?;
        all(&settings, &folder)?;
        folder.read()?
    } else {
        let place = Place::of(settings.is_demonstration());
        let read = files.iter().map(|file| read_any(file, place)).collect::<Result<Vec<_>, _>>()?;
        check_together(&read).map_err(|error| Failure::Input(error.to_string()))?;
        read
    };
    for client in &clients {
        println!("good  {}  {}", client.client_id, client.name_en);
    }
    match clients.len() {
        0 => println!("The folder holds no files."),
        1 => println!("The file is good."),
        count => println!("All {count} files are good."),
    }
    Ok(())
}

async fn list(settings: &WithSettings) -> Result<(), Failure> {
    let (settings, folder) = folder(settings)?;
    let clients = all(&settings, &folder)?;
    let ground = ready(&settings).await?;
    let shut = shut_clients::list(&ground.store).await?;
    let width = clients.iter().map(|client| client.client_id.len()).max().unwrap_or_default();
    for client in &clients {
        let state = match shut.iter().find(|shut| shut.client_id == client.client_id) {
            Some(shut) => format!("disabled since {}: {}", shut.shut_at, shut.reason),
            None => "served".to_owned(),
        };
        println!("{:<width$}  {}  {state}", client.client_id, client.name_en);
    }
    Ok(())
}

/// The database, ready to be asked.
async fn ready(settings: &Settings) -> Result<Ground, Failure> {
    let ground = world::ground(settings, Clock::system()).await?;
    ground.store.check_schema().await?;
    Ok(ground)
}

async fn add(file: &PathBuf, settings: &WithSettings) -> Result<(), Failure> {
    let place = Place::of(settings.is_demonstration());
    let client = read_any(file, place)?;
    let (read, folder) = folder(settings)?;
    let path = folder.required()?;
    let target = path.join(format!("{}.toml", client.client_id));
    let mut clients = all(&read, &folder)?;
    clients.retain(|other| !(target.exists() && other.client_id == client.client_id));
    let id = client.client_id.clone();
    clients.push(client);
    check_together(&clients)
        .map_err(|error| Failure::Input(format!("{}: {}: {}", file.display(), error.key, error.why)))?;
    let ground = ready(&read).await?;
    let is_new = !target.exists();
    let text = fs::read_to_string(file)?;
    fs::create_dir_all(path)?;
    // Whole or not at all: a running program reads the folder at any moment, and skips what begins with a dot.
    let half = path.join(format!(".{id}.toml.new"));
    fs::write(&half, text)
        .and_then(|()| fs::rename(&half, &target))
        .map_err(|error| Failure::Input(format!("{}: {error}", target.display())))?;
    let reason = if is_new { format!("{id}: added") } else { format!("{id}: changed") };
    record(&ground, Write::new(), "client.add", reason).await?;
    println!("{} {}", target.display(), if is_new { "was added." } else { "was changed." });
    Ok(())
}

async fn remove(one: &OneWithReason) -> Result<(), Failure> {
    let (read, folder) = folder(&one.settings)?;
    let file = folder.required()?.join(format!("{}.toml", one.id));
    if !folder.files()?.contains(&file) {
        return Err(Failure::Input(format!("there is no file {}", file.display())));
    }
    let ground = ready(&read).await?;
    record(&ground, Write::new(), "client.remove", said(&one.id, &one.reason)?).await?;
    fs::remove_file(&file).map_err(|error| Failure::Input(format!("{}: {error}", file.display())))?;
    println!("{} was removed.", file.display());
    Ok(())
}

async fn disable(asked: &OneWithReason) -> Result<(), Failure> {
    let (read, folder) = folder(&asked.settings)?;
    one(&asked.id, all(&read, &folder)?)?;
    let ground = ready(&read).await?;
    let reason = said(&asked.id, &asked.reason)?;
    let shut = Shut {
        client_id: asked.id.clone(),
        shut_at: ground.clock.now(),
        reason: asked.reason.trim().to_owned(),
    };
    match record(&ground, shut_clients::add(&shut), "client.disable", reason).await {
        Err(WriteError::Conflict { .. }) => Err(Failure::Input(format!("{} is disabled already", asked.id))),
        outcome => {
            outcome?;
            println!("{} is disabled: running programs follow within a second.", asked.id);
            Ok(())
        }
    }
}

async fn enable(asked: &OneWithReason) -> Result<(), Failure> {
    let (read, _) = folder(&asked.settings)?;
    let ground = ready(&read).await?;
    let reason = said(&asked.id, &asked.reason)?;
    match record(&ground, shut_clients::remove(&asked.id), "client.enable", reason).await {
        Err(WriteError::Conflict { .. }) => Err(Failure::Input(format!("{} is not disabled", asked.id))),
        outcome => {
            outcome?;
            println!("{} is enabled: running programs follow within a second.", asked.id);
            Ok(())
        }
    }
}

/// What stands in the audit log: the site and the reason, which must be one.
fn said(id: &str, reason: &str) -> Result<String, Failure> {
    if reason.trim().is_empty() {
        return Err(Failure::Input(
            "--reason: say why, in a few words: it stands in the audit log".to_owned(),
        ));
    }
    Ok(format!("{id}: {}", reason.trim()))
}

async fn record(
    ground: &Ground,
    write: Write,
    action: &'static str,
    reason: String,
) -> Result<(), WriteError> {
    let at = ground.clock.now();
    let record =
        AuditRecord { at, actor: Actor::System("command line"), action, subject: None, reason: Some(reason) };
    ground.store.write(write.audit(record)).await
}

async fn keys(asked: &One) -> Result<(), Failure> {
    let (read, folder) = folder(&asked.settings)?;
    let client = one(&asked.id, all(&read, &folder)?)?;
    let keys = match &client.calls.jwks_uri {
        None => client.keys.clone(),
        Some(address) => {
            let guarded =
                Guarded::new(client.calls.reach).map_err(|error| Failure::Broken(error.to_string()))?;
            let fetched = identity::oidc::client_keys::fetch(&guarded, &client, address).await;
            fetched.map_err(|why| Failure::Broken(format!("{}: jwks_uri: {why}", asked.id)))?
        }
    };
    for key in &keys.keys {
        let word = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        println!("{:<4} {:<6} {:<6} {}", key.kty, word(&key.crv), word(&key.alg), word(&key.kid));
    }
    println!("{} keys.", keys.keys.len());
    Ok(())
}

async fn verify_signals(asked: &One) -> Result<(), Failure> {
    let (read, folder) = folder(&asked.settings)?;
    let client = one(&asked.id, all(&read, &folder)?)?;
    if client.calls.signals.is_none() {
        return Err(Failure::Input(format!("{}: its file has no [signals]", asked.id)));
    }
    let demonstration = asked.settings.is_demonstration();
    let ground = world::ground_now(&read, demonstration).await?;
    let identity = world::identity_alone(&read, &ground, demonstration)?;
    let answered = identity::signals::verify(&identity, &client).await;
    answered.map_err(|why| Failure::Broken(format!("{}: signals.address: {why}", asked.id)))?;
    println!("{} took the verification event.", asked.id);
    Ok(())
}
