//! One PIN a year in force, replaced so often, the old ones kept; a new year begins anew.

use store::seal::Realm;
use store::testing::{on_each_engine, sealer};
use store::{Store, WriteError, person_keys};
use values::date;

use super::*;

const TODAY: Date = date(2026, 11, 22);

fn now() -> Timestamp {
    "2026-11-22T17:00:00Z".parse().unwrap()
}

/// An account with a key and nothing else.
async fn account(store: &Store) -> (Sealer, DataKey, Id, Holder) {
    let sealer = sealer();
    let taxpayer = Id::new(now(), [7; 10]);
    let found = person_keys::find_or_add(store, &sealer, Write::new(), taxpayer, Realm::Taxes).await;
    let (key, write) = found.unwrap();
    store.write(write).await.unwrap();
    let holder = holders(&sealer, taxpayer, &[]).remove(0);
    (sealer, key, taxpayer, holder)
}

#[tokio::test]
async fn one_is_in_force_for_a_year_and_those_before_stay() {
    on_each_engine(async |store| {
        let (sealer, key, taxpayer, holder) = account(&store).await;
        let desk = |today: Date| Desk { sealer: &sealer, key: &key, taxpayer, now: now(), today };
        let pack = Pack::us_federal();
        let id = |byte: u8| Id::new(now(), [byte; 10]);
        let list = async || stored::list(&store, &sealer, taxpayer).await.unwrap();
        assert!(matches!(renew(desk(TODAY), pack, &[], &holder, (id(1), 1)), Err(Refusal::HasNone)));
        assert!(matches!(see(desk(TODAY), &[], &holder), Err(Refusal::HasNone)));
        let first = get(desk(TODAY), &[], &holder, (id(1), 42)).unwrap();
        let same_time = get(desk(TODAY), &[], &holder, (id(2), 43)).unwrap();
        store.write(first).await.unwrap();
        assert!(matches!(store.write(same_time).await, Err(WriteError::Conflict { .. })));
        let pins = list().await;
        assert_eq!(in_force(&pins, &holder, TODAY).unwrap().pin.expose(), "000042");
        assert!(matches!(get(desk(TODAY), &pins, &holder, (id(3), 1)), Err(Refusal::HasOne)));
        // Chance gives the same digits: they are not taken again.
        let renewed = renew(desk(TODAY), pack, &pins, &holder, (id(4), 42)).unwrap();
        let raced = renew(desk(TODAY), pack, &pins, &holder, (id(5), 7)).unwrap();
        store.write(renewed).await.unwrap();
        assert!(matches!(store.write(raced).await, Err(WriteError::Conflict { .. })));
        let pins = list().await;
        assert_eq!(see(desk(TODAY), &pins, &holder).unwrap().0.expose(), "000043");
        assert_eq!(pins.iter().filter(|pin| pin.retired_at.is_some()).count(), 1);
        let next_year = date(2027, 1, 1);
        assert!(in_force(&pins, &holder, next_year).is_none());
        store.write(get(desk(next_year), &pins, &holder, (id(6), 42)).unwrap()).await.unwrap();
        assert_eq!(list().await.len(), 3);
        let most = pack.count("ip_pin.renewals", TODAY).unwrap();
        for count in 2..=most {
            let pins = list().await;
            let renewed =
                renew(desk(TODAY), pack, &pins, &holder, (id(u8::try_from(count).unwrap() + 10), 9));
            store.write(renewed.unwrap()).await.unwrap();
        }
        let refused = renew(desk(TODAY), pack, &list().await, &holder, (id(99), 9));
        assert!(matches!(refused, Err(Refusal::TooOften { .. })));
    })
    .await;
}
