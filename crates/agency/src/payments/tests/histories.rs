//! Random histories of payments, returns, cancellations and repetitions against a small model: nothing twice, nothing
//! lost, the sum right.

use std::collections::BTreeMap;

use proptest::prelude::*;
use store::testing::Scratch;

use super::*;

/// One thing that happens. Numbers choose among the payments there are.
#[derive(Clone, Debug)]
enum Step {
    /// Pay this much on a day so many days ahead, so many times.
    Pay {
        cents: i64,
        ahead: i64,
        times: usize,
    },
    Cancel(usize),
    Change(usize, i64),
    Send(usize),
    Settle(usize),
    Post(usize),
    TakeBack(usize, &'static str),
    /// The last write that stood is sent again.
    Repeat,
    /// A payment is acted upon as it was when it was first seen.
    Stale(usize),
}

fn step() -> impl Strategy<Value = Step> {
    // Few payments and many acts, so that most histories go all the way to a posted one that comes back.
    let which = 0_usize..6;
    prop_oneof![
        1 => (1_i64..400_000, 0_i64..365, 1_usize..3).prop_map(|(cents, ahead, times)| Step::Pay { cents, ahead, times }),
        1 => which.clone().prop_map(Step::Cancel),
        1 => (which.clone(), 1_i64..400_000).prop_map(|(which, cents)| Step::Change(which, cents)),
        4 => which.clone().prop_map(Step::Send),
        4 => which.clone().prop_map(Step::Settle),
        4 => which.clone().prop_map(Step::Post),
        2 => (which.clone(), prop_oneof![Just("R01"), Just("R06"), Just("R16")]).prop_map(|(which, code)| Step::TakeBack(which, code)),
        2 => Just(Step::Repeat),
        1 => which.prop_map(Step::Stale),
    ]
}

/// What should be true of a payment, kept by the simplest means.
#[derive(Clone, Debug, PartialEq)]
struct Modelled {
    state: State,
    cents: i64,
    changes: i64,
    /// What it adds to the ledger, by code.
    ledger: Vec<(u16, i64)>,
}

/// 26 USC 6657, written again.
fn penalty(cents: i64) -> i64 {
    if cents < 125_000 { cents.min(2_500) } else { (cents * 2 + 50) / 100 }
}

struct History {
    payer: Payer,
    model: BTreeMap<Id, Modelled>,
    order: Vec<Payment>,
    last: Option<Write>,
}

impl History {
    /// Whether a write stood.
    async fn write(&mut self, write: Write) -> bool {
        match self.payer.store.write(write.clone()).await {
            Ok(()) => {
                self.last = Some(write);
                true
            }
            Err(WriteError::Conflict { .. }) => false,
            Err(error) => panic!("{error:?}"),
        }
    }

    fn chosen(&self, which: usize) -> Option<Id> {
        (!self.order.is_empty()).then(|| self.order[which % self.order.len()].id)
    }

    /// What an act makes of a modelled payment; nothing if it must be refused.
    fn expected(before: &Modelled, step: &Step) -> Option<Modelled> {
        let to = |state| Some(Modelled { state, changes: before.changes + 1, ..before.clone() });
        match (step, before.state) {
            (Step::Cancel(_), State::Scheduled) => to(State::Cancelled),
            (Step::Change(_, cents), State::Scheduled) => {
                Some(Modelled { cents: *cents, changes: before.changes + 1, ..before.clone() })
            }
            (Step::Send(_), State::Scheduled) => to(State::Sent),
            (Step::Settle(_), State::Sent) => to(State::Settled),
            (Step::Post(_), State::Settled) => {
                Some(Modelled { ledger: vec![(670, -before.cents)], ..to(State::Posted)? })
            }
            (Step::TakeBack(_, code), State::Sent | State::Settled | State::Posted) => {
                let mut ledger = before.ledger.clone();
                if before.state == State::Posted {
                    ledger.push((671, before.cents));
                }
                if *code != "R06" {
                    ledger.push((286, penalty(before.cents)));
                }
                Some(Modelled { ledger, ..to(State::Returned)? })
            }
            _ => None,
        }
    }

