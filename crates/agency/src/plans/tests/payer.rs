//! Somebody with a debt for 2023 and an account, and days that pass: plans run, the bank pays.

use outside::Dice;
use store::seal::Realm;
use store::taxes::bank_accounts::{self, AccountKind, BankAccount};
use store::taxes::entries::{self, Entry};
use store::taxes::modules::{self, Module};
use store::taxes::payment_drafts::{self, PaymentDraft};
use store::taxes::payments as stored;
use store::taxes::plans::Planned;
use store::testing::sealer;
use store::{Actor, Store, Write, person_keys};
use tax::calendar::next_day;
use tax::pack::{Pack, PaymentReason};
use tax::plans::Kind;
use values::{Cents, Date, Id, Timestamp, date};

use super::super::*;
use crate::balance::{self, Year};
use crate::payments::{Act, Moment, Payment, Return, post, send, settle, take_back};

pub(super) const TODAY: Date = date(2026, 11, 23);

pub(super) fn pack() -> &'static Pack {
    Pack::us_federal()
}

pub(super) fn id(last: u8) -> Id {
    Id::from_bytes([last; 16])
}

pub(super) fn now() -> Timestamp {
    "2026-11-23T15:00:00Z".parse().unwrap()
}

pub(super) fn moment(today: Date) -> Moment {
    Moment { now: now(), today }
}

pub(super) fn job(_today: Date) -> Act {
    Act { now: now(), actor: Actor::System("desk") }
}

pub(super) fn wishes(day: i8) -> Wishes {
    Wishes { scope: Scope::Income, day, monthly: None, ability: None, expected: None, is_direct_debit: true }
}

/// Somebody who owes.
pub(super) struct Debtor {
    pub(super) store: Store,
    pub(super) dice: Dice,
    pub(super) id: Id,
    pub(super) module: Id,
    /// Of the only account.
    pub(super) account: Id,
}

impl Debtor {
    /// Owes 5,000.00 for 2023, filed in time.
    pub(super) async fn new(store: Store) -> Self {
        Self::owing(store, (id(1), id(9), id(7)), 500_000).await
    }

    /// The same with ids of their own.
    pub(super) async fn fresh(store: Store) -> Self {
        let dice = Dice::system();
        let ids = (dice.id(now()), dice.id(now()), id(7));
        Self::owing(store, ids, 500_000).await
    }

    /// Owes for a year whose return was filed on a day; everything is assessed on that day, or in April if that is later.
    pub(super) async fn of_year(store: Store, tax_year: i16, filed: Date, cents: i64) -> Self {
        Self::with(store, (id(1), id(9), id(7)), (tax_year, filed), cents).await
    }

    pub(super) async fn owing(store: Store, ids: (Id, Id, Id), cents: i64) -> Self {
        Self::with(store, ids, (2023, date(2024, 4, 15)), cents).await
    }

    async fn with(
        store: Store,
        (owner, module_id, account): (Id, Id, Id),
        (tax_year, filed): (i16, Date),
        cents: i64,
    ) -> Self {
        let return_due = pack().return_due_of(tax_year);
        let module = Module {
            taxpayer_id: owner,
            id: module_id,
            record_key: format!("m{module_id}"),
            form: "1040".to_owned(),
            tax_year: tax_year.into(),
            spouse_id: None,
            return_due,
            extended_due: None,
            due_postponed: None,
            filed_on: Some(filed),
            levy_notice_on: None,
            version: 1,
            facts: Vec::new(),
            entries: Vec::new(),
        };
        let entry = Entry {
            id: id(150),
            record_key: "e150".to_owned(),
            code: 150,
            posted_on: filed.max(return_due),
            amount: Cents::new(cents),
            section: None,
            cycle: None,
            description: None,
        };
        let sealer = sealer();
        let found = person_keys::find_or_add(&store, &sealer, Write::new(), owner, Realm::Taxes).await;
        let (key, write) = found.unwrap();
        let write = entries::add(modules::add_or_change(write, &module), owner, module_id, &entry);
        let row = BankAccount {
            taxpayer_id: owner,
            id: account,
            routing: "019999995".parse().unwrap(),
            number: "00123456789".parse().unwrap(),
            kind: AccountKind::Checking,
            is_business: false,
            holder: "Robin Canary".to_owned(),
            nickname: String::new(),
            ownership: "matches".to_owned(),
            kept: true,
            added_at: now(),
            removed_at: None,
            version: 1,
        };
        store.write(bank_accounts::add(write, &sealer, &key, &row)).await.unwrap();
        Self { store, dice: Dice::seeded(5), id: owner, module: module_id, account }
    }

