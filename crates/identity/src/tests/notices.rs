//! Is the owner of a sign-in told what happens to it, and does "this was not me" shut it?

use outside::mail::Message;
use store::testing::on_each_engine;
use values::Secret;

use super::journeys::sign_up;
use super::phones::add as add_phone;
use super::world::{Browser, PASSWORD, World};
use crate::authenticators::app;
use crate::happenings::Happening;
use crate::visitor::Visitor;

/// Comes in with password and app.
pub(super) async fn come_in(world: &World, browser: &mut Browser, email: &str, key: &Secret<Vec<u8>>) {
    world.wait(60);
    browser.follow("/sign-in").await;
    browser.send("/sign-in", &[("email", email), ("password", PASSWORD)]).await;
    browser.send("/sign-in/code", &[("code", &app::code_at(key, world.now()))]).await;
    assert_eq!(browser.get("/security").await.status, 200, "{}", browser.page);
}

/// A world with a sign-in of Ana's, and the browser in which she made it.
pub(super) async fn with_ana(store: store::Store) -> (World, Browser, Secret<Vec<u8>>) {
    let world = World::new(store).await;
    let mut browser = world.browser();
    let (key, _) = sign_up(&world, &mut browser, "ana@example.com").await;
    browser.send("/set-up", &[]).await;
    (world, browser, key)
}

/// The letters to an address whose subject ends so, newest first.
pub(super) async fn letters(world: &World, to: &str, subject: &str) -> Vec<Message> {
    let mail = world.mail().await;
    mail.into_iter().filter(|mail| mail.to == to && mail.subject.ends_with(subject)).collect()
}

/// The path of the link in a notice.
pub(super) fn link(letter: &Message) -> String {
    let rest = letter.body.split_once("http://localhost:8081/not-me/").expect("the letter has a link").1;
    format!("/not-me/{}", rest.split_whitespace().next().unwrap())
}

#[tokio::test]
async fn the_first_sign_in_from_a_browser_is_told_and_the_next_is_not() {
    on_each_engine(async |store| {
        let (world, mut first, key) = with_ana(store).await;
        let told = async || letters(&world, "ana@example.com", "Signed in on a new device").await.len();
        assert_eq!(told().await, 0, "the browser in which the sign-in was made is known");
        first.send("/sign-out", &[]).await;
        come_in(&world, &mut first, "ana@example.com", &key).await;
        assert_eq!(told().await, 0);
        let mut second = world.browser();
        come_in(&world, &mut second, "ana@example.com", &key).await;
        assert_eq!(told().await, 1);
        let letter = &letters(&world, "ana@example.com", "Signed in on a new device").await[0];
        for part in ["Firefox, Linux", "Place unknown (network 192.0.2.1)", "(Eastern time)", "never call"] {
            assert!(letter.body.contains(part), "{part}: {}", letter.body);
        }
        second.send("/sign-out", &[]).await;
        come_in(&world, &mut second, "ana@example.com", &key).await;
        assert_eq!(told().await, 1);
        // What makes a browser known lets nobody in.
        let mut thief = world.browser();
        let known = "__Host-identity-browser";
        thief.cookies.insert(known.to_owned(), second.cookies[known].clone());
        assert_eq!(thief.get("/security").await.location, "/sign-in");
    })
    .await;
}

#[tokio::test]
async fn a_link_asks_first_and_then_shuts_everything_once() {
    on_each_engine(async |store| {
        let (world, mut ana, key) = with_ana(store).await;
        let mut thief = world.browser();
        come_in(&world, &mut thief, "ana@example.com", &key).await;
        let letter = letters(&world, "ana@example.com", "Signed in on a new device").await.remove(0);
        let path = link(&letter);
        let mut reader = world.browser();
        for _ in 0..2 {
            assert_eq!(reader.get(&path).await.status, 200);
            assert!(reader.page.contains("It was not me: freeze my sign-in"), "{}", reader.page);
        }
        for browser in [&mut thief, &mut ana] {
            assert_eq!(browser.get("/security").await.status, 200);
        }
        let mut another = reader.clone();
        assert_eq!(reader.post(&path, &[]).await.location, "/not-me/done");
        assert_ne!(thief.get("/security").await.status, 200);
        assert_ne!(ana.get("/security").await.status, 200);
        // Nobody comes in any more, not even with the right password and code.
        world.wait(60);
        let mut again = world.browser();
        again.follow("/sign-in").await;
        let wrong = [("email", "ana@example.com"), ("password", "not the password")];
        assert_eq!(again.send("/sign-in", &wrong).await.status, 422);
        assert!(!again.page.contains("frozen"), "a stranger learns nothing: {}", again.page);
        again.send("/sign-in", &[("email", "ana@example.com"), ("password", PASSWORD)]).await;
        assert!(again.page.contains("Your sign-in is frozen") && again.page.contains("href=\"/recover\""));
        assert_eq!(again.get("/security").await.location, "/sign-in");
        let told = letters(&world, "ana@example.com", "Sign-in frozen").await;
        assert!(told.len() == 1 && told[0].body.contains("/recover"), "{told:?}");
        assert!(!told[0].body.contains("/not-me/"), "{}", told[0].body);
        // The link was good once.
        reader.get(&path).await;
        assert!(reader.page.contains("This link no longer works"), "{}", reader.page);
        another.post(&path, &[]).await;
        assert!(another.page.contains("This link no longer works"), "{}", another.page);
    })
    .await;
}

