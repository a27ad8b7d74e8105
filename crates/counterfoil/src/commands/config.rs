//! Looks at the configuration without starting anything.

use clap::Subcommand;
use identity::oidc::clients::files::Place;

use super::{Failure, WithSettings};
use crate::clients::Folder;
use crate::world;

/// What to do with it.
#[derive(Subcommand)]
pub(crate) enum Config {
    /// Say whether the program could start with it
    Check(WithSettings),
    /// Print it as the program reads it, without secrets
    Show(WithSettings),
}

pub(crate) fn run(config: &Config) -> Result<(), Failure> {
    match config {
        Config::Check(settings) => {
            let settings = settings.read()?;
            settings.check()?;
            settings.check_for_serving()?;
            world::pack(&settings)?;
            world::words()?;
            Folder::new(settings.identity.clients.as_deref(), Place::Real).read()?;
            println!("The configuration is good.");
        }
        Config::Show(settings) => {
            let text =
                toml::to_string(&settings.read()?).map_err(|error| Failure::Broken(error.to_string()))?;
            print!("{text}");
        }
    }
    Ok(())
}
