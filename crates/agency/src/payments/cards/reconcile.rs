//! Does what the processor paid out to the agency agree with the books, and what became of disputes? Asked each day; what does
//! not agree is told, and somebody has to look.

use std::collections::BTreeSet;

use outside::cards::{CardPayment, Dispute};
use serde::Serialize;
use store::taxes::card_checkouts::{self, Checkout};
use store::taxes::payments;
use store::{Write, WriteError};
use values::{Cents, Date, Id, Timestamp};

use super::{Cards, CardsError, DISPUTE_LOST, Standing, is_over, number};
use crate::payments::bank::out_of_ledger;
use crate::payments::state::moved;
use crate::payments::{Refusal, State, reinstate};

/// So many checkouts are looked at in one page.
const AT_ONCE: i64 = 500;

/// What does not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Told {
    /// The processor paid out what the books do not have.
    Unknown {
        /// Our number, as the processor has it.
        reference: String,
        /// How much.
        amount: Cents,
    },
    /// It paid out another sum, or what the books have as unpaid.
    Differs {
        /// Our number.
        reference: String,
        /// What it paid out.
        amount: Cents,
        /// What the books say.
        booked: Cents,
    },
    /// It was paid days ago and not paid out yet.
    Missing {
        /// Our number.
        reference: String,
        /// How much.
        amount: Cents,
    },
}

/// What a comparison came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reconciled {
    /// So many agree.
    pub agree: u64,
    /// So many disputes were booked.
    pub disputes: u64,
    /// What does not agree.
    pub told: Vec<Told>,
}

/// Compares what was paid out on a day, looks for what should have been by then, and books disputes. Twice changes nothing.
pub async fn reconcile(cards: &Cards<'_>, on: Date) -> Result<Reconciled, CardsError> {
    let mut reconciled = Reconciled::default();
    for page in 1.. {
        let listed = cards.processor.list_settled(on, page).await?;
        for said in &listed.results {
            cards.settled(said, on, &mut reconciled).await?;
        }
        if listed.results.is_empty() || page * AT_ONCE >= listed.total {
            break;
        }
    }
    cards.missing(on, &mut reconciled).await?;
    let mut seen = BTreeSet::new();
    for page in 1.. {
        let listed = cards.processor.list_disputes(page).await?;
        let fresh: Vec<&Dispute> =
            listed.results.iter().filter(|dispute| seen.insert(dispute.payment_id.clone())).collect();
        for dispute in &fresh {
            reconciled.disputes += u64::from(cards.disputed(dispute).await?);
        }
        if fresh.is_empty() || page * AT_ONCE >= listed.total {
            break;
        }
    }
    Ok(reconciled)
}

