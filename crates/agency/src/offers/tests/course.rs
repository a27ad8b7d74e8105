//! Is an offer sent once, does the clock stop while it waits and run again afterwards, and is it ended once?

use store::seal::{DataKey, Realm, Sealer};
use store::taxes::entries::{self, Entry};
use store::taxes::modules::{self, Fact, Module};
use store::taxes::offer_drafts::{self, OfferDraft};
use store::testing::{on_each_engine, sealer};
use store::{Actor, Store, Write, WriteError, person_keys};
use tax::offers::Check;
use values::Timestamp;

use super::*;
use crate::balance;
use crate::offers::decide::deem;
use crate::payments::{Act, Moment};

pub(super) fn id(last: u8) -> Id {
    Id::from_bytes([last; 16])
}

pub(super) fn now() -> Timestamp {
    "2026-11-23T15:00:00Z".parse().unwrap()
}

pub(super) fn moment(today: Date) -> Moment {
    Moment { now: now(), today }
}

pub(super) fn desk() -> Act {
    Act { now: now(), actor: Actor::System("desk") }
}

/// Somebody who owes for 2021 and 2022, was billed, and answered the check.
pub(super) struct Sender {
    pub(super) store: Store,
    pub(super) sealer: Sealer,
    pub(super) key: DataKey,
}

impl Sender {
    pub(super) async fn new(store: Store) -> Self {
        let sealer = sealer();
        let found = person_keys::find_or_add(&store, &sealer, Write::new(), id(1), Realm::Taxes).await;
        let (key, mut write) = found.unwrap();
        for (number, tax_year) in [(21, 2021), (22, 2022)] {
            let return_due = pack().return_due_of(tax_year);
            let module = Module {
                taxpayer_id: id(1),
                id: id(number),
                record_key: format!("m{number}"),
                form: "1040".to_owned(),
                tax_year: tax_year.into(),
                spouse_id: None,
                return_due,
                extended_due: None,
                due_postponed: None,
                filed_on: Some(return_due),
                levy_notice_on: None,
                version: 1,
                facts: vec![Fact::Notice { on: date(2024, 6, 3), amount: dollars(30_000) }],
                entries: Vec::new(),
            };
            let entry = Entry {
                id: id(100 + number),
                record_key: format!("e{number}"),
                code: 150,
                posted_on: date(tax_year + 1, 5, 1),
                amount: dollars(30_000),
                section: None,
                cycle: None,
                description: None,
            };
            write = entries::add(modules::add_or_change(write, &module), id(1), module.id, &entry);
        }
        store.write(write).await.unwrap();
        let sender = Self { store, sealer, key };
        sender.draft(7).await;
        sender
    }

    async fn draft(&self, number: u8) {
        let content = serde_json::to_vec(&Answers::default()).unwrap();
        let draft = OfferDraft { taxpayer_id: id(1), id: id(number), content, changed_at: now(), version: 1 };
        self.store.write(offer_drafts::add(Write::new(), &self.sealer, &self.key, &draft)).await.unwrap();
    }

    pub(super) async fn footing(&self, today: Date) -> Footing {
        let years = balance::years(&self.store, pack(), id(1), today).await.unwrap();
        footing(pack(), &books(years), today).unwrap()
    }

    fn check(footing: &Footing, wages: i64) -> Check {
        let mut answers = Answers::default();
        answers.assets.bank = dollars(11_000);
        answers.income.wages = dollars(wages);
        check(pack(), &answers, footing, TODAY).unwrap()
    }

    /// What sending would write, from the draft that stands.
    pub(super) async fn try_send(&self, amount: i64) -> Result<(Offer, Write), Refusal> {
        let footing = self.footing(TODAY).await;
        let check = Self::check(&footing, 4_000);
        let draft = offer_drafts::find(&self.store, &self.sealer, &self.key, id(1)).await.unwrap().unwrap();
        let seal = (&self.sealer, &self.key);
        let way = (Paid::LumpSum, Cents::new(amount));
        send(pack(), seal, &draft, (&check, &footing), way, moment(TODAY))
    }

