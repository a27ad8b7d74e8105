//! An offer with everything that decisions about it need: its years, its history, what was paid with it.

use store::seal::{DataKey, Sealer};
use store::taxes::offers::{self, Offer, OfferEvent, OfferYear};
use store::taxes::payments::{self, Payment};
use store::{Store, StoreError};
use tax::pack::PaymentReason;
use values::{Cents, Id, MoneyError};

use crate::payments::State as PaymentState;

/// An offer as it stands.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The offer.
    pub offer: Offer,
    /// What it is for.
    pub years: Vec<OfferYear>,
    /// How it came to where it is.
    pub events: Vec<OfferEvent>,
    /// Payments for it that arrived or are under way.
    pub payments: Vec<Payment>,
}

/// One offer of a taxpayer.
pub async fn load(
    store: &Store,
    (sealer, key): (&Sealer, &DataKey),
    (taxpayer, id): (Id, Id),
) -> Result<Option<Loaded>, StoreError> {
    let Some(offer) = offers::find(store, sealer, key, (taxpayer, id)).await? else { return Ok(None) };
    let years = offers::years(store, taxpayer, id).await?;
    let events = offers::events(store, taxpayer, id).await?;
    let [scheduled, sent, settled, posted] =
        [PaymentState::Scheduled, PaymentState::Sent, PaymentState::Settled, PaymentState::Posted]
            .map(PaymentState::name);
    let mut all = payments::list_in_states(store, taxpayer, [scheduled, sent, settled]).await?;
    all.extend(payments::list_in_states(store, taxpayer, [posted; 3]).await?);
    let for_offers = [PaymentReason::Offer.name(), PaymentReason::OfferFee.name()];
    // What was paid for an offer that was taken back before pays nothing of this one.
    let is_since = |payment: &Payment| events.first().is_some_and(|sent| payment.made_at >= sent.at);
    all.retain(|payment| for_offers.contains(&payment.reason.as_str()) && is_since(payment));
    Ok(Some(Loaded { offer, years, events, payments: all }))
}

impl Loaded {
    /// What was paid for a reason, or is under way.
    fn paid(&self, reason: PaymentReason) -> Result<Cents, MoneyError> {
        let paid = self.payments.iter().filter(|payment| payment.reason == reason.name());
        Cents::total(paid.map(|payment| payment.amount))
    }

    /// What of the fee is still to be paid.
    pub fn fee_left(&self) -> Result<Cents, MoneyError> {
        Ok(self.offer.fee.minus(self.paid(PaymentReason::OfferFee)?)?.max(Cents::ZERO))
    }

    /// What still has to come with the offer.
    pub fn with_offer_left(&self) -> Result<Cents, MoneyError> {
        Ok(self.offer.with_offer.minus(self.paid(PaymentReason::Offer)?)?.max(Cents::ZERO))
    }
}