impl Cards<'_> {
    async fn settled(&self, said: &CardPayment, on: Date, into: &mut Reconciled) -> Result<(), CardsError> {
        let (reference, amount) = (said.reference.clone(), said.amount);
        let Some(checkout) = card_checkouts::find_of_processor(self.store, &said.id).await? else {
            into.told.push(Told::Unknown { reference, amount });
            return Ok(());
        };
        // The processor may have paid out before we asked how it stands.
        let standing = if is_over(&checkout) {
            self.standing(checkout.taxpayer_id, checkout.id).await?
        } else {
            self.follow((checkout.taxpayer_id, checkout.id)).await?
        };
        let is_paid = standing
            .payments
            .iter()
            .all(|payment| matches!(State::of(payment), Ok(State::Posted | State::Returned)));
        if amount != standing.checkout.amount || !is_paid {
            let booked = if is_paid { standing.checkout.amount } else { Cents::ZERO };
            into.told.push(Told::Differs { reference, amount, booked });
            return Ok(());
        }
        if standing.checkout.settled_on.is_none() {
            let settled = Checkout { settled_on: Some(on), ..standing.checkout };
            self.write(card_checkouts::change(Write::new(), &settled)).await?;
        }
        into.agree += 1;
        Ok(())
    }

    /// What was begun up to a month before and should have been paid out by the day, by the pack's days of settlement.
    async fn missing(&self, on: Date, into: &mut Reconciled) -> Result<(), CardsError> {
        let days = self.pack.count("payment.card_settlement_business_days", on).map_err(Refusal::from)?;
        let last = self.pack.calendar.business_days_before(on, days);
        let at = |day: Date| self.clock.instant(day.at(0, 0, 0, 0)).unwrap_or(self.now);
        let month = jiff::Span::new().days(31);
        let range: (Timestamp, Timestamp) = (at(last.saturating_sub(month)), at(last));
        let mut after: Option<(Timestamp, Id)> = None;
        loop {
            let page = card_checkouts::list_of_status(self.store, "success", range, after, AT_ONCE).await?;
            let Some(end) = page.last() else { return Ok(()) };
            after = Some((end.begun_at, end.id));
            for checkout in page.iter().filter(|checkout| checkout.settled_on.is_none()) {
                into.told.push(Told::Missing { reference: number(checkout), amount: checkout.amount });
            }
        }
    }

    /// Books where a dispute stands, once: lost takes the payments back, won lets them stand.
    async fn disputed(&self, dispute: &Dispute) -> Result<bool, CardsError> {
        let found = card_checkouts::find_of_processor(self.store, &dispute.payment_id).await?;
        let Some(found) = found.filter(|found| found.dispute.as_deref() != Some(dispute.status.as_str()))
        else {
            return Ok(false);
        };
        // Nobody may have asked yet how the payment itself stands.
        let standing = if is_over(&found) {
            self.standing(found.taxpayer_id, found.id).await?
        } else {
            self.follow((found.taxpayer_id, found.id)).await?
        };
        self.write(self.dispute_write(&standing, &dispute.status)?).await
    }

    fn dispute_write(&self, standing: &Standing, status: &str) -> Result<Write, CardsError> {
        let act = self.act();
        let changed = Checkout { dispute: Some(status.to_owned()), ..standing.checkout.clone() };
        let mut write = card_checkouts::change(Write::new(), &changed);
        for payment in &standing.payments {
            let was_lost = payment.return_code.as_deref() == Some(DISPUTE_LOST);
            write = match (status, State::of(payment)?) {
                ("lost", State::Posted) => {
                    let lost = payments::Payment {
                        return_code: Some(DISPUTE_LOST.to_owned()),
                        returned_on: Some(self.clock.today(self.now)),
                        ..moved(payment, State::Returned)?
                    };
                    let write = payments::move_to_day(write, &lost, act.now);
                    // One that was taken back before needs a key of its own.
                    out_of_ledger(write, self.pack, payment, &format!(":disputed:{}", payment.version))?
                }
                ("won", State::Returned) if was_lost => write.and(reinstate(self.pack, payment, &act)?),
                ("won", State::Posted) => payments::note(write, payment, act.now, "dispute_won"),
                ("lost" | "won", _) => write,
                (_, State::Posted) => payments::note(write, payment, act.now, "disputed"),
                _ => write,
            };
        }
        let reason = Some(status);
        Ok(write.audit(act.about("payment.card_disputed", Some(standing.checkout.taxpayer_id), reason)))
    }

    /// Gives a checkout back, whole, and books what the processor then says.
    pub async fn refund(&self, taxpayer: Id, id: Id) -> Result<Standing, CardsError> {
        let standing = self.standing(taxpayer, id).await?;
        let known = standing.checkout.processor_id.as_ref().ok_or(CardsError::NotFound)?;
        self.processor.refund(known, standing.checkout.amount).await?;
        self.follow((taxpayer, id)).await
    }

    async fn write(&self, write: Write) -> Result<bool, CardsError> {
        match self.store.write(write).await {
            Ok(()) => Ok(true),
            // Something else was booked meanwhile: the next comparison sees to it.
            Err(WriteError::Conflict { .. }) => Ok(false),
            Err(WriteError::Store(error)) => Err(error.into()),
        }
    }
}