    async fn act(&mut self, which: usize, step: &Step) {
        let Some(id) = self.chosen(which) else { return };
        let payment = payments::find(&self.payer.store, super::id(1), id).await.unwrap().unwrap();
        let now_and_today = moment(TODAY, now());
        let far = date(2027, 11, 22);
        let decided = match step {
            Step::Cancel(_) => cancel(pack(), &payment, now_and_today),
            Step::Change(_, cents) => {
                let to = Changed { amount: Cents::new(*cents), day: far, account_id: super::id(7) };
                change(pack(), &payment, to, now_and_today)
            }
            Step::Send(_) => send(&[(payment.clone(), format!("{which:015}"))], super::id(77), &job()),
            Step::Settle(_) => settle(std::slice::from_ref(&payment), super::id(77), &job()),
            Step::Post(_) => post(pack(), &payment, &job()),
            Step::TakeBack(_, code) => {
                let back = Return { code: (*code).to_owned(), on: date(2026, 12, 1) };
                take_back(pack(), &payment, &back, &job())
            }
            other => panic!("{other:?} is no act"),
        };
        let before = &self.model[&id];
        let too_late = matches!(decided, Err(Refusal::TooLate { .. }));
        let expected = Self::expected(before, step).filter(|_| !too_late);
        assert_eq!(decided.is_ok(), expected.is_some(), "{step:?} on {before:?}: {decided:?}");
        if let (Ok(write), Some(after)) = (decided, expected) {
            assert!(self.write(write).await, "{step:?}");
            self.model.insert(id, after);
        }
    }

    async fn step(&mut self, step: &Step) {
        match step {
            Step::Pay { cents, ahead, times } => {
                let day = TODAY.saturating_add(jiff::Span::new().days(*ahead));
                let asked = self.payer.asked(*cents, vec![day; *times]).await;
                let made = payments::made_on(&self.payer.store, super::id(1), TODAY).await.unwrap();
                let decided = schedule(pack(), &asked, made, moment(TODAY, now()), || self.payer.new_id());
                let fits = made + i64::try_from(*times).unwrap() <= 20;
                assert_eq!(decided.is_ok(), fits, "{decided:?}");
                let Ok((paid, write)) = decided else { return };
                assert!(self.write(write).await);
                for payment in paid {
                    let state = State::Scheduled;
                    let modelled = Modelled { state, cents: *cents, changes: 1, ledger: Vec::new() };
                    self.model.insert(payment.id, modelled);
                    self.order.push(payment);
                }
            }
            Step::Repeat => {
                if let Some(write) = self.last.clone() {
                    assert!(!self.write(write).await, "a write stood twice");
                }
            }
            Step::Stale(which) => {
                let Some(id) = self.chosen(*which) else { return };
                let first = self.order.iter().find(|payment| payment.id == id).unwrap().clone();
                let stood = self
                    .write(send(&[(first, format!("9{which:014}"))], super::id(78), &job()).unwrap())
                    .await;
                let before = self.model.get_mut(&id).unwrap();
                assert_eq!(stood, before.changes == 1, "what was seen before the last change");
                if stood {
                    before.state = State::Sent;
                    before.changes = 2;
                }
            }
            Step::Cancel(which)
            | Step::Change(which, _)
            | Step::Send(which)
            | Step::Settle(which)
            | Step::Post(which)
            | Step::TakeBack(which, _) => self.act(*which, step).await,
        }
    }

    /// The books hold what the model says, and nothing else.
    async fn check(&self) {
        let mut ledger: Vec<(u16, i64)> = vec![(150, 500_000)];
        for (id, modelled) in &self.model {
            let payment = payments::find(&self.payer.store, super::id(1), *id).await.unwrap().unwrap();
            let events = payments::events(&self.payer.store, super::id(1), *id).await.unwrap();
            assert_eq!(
                (State::of(&payment).unwrap(), payment.amount.get(), payment.version),
                (modelled.state, modelled.cents, modelled.changes)
            );
            assert_eq!(i64::try_from(events.len()).unwrap(), modelled.changes);
            ledger.extend(&modelled.ledger);
        }
        let every = payments::list(&self.payer.store, super::id(1), State::ALL.map(State::name), None, 1_000);
        assert_eq!(every.await.unwrap().len(), self.model.len());
        let module = modules::find(&self.payer.store, super::id(1), "1040", 2023).await.unwrap().unwrap();
        let mut found: Vec<_> = module.entries.iter().map(|entry| (entry.code, entry.amount.get())).collect();
        ledger.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, ledger);
        store::audit::verify(&self.payer.store).await.unwrap();
    }
}

async fn live(store: Store, steps: &[Step]) {
    let payer = Payer::new(store).await;
    let mut history = History { payer, model: BTreeMap::new(), order: Vec::new(), last: None };
    for step in steps {
        history.step(step).await;
    }
    history.check().await;
}

fn run(future: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(future);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_history_leaves_what_the_model_says(steps in proptest::collection::vec(step(), 1..160)) {
        run(async {
            let scratch = Scratch::sqlite().await;
            live(scratch.store.clone(), &steps).await;
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn any_history_leaves_it_on_postgresql_too(steps in proptest::collection::vec(step(), 60..160)) {
        run(async {
            if let Some(scratch) = Scratch::postgres().await {
                live(scratch.store.clone(), &steps).await;
            }
        });
    }
}
