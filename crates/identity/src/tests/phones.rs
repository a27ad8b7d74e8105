//! Can a telephone be added and used, only by whom the code was sent to, and is a number that was moved left alone?

use outside::texts::{Channel, TextMessage};
use store::identity::phone_codes::PhoneCode;
use store::testing::on_each_engine;
use values::Id;

use super::journeys::sign_up;
use super::world::{Browser, PASSWORD, World};
use crate::authenticators::app;
use crate::authenticators::phone::{self, Pending};

pub(super) const EMAIL: &str = "ana@example.com";

/// Somebody signed in with password and app, and the app's key.
pub(super) async fn signed_in(world: &World) -> (Browser, values::Secret<Vec<u8>>) {
    let mut browser = world.browser();
    let (key, _) = sign_up(world, &mut browser, EMAIL).await;
    browser.send("/set-up", &[]).await;
    (browser, key)
}

pub(super) async fn password(world: &World) -> Browser {
    let mut browser = world.browser();
    browser.follow("/sign-in").await;
    browser.send("/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await;
    browser
}

/// The newest text or call.
pub(super) async fn newest(world: &World) -> TextMessage {
    world.texts().await.remove(0)
}

pub(super) fn code_of(text: &TextMessage) -> String {
    match text.channel {
        Channel::Text => text.words.rsplit('#').next().unwrap().to_owned(),
        Channel::Call => text
            .words
            .split("code is: ")
            .nth(1)
            .unwrap()
            .chars()
            .filter(char::is_ascii_digit)
            .take(6)
            .collect(),
    }
}

/// Adds a telephone.
pub(super) async fn add(world: &World, browser: &mut Browser, number: &str, channel: &str) {
    browser.follow("/security/phones/add").await;
    browser.send("/security/phones/add", &[("number", number), ("channel", channel)]).await;
    let code = code_of(&newest(world).await);
    world.wait(1);
    browser.send("/security/phones/confirm", &[("code", &code)]).await;
}

/// The first button that sends a code, on a page of the second step.
pub(super) async fn send(browser: &mut Browser, channel: &str) -> u16 {
    browser.follow("/sign-in/code/choose").await;
    let id = browser.between("name=\"phone\" value=\"", "\"");
    browser.send("/sign-in/code/phone/send", &[("phone", &id), ("channel", channel)]).await.status.as_u16()
}

#[tokio::test]
async fn a_telephone_is_added_and_signs_in_by_text_and_by_call() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, _) = signed_in(&world).await;
        browser.follow("/security/phones/add").await;
        assert!(
            browser.page.contains("weaker choice") && browser.page.contains("/security/passkeys"),
            "{}",
            browser.page
        );
        let before = browser.clone();
        add(&world, &mut browser, "(202) 555-0123", "text").await;
        assert!(browser.page.contains("+1 202-555-0123"), "{}", browser.page);
        let text = newest(&world).await;
        assert_eq!((text.to.as_str(), text.language.as_str()), ("+12025550123", "en"));
        assert!(text.words.contains("Nobody will ever call"), "{}", text.words);
        assert_eq!(text.words.lines().last().unwrap(), format!("@localhost:8081 #{}", code_of(&text)));
        let mut planted = before;
        assert_ne!(planted.get("/security").await.status, 200, "the session kept its token");
        browser.follow("/security/history").await;
        assert!(browser.page.contains("Phone added"), "{}", browser.page);
        for channel in ["text", "call"] {
            world.wait(60);
            let mut other = password(&world).await;
            assert_eq!(send(&mut other, channel).await, 200);
            let text = newest(&world).await;
            assert_eq!(phone::word(text.channel), channel);
            let code = code_of(&text);
            assert_eq!(other.send("/sign-in/code/phone", &[("code", "000000")]).await.status, 422);
            other.send("/sign-in/code/phone", &[("code", &code)]).await;
            assert_eq!(other.get("/security").await.status, 200, "{}", other.page);
        }
    })
    .await;
}

#[tokio::test]
async fn a_call_says_the_digits_slowly_and_twice_in_the_persons_language() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, _) = signed_in(&world).await;
        browser.follow("/security/phones/add?lang=es").await;
        browser.send("/security/phones/add", &[("number", "202-555-0123"), ("channel", "call")]).await;
        let call = newest(&world).await;
        let digits =
            call.words.split("código es: ").nth(1).unwrap().split(" Otra").next().unwrap().to_owned();
        assert_eq!(digits.split(". ").count(), 6, "{}", call.words);
        assert_eq!(call.words.matches(&digits).count(), 2, "{}", call.words);
        assert_eq!(call.language, "es");
    })
    .await;
}

