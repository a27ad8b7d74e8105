//! Who decides in the demonstration on what waits for the agency's people? A simulated desk, which grants every plan on the
//! business day after. It never runs beside real books.

use agency::payments::{Act, Moment};
use agency::plans::{LoadError, grant};
use store::{Actor, Store, WriteError};
use tax::pack::Pack;

use crate::commands::plans::waiting;

/// Decides on what was asked for before today.
pub(crate) async fn decide(store: &Store, pack: &Pack, moment: Moment) -> Result<(), LoadError> {
    let act = Act { now: moment.now, actor: Actor::System("simulated desk") };
    for loaded in waiting(store, pack, moment.today).await? {
        let decided_on = pack.calendar.business_days_after(loaded.plan.asked_on, 1);
        if decided_on > moment.today {
            continue;
        }
        match store.write(grant(pack, &loaded, decided_on, &act)?).await {
            // Its payer took it back meanwhile.
            Ok(()) | Err(WriteError::Conflict { .. }) => {}
            Err(WriteError::Store(error)) => return Err(error.into()),
        }
    }
    Ok(())
}
