//! Are sites told when a session ends, by a token that can be checked, and whatever they answer?

use serde_json::Value;
use store::identity::sign_ins::State;
use store::testing::on_each_engine;

use super::journeys::sign_up;
use super::receiver::{Answers, Receiver};
use super::world::{ISSUER, World};
use crate::operators;

const LOGOUT: &str = "http://schemas.openid.net/event/backchannel-logout";

fn ok() -> Answers {
    Answers::With(200, String::new())
}

pub(super) async fn person_of(world: &World) -> values::Id {
    let email = "maria@demo.example".parse().unwrap();
    operators::find(&world.identity, &email).await.unwrap().unwrap().id
}

#[tokio::test]
async fn a_session_that_ends_is_told_to_its_sites_and_to_no_others() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (club, gym) = (Receiver::new("club").await, Receiver::new("gym").await);
        world.with_receivers(&[(&club, &[]), (&gym, &[])]);
        let (mut browser, mut elsewhere) = (world.browser(), world.browser());
        let entered = world.enter(&mut browser, &club.client).await;
        world.enter(&mut elsewhere, &gym.client).await;
        world.run_errands().await;
        assert!(club.calls().is_empty() && gym.calls().is_empty(), "nothing ended yet");
        browser.follow("/security").await;
        browser.send("/sign-out", &[]).await;
        world.run_errands().await;
        let calls = club.calls();
        assert_eq!((calls.len(), gym.calls().len()), (1, 0));
        let told = world.logout_token(&calls[0]).await;
        assert_eq!((told["iss"].as_str(), told["aud"].as_str()), (Some(ISSUER), Some("club")));
        assert_eq!((&told["sub"], &told["sid"]), (&entered["sub"], &entered["sid"]));
        assert_eq!(told["events"], serde_json::json!({ LOGOUT: {} }));
        assert!(told.get("nonce").is_none() && told["jti"].as_str().unwrap().len() > 20);
        let lives = told["exp"].as_i64().unwrap() - told["iat"].as_i64().unwrap();
        assert!((1..=120).contains(&lives), "{lives}");
        world.run_errands().await;
        assert!(club.calls().is_empty(), "once");
    })
    .await;
}

#[tokio::test]
async fn a_session_keeps_its_name_when_the_same_person_signs_in_anew_and_ends_when_another_does() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let club = Receiver::new("club").await;
        world.with_receivers(&[(&club, &[])]);
        let mut browser = world.browser();
        let first = world.enter(&mut browser, &club.client).await;
        world.wait(60);
        browser.follow("/sign-in").await;
        browser.send("/sign-in/demonstration", &[("person", "0")]).await;
        let anew = world.enter(&mut browser, &club.client).await;
        assert_eq!(anew["sid"], first["sid"], "the name that the site knows");
        assert_eq!(anew["auth_time"].as_i64(), first["auth_time"].as_i64().map(|second| second + 60));
        world.run_errands().await;
        assert!(club.calls().is_empty(), "nothing ended");
        // Somebody else in the same browser: what the one before left open is closed, and told.
        sign_up(&world, &mut browser, "ana@example.com").await;
        world.run_errands().await;
        let told = world.logout_token(&club.calls().pop().expect("a call")).await;
        assert_eq!((&told["sub"], &told["sid"]), (&first["sub"], &first["sid"]));
    })
    .await;
}

