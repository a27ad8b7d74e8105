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
//!
//! It looks at a form on the business day after it came, and goes by the last word of the name that signed it: `Wait` leaves
//! it in review, `Refuse` refuses it; any other is accepted.

use agency::forms::{self, Decision, DraftError};
use agency::offers::{self, Loaded as LoadedOffer, ReturnReason, RunError};
use agency::payments::{Act, Moment};
use agency::plans::{LoadError, grant};
use store::seal::{Realm, Sealer};
use store::{Actor, Store, StoreError, Write, WriteError, person_keys};
use tax::offers::{Obstacle, OfferError};
use tax::pack::Pack;
use values::Date;

use crate::commands::plans::waiting;

/// Forms looked at in one page.
const AT_ONCE: i64 = 100;

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

/// Why forms could not be decided on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FormsError {
    #[error(transparent)]
    Draft(#[from] DraftError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Refused(#[from] forms::Refusal),
}

/// Decides on forms that came before today.
pub(crate) async fn decide_forms(
    store: &Store,
    sealer: &Sealer,
    pack: &Pack,
    moment: Moment,
) -> Result<(), FormsError> {
    let mut after = None;
    loop {
        let page = forms::queue(store, forms::State::Received, after, AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some((last.sent_on, last.id));
        for waiting in &page {
            if pack.calendar.business_days_after(waiting.sent_on, 1) > moment.today {
                return Ok(());
            }
            let found = person_keys::find(store, sealer, waiting.taxpayer_id, Realm::Taxes).await?;
            let Some(key) = found else { continue };
            let seal = (sealer, &key);
            let place = (waiting.taxpayer_id, waiting.id);
            let Some(loaded) = forms::load(store, seal, place).await? else { continue };
            let decision = match loaded.signed.name.split_whitespace().last() {
                Some("Wait") => (Decision::Review, None),
                Some("Refuse") => (Decision::Refuse, Some(why(&loaded.signed.language).to_owned())),
                _ => (Decision::Accept, None),
            };
            let by = (moment, Actor::System("simulated desk"));
            write(store, forms::decide(&loaded, seal, decision, by)?).await?;
        }
    }
}

/// Why the desk refuses, in the language that the form was signed in.
fn why(language: &str) -> &'static str {
    match language {
        "es" => "El escritorio simulado deniega lo que se firma con la palabra Refuse.",
        _ => "The simulated desk refuses what is signed with the word Refuse.",
    }
}

/// What its sender took back meanwhile is left alone.
async fn write(store: &Store, write: Write) -> Result<(), StoreError> {
    match store.write(write).await {
        Ok(()) | Err(WriteError::Conflict { .. }) => Ok(()),
        Err(WriteError::Store(error)) => Err(error),
    }
}
