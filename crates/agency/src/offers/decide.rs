//! What becomes of an offer: accepted, refused, returned or taken back, each posted to every year it is for; and accepted by law
//! when nobody decided in time (26 USC 7122(f)).

use store::seal::{Realm, Sealer};
use store::taxes::offers::{self, Offer};
use store::{Actor, Store, Write, WriteError, person_keys};
use tax::calendar::corresponding_date;
use tax::pack::{Code, Pack, PaymentReason};
use values::{Date, Id};

use super::load::{Loaded, load};
use super::send::{post, record};
use super::{Refusal, ReturnReason, State};
use crate::balance::BalanceError;
use crate::payments::{Act, Moment, State as PaymentState, call_off};
use crate::refunds;

/// Offers looked at in one page.
const AT_ONCE: i64 = 100;

/// Why what the days bring could not be done.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The books cannot be read.
    #[error(transparent)]
    Balance(#[from] BalanceError),
    /// Something in them is not as it should be.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl From<store::StoreError> for RunError {
    fn from(error: store::StoreError) -> Self {
        Self::Balance(error.into())
    }
}

/// Accepts it.
pub fn accept(pack: &Pack, loaded: &Loaded, today: Date, act: &Act) -> Result<Write, Refusal> {
    in_time(loaded, today)?;
    end(loaded, (State::Accepted, "offer.accept", pack.offer_codes.accepted), None, today, act)
}

/// Refuses it.
pub fn refuse(pack: &Pack, loaded: &Loaded, today: Date, act: &Act) -> Result<Write, Refusal> {
    in_time(loaded, today)?;
    end(loaded, (State::Refused, "offer.refuse", pack.offer_codes.refused), None, today, act)
}

/// Its sender takes it back.
pub fn withdraw(pack: &Pack, loaded: &Loaded, moment: Moment) -> Result<Write, Refusal> {
    in_time(loaded, moment.today)?;
    let act = Act { now: moment.now, actor: Actor::Person(loaded.offer.taxpayer_id) };
    let to = (State::Withdrawn, "offer.withdraw", pack.offer_codes.withdrawn);
    end(loaded, to, None, moment.today, &act)
}

/// Returns it without a decision. Where the fee goes back and was paid, that leaves with the next file for the bank.
pub fn return_to_sender(
    pack: &Pack,
    loaded: &Loaded,
    reason: ReturnReason,
    today: Date,
    act: &Act,
) -> Result<Write, Refusal> {
    in_time(loaded, today)?;
    let to = (State::Returned, "offer.return", pack.offer_codes.returned);
    let write = end(loaded, to, Some(reason), today, act)?;
    if reason.gives_fee_back() { Ok(write.and(fee_back(loaded, today, act)?)) } else { Ok(write) }
}

/// Accepted by law, on the day on which that was.
pub(super) fn deem(pack: &Pack, loaded: &Loaded, on: Date, act: &Act) -> Result<Write, Refusal> {
    end(loaded, (State::Deemed, "offer.deem", pack.offer_codes.accepted), None, on, act)
}

/// Accepts by law every offer that was not decided on in time, and says which. Two runs at once do everything once.
pub async fn run(store: &Store, sealer: &Sealer, pack: &Pack, moment: Moment) -> Result<Vec<Id>, RunError> {
    let mut accepted = Vec::new();
    let is_old = |sent_on| {
        let months = pack.count("offer.decision_months", sent_on).map_err(BalanceError::from)?;
        Ok::<_, BalanceError>(corresponding_date(sent_on, months) <= moment.today)
    };
    for loaded in waiting(store, sealer, pack, moment.today, is_old).await? {
        let Some(on) = loaded.decide_by.filter(|on| *on <= moment.today) else { continue };
        let act = Act { now: moment.now, actor: Actor::System("offers") };
        match store.write(deem(pack, &loaded, on, &act)?).await {
            Ok(()) => accepted.push(loaded.offer.id),
            // Somebody decided in this moment, or another run was first.
            Err(WriteError::Conflict { .. }) => {}
            Err(WriteError::Store(error)) => return Err(error.into()),
        }
    }
    Ok(accepted)
}

/// The offers that wait for a decision, the oldest first, as far as the day on which they were sent is wanted. An erased
/// person's cannot be opened any more.
pub async fn waiting(
    store: &Store,
    sealer: &Sealer,
    pack: &Pack,
    today: Date,
    is_wanted: impl Fn(Date) -> Result<bool, BalanceError>,
) -> Result<Vec<Loaded>, BalanceError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = offers::list_in_state(store, State::Sent.name(), after, AT_ONCE).await?;
        let Some((_, id, sent_on)) = page.last() else { return Ok(found) };
        after = Some((*sent_on, *id));
        for (taxpayer, id, sent_on) in page {
            if !is_wanted(sent_on)? {
                return Ok(found);
            }
            let Some(key) = person_keys::find(store, sealer, taxpayer, Realm::Taxes).await? else { continue };
            let loaded = load(store, pack, (sealer, &key), (taxpayer, id), today).await?;
            // Somebody may have decided since it was listed.
            found.extend(loaded.filter(|loaded| loaded.offer.state == State::Sent.name()));
        }
    }
}

/// What was accepted by law is decided, also before anybody wrote it down.
fn in_time(loaded: &Loaded, today: Date) -> Result<(), Refusal> {
    match loaded.decide_by {
        Some(on) if on <= today && State::of(&loaded.offer)? == State::Sent => Err(Refusal::TooLate { on }),
        _ => Ok(()),
    }
}

fn end(
    loaded: &Loaded,
    (to, action, code): (State, &'static str, Code),
    reason: Option<ReturnReason>,
    on: Date,
    act: &Act,
) -> Result<Write, Refusal> {
    let Loaded { offer, years, .. } = loaded;
    let from = State::of(offer)?;
    if !from.may_become(to) {
        return Err(Refusal::WrongState { from, to });
    }
    let reason = reason.map(|reason| reason.name().to_owned());
    let ended = Offer { state: to.name().to_owned(), ended_on: Some(on), reason, ..offer.clone() };
    let write = offers::close(Write::new(), &ended, act.now);
    Ok(post(write, &ended, years, code, on).audit(record(act, action, &ended)))
}

/// Gives the fee back that arrived, and calls off what has not left for it.
fn fee_back(loaded: &Loaded, today: Date, act: &Act) -> Result<Write, Refusal> {
    let fees = loaded.payments.iter().filter(|payment| payment.reason == PaymentReason::OfferFee.name());
    fees.into_iter().try_fold(Write::new(), |write, payment| {
        let state = PaymentState::ALL.into_iter().find(|state| state.name() == payment.state);
        Ok(match state.ok_or(Refusal::Unknown)? {
            PaymentState::Scheduled => write.and(call_off(payment, act)?),
            PaymentState::Posted => write.and(refunds::give_back(payment, today, act).1),
            PaymentState::Started | PaymentState::Submitted | PaymentState::Sent | PaymentState::Settled => {
                return Err(Refusal::FeeUnderWay);
            }
            PaymentState::Cancelled | PaymentState::Failed | PaymentState::Returned => write,
        })
    })
}