#[tokio::test]
async fn every_way_to_end_a_session_is_told() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let club = Receiver::new("club").await;
        world.with_receivers(&[(&club, &[])]);
        let person = person_of(&world).await;
        let mut all = Vec::new();
        for way in ["sessions ended", "disabled"] {
            let mut browser = world.browser();
            all.push(world.enter(&mut browser, &club.client).await["sid"].clone());
            assert_eq!(browser.get("/security").await.status, 200);
            if way == "disabled" {
                assert!(operators::disable(&world.identity, person, "test").await.unwrap());
            } else {
                operators::end_sessions(&world.identity, person, "test").await.unwrap();
            }
            world.run_errands().await;
            let told = world.logout_token(&club.calls().pop().unwrap_or_else(|| panic!("{way}"))).await;
            assert_eq!(Some(&told["sid"]), all.last(), "{way}");
            assert_eq!(browser.get("/security").await.status, 303, "{way}: the next page is refused");
        }
        assert_ne!(all[0], all[1]);
        // Shut: nobody comes in, by the same button as before; open again: they do.
        let mut browser = world.browser();
        let address = world.pushed(&club.client, &[]).await;
        browser.follow(&address).await;
        browser.send("/sign-in/demonstration", &[("person", "0")]).await;
        assert_ne!(browser.get("/security").await.status, 200, "a disabled person is not let in");
        assert!(!operators::disable(&world.identity, person, "again").await.unwrap());
        let opened = operators::enable(&world.identity, person, "test").await.unwrap();
        assert_eq!(opened, Some(State::Active));
        assert_eq!(operators::enable(&world.identity, person, "again").await.unwrap(), None);
        world.enter(&mut world.browser(), &club.client).await;
    })
    .await;
}

#[tokio::test]
async fn a_site_that_answers_badly_is_told_again_unless_it_refuses() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let club = Receiver::new("club").await;
        world.with_receivers(&[(&club, &[])]);
        let mut browser = world.browser();
        world.enter(&mut browser, &club.client).await;
        let inside = Receiver::new("inside").await;
        let bad = [
            Answers::With(500, "down".to_owned()),
            Answers::With(404, String::new()),
            Answers::Redirect(inside.address("/logout")),
            Answers::With(200, String::new()),
        ];
        let count = bad.len();
        club.answers(bad);
        browser.follow("/security").await;
        browser.send("/sign-out", &[]).await;
        let mut names = Vec::new();
        for attempt in 0..count {
            world.run_errands().await;
            let calls = club.calls();
            assert_eq!(calls.len(), 1, "attempt {attempt}");
            names.push(world.logout_token(&calls[0]).await["jti"].clone());
            world.wait(40);
        }
        assert!(inside.calls().is_empty(), "a redirect is not followed");
        names.sort_by_key(Value::to_string);
        names.dedup();
        assert_eq!(names.len(), count, "each attempt has a token of its own");
        world.run_errands().await;
        assert!(club.calls().is_empty(), "done");
        // 400 means that the site will not take it the next time either.
        world.enter(&mut browser, &club.client).await;
        club.answers([Answers::With(400, String::new())]);
        browser.follow("/security").await;
        browser.send("/sign-out", &[]).await;
        world.run_errands().await;
        world.wait(3_600);
        world.run_errands().await;
        assert_eq!(club.calls().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_site_is_not_told_for_ever() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let club = Receiver::new("club").await;
        world.with_receivers(&[(&club, &[])]);
        let mut browser = world.browser();
        // After twelve hours the session would have ended by itself.
        world.enter(&mut browser, &club.client).await;
        club.usually(Answers::With(503, String::new()));
        browser.follow("/security").await;
        browser.send("/sign-out", &[]).await;
        for _ in 0..13 {
            world.run_errands().await;
            world.wait(3_600);
        }
        club.calls();
        world.run_errands().await;
        world.wait(86_400);
        world.run_errands().await;
        club.calls();
        world.wait(86_400);
        world.run_errands().await;
        assert!(club.calls().is_empty(), "given up");
    })
    .await;
}

#[tokio::test]
async fn a_silent_site_holds_nobody_up() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (club, gym) = (Receiver::new("club").await, Receiver::new("gym").await);
        world.with_receivers(&[(&club, &[]), (&gym, &[])]);
        let mut browser = world.browser();
        world.enter(&mut browser, &club.client).await;
        world.enter(&mut browser, &gym.client).await;
        club.usually(Answers::Never);
        gym.usually(ok());
        browser.follow("/security").await;
        browser.send("/sign-out", &[]).await;
        // Both calls are begun; nobody waits for the silent one.
        let calls = crate::errands::run_once(&world.identity, world.now()).await.unwrap();
        gym.called().await;
        drop(calls);
    })
    .await;
}