#[tokio::test]
async fn a_code_works_once_in_one_browser_for_one_sign_in_and_ten_minutes() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, _) = signed_in(&world).await;
        add(&world, &mut browser, "202-555-0123", "text").await;
        // Another browser of the same person, with the right password, cannot use it.
        let mut first = password(&world).await;
        send(&mut first, "text").await;
        let code = code_of(&newest(&world).await);
        let mut second = password(&world).await;
        second.follow("/sign-in/code/phone").await;
        assert_eq!(second.send("/sign-in/code/phone", &[("code", &code)]).await.status, 422);
        // Nor the same browser after the password was typed anew.
        world.wait(1);
        first.follow("/sign-in").await;
        first.send("/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await;
        assert_eq!(first.post("/sign-in/code/phone", &[("code", &code)]).await.status, 422);
        // A newer code ends the one before it.
        world.wait(60);
        let mut third = password(&world).await;
        send(&mut third, "text").await;
        let old = code_of(&newest(&world).await);
        world.wait(120);
        send(&mut third, "text").await;
        let new = code_of(&newest(&world).await);
        if old != new {
            assert_eq!(third.send("/sign-in/code/phone", &[("code", &old)]).await.status, 422);
        }
        // What was copied from the browser cannot use it a second time.
        let mut copy = third.clone();
        assert_eq!(
            third
                .post("/sign-in/code/phone", &[("code", &format!(" {} {}", &new[..3], &new[3..]))])
                .await
                .status,
            303
        );
        assert_ne!(copy.post("/sign-in/code/phone", &[("code", &new)]).await.location, "/continue");
    })
    .await;
}

#[tokio::test]
async fn a_code_of_more_than_ten_minutes_is_worth_nothing() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, _) = signed_in(&world).await;
        browser.follow("/security/phones/add").await;
        browser.send("/security/phones/add", &[("number", "202-555-0123"), ("channel", "text")]).await;
        let code = code_of(&newest(&world).await);
        world.wait(600);
        assert_eq!(
            browser.post("/security/phones/confirm", &[("code", &code)]).await.location,
            "/security/phones/add"
        );
        browser.follow("/security/phones").await;
        assert!(browser.page.contains("No phone is connected"), "{}", browser.page);
    })
    .await;
}

#[tokio::test]
async fn a_new_code_starts_no_new_count() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, key) = signed_in(&world).await;
        add(&world, &mut browser, "202-555-0123", "text").await;
        let mut other = password(&world).await;
        for _ in 0..5 {
            world.wait(150);
            other = password(&world).await;
            send(&mut other, "text").await;
            assert_eq!(other.send("/sign-in/code/phone", &[("code", "nonono")]).await.status, 422);
        }
        let code = code_of(&newest(&world).await);
        assert!(other.send("/sign-in/code/phone", &[("code", &code)]).await.body.contains("Please wait"));
        // Nor does another way help.
        let guess = app::code_at(&key, world.now());
        assert!(other.send("/sign-in/code/app", &[("code", &guess)]).await.body.contains("Please wait"));
    })
    .await;
}

#[tokio::test]
async fn codes_to_one_number_are_held_back_whoever_asks() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, _) = signed_in(&world).await;
        browser.follow("/security/phones/add").await;
        let mut sent = 0;
        for _ in 0..8 {
            let fields = [("number", "202-555-0123"), ("channel", "text")];
            sent += usize::from(browser.post("/security/phones/add", &fields).await.status == 303);
        }
        assert!((3..=5).contains(&sent), "{sent}");
        assert_eq!(world.texts().await.len(), sent);
        assert!(browser.page.contains("We have sent several codes already"), "{}", browser.page);
    })
    .await;
}

