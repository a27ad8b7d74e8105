//! One payer with a debt for 2023, an account, and a way to bring payments on.

use outside::Dice;
use store::seal::Realm;
use store::taxes::bank_accounts::{AccountKind, BankAccount};
use store::taxes::entries::Entry;
use store::taxes::modules::{self, Module};
use store::taxes::payment_drafts::PaymentDraft;
use store::taxes::{bank_accounts, payment_drafts, payments};
use store::testing::sealer;
use store::{Actor, Store, Write, person_keys};
use tax::pack::{Pack, PaymentReason};
use values::{Cents, Date, Id, Timestamp, date};

use crate::balance;
use crate::payments::*;

pub(crate) const TODAY: Date = date(2026, 11, 23);

pub(crate) fn pack() -> &'static Pack {
    Pack::us_federal()
}

pub(crate) fn id(last: u8) -> Id {
    Id::from_bytes([last; 16])
}

pub(crate) fn now() -> Timestamp {
    "2026-11-23T15:00:00Z".parse().unwrap()
}

pub(crate) const fn moment(today: Date, now: Timestamp) -> Moment {
    Moment { now, today }
}

pub(crate) fn job() -> Act {
    Act { now: now(), actor: Actor::System("bank") }
}

/// An account of the payer that a check of ownership knows.
pub(super) fn account(number: u8) -> BankAccount {
    BankAccount {
        taxpayer_id: id(1),
        id: id(number),
        routing: "019999995".parse().unwrap(),
        number: "00123456789".parse().unwrap(),
        kind: AccountKind::Checking,
        is_business: false,
        holder: "Robin Canary".to_owned(),
        nickname: "Household".to_owned(),
        ownership: "matches".to_owned(),
        kept: true,
        added_at: now(),
        removed_at: None,
        version: 1,
    }
}

/// The year 2023.
pub(super) fn module() -> Module {
    Module {
        taxpayer_id: id(1),
        id: id(9),
        record_key: "m9".to_owned(),
        form: "1040".to_owned(),
        tax_year: 2023,
        spouse_id: None,
        return_due: date(2024, 4, 15),
        extended_due: None,
        due_postponed: None,
        filed_on: Some(date(2024, 4, 15)),
        levy_notice_on: None,
        version: 1,
        facts: Vec::new(),
        entries: Vec::new(),
    }
}

/// The payer.
pub(crate) struct Payer {
    pub(crate) store: Store,
    pub(crate) dice: Dice,
}

impl Payer {
    pub(crate) async fn new(store: Store) -> Self {
        let entry = Entry {
            id: id(150),
            record_key: "e150".to_owned(),
            code: 150,
            posted_on: date(2024, 4, 15),
            amount: Cents::new(500_000),
            section: None,
            cycle: None,
            description: None,
        };
        let sealer = sealer();
        let (key, write) =
            person_keys::find_or_add(&store, &sealer, Write::new(), id(1), Realm::Taxes).await.unwrap();
        let write = modules::add_or_change(write, &module());
        let write = store::taxes::entries::add(write, id(1), id(9), &entry);
        store.write(bank_accounts::add(write, &sealer, &key, &account(7))).await.unwrap();
        Self { store, dice: Dice::seeded(3) }
    }

    pub(super) async fn add(&self, account: &BankAccount) {
        let sealer = sealer();
        let key = person_keys::require(&self.store, &sealer, id(1), Realm::Taxes).await.unwrap();
        self.store.write(bank_accounts::add(Write::new(), &sealer, &key, account)).await.unwrap();
    }

    pub(crate) fn new_id(&self) -> Id {
        self.dice.id(now())
    }

    /// A draft that stands in the books.
    pub(crate) async fn draft(&self) -> Id {
        let sealer = sealer();
        let key = person_keys::require(&self.store, &sealer, id(1), Realm::Taxes).await.unwrap();
        let draft =
            PaymentDraft { taxpayer_id: id(1), id: self.new_id(), content: b"{}".to_vec(), version: 1 };
        let write = payment_drafts::add(Write::new(), &sealer, &key, &draft, now());
        self.store.write(write).await.unwrap();
        draft.id
    }

    pub(crate) async fn asked(&self, amount: i64, days: Vec<Date>) -> Asked {
        let share = Share {
            form: "1040".to_owned(),
            tax_year: 2023,
            owner_id: id(1),
            module_id: id(9),
            amount: Cents::new(amount),
        };
        Asked {
            taxpayer_id: id(1),
            draft: (self.draft().await, 1),
            reason: PaymentReason::Balance,
            shares: vec![share],
            days,
            account_id: id(7),
        }
    }

    pub(crate) async fn pay(&self, asked: &Asked) -> Vec<Payment> {
        let made = payments::made_on(&self.store, id(1), TODAY).await.unwrap();
        let (paid, write) = schedule(pack(), asked, made, moment(TODAY, now()), || self.new_id()).unwrap();
        self.store.write(write).await.unwrap();
        paid
    }

    pub(crate) async fn find(&self, payment: &Payment) -> Payment {
        payments::find(&self.store, id(1), payment.id).await.unwrap().unwrap()
    }

    /// Brings a payment on, and returns it as it then stands.
    pub(crate) async fn act(&self, payment: &Payment, write: Result<Write, Refusal>) -> Payment {
        self.store.write(write.unwrap()).await.unwrap();
        self.find(payment).await
    }

    pub(crate) async fn posted(&self, payment: &Payment) -> Payment {
        let trace = format!("01999999{:07}", 1);
        let sent = self.act(payment, send(&[(payment.clone(), trace)], id(77), &job())).await;
        let settled = self.act(&sent, settle(std::slice::from_ref(&sent), id(77), &job())).await;
        self.act(&settled, post(pack(), &settled, &job())).await
    }

    pub(crate) async fn year(&self, on: Date) -> balance::Year {
        balance::year(&self.store, pack(), id(1), ("1040", 2023), on).await.unwrap().unwrap()
    }
}
