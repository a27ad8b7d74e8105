//! What the commands share by which somebody decides on what waits for the agency's people.

use std::io::Write as _;
use std::sync::Arc;

use agency::payments::{Act, Moment, confirmation};
use serde::Serialize;
use store::{Actor, Write};
use tax::pack::Pack;
use values::Id;

use super::{Failure, WithSettings};
use crate::world::{self, Ground};

/// Which one.
#[derive(clap::Args)]
pub(crate) struct Decision {
    /// Its confirmation number
    pub(super) number: String,
    #[command(flatten)]
    pub(super) settings: WithSettings,
}

/// Who decides, and on which ground.
pub(super) struct Desk {
    pub(super) ground: Ground,
    pub(super) pack: Arc<Pack>,
    pub(super) moment: Moment,
    pub(super) act: Act,
}

impl Desk {
    /// At the sites' own time.
    pub(super) async fn open(with: &WithSettings, who: &'static str) -> Result<Self, Failure> {
        let settings = with.read()?;
        let pack = world::pack(&settings)?;
        let ground = world::ground_now(&settings, with.is_demonstration()).await?;
        let now = ground.clock.now();
        let moment = Moment { now, today: ground.clock.today(now) };
        Ok(Self { ground, pack, moment, act: Act { now, actor: Actor::System(who) } })
    }

    /// Writes what was decided, or says why it cannot be.
    pub(super) async fn write(&self, decided: Result<Write, impl std::fmt::Display>) -> Result<(), Failure> {
        let write = decided.map_err(|refusal| Failure::Input(refusal.to_string()))?;
        Ok(self.ground.store.write(write).await?)
    }
}

/// The one of a confirmation number.
pub(super) fn find<'a, T>(
    waiting: &'a [T],
    id: impl Fn(&T) -> Id,
    (what, number): (&str, &str),
) -> Result<&'a T, Failure> {
    let found = waiting.iter().find(|one| confirmation(id(one)) == number);
    found.ok_or_else(|| Failure::Input(format!("no {what} {number} waits for a decision")))
}

/// Prints JSON.
pub(super) fn print(what: &impl Serialize) -> Result<(), Failure> {
    let json = serde_json::to_string(what).map_err(broken)?;
    Ok(writeln!(std::io::stdout(), "{json}")?)
}

pub(super) fn broken(error: impl std::fmt::Display) -> Failure {
    Failure::Broken(error.to_string())
}
