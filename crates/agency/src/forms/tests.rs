//! Is a form sent once, is a child elected for once whoever elects, and does a form move only where a way leads?

mod person;
mod races;

use store::testing::on_each_engine;
use store::{Actor, WriteError};
use values::Id;

use super::*;
use crate::payments::Moment;
use person::{Person, TODAY, election, moment, signing};

#[test]
fn a_form_moves_along_its_edges_alone() {
    for from in State::ALL {
        for to in State::ALL {
            assert_eq!(from.may_become(to), EDGES.contains(&(from, to)), "{from:?} {to:?}");
            assert!(!from.may_become(to) || from.is_open(), "{from:?} {to:?}");
        }
        assert_eq!(State::named(from.name()), Some(from));
    }
}

#[tokio::test]
async fn a_draft_stays_as_it_was_kept() {
    on_each_engine(async |store| {
        let person = Person::new(&store, 1).await;
        let draft = person.draft(&election(&["999100002"])).await;
        let found = person.find_draft(Id::from_bytes([7; 16])).await.unwrap();
        assert_eq!((&found.answers, found.stored.id), (&draft.answers, draft.stored.id));
        assert!(!found.goes_with_visit() && !found.is_new);
        // Of two who change the same version, the second is told.
        let seal = (&person.sealer, &person.key);
        store.write(found.keep(seal, moment().now).unwrap()).await.unwrap();
        assert!(matches!(
            store.write(found.keep(seal, moment().now).unwrap()).await,
            Err(WriteError::Conflict { .. })
        ));
    })
    .await;
}

#[tokio::test]
async fn a_draft_of_a_visit_is_seen_in_it_alone_and_goes_with_it() {
    on_each_engine(async |store| {
        let person = Person::new(&store, 1).await;
        let (here, elsewhere) = (Id::from_bytes([7; 16]), Id::from_bytes([8; 16]));
        let id = person.new_id();
        let draft = Draft::new(person.id, id, "4547", Some(here), moment().now);
        store.write(draft.keep((&person.sealer, &person.key), moment().now).unwrap()).await.unwrap();
        assert!(person.find_draft(here).await.is_some());
        assert!(person.find_draft(elsewhere).await.is_none());
        let later =
            |hours| Moment { now: moment().now + jiff::SignedDuration::from_hours(hours), today: TODAY };
        store.write(forget_old(person::pack(), later(12)).unwrap()).await.unwrap();
        assert!(person.find_draft(here).await.is_some());
        store.write(forget_old(person::pack(), later(14)).unwrap()).await.unwrap();
        assert!(person.find_draft(here).await.is_none());
        // One that stays is kept for its days.
        person.draft(&election(&["999100002"])).await;
        store.write(forget_old(person::pack(), later(24 * 90)).unwrap()).await.unwrap();
        assert!(person.find_draft(here).await.is_some());
        store.write(forget_old(person::pack(), later(24 * 90 + 1)).unwrap()).await.unwrap();
        assert!(person.find_draft(here).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn what_is_not_whole_or_not_signed_is_not_sent() {
    on_each_engine(async |store| {
        let person = Person::new(&store, 1).await;
        let draft = person.draft(&election(&[])).await;
        assert!(matches!(person.send(&draft, signing()), Err(Refusal::NotWhole)));
        let mut answers = election(&["999100002"]);
        answers.fields.remove("email");
        let draft = Draft { answers, ..draft };
        assert!(matches!(person.send(&draft, signing()), Err(Refusal::NotWhole)));
        let draft = Draft { answers: election(&["999100002"]), ..draft };
        let unsigned = Signing { name: "  ".to_owned(), ..signing() };
        assert!(matches!(person.send(&draft, unsigned), Err(Refusal::NotSigned)));
        assert!(person.send(&draft, signing()).is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_form_is_sent_as_it_was_signed_looked_at_and_decided_on() {
    on_each_engine(async |store| {
        let person = Person::new(&store, 1).await;
        let sent = person.sent(&["999100002", "999100003"]).await;
        let loaded = person.load(sent).await;
        assert_eq!(loaded.signed.declared, signing().declared);
        assert_eq!(loaded.signed.answers.entries("child").len(), 2);
        assert_eq!(queue(&store, State::Received, None, 10).await.unwrap().len(), 1);
        let seal = (&person.sealer, &person.key);
        let staff = || (moment(), Actor::Staff(Id::from_bytes([9; 16])));
        let decided = |loaded: &Loaded, decision, reason: Option<&str>| {
            decide(loaded, seal, (decision, reason.map(str::to_owned)), staff())
        };
        assert!(matches!(decided(&loaded, Decision::Refuse, Some(" ")), Err(Refusal::NoReason)));
        store.write(decided(&loaded, Decision::Review, None).unwrap()).await.unwrap();
        // Who looked at it before it moved decides on nothing.
        let stale = decided(&loaded, Decision::Accept, None).unwrap();
        assert!(matches!(store.write(stale).await, Err(WriteError::Conflict { .. })));
        let loaded = person.load(sent).await;
        store.write(decided(&loaded, Decision::Refuse, Some("No guardian")).unwrap()).await.unwrap();
        let loaded = person.load(sent).await;
        assert_eq!(loaded.form.state, "refused");
        assert_eq!(loaded.form.reason.as_deref(), Some("No guardian"));
        assert_eq!(loaded.form.ended_on, Some(TODAY));
        let history: Vec<&str> = loaded.events.iter().map(|event| event.what.as_str()).collect();
        assert_eq!(history, ["received", "in_review", "refused"]);
        assert!(matches!(decided(&loaded, Decision::Accept, None), Err(Refusal::WrongState { .. })));
        assert!(matches!(withdraw(&loaded, seal, moment()), Err(Refusal::WrongState { .. })));
        store::audit::verify(&store).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn one_in_its_place_takes_over_what_it_held() {
    on_each_engine(async |store| {
        let person = Person::new(&store, 1).await;
        let first = person.sent(&["999100002", "999100003"]).await;
        let loaded = person.load(first).await;
        let draft = Draft::new(person.id, person.new_id(), "4547", None, moment().now);
        let mut draft = amend(&loaded, draft).unwrap();
        assert_eq!(draft.answers, loaded.signed.answers);
        draft.answers.groups.get_mut("child").unwrap().entries.pop();
        let draft = person.keep(draft).await;
        let sending = person.send_over(&draft, Some(&loaded)).unwrap();
        let second = sending.form.id;
        store.write(sending.write).await.unwrap();
        assert_eq!(person.load(first).await.form.state, "replaced");
        assert_eq!(person.load(second).await.form.amends, Some(first));
        // The child that was taken off is free for somebody else; the other one is not.
        let other = Person::new(&store, 2).await;
        other.sent(&["999100003"]).await;
        let draft = other.draft(&election(&["999100002"])).await;
        let sending = other.send(&draft, signing()).unwrap();
        let error = store.write(sending.write.clone()).await.unwrap_err();
        assert_eq!(sending.claimed(&error), Some(0));
    })
    .await;
}
