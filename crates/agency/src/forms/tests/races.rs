//! Two at once: a double click sends one form, and of two people who elect for one child one is the first.

use super::*;
use store::testing::contents;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn however_often_one_draft_is_sent_it_is_one_form() {
    on_each_engine(async |store| {
        let person = Person::new(&store, 1).await;
        let draft = person.draft(&election(&["999100002"])).await;
        let racing: Vec<_> = (0..16)
            .map(|_| {
                let (store, sending) = (store.clone(), person.send(&draft, signing()).unwrap());
                tokio::spawn(async move {
                    let outcome = store.write(sending.write.clone()).await;
                    // A second click is no second election for the child.
                    outcome.map_err(|error| (sending.claimed(&error), error))
                })
            })
            .collect();
        let mut stood = 0;
        for outcome in racing {
            match outcome.await.unwrap() {
                Ok(()) => stood += 1,
                Err((None, WriteError::Conflict { statement: 0, .. })) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
        assert_eq!(stood, 1);
        assert_eq!(contents(&store).await["sent_form"].len(), 1);
        assert_eq!(contents(&store).await["form_draft"].len(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_all_who_elect_for_a_child_at_once_one_is_the_first() {
    on_each_engine(async |store| {
        let mut people = Vec::new();
        for number in 1..=8 {
            let person = Person::new(&store, number).await;
            // Each with a child of their own first, and the one that all elect for behind it.
            let own = format!("99910{:04}", 100 + u16::from(number));
            let draft = person.draft(&election(&[&own, "999100002"])).await;
            people.push((person, draft));
        }
        let racing: Vec<_> = people
            .iter()
            .map(|(person, draft)| {
                let (store, sending) = (store.clone(), person.send(draft, signing()).unwrap());
                tokio::spawn(async move {
                    store.write(sending.write.clone()).await.map_err(|error| sending.claimed(&error))
                })
            })
            .collect();
        let mut stood = 0;
        for outcome in racing {
            match outcome.await.unwrap() {
                Ok(()) => stood += 1,
                // The second child, and of the others nothing stands: their first child is free.
                Err(index) => assert_eq!(index, Some(1)),
            }
        }
        assert_eq!(stood, 1);
        let all = contents(&store).await;
        assert_eq!((all["sent_form"].len(), all["form_claim"].len(), all["form_draft"].len()), (1, 2, 7));
        store::audit::verify(&store).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_child_is_free_again_when_its_form_was_taken_back_or_refused() {
    on_each_engine(async |store| {
        let (one, other) = (Person::new(&store, 1).await, Person::new(&store, 2).await);
        for is_refused in [true, false] {
            let loaded = one.load(one.sent(&["999100002"]).await).await;
            let draft = other.draft(&election(&["999100002"])).await;
            let sending = other.send(&draft, signing()).unwrap();
            let error = store.write(sending.write.clone()).await.unwrap_err();
            assert_eq!(sending.claimed(&error), Some(0));
            let seal = (&one.sealer, &one.key);
            let write = if is_refused {
                let reason = (Decision::Refuse, Some("No guardian".to_owned()));
                decide(&loaded, seal, reason, (moment(), Actor::System("test"))).unwrap()
            } else {
                withdraw(&loaded, seal, moment()).unwrap()
            };
            store.write(write).await.unwrap();
            store.write(sending.write).await.unwrap();
            let taken = other.load(sending.form.id).await;
            store.write(withdraw(&taken, (&other.sealer, &other.key), moment()).unwrap()).await.unwrap();
        }
        // One that was accepted holds its child.
        let loaded = one.load(one.sent(&["999100002"]).await).await;
        let accept = decide(
            &loaded,
            (&one.sealer, &one.key),
            (Decision::Accept, None),
            (moment(), Actor::System("test")),
        );
        store.write(accept.unwrap()).await.unwrap();
        let draft = other.draft(&election(&["999100002"])).await;
        let sending = other.send(&draft, signing()).unwrap();
        assert_eq!(sending.claimed(&store.write(sending.write.clone()).await.unwrap_err()), Some(0));
    })
    .await;
}
