//! What becomes of payments in the demonstration: a simulated bank takes them, pays or sends them back, by the clock that
//! visitors can move. It never runs beside real books.

use agency::payments::{Act, Payment, Refusal, Return, debit_day, post, send, settle, take_back};
use outside::bank::simulated_return;
use store::seal::{Realm, Sealer};
use store::taxes::{bank_accounts, payments};
use store::{Actor, Store, StoreError, Write, WriteError, person_keys};
use tax::pack::Pack;
use values::{Date, Id, Timestamp};

/// So many payments are looked at in one run.
const MOST: i64 = 200;

/// The first eight digits of trace numbers: a made-up bank.
const ORIGIN: &str = "01999999";

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BankError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// The simulated bank.
pub(crate) struct Bank<'a> {
    pub(crate) store: &'a Store,
    pub(crate) sealer: &'a Sealer,
    pub(crate) pack: &'a Pack,
    pub(crate) now: Timestamp,
    pub(crate) today: Date,
}

impl Bank<'_> {
    /// Brings every payment as far as the day allows.
    pub(crate) async fn run(&self, file: Id) -> Result<(), BankError> {
        self.take(file).await?;
        self.answer(file).await?;
        self.post().await
    }

    fn act(&self) -> Act {
        Act { now: self.now, actor: Actor::System("simulated bank") }
    }

    /// What is due leaves for the bank.
    async fn take(&self, file: Id) -> Result<(), BankError> {
        let due = payments::list_due(self.store, self.sealer, self.today, None, MOST).await?;
        for (number, (payment, account)) in (1_u32..).zip(due) {
            if account.is_some() {
                let leaving = [(payment, format!("{ORIGIN}{number:07}"))];
                self.write(send(&leaving, file, &self.act())?).await?;
            }
        }
        Ok(())
    }

    /// On the business day after, the bank pays or sends back.
    async fn answer(&self, file: Id) -> Result<(), BankError> {
        for payment in payments::list_of_state(self.store, "sent", self.today, None, MOST).await? {
            let answered_on = self.pack.calendar.business_days_after(payment.debit_on, 1);
            if answered_on > self.today {
                continue;
            }
            let write = match self.returned(&payment).await? {
                Some(code) => take_back(self.pack, &payment, &Return { code, on: answered_on }, &self.act())?,
                None => settle(std::slice::from_ref(&payment), payment.file_id.unwrap_or(file), &self.act())?,
            };
            self.write(write).await?;
        }
        Ok(())
    }

    /// With which code the bank sends a payment back, if it does.
    async fn returned(&self, payment: &Payment) -> Result<Option<String>, BankError> {
        let place = (payment.taxpayer_id, payment.account_id);
        let Some(key) = person_keys::find(self.store, self.sealer, place.0, Realm::Taxes).await? else {
            return Ok(None);
        };
        let account = bank_accounts::find(self.store, self.sealer, &key, place).await?;
        let code = account.and_then(|account| simulated_return(&account.number));
        Ok(code.filter(|code| agency::payments::returns::find(code).is_some()))
    }

    /// What has stayed paid is posted.
    async fn post(&self) -> Result<(), BankError> {
        let days = self.pack.count("payment.settlement_business_days", self.today);
        let days = days.map_err(Refusal::from)?;
        for payment in payments::list_of_state(self.store, "settled", self.today, None, MOST).await? {
            let on = self.pack.calendar.business_days_after(debit_day(self.pack, payment.debit_on), days);
            if on <= self.today {
                self.write(post(self.pack, &payment, &self.act())?).await?;
            }
        }
        Ok(())
    }

    /// A payment that somebody else brought on meanwhile is left to them.
    async fn write(&self, write: Write) -> Result<(), BankError> {
        match self.store.write(write).await {
            Ok(()) | Err(WriteError::Conflict { .. }) => Ok(()),
            Err(WriteError::Store(error)) => Err(error.into()),
        }
    }
}