#[tokio::test]
async fn what_is_grave_is_texted_to_every_telephone_that_was_not_moved() {
    on_each_engine(async |store| {
        let (world, mut ana, _) = with_ana(store).await;
        for number in ["202-555-0123", "202-555-0124"] {
            add_phone(&world, &mut ana, number, "text").await;
        }
        let id = world.sign_in_of("ana@example.com").await;
        let phones = store::identity::phones::list(world.identity.store(), id).await.unwrap();
        let moved = store::identity::phones::change_flag(phones[1].id, Some(world.now()));
        world.identity.write(moved).await.unwrap();
        let kept = crate::authenticators::phone::list(&world.identity, id).await.unwrap();
        let to = kept.iter().find(|phone| phone.row.flagged_at.is_none()).unwrap().number.clone();
        let mut before = world.texts().await.len();
        for (happening, is_texted) in [
            (Happening::PasswordChanged, true),
            (Happening::MainAddressChanged, true),
            (Happening::AddressRemoved, true),
            (Happening::RecoveryStarted, true),
            (Happening::RecoveryDone, true),
            (Happening::Frozen, true),
            (Happening::AppAdded, false),
            (Happening::SignedInNewDevice, false),
        ] {
            let write = world.identity.happened(happening, id, None, &Visitor::none(), world.now());
            world.identity.write(write).await.unwrap();
            world.wait(1);
            let texts = world.texts().await;
            assert_eq!(texts.len() - before, usize::from(is_texted), "{happening:?}");
            before = texts.len();
            if is_texted {
                let text = &texts[0];
                assert_eq!(text.to, to.expose(), "{happening:?}");
                // No link: what asks to be opened in a text is fraud.
                assert!(
                    text.words.contains("1-800-555-0142") && !text.words.contains("http"),
                    "{}",
                    text.words
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_link_works_for_ten_days_and_a_made_up_one_never() {
    on_each_engine(async |store| {
        let (world, _, key) = with_ana(store).await;
        come_in(&world, &mut world.browser(), "ana@example.com", &key).await;
        let path = link(&letters(&world, "ana@example.com", "Signed in on a new device").await[0]);
        let mut reader = world.browser();
        world.wait(240 * 3_600 - 60);
        reader.get(&path).await;
        assert!(reader.page.contains("It was not me"), "{}", reader.page);
        world.wait(60);
        for path in [path, format!("/not-me/{}", "x".repeat(43)), "/not-me/x".to_owned()] {
            reader.get(&path).await;
            assert!(reader.page.contains("This link no longer works"), "{path} {}", reader.page);
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_thief_changed_is_undone() {
    on_each_engine(async |store| {
        let (world, _, key) = with_ana(store).await;
        let mut thief = world.browser();
        come_in(&world, &mut thief, "ana@example.com", &key).await;
        let path = link(&letters(&world, "ana@example.com", "Signed in on a new device").await[0]);
        world.wait(60);
        thief.follow("/security/password").await;
        let new = [("password", PASSWORD), ("new_password", "nine velvet anchors under rain")];
        thief.send("/security/password", &new).await;
        let index = crate::person::email_index(world.identity.sealer(), &"ana@example.com".parse().unwrap());
        let find = async || {
            store::identity::sign_ins::find_by_email(world.identity.store(), index).await.unwrap().unwrap()
        };
        assert!(find().await.password_hash.is_some());
        let mut reader = world.browser();
        reader.get(&path).await;
        reader.post(&path, &[]).await;
        let after = find().await;
        assert!(after.password_hash.is_none() && !after.is_active, "{after:?}");
        // What the owner set up before is still there.
        assert_eq!(store::identity::apps::list(world.identity.store(), after.id).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_event_of_the_history_can_be_disowned_by_its_owner_alone() {
    on_each_engine(async |store| {
        let (world, mut ana, _) = with_ana(store).await;
        let mut maria = world.browser();
        world.code(&mut maria, &[]).await;
        ana.follow("/security/history").await;
        let event = format!("/security/history/{}", ana.between("href=\"/security/history/", "\""));
        maria.follow("/security/history").await;
        let hers = format!("/security/history/{}", maria.between("href=\"/security/history/", "\""));
        for path in [event.as_str(), "/security/history/nonsense"] {
            assert_eq!(maria.get(path).await.status, 404, "{path}");
            maria.follow("/security").await;
            assert_eq!(maria.post(path, &[]).await.status, 404, "{path}");
            maria.follow("/security").await;
        }
        // A made-up person is everybody's.
        maria.get(&hers).await;
        assert!(maria.page.contains("shared by everybody"), "{}", maria.page);
        maria.follow("/security").await;
        assert_eq!(maria.post(&hers, &[]).await.status, 403);
        assert_eq!(ana.get(&event).await.status, 200);
        assert_eq!(ana.post(&event, &[]).await.location, "/not-me/done");
        assert_ne!(ana.get("/security").await.status, 200);
    })
    .await;
}