#[tokio::test]
async fn a_number_that_was_moved_gets_no_code_and_its_owner_is_told() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, _) = signed_in(&world).await;
        browser.follow("/security/phones/add").await;
        let fields = [("number", "202-555-0199"), ("channel", "text")];
        assert_eq!(browser.send("/security/phones/add", &fields).await.status, 422);
        assert!(browser.page.contains("moved to another SIM card"), "{}", browser.page);
        // One that was added before it was moved.
        let sign_in = world.sign_in_of(EMAIL).await;
        let row = PhoneCode {
            session_id: sign_in,
            purpose: String::new(),
            id: sign_in,
            sign_in_id: sign_in,
            phone_id: None,
            number_sealed: Vec::new(),
            channel: "text".to_owned(),
            code_hash: [0; 32],
            sent_at: world.now(),
            ends_at: world.now(),
        };
        let pending = Pending { row, number: "202-555-0199".parse().unwrap(), channel: Channel::Text };
        let write = phone::add(&world.identity, &pending, world.now()).await.unwrap();
        world.identity.write(write).await.unwrap();
        for _ in 0..2 {
            let mut other = password(&world).await;
            assert_eq!(send(&mut other, "text").await, 422);
            assert!(other.page.contains("We sent no code") && other.page.contains("/sign-in/code/choose"));
        }
        assert_eq!(world.texts().await.len(), 0);
        browser.follow("/security/history").await;
        assert_eq!(browser.page.matches("A phone number was changed").count(), 1, "{}", browser.page);
        browser.follow("/security/phones").await;
        assert!(browser.page.contains("Moved lately"), "{}", browser.page);
    })
    .await;
}

#[tokio::test]
async fn numbers_are_refused_with_what_to_write_and_five_are_enough() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, _) = signed_in(&world).await;
        for (number, said) in [("555-0123", "whole phone number"), ("900-555-0100", "charge the caller")] {
            browser.follow("/security/phones/add").await;
            assert_eq!(
                browser.send("/security/phones/add", &[("number", number), ("channel", "text")]).await.status,
                422
            );
            assert!(
                browser.page.contains(said) && browser.page.contains(&format!("value=\"{number}\"")),
                "{}",
                browser.page
            );
        }
        for last in 1..=5 {
            add(&world, &mut browser, &format!("202-555-010{last}"), "text").await;
            assert!(browser.page.contains(&format!("+1 202-555-010{last}")), "{}", browser.page);
            // Longer than any wait for another code, with visits between: a session left alone would end.
            for _ in 0..1 {
                world.wait(600);
                browser.follow("/security").await;
            }
            let (next, _) = sign_in_again(&world).await;
            browser = next;
        }
        browser.follow("/security/phones").await;
        assert!(browser.page.contains("You have five phones"), "{}", browser.page);
    })
    .await;
}

/// A new sign-in with password and a text code, so that it is recent.
async fn sign_in_again(world: &World) -> (Browser, Id) {
    world.wait(3_600);
    let mut browser = password(world).await;
    send(&mut browser, "text").await;
    let code = code_of(&newest(world).await);
    browser.send("/sign-in/code/phone", &[("code", &code)]).await;
    (browser, world.sign_in_of(EMAIL).await)
}

#[tokio::test]
async fn the_way_used_last_comes_first_and_the_last_one_stays() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, key) = signed_in(&world).await;
        add(&world, &mut browser, "202-555-0123", "text").await;
        world.wait(60);
        let mut other = password(&world).await;
        assert!(other.page.contains("Open your authenticator app"), "{}", other.page);
        let (mut other_again, _) = sign_in_again(&world).await;
        assert_eq!(other_again.get("/security").await.status, 200);
        assert!(password(&world).await.page.contains("Where should we send it?"));
        // The app goes, then the phone may not.
        other = other_again;
        for (list, name) in [("/security/apps", "app"), ("/security/codes", "codes")] {
            other.follow(list).await;
            if name == "app" {
                let id = other.between("href=\"/security/apps/", "\"");
                other.follow(&format!("/security/apps/{id}")).await;
                other.send(&format!("/security/apps/{id}/remove"), &[]).await;
                assert!(other.page.contains("No app is connected"), "{}", other.page);
            }
        }
        let gone = app::code_at(&key, world.now());
        let mut third = password(&world).await;
        third.follow("/sign-in/code/app").await;
        assert_eq!(third.send("/sign-in/code/app", &[("code", &gone)]).await.status, 422);
        world
            .identity
            .write(store::identity::recovery_codes::remove(world.sign_in_of(EMAIL).await))
            .await
            .unwrap();
        other.follow("/security/phones").await;
        let id = other.between("href=\"/security/phones/", "\"");
        other.follow(&format!("/security/phones/{id}")).await;
        assert!(other.page.contains("This is your last second way"), "{}", other.page);
        assert_eq!(other.post(&format!("/security/phones/{id}/remove"), &[]).await.status, 422);
    })
    .await;
}
