//! Brings the database to this program's schema; forward only.

use outside::Clock;

use super::{Failure, WithSettings};
use crate::world;

pub(crate) async fn run(settings: WithSettings) -> Result<(), Failure> {
    let ground = world::ground(&settings.read()?, Clock::system()).await?;
    let applied = ground.store.migrate().await?;
    if applied.is_empty() {
        println!("The database has this program's schema already.");
    }
    for name in applied {
        println!("applied {name}");
    }
    Ok(())
}