    pub(super) async fn books(&self, today: Date) -> Books {
        let years = balance::years(&self.store, pack(), self.id, today).await.unwrap();
        let planned: Vec<Planned> = store::taxes::plans::planned(&self.store, self.id).await.unwrap();
        Books { taxpayer_id: self.id, years, planned, household: None }
    }

    pub(super) async fn year(&self, on: Date) -> Year {
        let mut years = balance::years(&self.store, pack(), self.id, on).await.unwrap();
        years.retain(|year| year.module.1 == self.module);
        years.remove(0)
    }

    pub(super) async fn draft(&self) -> (Id, i64) {
        let sealer = sealer();
        let key = person_keys::require(&self.store, &sealer, self.id, Realm::Taxes).await.unwrap();
        let id = self.dice.id(now());
        let draft = PaymentDraft { taxpayer_id: self.id, id, content: b"{}".to_vec(), version: 1 };
        let write = payment_drafts::add(Write::new(), &sealer, &key, &draft, now());
        self.store.write(write).await.unwrap();
        (id, 1)
    }

    /// Asks for a plan and gives what was announced.
    pub(super) async fn ask(&self, kind: Kind, wishes: Wishes) -> tax::plans::Terms {
        let books = self.books(TODAY).await;
        let comparison = compare(pack(), &books, &wishes, TODAY).unwrap();
        let choice = comparison.choices.into_iter().find(|choice| choice.kind == kind).unwrap();
        let account_id = wishes.is_direct_debit.then_some(self.account);
        let request = Request { kind, wishes, account_id, draft: self.draft().await };
        let (_, write) = super::super::ask(pack(), &books, &request, moment(TODAY)).unwrap();
        self.store.write(write).await.unwrap();
        choice.terms.unwrap()
    }

    pub(super) async fn plans(&self) -> Vec<Loaded> {
        load_all(&self.store, pack(), self.id, TODAY).await.unwrap()
    }

    /// The only plan as it stands on a day.
    pub(super) async fn loaded(&self, today: Date) -> Loaded {
        load_all(&self.store, pack(), self.id, today).await.unwrap().remove(0)
    }

    pub(super) async fn run(&self, today: Date) {
        run(&self.store, pack(), moment(today), || self.dice.id(now())).await.unwrap();
    }

    /// What is due is taken, and what was taken is paid or, where `returns` says so, sent back two business days later.
    pub(super) async fn bank(&self, today: Date, returns: &dyn Fn(&Payment) -> bool) {
        let all = self.payments().await;
        let in_state = |state: &str| all.iter().filter(|one| one.state == state).cloned().collect::<Vec<_>>();
        for due in in_state("scheduled").into_iter().filter(|due| due.debit_on <= today) {
            let trace = format!("01999999{:07}", due.version);
            self.store.write(send(&[(due, trace)], id(77), &job(today)).unwrap()).await.unwrap();
        }
        let later = |payment: &Payment, days| pack().calendar.business_days_after(payment.debit_on, days);
        for sent in in_state("sent").into_iter().filter(|sent| later(sent, 1) <= today) {
            let write = if returns(&sent) {
                let back = Return { code: "R01".to_owned(), on: today };
                take_back(pack(), &sent, &back, &job(today))
            } else {
                settle(std::slice::from_ref(&sent), id(77), &job(today))
            };
            self.store.write(write.unwrap()).await.unwrap();
        }
        for settled in in_state("settled").into_iter().filter(|settled| later(settled, 2) <= today) {
            self.store.write(post(pack(), &settled, &job(today)).unwrap()).await.unwrap();
        }
    }

    pub(super) async fn payments(&self) -> Vec<Payment> {
        let mut all = Vec::new();
        for states in [["scheduled", "sent", "settled"], ["posted", "returned", "cancelled"]] {
            all.extend(stored::list_in_states(&self.store, self.id, states).await.unwrap());
        }
        all.sort_by_key(|payment| (payment.debit_on, payment.id));
        all
    }

    /// What was asked of the bank for a reason, and not called off.
    pub(super) async fn debited(&self, reason: PaymentReason) -> Vec<(Date, i64)> {
        let payments = self.payments().await;
        let counts = |payment: &&Payment| payment.reason == reason.name() && payment.state != "cancelled";
        payments.iter().filter(counts).map(|payment| (payment.debit_on, payment.amount.get())).collect()
    }

    /// Every day from one to another passes, the first and the last too.
    pub(super) async fn days(&self, from: Date, to: Date) {
        self.days_with(from, to, &|_| false).await;
    }

    pub(super) async fn days_with(&self, from: Date, to: Date, returns: &dyn Fn(&Payment) -> bool) {
        let mut day = from;
        while day <= to {
            self.run(day).await;
            self.bank(day, returns).await;
            day = next_day(day);
        }
    }
}