    pub(super) async fn loaded(&self, number: u8) -> Loaded {
        let seal = (&self.sealer, &self.key);
        load(&self.store, pack(), seal, (id(1), id(number)), TODAY).await.unwrap().unwrap()
    }
}

/// 10,000 and 12 months of 4,000 - 957 come to 46,516; of 50,000 a fifth comes with the offer.
pub(super) const OFFERED: i64 = 5_000_000;

#[test]
fn there_is_no_way_but_those_in_the_table() {
    for from in State::ALL {
        for to in State::ALL {
            assert_eq!(from.may_become(to), EDGES.contains(&(from, to)), "{from:?} to {to:?}");
        }
    }
    assert_eq!(State::ALL.map(|state| State::named(state.name())), State::ALL.map(Some));
    assert_eq!(State::named("lost"), None);
}

#[tokio::test]
async fn an_offer_is_sent_once_and_stops_the_clock() {
    on_each_engine(async |store| {
        let sender = Sender::new(store).await;
        let before = sender.footing(TODAY).await;
        let balance = before.balance;
        let whole = Cents::new((balance.get() + 99) / 100 * 100);
        for wrong in [0, 4_651_500, OFFERED + 1, balance.get(), whole.get()] {
            let refused = sender.try_send(wrong).await.unwrap_err();
            let Refusal::Amount { least, owed } = refused else { panic!("{refused:?}") };
            assert_eq!((least, owed), (dollars(46_516), balance));
        }
        let (offer, write) = sender.try_send(OFFERED).await.unwrap();
        let (_, twice) = sender.try_send(OFFERED).await.unwrap();
        assert_eq!((offer.fee, offer.with_offer), (dollars(205), dollars(10_000)));
        sender.store.write(write).await.unwrap();
        let refused = sender.store.write(twice).await;
        assert!(matches!(refused, Err(WriteError::Conflict { .. })), "{refused:?}");
        let loaded = sender.loaded(7).await;
        assert_eq!(loaded.years.iter().map(|year| year.tax_year).collect::<Vec<_>>(), [2022, 2021]);
        assert_eq!((loaded.events.len(), loaded.offer.state.as_str()), (1, "sent"));
        assert_eq!(
            (loaded.fee_left().unwrap(), loaded.with_offer_left().unwrap()),
            (dollars(205), dollars(10_000))
        );
        let footing = sender.footing(TODAY).await;
        assert!(footing.has_offer && footing.collectible_to.is_none(), "{footing:?}");
        // Answers may be given again, and a second offer is refused while the first one waits.
        sender.draft(8).await;
        assert!(matches!(sender.try_send(OFFERED).await, Err(Refusal::Pending)));
        // Even from books that were read before the first one was there.
        let draft = offer_drafts::find(&sender.store, &sender.sealer, &sender.key, id(1)).await.unwrap();
        let (seal, way) = ((&sender.sealer, &sender.key), (Paid::LumpSum, Cents::new(OFFERED)));
        let stale = (&Sender::check(&before, 4_000), &before);
        let (_, second) = send(pack(), seal, &draft.unwrap(), stale, way, moment(TODAY)).unwrap();
        let refused = sender.store.write(second).await;
        assert!(matches!(refused, Err(WriteError::Conflict { .. })), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn an_offer_ends_once_and_the_clock_runs_again() {
    on_each_engine(async |store| {
        let sender = Sender::new(store).await;
        let before = sender.footing(TODAY).await.collectible_to.unwrap();
        assert_eq!(before, date(2033, 5, 1));
        sender.store.write(sender.try_send(OFFERED).await.unwrap().1).await.unwrap();
        let later = date(2026, 12, 23);
        let loaded = sender.loaded(7).await;
        let taken_back = withdraw(pack(), &loaded, moment(later)).unwrap();
        let refused = refuse(pack(), &loaded, later, &desk()).unwrap();
        sender.store.write(taken_back).await.unwrap();
        assert!(matches!(sender.store.write(refused).await, Err(WriteError::Conflict { .. })));
        let loaded = sender.loaded(7).await;
        assert_eq!((loaded.offer.state.as_str(), loaded.offer.ended_on), ("withdrawn", Some(later)));
        assert_eq!(
            loaded.events.iter().map(|event| event.what.as_str()).collect::<Vec<_>>(),
            ["sent", "withdrawn"]
        );
        let footing = sender.footing(later).await;
        assert!(!footing.has_offer && footing.collectible_to > Some(before), "{footing:?}");
        for year in balance::years(&sender.store, pack(), id(1), later).await.unwrap() {
            let codes: Vec<u16> = year.ledger.transactions.iter().map(|posted| posted.code.get()).collect();
            assert_eq!(codes, [150, 480, 482], "{}", year.tax_year);
        }
        // Another one may follow.
        sender.draft(8).await;
        let seal = (&sender.sealer, &sender.key);
        let draft = offer_drafts::find(&sender.store, seal.0, seal.1, id(1)).await.unwrap().unwrap();
        let check = Sender::check(&footing, 4_000);
        let way = (Paid::Periodic, dollars(90_000));
        let (_, write) = send(pack(), seal, &draft, (&check, &footing), way, moment(later)).unwrap();
        sender.store.write(write).await.unwrap();
        assert_eq!(sender.loaded(8).await.offer.with_offer, dollars(3_750));
    })
    .await;
}

/// Every act on an offer in a state that it does not start from is refused and writes nothing.
#[tokio::test]
async fn each_act_is_refused_from_every_other_state() {
    on_each_engine(async |store| {
        let sender = Sender::new(store).await;
        sender.store.write(sender.try_send(OFFERED).await.unwrap().1).await.unwrap();
        let loaded = sender.loaded(7).await;
        let standing = |state: &str| {
            let mut there = loaded.clone();
            state.clone_into(&mut there.offer.state);
            there
        };
        for state in State::ALL {
            let there = standing(state.name());
            let mut acts = vec![
                (State::Accepted, accept(pack(), &there, TODAY, &desk())),
                (State::Refused, refuse(pack(), &there, TODAY, &desk())),
                (State::Withdrawn, withdraw(pack(), &there, moment(TODAY))),
                (State::Deemed, deem(pack(), &there, TODAY, &desk())),
            ];
            for reason in ReturnReason::ALL {
                acts.push((State::Returned, return_to_sender(pack(), &there, reason, TODAY, &desk())));
            }
            for (to, outcome) in acts {
                assert_eq!(outcome.is_ok(), state.may_become(to), "{state:?} to {to:?}: {outcome:?}");
            }
        }
        assert!(matches!(withdraw(pack(), &standing("lost"), moment(TODAY)), Err(Refusal::Unknown)));
    })
    .await;
}

/// What must be settled first keeps an offer from being sent.
#[tokio::test]
async fn nothing_is_sent_over_an_obstacle() {
    on_each_engine(async |store| {
        let sender = Sender::new(store).await;
        let footing = sender.footing(TODAY).await;
        let mut check = Sender::check(&footing, 4_000);
        check.obstacles.push(Obstacle::OpenAudit);
        let seal = (&sender.sealer, &sender.key);
        let draft = offer_drafts::find(&sender.store, seal.0, seal.1, id(1)).await.unwrap().unwrap();
        let way = (Paid::LumpSum, Cents::new(OFFERED));
        let refused = send(pack(), seal, &draft, (&check, &footing), way, moment(TODAY));
        assert!(matches!(refused, Err(Refusal::InTheWay(which)) if which == [Obstacle::OpenAudit]));
    })
    .await;
}
