//! What follows within a second of what others change? The folder of the sites' files, which sites are shut, and what
//! sites are told when a session ends or something happens.

use std::time::Duration;

use identity::Identity;
use outside::Clock;
use tokio::sync::watch;

use crate::clients::Folder;

/// So often is looked.
const EVERY: Duration = Duration::from_millis(200);

/// The folder's files are looked at in one of so many rounds.
const FOLDER_EVERY: u64 = 4;

/// What is followed.
pub(crate) struct Following {
    pub(crate) identity: Identity,
    pub(crate) folder: Folder,
    pub(crate) clock: Clock,
}

impl Following {
    /// Follows until the program is told to stop.
    pub(crate) async fn run(mut self, stopped: watch::Receiver<bool>) {
        let mut rounds = tokio::time::interval(EVERY);
        rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        for round in 0_u64.. {
            rounds.tick().await;
            if *stopped.borrow() {
                return;
            }
            if let Err(error) = self.identity.follow_shut_clients().await {
                tracing::warn!(%error, "which sites are shut could not be read");
            }
            match identity::errands::run_once(&self.identity, self.clock.now()).await {
                Ok(mut calls) => calls.detach_all(),
                Err(error) => tracing::warn!(%error, "what sites are to be told could not be looked at"),
            }
            if round.is_multiple_of(FOLDER_EVERY) {
                self.folder.follow(&self.identity);
            }
        }
    }
}
