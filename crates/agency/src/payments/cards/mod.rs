//! Payments by card or wallet: what may be asked, what the processor is asked for, and what its word brings about.
//!
//! All payments of a submission are one checkout at the processor. Its number there is ours: whoever asks again after a crash
//! asks for the same one. Only what the processor answers when it is asked moves a payment; its messages merely say that it
//! should be asked, so that a message that is late, doubled, out of order or made up moves nothing
//! (docs/decisions/0062).

mod apply;
mod follow;
mod reconcile;

use store::Write;
use store::taxes::card_checkouts::{self, Checkout};
use store::taxes::payments::Payment;
use tax::pack::{CardKind, Pack, PackError, PaymentReason};
use values::{Cents, Date, Id, Timestamp};

use super::schedule::made;
use super::{Asked, Moment, Refusal, Way, confirmation};

pub use apply::apply;
pub use follow::{Cards, CardsError, Onward, is_over, run};
pub use reconcile::{Reconciled, Told, reconcile};

/// Why a payment by card ended unpaid, as the processor says (GOV.UK Pay: payment status codes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// P0010: the card's bank said no.
    Declined,
    /// P0020: nobody paid in time.
    Expired,
    /// P0030: the payer called it off.
    ByPayer,
    /// P0040: we called it off.
    ByUs,
    /// P0050, and whatever else it says.
    Broken,
}

impl Ending {
    /// By the processor's code.
    pub fn of(code: &str) -> Self {
        match code {
            "P0010" => Self::Declined,
            "P0020" => Self::Expired,
            "P0030" => Self::ByPayer,
            "P0040" => Self::ByUs,
            _ => Self::Broken,
        }
    }
}

/// What a payment carries in place of a bank's return code after it was given back.
pub const REFUNDED: &str = "refunded";

/// The same after a dispute was lost.
pub const DISPUTE_LOST: &str = "dispute_lost";

/// The status of a checkout that the processor has not answered about yet.
pub const ASKED: &str = "asked";

/// What holds for payments by card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What a kind of card costs for the amount; in the order in which they are offered.
    pub fees: Vec<(CardKind, Cents)>,
    /// The sum is less than this.
    pub below: Cents,
}

/// What paying this by card would cost, or why it cannot be.
pub fn offer(
    pack: &Pack,
    processor: &str,
    (form, reason): (&str, PaymentReason),
    amount: Cents,
    today: Date,
) -> Result<Offer, Refusal> {
    let below = below(pack, today)?;
    if amount >= below {
        return Err(Refusal::CardAmount { below });
    }
    pack.cards.limit(form, reason, today).ok_or(Refusal::NotByCard)?;
    let fee = |kind| Some((kind, pack.cards.fee(processor, kind, today)?.of(amount)?));
    let fees: Vec<_> = CardKind::ALL.into_iter().filter_map(fee).collect();
    if fees.is_empty() { Err(Refusal::NotByCard) } else { Ok(Offer { fees, below }) }
}

/// Each payment by card is less than this.
pub fn below(pack: &Pack, today: Date) -> Result<Cents, PackError> {
    pack.money("payment.card_amount_below", today)
}

/// What a share counts as towards the limits: `1040:2023:balance:2026`.
pub fn counted(
    pack: &Pack,
    (form, tax_year): (&str, i64),
    reason: PaymentReason,
    today: Date,
) -> Result<String, Refusal> {
    let limit = pack.cards.limit(form, reason, today).ok_or(Refusal::NotByCard)?;
    Ok(format!("{form}:{tax_year}:{}:{}", reason.name(), limit.period.of(today)))
}

/// How somebody pays.
#[derive(Clone, Copy, Debug)]
pub struct ByCard<'a> {
    /// With what.
    pub kind: CardKind,
    /// Whose fees hold.
    pub processor: &'a str,
    /// `en` or `es`.
    pub language: &'a str,
}

/// The payments that are asked for, begun, and their checkout, which the processor is still to be asked for. A conflict of the
/// write means that the draft was submitted meanwhile, or that a limit is reached.
pub fn begin(
    pack: &Pack,
    asked: &Asked,
    card: ByCard<'_>,
    made_today: i64,
    moment: Moment,
    new_id: impl FnMut() -> Id,
) -> Result<(Checkout, Write), Refusal> {
    let (payments, mut write) = made(pack, asked, Way::Card, made_today, moment, new_id)?;
    let amount =
        Cents::total(payments.iter().map(|payment| payment.amount)).map_err(|_| Refusal::Arithmetic)?;
    let mut words = Vec::new();
    let mut fee = None;
    for payment in &payments {
        let form = payment.form.as_str();
        let offer = offer(pack, card.processor, (form, asked.reason), amount, moment.today)?;
        fee = offer.fees.into_iter().find(|(kind, _)| *kind == card.kind).map(|(_, fee)| fee);
        let limit = pack.cards.limit(form, asked.reason, moment.today).ok_or(Refusal::NotByCard)?;
        let word = counted(pack, (form, payment.tax_year), asked.reason, moment.today)?;
        write = card_checkouts::count_one(write, (asked.taxpayer_id, &word), limit.most);
        words.push(word);
    }
    let checkout = Checkout {
        taxpayer_id: asked.taxpayer_id,
        id: asked.draft.0,
        kind: card.kind.name().to_owned(),
        amount,
        fee: fee.ok_or(Refusal::NotByCard)?,
        counted: words.join(" "),
        language: card.language.to_owned(),
        processor_id: None,
        next_url: None,
        status: ASKED.to_owned(),
        code: None,
        dispute: None,
        settled_on: None,
        begun_at: moment.now,
        poll_at: Some(next_poll(moment.now, moment.now)),
        version: 1,
    };
    let write = card_checkouts::add(write, &checkout);
    Ok((checkout, write))
}

/// Our number for a checkout at the processor: what makes asking twice one payment.
pub fn number(checkout: &Checkout) -> String {
    confirmation(checkout.id)
}

/// A checkout with its payments, as they stand in the books.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The checkout.
    pub checkout: Checkout,
    /// Its payments, the earliest first.
    pub payments: Vec<Payment>,
}

/// When the processor is asked next about what began then: each minute for ten, each ten for three hours, then each hour.
fn next_poll(begun_at: Timestamp, now: Timestamp) -> Timestamp {
    const MINUTE: i64 = 60;
    let age = now.as_second() - begun_at.as_second();
    let wait = match age {
        ..600 => MINUTE,
        600..10_800 => 10 * MINUTE,
        _ => 60 * MINUTE,
    };
    Timestamp::from_second(now.as_second() + wait).unwrap_or(now)
}
