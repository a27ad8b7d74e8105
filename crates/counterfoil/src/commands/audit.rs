//! Checks the log of who did what: whether anything in it was changed, removed or reordered.

use clap::Subcommand;
use outside::Clock;
use store::audit;

use super::{Failure, WithSettings};
use crate::world;

/// What to do with the log.
#[derive(Subcommand)]
pub(crate) enum Audit {
    /// Walk every chain and say whether it holds
    Verify(WithSettings),
}

pub(crate) async fn run(command: Audit) -> Result<(), Failure> {
    let Audit::Verify(settings) = command;
    let ground = world::ground(&settings.read()?, Clock::system()).await?;
    ground.store.check_schema().await?;
    let verified = audit::verify(&ground.store).await.map_err(|error| Failure::Broken(error.to_string()))?;
    println!("The audit log holds: {} entries in {} chains.", verified.entries, verified.shards);
    Ok(())
}
