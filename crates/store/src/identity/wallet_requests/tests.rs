//! Is a request to a wallet answered once, used once, and gone in time?

use super::*;
use crate::WriteError;
use crate::testing::on_each_engine;

const SESSION: Id = Id::from_bytes([2; 16]);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

fn request(number: u8) -> WalletRequest {
    WalletRequest {
        id: Id::from_bytes([number; 16]),
        sign_in_id: Id::from_bytes([1; 16]),
        session_id: SESSION,
        token_hash: [number; 32],
        secret_sealed: vec![3],
        comes_back: number == 1,
        refusal: None,
        answer_sealed: None,
        code_hash: None,
        ends_at: at(600),
        version: 0,
    }
}

fn is_conflict(result: &Result<(), WriteError>) -> bool {
    matches!(result, Err(WriteError::Conflict { .. }))
}

#[tokio::test]
async fn one_is_found_until_its_end_and_gives_way_to_the_next() {
    on_each_engine(async |store| {
        store.write(put(&request(1))).await.unwrap();
        assert_eq!(find(&store, [1; 32], at(599)).await.unwrap(), Some(request(1)));
        assert_eq!(find(&store, [1; 32], at(600)).await.unwrap(), None);
        assert_eq!(find_of_session(&store, SESSION, at(0)).await.unwrap(), Some(request(1)));
        store.write(put(&request(4))).await.unwrap();
        assert_eq!(find(&store, [1; 32], at(0)).await.unwrap(), None);
        assert_eq!(find_of_session(&store, SESSION, at(0)).await.unwrap(), Some(request(4)));
        store.write(remove_ended(at(600))).await.unwrap();
        assert_eq!(find(&store, [4; 32], at(0)).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_taken_once_and_used_once() {
    on_each_engine(async |store| {
        store.write(put(&request(1))).await.unwrap();
        assert!(is_conflict(&store.write(use_up(&request(1))).await), "nothing was answered yet");
        store.write(refuse(&request(1), "expired")).await.unwrap();
        let refused = WalletRequest { refusal: Some("expired".to_owned()), version: 1, ..request(1) };
        assert_eq!(find(&store, [1; 32], at(0)).await.unwrap(), Some(refused.clone()));
        assert!(
            is_conflict(&store.write(answer(&request(1), vec![9], None)).await),
            "it was changed meanwhile"
        );
        store.write(answer(&refused, vec![9], Some([5; 32]))).await.unwrap();
        let answered = WalletRequest {
            refusal: None,
            answer_sealed: Some(vec![9]),
            code_hash: Some([5; 32]),
            version: 2,
            ..request(1)
        };
        assert_eq!(find(&store, [1; 32], at(0)).await.unwrap(), Some(answered.clone()));
        assert!(is_conflict(&store.write(answer(&answered, vec![8], None)).await), "a second answer");
        assert!(is_conflict(&store.write(refuse(&answered, "expired")).await), "a refusal after it");
        store.write(use_up(&answered)).await.unwrap();
        assert!(is_conflict(&store.write(use_up(&answered)).await), "used twice");
    })
    .await;
}
