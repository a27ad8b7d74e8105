//! What happens when the same thing is done many times at once? It happens once.

use std::sync::Arc;

use store::WriteError;
use store::identity::apps::{self, App};
use store::identity::requests;
use store::testing::on_each_engine;

use super::journeys::sign_up;
use super::world::{PASSWORD, World};
use crate::authenticators::app;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_code_traded_50_times_at_once_gives_one_token_which_is_then_taken_back() {
    on_each_engine(async |store| {
        let world = Arc::new(World::new(store).await);
        let code = world.code(&mut world.browser(), &[]).await;
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let (world, code) = (world.clone(), code.clone());
            tries.spawn(async move { world.trade(&world.account, &code, &[]).await });
        }
        let answers = tries.join_all().await;
        let good: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(good.len(), 1);
        for refused in answers.iter().filter(|answer| answer.status != 200) {
            assert_eq!((refused.status.as_u16(), refused.error().as_str()), (400, "invalid_grant"));
        }
        let bearer = format!("Bearer {}", good[0].json()["access_token"].as_str().unwrap());
        assert_eq!(
            world.userinfo(Some(&bearer)).await.status,
            401,
            "the token of a replayed code still opens"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_app_code_sent_20_times_at_once_signs_in_once() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        let (key, _) = sign_up(&world, &mut browser, "ana@example.com").await;
        browser.send("/set-up", &[]).await;
        world.wait(60);
        let mut tries = tokio::task::JoinSet::new();
        let code = app::code_at(&key, world.now());
        for number in 0..4_u8 {
            let mut browser = world.browser();
            browser.network = [192, 0, 2, number];
            browser.follow("/sign-in").await;
            browser.send("/sign-in", &[("email", "ana@example.com"), ("password", PASSWORD)]).await;
            assert!(browser.page.contains("Enter your code"), "{}", browser.page);
            // Five copies of each of four browsers that know the password.
            for _ in 0..5 {
                let (mut copy, code) = (browser.clone(), code.clone());
                tries.spawn(
                    async move { copy.post("/sign-in/code", &[("code", &code)]).await.status.as_u16() },
                );
            }
        }
        let statuses = tries.join_all().await;
        assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
        // 400: the form of a page whose session the winner has replaced.
        assert!(statuses.iter().all(|status| matches!(status, 303 | 400 | 422)), "{statuses:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_made_up_person_is_taken_once() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut tries = tokio::task::JoinSet::new();
        for name in ["ana", "bea", "cid"] {
            let mut browser = world.browser();
            sign_up(&world, &mut browser, &format!("{name}@example.com")).await;
            browser.send("/set-up", &[]).await;
            browser.follow("/prove").await;
            tries.spawn(async move { browser.post("/prove", &[("person", "0")]).await.status.as_u16() });
        }
        let mut statuses = tries.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409, 409]);
    })
    .await;
}

#[tokio::test]
async fn app_codes_and_pushed_requests_are_used_up_by_the_statement_itself() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (id, store, now) = (world.identity.dice().id(world.now()), world.identity.store(), world.now());
        let app =
            App { id, sign_in_id: id, key_sealed: vec![1], last_step: 5, added_at: now, name_sealed: None };
        store.write(apps::add(&app)).await.unwrap();
        store.write(apps::use_step(id, 7)).await.unwrap();
        for step in [7, 6, 5] {
            let outcome = store.write(apps::use_step(id, step)).await;
            assert!(matches!(outcome, Err(WriteError::Conflict { .. })), "step {step}");
        }
        store.write(requests::add_pushed([1; 32], "account", String::new(), now)).await.unwrap();
        store.write(requests::use_pushed([1; 32], now)).await.unwrap();
        let again = store.write(requests::use_pushed([1; 32], now)).await;
        assert!(matches!(again, Err(WriteError::Conflict { .. })));
    })
    .await;
}
