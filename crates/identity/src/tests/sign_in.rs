//! Is a guess at password or code held back, and does an unknown address look like a known one?

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use store::testing::on_each_engine;

use super::journeys::sign_up;
use super::notices::with_ana;
use super::world::{Browser, PASSWORD, World};
use crate::authenticators::app;
use crate::limits::Guess;
use crate::visitor::Visitor;

async fn with_sign_in(store: store::Store) -> (World, values::Secret<Vec<u8>>, Vec<String>) {
    let world = World::new(store).await;
    let mut browser = world.browser();
    let (key, codes) = sign_up(&world, &mut browser, "ana@example.com").await;
    browser.send("/set-up", &[]).await;
    world.wait(60);
    (world, key, codes)
}

async fn password(browser: &mut Browser, email: &str, password: &str) -> (u16, String) {
    browser.follow("/sign-in").await;
    let answer = browser.send("/sign-in", &[("email", email), ("password", password)]).await;
    (answer.status.as_u16(), browser.page.clone())
}

/// The page without what is new on every page or echoes the visitor.
fn plain(page: &str, email: &str) -> String {
    let token =
        page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("none");
    page.replace(token, "TOKEN").replace(email, "EMAIL")
}

#[tokio::test]
async fn unknown_and_known_addresses_get_equal_answers() {
    on_each_engine(async |store| {
        let (world, _, _) = with_sign_in(store).await;
        for _ in 0..8 {
            let (known, page) = password(&mut world.browser(), "ana@example.com", "wrong").await;
            let (unknown, other) = password(&mut world.browser(), "bob@example.com", "wrong").await;
            assert_eq!(known, unknown);
            assert_eq!(plain(&page, "ana@example.com"), plain(&other, "bob@example.com"));
        }
        // A demonstration person has no password that could be right.
        assert_eq!(password(&mut world.browser(), "maria@demo.example", "").await.0, 422);
        // To make a sign-in for a known address looks the same, but the code is none.
        let before = world.mail().await.len();
        for email in ["ana@example.com", "new@example.com"] {
            let mut browser = world.browser();
            browser.follow("/create").await;
            browser.send("/create", &[("email", email)]).await;
            assert!(plain(&browser.page, email).contains("six-digit code to EMAIL"), "{}", browser.page);
        }
        let mail = world.mail().await;
        assert_eq!(mail.len(), before + 2);
        let known =
            mail.iter().find(|mail| mail.to == "ana@example.com" && mail.body.contains("already")).unwrap();
        assert!(!known.body.contains('#'), "{}", known.body);
        let new = mail.iter().find(|mail| mail.to == "new@example.com").unwrap();
        assert!(new.body.contains("@localhost:8081 #") && new.body.contains("never call"), "{}", new.body);
    })
    .await;
}

#[tokio::test]
async fn guessing_a_password_is_held_back_and_told_until_when() {
    on_each_engine(async |store| {
        let (world, _, _) = with_sign_in(store).await;
        let mut browser = world.browser();
        for _ in 0..5 {
            assert!(password(&mut browser, "ana@example.com", "wrong").await.1.contains("is not right"));
        }
        // Now even the right one is not looked at, from any network, until the wait is over.
        browser.network = [198, 51, 100, 7];
        assert!(password(&mut browser, "ana@example.com", PASSWORD).await.1.contains("Please wait 1 min"));
        world.wait(31);
        assert!(password(&mut browser, "ana@example.com", PASSWORD).await.1.contains("Enter your code"));
        // A right one clears the count.
        for _ in 0..4 {
            assert!(password(&mut browser, "ana@example.com", "wrong").await.1.contains("is not right"));
        }
    })
    .await;
}

