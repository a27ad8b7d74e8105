//! Brings the database to this program's schema; forward only.

use super::{Failure, WithSettings};

pub(crate) async fn run(settings: WithSettings) -> Result<(), Failure> {
    let ground = settings.ground_to_change().await?;
    let applied = ground.store.migrate().await?;
    if applied.is_empty() {
        println!("The database has this program's schema already.");
    }
    for name in applied {
        println!("applied {name}");
    }
    Ok(())
}
