//! An offer with everything that decisions about it need: its years, its history, what was paid with it.

use store::Store;
use store::seal::{DataKey, Sealer};
use store::taxes::offers::{self, Offer, OfferEvent, OfferYear};
use store::taxes::payments::{self, Payment};
use tax::deadlines::stops_of;
use tax::offers::decision_due;
use tax::pack::{Pack, PaymentReason};
use values::{Cents, Date, Id, MoneyError};

use crate::balance::{self, BalanceError};
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
    /// The day from which it counts as accepted unless it is decided on; none while a court has the tax before it.
    pub decide_by: Option<Date>,
}

/// One offer of a taxpayer.
pub async fn load(
    store: &Store,
    pack: &Pack,
    (sealer, key): (&Sealer, &DataKey),
    (taxpayer, id): (Id, Id),
    today: Date,
) -> Result<Option<Loaded>, BalanceError> {
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
    let decide_by = decide_by(store, pack, &offer, &years, today).await?;
    Ok(Some(Loaded { offer, years, events, payments: all, decide_by }))
}

/// By what the ledgers of its years say.
async fn decide_by(
    store: &Store,
    pack: &Pack,
    offer: &Offer,
    years: &[OfferYear],
    today: Date,
) -> Result<Option<Date>, BalanceError> {
    let mut stops = Vec::new();
    for year in years {
        let place = (year.form.as_str(), year.tax_year);
        let found = balance::year(store, pack, year.owner_id, place, today).await?;
        stops.extend(found.into_iter().flat_map(|year| stops_of(pack, &year.ledger.transactions)));
    }
    Ok(decision_due(pack, offer.sent_on, &stops)?)
}

impl Loaded {
    /// What was paid for a reason, or is under way.
    fn paid(&self, reason: PaymentReason) -> Result<Cents, MoneyError> {
        let paid = self.payments.iter().filter(|payment| payment.reason == reason.name());
        Cents::total(paid.map(|payment| payment.amount))
    }

    /// What of the fee was paid, or is under way.
    pub fn fee_paid(&self) -> Result<Cents, MoneyError> {
        self.paid(PaymentReason::OfferFee)
    }

    /// What of the amount offered was neither paid nor is under way.
    pub fn offered_left(&self) -> Result<Cents, MoneyError> {
        Ok(self.offer.amount.minus(self.paid(PaymentReason::Offer)?)?.max(Cents::ZERO))
    }

    /// Whether the fee or what comes with it has not arrived yet.
    pub fn awaits_payment(&self) -> Result<bool, MoneyError> {
        let posted = PaymentState::Posted.name();
        let is_under_way = self.payments.iter().any(|payment| payment.state != posted);
        Ok(is_under_way || self.fee_left()?.is_positive() || self.with_offer_left()?.is_positive())
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
