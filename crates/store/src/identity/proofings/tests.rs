//! Does a case move along its edges and no others, and do two who change it at once not overwrite each other?

use super::*;
use crate::testing::on_each_engine;
use crate::{ConflictKind, WriteError};

const WHO: Id = Id::from_bytes([7; 16]);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

pub(in crate::identity) fn case(number: u8, state: State) -> Proofing {
    Proofing {
        id: Id::from_bytes([number; 16]),
        sign_in_id: WHO,
        attempt: i64::from(number),
        route: None,
        state,
        documents: String::new(),
        given_names_sealed: None,
        family_name_sealed: None,
        birth_date_sealed: None,
        tax_number_sealed: None,
        tax_number_index: None,
        address_sealed: None,
        phone_sealed: None,
        phone_confirmed_at: None,
        pictures_at: None,
        visit_index: None,
        visit_number_sealed: None,
        visit_until: None,
        reason: None,
        deny_hash: None,
        language: "en".to_owned(),
        device: "phone".to_owned(),
        begun_at: at(0),
        changed_at: at(i64::from(number)),
        version: 0,
    }
}

fn is_conflict(result: &Result<(), WriteError>) -> bool {
    matches!(result, Err(WriteError::Conflict { .. }))
}

#[tokio::test]
async fn a_case_is_kept_as_it_was_left() {
    on_each_engine(async |store| {
        store.write(add(&case(1, State::Open))).await.unwrap();
        let full = Proofing {
            route: Some(Route::Letter),
            documents: "drivers-license".to_owned(),
            given_names_sealed: Some(vec![1]),
            family_name_sealed: Some(vec![2]),
            birth_date_sealed: Some(vec![3]),
            tax_number_sealed: Some(vec![4]),
            tax_number_index: Some([5; 32]),
            address_sealed: Some(vec![6]),
            phone_sealed: Some(vec![7]),
            phone_confirmed_at: Some(at(8)),
            pictures_at: Some(at(9)),
            visit_index: Some([10; 32]),
            visit_number_sealed: Some(vec![11]),
            visit_until: Some(at(12)),
            reason: Some("expired".to_owned()),
            deny_hash: Some([13; 32]),
            ..case(1, State::Open)
        };
        store.write(change(&full)).await.unwrap();
        let kept = Proofing { version: 1, ..full.clone() };
        assert_eq!(find(&store, kept.id).await.unwrap(), Some(kept.clone()));
        assert_eq!(current(&store, WHO).await.unwrap(), Some(kept.clone()));
        assert_eq!(find_by_visit(&store, [10; 32], at(11)).await.unwrap(), Some(kept.clone()));
        assert_eq!(find_by_visit(&store, [10; 32], at(12)).await.unwrap(), None);
        assert_eq!(find_by_deny(&store, [13; 32]).await.unwrap(), Some(kept.clone()));
        // Whoever loaded it before that loses.
        assert!(is_conflict(&store.write(change(&full)).await));
        store.write(add(&case(2, State::Open))).await.unwrap();
        assert_eq!(current(&store, WHO).await.unwrap().unwrap().attempt, 2);
        let racing =
            store.write(add(&Proofing { id: Id::from_bytes([9; 16]), ..case(2, State::Open) })).await;
        assert!(matches!(racing, Err(WriteError::Conflict { kind: ConflictKind::Duplicate, .. })));
    })
    .await;
}

#[tokio::test]
async fn a_case_moves_along_its_edges_and_no_others() {
    on_each_engine(async |store| {
        let mut number = 0;
        for from in State::ALL {
            for to in State::ALL {
                number += 1;
                let before = case(number, from);
                store.write(add(&before)).await.unwrap();
                let moved = change_state(&before, to, at(500));
                assert_eq!(moved.is_ok(), State::EDGES.contains(&(from, to)), "{from:?} {to:?}");
                match moved {
                    Ok(write) => store.write(write).await.unwrap(),
                    Err(refused) => assert_eq!(refused, NoSuchEdge { from, to }),
                }
                let after = find(&store, before.id).await.unwrap().unwrap();
                assert_eq!(after.state, if from.may_become(to) { to } else { from }, "{from:?} {to:?}");
                // What was decided about the state that was: nothing is decided twice.
                if let Ok(again) = change_state(&before, to, at(501)) {
                    assert!(is_conflict(&store.write(again).await), "{from:?} {to:?}");
                }
            }
        }
    })
    .await;
}

#[test]
fn the_edges_stand_once_and_words_lead_back() {
    for (place, edge) in State::EDGES.iter().enumerate() {
        assert!(edge.0 != edge.1 && !State::EDGES[..place].contains(edge), "{edge:?}");
    }
    for state in State::ALL {
        assert_eq!(State::read(state.word()), Some(state));
    }
    for route in Route::ALL {
        assert_eq!(Route::read(route.word()), Some(route));
    }
}

