//! Who learns that a sign-in is shut, who opens it again, and does nobody get in before?

use store::identity::sign_ins::State;
use store::testing::on_each_engine;

use super::authenticator::Authenticator;
use super::notices::{come_in, letters, link, with_ana};
use super::passkeys::{show, sign_up_with};
use super::recovery::{ANA, NEW, show as show_piece, with_mail};
use super::world::{Browser, PASSWORD, World};
use crate::authenticators::app;
use crate::operators;

/// Freezes Ana's sign-in by the link in the newest notice of a new device.
async fn freeze(world: &World) {
    let path = link(&letters(world, ANA, "Signed in on a new device").await[0]);
    let mut reader = world.browser();
    reader.get(&path).await;
    assert_eq!(reader.post(&path, &[]).await.location, "/not-me/done");
}

async fn type_password(world: &World, password: &str) -> Browser {
    let mut browser = world.browser();
    browser.follow("/sign-in").await;
    browser.send("/sign-in", &[("email", ANA), ("password", password)]).await;
    browser
}

#[tokio::test]
async fn whoever_shows_the_right_password_or_passkey_is_told_that_an_operator_shut_it() {
    on_each_engine(async |store| {
        let (world, _, _) = with_ana(store).await;
        let mut passkey = Authenticator::new();
        sign_up_with(&world, &mut world.browser(), "ben@example.com", &mut passkey).await;
        for email in [ANA, "ben@example.com"] {
            assert!(
                operators::disable(&world.identity, world.sign_in_of(email).await, "test").await.unwrap()
            );
        }
        let wrong = type_password(&world, "not the password").await;
        assert!(wrong.page.contains("is not right") && !wrong.page.contains("shut"), "{}", wrong.page);
        let mut right = type_password(&world, PASSWORD).await;
        let mut ben = world.browser();
        assert_eq!(show(&mut ben, &mut passkey).await, 200);
        for browser in [&mut right, &mut ben] {
            assert!(browser.page.contains("Your sign-in is shut"), "{}", browser.page);
            assert!(browser.page.contains("1-800-555-0142"), "{}", browser.page);
            assert_eq!(browser.get("/security").await.location, "/sign-in");
        }
        // Open again, both get in.
        for email in [ANA, "ben@example.com"] {
            let opened = operators::enable(&world.identity, world.sign_in_of(email).await, "test").await;
            assert_eq!(opened.unwrap(), Some(State::Active));
        }
        assert_eq!(show(&mut ben, &mut passkey).await, 200);
        assert_eq!(ben.get("/security").await.status, 200);
        assert!(type_password(&world, PASSWORD).await.page.contains("Enter your code"));
    })
    .await;
}

#[tokio::test]
async fn an_operator_does_not_lift_what_the_owner_froze() {
    on_each_engine(async |store| {
        let (world, _, key) = with_ana(store).await;
        come_in(&world, &mut world.browser(), ANA, &key).await;
        freeze(&world).await;
        let id = world.sign_in_of(ANA).await;
        let enable = async || operators::enable(&world.identity, id, "test").await.unwrap();
        assert_eq!(enable().await, None, "no operator shut it");
        assert!(operators::disable(&world.identity, id, "test").await.unwrap());
        assert!(!operators::disable(&world.identity, id, "again").await.unwrap());
        assert!(type_password(&world, PASSWORD).await.page.contains("Your sign-in is shut"));
        // While an operator holds it shut its owner does not get it back either.
        let mut browser = world.browser();
        browser.follow("/recover").await;
        browser.send("/recover", &[("email", ANA)]).await;
        assert_eq!(letters(&world, ANA, "no sign-in here").await.len(), 1);
        let told = letters(&world, ANA, "Sign-in opened again").await.len();
        assert_eq!(enable().await, Some(State::Frozen));
        assert_eq!(
            letters(&world, ANA, "Sign-in opened again").await.len(),
            told,
            "nobody is told that it opened"
        );
        assert!(type_password(&world, PASSWORD).await.page.contains("Your sign-in is frozen"));
        assert_eq!(enable().await, None);
        // The owner does.
        world.wait(60);
        let mut browser = world.browser();
        with_mail(&world, &mut browser, ANA).await;
        let code = app::code_at(&key, world.now());
        assert_eq!(show_piece(&mut browser, "/recover/app", "code", &code).await, 200);
        browser.send("/recover/finish", &[("new_password", NEW)]).await;
        assert_eq!(browser.get("/security").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_that_an_operator_shut_is_frozen_beneath() {
    on_each_engine(async |store| {
        let (world, _, key) = with_ana(store).await;
        come_in(&world, &mut world.browser(), ANA, &key).await;
        let id = world.sign_in_of(ANA).await;
        assert!(operators::disable(&world.identity, id, "test").await.unwrap());
        freeze(&world).await;
        let opened = operators::enable(&world.identity, id, "test").await.unwrap();
        assert_eq!(opened, Some(State::Frozen));
        assert!(type_password(&world, PASSWORD).await.page.contains("Your sign-in is frozen"));
    })
    .await;
}
