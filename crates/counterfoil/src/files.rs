//! Who lets a file leave for the bank once enough people have released it on the staff site? A task beside the sites, through the
//! same door as `counterfoil settle`.

use std::sync::Arc;
use std::time::Duration;

use agency::payments::Act;
use agency::payments::settlement::{self, House};
use store::Actor;
use tax::pack::Pack;
use tokio::sync::watch;

use crate::commands::Failure;
use crate::commands::settle::{self, Door};
use crate::settings::Settlement;
use crate::world::Ground;

/// So often released files are looked for.
const EVERY: Duration = Duration::from_secs(2);

/// So long after a failure the next look is taken.
const AFTER_FAILURE: Duration = Duration::from_mins(1);

/// What leaves, and where to.
pub(crate) struct Leaving {
    pub(crate) ground: Ground,
    pub(crate) pack: Arc<Pack>,
    pub(crate) settlement: Settlement,
}

impl Leaving {
    /// Looks until the program is told to stop. Where no release is asked for, `settle` alone lets files leave.
    pub(crate) async fn run(self, stopped: watch::Receiver<bool>) {
        if self.settlement.folder.is_none() || self.settlement.releases == 0 {
            return;
        }
        while !*stopped.borrow() {
            let pause = match self.look().await {
                Ok(()) => EVERY,
                Err(error) => {
                    tracing::error!(?error, "a released file could not leave");
                    AFTER_FAILURE
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    async fn look(&self) -> Result<(), Failure> {
        let Ground { store, sealer, clock, .. } = &self.ground;
        let waiting = settlement::list_waiting(store).await?;
        if waiting.is_empty() || settlement::stopped(store).await?.is_some() {
            return Ok(());
        }
        let (_, folder) = self.settlement.sender()?;
        // Whoever settles just now sees to it.
        let Ok(_alone) = settle::alone(&folder) else { return Ok(()) };
        let now = clock.now();
        let act = Act { now, actor: Actor::System("staff site") };
        let house = House { store, sealer, pack: &self.pack, act };
        let needed = self.settlement.releases;
        let door = Door { house: &house, folder: &folder, today: clock.today(now), needed };
        for file in waiting {
            door.leave(&file).await?;
        }
        Ok(())
    }
}