#[tokio::test]
async fn guessing_a_code_is_held_back_and_a_new_sign_in_does_not_help() {
    on_each_engine(async |store| {
        let (world, key, _) = with_sign_in(store).await;
        let mut browser = world.browser();
        for _ in 0..5 {
            password(&mut browser, "ana@example.com", PASSWORD).await;
            assert_eq!(browser.send("/sign-in/code", &[("code", "000000")]).await.status, 422);
        }
        password(&mut browser, "ana@example.com", PASSWORD).await;
        browser.send("/sign-in/code", &[("code", &app::code_at(&key, world.now()))]).await;
        assert!(browser.page.contains("Please wait"), "{}", browser.page);
        world.wait(31);
        browser.send("/sign-in/code", &[("code", &app::code_at(&key, world.now()))]).await;
        assert_eq!(browser.get("/security").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_gets_in_once() {
    on_each_engine(async |store| {
        let (world, _, codes) = with_sign_in(store).await;
        for (attempt, status) in [(0, 200), (1, 422)] {
            let mut browser = world.browser();
            password(&mut browser, "ana@example.com", PASSWORD).await;
            let answer = browser.send("/sign-in/code", &[("code", &codes[3].to_lowercase())]).await;
            assert_eq!(answer.status.as_u16(), status, "attempt {attempt}");
        }
        let mut browser = world.browser();
        password(&mut browser, "ana@example.com", PASSWORD).await;
        browser.send("/sign-in/code", &[("code", &codes[4])]).await;
        browser.follow("/security").await;
        assert!(browser.page.contains("8 backup codes left"), "{}", browser.page);
        browser.follow("/security/history").await;
        assert!(browser.page.contains("Backup code used"), "{}", browser.page);
    })
    .await;
}

#[tokio::test]
async fn a_password_waits_ten_minutes_for_its_code() {
    on_each_engine(async |store| {
        let (world, key, _) = with_sign_in(store).await;
        let mut browser = world.browser();
        password(&mut browser, "ana@example.com", PASSWORD).await;
        world.wait(600);
        let late = browser.post("/sign-in/code", &[("code", &app::code_at(&key, world.now()))]).await;
        assert_eq!(late.location, "/sign-in");
    })
    .await;
}

#[tokio::test]
async fn a_password_does_not_grow_old() {
    on_each_engine(async |store| {
        let (world, _, _) = with_sign_in(store).await;
        world.wait(10 * 366 * 86_400);
        assert!(
            password(&mut world.browser(), "ana@example.com", PASSWORD).await.1.contains("Enter your code")
        );
    })
    .await;
}

#[tokio::test]
async fn the_session_before_sign_in_is_worth_nothing_after() {
    on_each_engine(async |store| {
        let (world, key, _) = with_sign_in(store).await;
        let mut browser = world.browser();
        password(&mut browser, "ana@example.com", PASSWORD).await;
        let before = browser.clone();
        browser.send("/sign-in/code", &[("code", &app::code_at(&key, world.now()))]).await;
        assert_eq!(browser.get("/security").await.status, 200);
        let mut planted = before;
        assert_ne!(planted.cookies["__Host-identity"], browser.cookies["__Host-identity"]);
        assert_ne!(planted.get("/security").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_other_sessions() {
    on_each_engine(async |store| {
        let (world, key, _) = with_sign_in(store).await;
        let (mut here, mut there) = (world.browser(), world.browser());
        for browser in [&mut here, &mut there] {
            world.wait(60);
            password(browser, "ana@example.com", PASSWORD).await;
            browser.send("/sign-in/code", &[("code", &app::code_at(&key, world.now()))]).await;
        }
        let new = "nine velvet anchors under rain";
        here.follow("/security/password").await;
        let refused = here.send("/security/password", &[("password", "wrong"), ("new_password", new)]).await;
        assert!(refused.status == 422 && here.page.contains("not your current password"), "{}", here.page);
        here.send("/security/password", &[("password", PASSWORD), ("new_password", "password1")]).await;
        assert!(here.page.contains("lists of stolen passwords"), "{}", here.page);
        here.send("/security/password", &[("password", PASSWORD), ("new_password", new)]).await;
        assert!(here.page.contains("Password changed"), "{}", here.page);
        assert_ne!(there.get("/security").await.status, 200);
        assert!(world.mail().await.iter().any(|mail| mail.subject.ends_with("Password changed")));
        assert!(password(&mut world.browser(), "ana@example.com", PASSWORD).await.1.contains("is not right"));
        assert!(password(&mut world.browser(), "ana@example.com", new).await.1.contains("Enter your code"));
    })
    .await;
}

#[tokio::test]
async fn too_many_messages_to_one_address_are_not_sent() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        for number in 0..8_u8 {
            let mut browser = world.browser();
            browser.network = [192, 0, 2, number];
            browser.follow("/create").await;
            browser.send("/create", &[("email", "ana@example.com")]).await;
        }
        assert_eq!(world.mail().await.len(), 5);
    })
    .await;
}

#[tokio::test]
async fn a_password_that_was_typed_before_it_was_changed_lets_nobody_in_afterwards() {
    on_each_engine(async |store| {
        let (world, mut ana, key) = with_ana(store).await;
        world.wait(60);
        let mut thief = world.browser();
        thief.follow("/sign-in").await;
        thief.send("/sign-in", &[("email", "ana@example.com"), ("password", PASSWORD)]).await;
        assert!(thief.page.contains("Enter your code"), "{}", thief.page);
        ana.follow("/security/password").await;
        world.wait(1);
        let new = "nine velvet anchors under rain";
        ana.send("/security/password", &[("password", PASSWORD), ("new_password", new)]).await;
        assert!(ana.page.contains("Your sign-in"), "{}", ana.page);
        thief.follow("/sign-in/code").await;
        thief.send("/sign-in/code", &[("code", &app::code_at(&key, world.now()))]).await;
        assert_eq!(thief.get("/security").await.location, "/sign-in");
        // Typed anew, with the new one, the code is good.
        world.wait(60);
        thief.follow("/sign-in").await;
        thief.send("/sign-in", &[("email", "ana@example.com"), ("password", new)]).await;
        thief.send("/sign-in/code", &[("code", &app::code_at(&key, world.now()))]).await;
        assert_eq!(thief.get("/security").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn guesses_from_one_network_are_counted_together_whatever_headers_say() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let visitor = async |address: [u8; 4], header: &str| {
            let request =
                axum::http::Request::get("/").header("x-forwarded-for", header).header("forwarded", header);
            let (mut parts, ()) = request.body(()).unwrap().into_parts();
            parts.extensions.insert(ConnectInfo(SocketAddr::from((address, 1))));
            Visitor::from_request_parts(&mut parts, &()).await.unwrap()
        };
        let mut waits = 0;
        for number in 0..205 {
            let visitor = visitor([192, 0, 2, 9], &format!("203.0.113.{number}")).await;
            let counted = world.identity.counted_network(Guess::PasswordByNetwork, &visitor).unwrap();
            waits += usize::from(world.identity.count(counted, world.now()).await.unwrap().is_some());
        }
        assert_eq!(waits, 5);
        // Passwords are held back by that count, at whichever address they are tried: at the latest by the longest wait.
        let mut guesser = world.browser();
        guesser.network = [192, 0, 2, 9];
        let mut has_waited = false;
        for number in 0..8 {
            let email = format!("guessed.{number}@example.com");
            guesser.follow("/sign-in").await;
            guesser.send("/sign-in", &[("email", &email), ("password", "any password")]).await;
            has_waited |= guesser.page.contains("Please wait");
        }
        assert!(has_waited, "{}", guesser.page);
        let another = visitor([192, 0, 2, 10], "192.0.2.9").await;
        let counted = world.identity.counted_network(Guess::PasswordByNetwork, &another).unwrap();
        assert_eq!(world.identity.count(counted, world.now()).await.unwrap(), None);
    })
    .await;
}
