//! Which keys sign what the identity site gives out, and how is one changed out of turn?

use std::time::Duration;

use clap::Subcommand;
use identity::Identity;
use identity::oidc::rotation::SHOWN_SECONDS;
use values::Timestamp;

use super::{Failure, WithSettings};
use crate::world::{self, Ground};

/// What to do with the keys. A running program follows within a second.
#[derive(Subcommand)]
pub(crate) enum Keys {
    /// List the keys in the key set
    List(WithSettings),
    /// Add the next key of each kind: shown at once, it signs a day later; nobody is signed out
    Rotate(Rotate),
    /// Take a key out of the key set: what it signed is believed no more, and another signs at once
    End(End),
}

/// Adds keys.
#[derive(clap::Args)]
pub(crate) struct Rotate {
    /// Sign with it at once: sites that keep the key set for long may refuse people for a while
    #[arg(long)]
    now: bool,
    #[command(flatten)]
    settings: WithSettings,
}

/// Ends a key.
#[derive(clap::Args)]
pub(crate) struct End {
    /// The key's id, as `keys list` prints it
    #[arg(allow_hyphen_values = true)]
    key: String,
    #[command(flatten)]
    settings: WithSettings,
}

pub(crate) async fn run(command: Keys) -> Result<(), Failure> {
    match command {
        Keys::List(settings) => {
            let (identity, ground) = identity(&settings).await?;
            list(&identity, ground.clock.now()).await
        }
        Keys::Rotate(rotate) => {
            let (identity, ground) = identity(&rotate.settings).await?;
            let now = ground.clock.now();
            let wait = if rotate.now { 0 } else { SHOWN_SECONDS.unsigned_abs() };
            let from = now.saturating_add(Duration::from_secs(wait)).map_err(broken)?;
            identity.rotate_signing_keys(from, now).await.map_err(broken)?;
            list(&identity, now).await
        }
        Keys::End(end) => {
            let (identity, ground) = identity(&end.settings).await?;
            let now = ground.clock.now();
            if !identity.end_signing_key(&end.key, now).await.map_err(broken)? {
                return Err(Failure::Input(format!("{}: no key of this id is in the key set", end.key)));
            }
            list(&identity, now).await
        }
    }
}

fn broken(error: impl std::fmt::Display) -> Failure {
    Failure::Broken(error.to_string())
}

/// The identity site as far as its keys are concerned.
async fn identity(settings: &WithSettings) -> Result<(Identity, Ground), Failure> {
    let read = settings.read()?;
    let ground = world::ground_now(&read, settings.is_demonstration()).await?;
    let identity = world::identity_alone(&read, &ground, settings.is_demonstration())?;
    identity.ensure_signing_key(ground.clock.now()).await.map_err(broken)?;
    Ok((identity, ground))
}

/// One line for each key: its id, kind, since when it signs, and what it does now.
async fn list(identity: &Identity, now: Timestamp) -> Result<(), Failure> {
    let keys = identity.signing_keys().await.map_err(broken)?;
    for facts in keys.facts() {
        let signs = keys.signing(facts.algorithm).is_some_and(|key| key.key_id() == facts.key_id);
        let what = match (signs, facts.signs_from > now) {
            (true, _) => "signs".to_owned(),
            (false, true) => format!("signs from {}", facts.signs_from.strftime("%Y-%m-%d %H:%M:%S UTC")),
            (false, false) => "only verifies".to_owned(),
        };
        let made = facts.made_at.strftime("%Y-%m-%d");
        println!("{}  {:<5}  made {made}  {what}", facts.key_id, facts.algorithm.name());
    }
    Ok(())
}
