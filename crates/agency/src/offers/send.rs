//! An offer is sent, which posts its code to every year it is for, so that the time to collect stands still while it is looked at
//! (26 USC 6331(k)(1), (i)(5)).

use store::seal::{DataKey, Sealer};
use store::taxes::entries::{self, Entry};
use store::taxes::offer_drafts::{self, OfferDraft};
use store::taxes::offers::{self, Offer, OfferYear};
use store::taxes::{RecordKind, modules, record_id};
use store::{Actor, AuditRecord, Write};
use tax::offers::{Check, Way};
use tax::pack::{Code, Pack};
use values::{Cents, Date};

use super::{Footing, Owed, Refusal, State};
use crate::payments::{Act, Moment, confirmation};

/// How an offer is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paid {
    /// In a few payments.
    LumpSum,
    /// Month by month.
    Periodic,
}

impl Paid {
    /// Its name in the books.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LumpSum => "lump_sum",
            Self::Periodic => "periodic",
        }
    }

    /// What the check says of it.
    pub const fn way(self, check: &Check) -> Way {
        match self {
            Self::LumpSum => check.lump_sum,
            Self::Periodic => check.periodic,
        }
    }

    /// Both, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::LumpSum, Self::Periodic];

    /// Whether offering the least this way is still less than what is owed.
    pub fn saves(self, check: &Check, footing: &Footing) -> bool {
        self.way(check).least < footing.balance
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paid| paid.name() == name)
    }
}

/// Sends what the check came to. First the draft goes, so that of two submissions of one draft the second changes nothing.
pub fn send(
    pack: &Pack,
    (sealer, key): (&Sealer, &DataKey),
    draft: &OfferDraft,
    (check, footing): (&Check, &Footing),
    (paid, amount): (Paid, Cents),
    moment: Moment,
) -> Result<(Offer, Write), Refusal> {
    if footing.has_offer {
        return Err(Refusal::Pending);
    }
    if !check.obstacles.is_empty() {
        return Err(Refusal::InTheWay(check.obstacles.clone()));
    }
    let least = paid.way(check).least;
    let owed = footing.balance;
    if amount < least || amount >= owed || amount.get() % 100 != 0 {
        return Err(Refusal::Amount { least, owed });
    }
    let offer = Offer {
        taxpayer_id: draft.taxpayer_id,
        id: draft.id,
        state: State::Sent.name().to_owned(),
        way: paid.name().to_owned(),
        amount,
        fee: check.fee,
        with_offer: with_offer(pack, check, (paid, amount), moment.today)?,
        content: draft.content.clone(),
        sent_on: moment.today,
        ended_on: None,
        reason: None,
        version: 1,
    };
    let years: Vec<OfferYear> = footing.owed.iter().map(Owed::year).collect();
    let write = offer_drafts::close(Write::new(), draft);
    let write = offers::add(write, (sealer, key), &offer, &years, moment.now);
    let write = post(write, &offer, &years, pack.offer_codes.received, moment.today);
    let actor = Actor::Person(offer.taxpayer_id);
    let write = write.audit(record(&Act { now: moment.now, actor }, "offer.send", &offer));
    Ok((offer, write))
}

/// What has to come with an offer of an amount, which may be more than the least.
fn with_offer(pack: &Pack, check: &Check, (paid, amount): (Paid, Cents), on: Date) -> Result<Cents, Refusal> {
    if check.is_low_income {
        return Ok(Cents::ZERO);
    }
    Ok(tax::offers::comes_with(pack, paid == Paid::LumpSum, amount, on)?)
}

/// Writes into the ledger of each year what becomes of the offer.
pub(super) fn post(write: Write, offer: &Offer, years: &[OfferYear], code: Code, on: Date) -> Write {
    years.iter().fold(write, |write, year| {
        let place = (year.owner_id, year.module_id);
        // A module's entries have keys of their own: one offer is posted to several.
        let key = format!("offer:{}:{code}", confirmation(offer.id));
        let entry = Entry {
            id: record_id(RecordKind::Entry, &key),
            record_key: key,
            code: code.get(),
            posted_on: on,
            amount: Cents::ZERO,
            section: None,
            cycle: None,
            description: None,
        };
        let write = entries::add(write, place.0, place.1, &entry);
        modules::touch(write, place.0, place.1)
    })
}

pub(super) fn record(act: &Act, action: &'static str, offer: &Offer) -> AuditRecord {
    AuditRecord {
        at: act.now,
        actor: act.actor.clone(),
        action,
        subject: Some(offer.taxpayer_id),
        reason: None,
    }
}