/// From wherever a case is that is not over, it can become verified, and be given up or refused.
#[test]
fn no_state_is_a_dead_end() {
    let reach = |from: State| {
        let mut seen = vec![from];
        let mut place = 0;
        while let Some(state) = seen.get(place).copied() {
            let next = State::EDGES.iter().filter(|(one, _)| *one == state).map(|(_, to)| *to);
            let new: Vec<State> = next.filter(|to| !seen.contains(to)).collect();
            seen.extend(new);
            place += 1;
        }
        seen
    };
    let over = [State::Verified, State::Withdrawn, State::Repudiated];
    for state in State::ALL.into_iter().filter(|state| !over.contains(state)) {
        assert!(reach(state).contains(&State::Verified), "{state:?}");
    }
    for state in State::ALL {
        assert!(state == State::Open || reach(State::Open).contains(&state), "{state:?}");
    }
}

#[tokio::test]
async fn queues_begin_with_who_waits_longest_and_old_cases_go_whole() {
    on_each_engine(async |store| {
        for number in [3, 1, 2] {
            store.write(add(&case(number, State::Failed))).await.unwrap();
        }
        let listed = list(&store, State::Failed, 10).await.unwrap();
        assert_eq!(listed.iter().map(|case| case.attempt).collect::<Vec<_>>(), [1, 2, 3]);
        for number in [1, 3] {
            let proofing_id = Id::from_bytes([number; 16]);
            let check = checks::Check {
                proofing_id,
                what: "address".into(),
                sign_in_id: WHO,
                source: "file".into(),
                class: "authoritative".into(),
                outcome: "match".into(),
                at: at(1),
            };
            let again = checks::Check { outcome: "mismatch".into(), ..check.clone() };
            store.write(checks::put(&check).and(checks::put(&again))).await.unwrap();
            assert_eq!(checks::list(&store, proofing_id).await.unwrap(), [again]);
            let piece = evidence::Evidence {
                id: Id::from_bytes([number + 50; 16]),
                proofing_id,
                sign_in_id: WHO,
                kind: "drivers-license".into(),
                issuer: Some("CA".into()),
                validation: "visual-inspection".into(),
                verification: None,
                address_seen: Some("seen".into()),
                agent_id: Some(WHO),
                at: at(1),
            };
            let verified = evidence::Evidence { verification: Some("mailed-code".into()), ..piece.clone() };
            store.write(evidence::put(&piece).and(evidence::put(&verified))).await.unwrap();
            assert_eq!(evidence::list(&store, proofing_id).await.unwrap(), [verified]);
            let letter = letters::Letter {
                id: Id::from_bytes([number + 90; 16]),
                proofing_id,
                sign_in_id: WHO,
                code_hash: [9; 32],
                sent_at: at(1),
                ends_at: at(100),
                used_at: None,
            };
            store.write(letters::add(&letter)).await.unwrap();
        }
        store.write(remove_old(State::Failed, at(2), at(9))).await.unwrap();
        let left = |number| Id::from_bytes([number; 16]);
        for (number, stays) in [(1, false), (3, true)] {
            assert_eq!(find(&store, left(number)).await.unwrap().is_some(), stays);
            assert_eq!(checks::list(&store, left(number)).await.unwrap().len(), usize::from(stays));
            assert_eq!(evidence::list(&store, left(number)).await.unwrap().len(), usize::from(stays));
            assert_eq!(letters::newest(&store, left(number)).await.unwrap().is_some(), stays);
        }
    })
    .await;
}

#[tokio::test]
async fn the_newest_letter_is_good_once_and_until_its_end() {
    on_each_engine(async |store| {
        for (number, sent) in [(1, 10), (2, 20)] {
            let letter = letters::Letter {
                id: Id::from_bytes([number; 16]),
                proofing_id: WHO,
                sign_in_id: WHO,
                code_hash: [number; 32],
                sent_at: at(sent),
                ends_at: at(sent + 100),
                used_at: None,
            };
            store.write(letters::add(&letter)).await.unwrap();
        }
        assert_eq!(letters::newest(&store, WHO).await.unwrap().unwrap().code_hash, [2; 32]);
        assert_eq!(letters::list_since(&store, WHO, at(10)).await.unwrap().len(), 1);
        let second = Id::from_bytes([2; 16]);
        assert!(is_conflict(&store.write(letters::use_up(second, at(120))).await), "its time is over");
        store.write(letters::use_up(second, at(119))).await.unwrap();
        assert!(is_conflict(&store.write(letters::use_up(second, at(119))).await), "used twice");
        assert_eq!(letters::newest(&store, WHO).await.unwrap().unwrap().used_at, Some(at(119)));
    })
    .await;
}
