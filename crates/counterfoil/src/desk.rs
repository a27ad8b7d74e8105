//! Who decides in the demonstration on what waits for the agency's people? A simulated desk, on the business day after. It
//! never runs beside real books.
//!
//! It grants every plan. It looks at an offer in compromise once the fee and what comes with it are paid, and goes by the
//! last two digits of its dollars, so that a visitor can see every case:
//!
//! | an offer that ends with | the desk |
//! |---|---|
//! | 81 | refuses it |
//! | 82 | returns it, as a return is missing: the fee goes back |
//! | 83 | returns it, as what was asked for did not come: the fee stays |
//! | 84 | leaves it lying until the law accepts it |
//! | anything else | accepts it |

use agency::offers::{self, Loaded as LoadedOffer, ReturnReason, RunError};
use agency::payments::{Act, Moment};
use agency::plans::{LoadError, grant};
use store::seal::Sealer;
use store::{Actor, Store, StoreError, Write, WriteError};
use tax::offers::{Obstacle, OfferError};
use tax::pack::Pack;
use values::Date;

use crate::commands::plans::waiting;

fn act(moment: Moment) -> Act {
    Act { now: moment.now, actor: Actor::System("simulated desk") }
}

/// Decides on plans that were asked for before today.
pub(crate) async fn decide_plans(store: &Store, pack: &Pack, moment: Moment) -> Result<(), LoadError> {
    for loaded in waiting(store, pack, moment.today).await? {
        let decided_on = pack.calendar.business_days_after(loaded.plan.asked_on, 1);
        if decided_on <= moment.today {
            write(store, grant(pack, &loaded, decided_on, &act(moment))?).await?;
        }
    }
    Ok(())
}

/// Decides on offers that were sent before today.
pub(crate) async fn decide_offers(
    store: &Store,
    sealer: &Sealer,
    pack: &Pack,
    moment: Moment,
) -> Result<(), RunError> {
    let is_due = |sent_on| Ok(pack.calendar.business_days_after(sent_on, 1) <= moment.today);
    for loaded in offers::waiting(store, sealer, pack, moment.today, is_due).await? {
        if let Some(decided) = decided(pack, &loaded, moment.today, &act(moment))? {
            write(store, decided).await?;
        }
    }
    Ok(())
}

/// None while nothing is to be decided.
fn decided(
    pack: &Pack,
    loaded: &LoadedOffer,
    today: Date,
    act: &Act,
) -> Result<Option<Write>, offers::Refusal> {
    if loaded.awaits_payment().map_err(OfferError::from)? {
        return Ok(None);
    }
    let returned = |reason| offers::return_to_sender(pack, loaded, reason, today, act);
    let decided = match loaded.offer.amount.get() / 100 % 100 {
        81 => offers::refuse(pack, loaded, today, act),
        82 => returned(ReturnReason::Obstacle(Obstacle::UnfiledReturns)),
        83 => returned(ReturnReason::NoAnswer),
        84 => return Ok(None),
        _ => offers::accept(pack, loaded, today, act),
    };
    decided.map(Some)
}

/// What its sender took back meanwhile is left alone.
async fn write(store: &Store, write: Write) -> Result<(), StoreError> {
    match store.write(write).await {
        Ok(()) | Err(WriteError::Conflict { .. }) => Ok(()),
        Err(WriteError::Store(error)) => Err(error),
    }
}
