//! Does a passkey make a sign-in and sign in, as strongly as it is and no stronger?

use serde_json::json;
use store::identity::sessions;
use store::testing::on_each_engine;
use values::Timestamp;

use super::authenticator::{Authenticator, PRESENT, as_is, options, unchanged};
use super::journeys::{confirm, sign_up};
use super::world::{Browser, PASSWORD, World};
use crate::levels::{Level, Means};

/// Makes a sign-in with a passkey, up to the page that protects it.
pub(super) async fn sign_up_with(
    world: &World,
    browser: &mut Browser,
    email: &str,
    authenticator: &mut Authenticator,
) {
    confirm(world, browser, email).await;
    let asked = options(browser, "/create/how/options").await;
    let made = authenticator.make(&asked, unchanged, as_is);
    browser.send("/create/how", &[("credential", &made)]).await;
    assert!(browser.page.contains("action=\"/set-up\""), "{}", browser.page);
}

/// Shows a passkey on the start page, as far as redirects lead.
pub(super) async fn show(browser: &mut Browser, authenticator: &mut Authenticator) -> u16 {
    browser.follow("/sign-in").await;
    let asked = options(browser, "/sign-in/passkey/options").await;
    let shown = authenticator.show(&asked, unchanged, as_is);
    browser.send("/sign-in/passkey", &[("credential", &shown)]).await.status.as_u16()
}

/// The level of the person's newest session.
async fn level(world: &World, email: &str) -> Level {
    let id = world.sign_in(email).await.id;
    let kept = sessions::list(world.identity.store(), id, world.now(), Timestamp::MIN).await.unwrap();
    Means::read(&kept[0].means).level()
}

#[tokio::test]
async fn a_passkey_alone_makes_a_sign_in_and_signs_in() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, mut authenticator) = (world.browser(), Authenticator::new());
        sign_up_with(&world, &mut browser, "ana@example.com", &mut authenticator).await;
        assert!(browser.page.contains("One passkey"), "{}", browser.page);
        assert_eq!(level(&world, "ana@example.com").await, Level::TwoPhishingResistant);
        browser.send("/set-up", &[]).await;
        assert_eq!(browser.follow("/security/passkeys").await.status, 200);
        assert!(browser.page.contains("Firefox, Linux"), "{}", browser.page);
        world.wait(60);
        let mut other = world.browser();
        let address = world.pushed(&world.account, &[]).await;
        other.follow(&address).await;
        show(&mut other, &mut authenticator).await;
        other.send("/prove/later", &[]).await;
        let back = other.send("/consent", &[("decision", "agree")]).await;
        let tokens = world.trade(&world.account, &back.parameter("code").unwrap(), &[]).await.json();
        let body = tokens["id_token"].as_str().unwrap().split('.').nth(1).unwrap();
        let claims = outside::jose::parse_object(&outside::jose::decode(body).unwrap()).unwrap();
        assert_eq!(claims["acr"], "urn:counterfoil:aal:2:phishing-resistant");
        assert_eq!(claims["amr"], json!(["pop", "user", "mfa"]));
    })
    .await;
}

#[tokio::test]
async fn a_passkey_that_verifies_nobody_is_one_factor() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, mut authenticator) = (world.browser(), Authenticator::without_verification());
        // Alone: in at level one, to protect the sign-in.
        sign_up_with(&world, &mut browser, "ana@example.com", &mut authenticator).await;
        assert_eq!(level(&world, "ana@example.com").await, Level::One);
        world.wait(60);
        let mut other = world.browser();
        assert_eq!(show(&mut other, &mut authenticator).await, 200);
        assert!(other.page.contains("Protect your sign-in"), "{}", other.page);
        assert_eq!(level(&world, "ana@example.com").await, Level::One);
        // With a password: asked for too, and two factors then.
        let (mut ben, mut bens) = (world.browser(), Authenticator::new());
        sign_up(&world, &mut ben, "ben@example.com").await;
        add(&mut ben, "passkey", &mut bens, "Mine").await;
        bens.flags = PRESENT | (bens.flags & !super::authenticator::VERIFIED);
        world.wait(60);
        let mut other = world.browser();
        show(&mut other, &mut bens).await;
        assert!(other.page.contains("Type your password"), "{}", other.page);
        assert_eq!(other.get("/security").await.location, "/sign-in");
        other.follow("/sign-in/password").await;
        assert_eq!(other.send("/sign-in/password", &[("password", "wrong")]).await.status, 422);
        other.send("/sign-in/password", &[("password", PASSWORD)]).await;
        assert_eq!(other.get("/security").await.status, 200);
        assert_eq!(level(&world, "ben@example.com").await, Level::TwoPhishingResistant);
    })
    .await;
}

/// Adds a passkey or key on the page for it.
pub(super) async fn add(browser: &mut Browser, what: &str, authenticator: &mut Authenticator, name: &str) {
    let page = format!("/security/passkeys/add/{what}");
    assert_eq!(browser.follow(&page).await.status, 200, "{}", browser.page);
    let asked = options(browser, &format!("{page}/options")).await;
    let made = authenticator.make(&asked, unchanged, as_is);
    browser.send(&page, &[("credential", &made), ("name", name)]).await;
}

#[tokio::test]
async fn a_security_key_follows_a_password() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, mut key) = (world.browser(), Authenticator::without_verification());
        confirm(&world, &mut browser, "ana@example.com").await;
        browser.send("/create/password", &[("new_password", PASSWORD)]).await;
        add(&mut browser, "key", &mut key, "Blue key").await;
        assert!(browser.page.contains("One security key"), "{}", browser.page);
        assert_eq!(level(&world, "ana@example.com").await, Level::TwoPhishingResistant);
        world.wait(60);
        let mut other = world.browser();
        other.follow("/sign-in").await;
        other.send("/sign-in", &[("email", "ana@example.com"), ("password", PASSWORD)]).await;
        assert!(other.page.contains("Use your passkey or security key"), "{}", other.page);
        let asked = options(&mut other, "/sign-in/key/options").await;
        assert_eq!(asked["allowCredentials"][0]["id"], outside::jose::encode(&key.id));
        // A key that is no passkey does not say whose it is.
        key.handle = None;
        let shown = key.show(&asked, unchanged, as_is);
        other.send("/sign-in/key", &[("credential", &shown)]).await;
        assert_eq!(other.get("/security").await.status, 200);
        assert_eq!(level(&world, "ana@example.com").await, Level::TwoPhishingResistant);
        // Nor does it sign in alone.
        let mut third = world.browser();
        assert_eq!(show(&mut third, &mut key).await, 422);
    })
    .await;
}

#[tokio::test]
async fn a_counter_that_goes_back_is_told_and_not_refused() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, mut authenticator) = (world.browser(), Authenticator::new());
        authenticator.count = 40;
        sign_up_with(&world, &mut browser, "ana@example.com", &mut authenticator).await;
        show(&mut world.browser(), &mut authenticator).await;
        let mut other = world.browser();
        authenticator.count = 5;
        show(&mut other, &mut authenticator).await;
        other.follow("/security/history").await;
        assert_eq!(other.page.matches("A passkey may have been copied").count(), 1, "{}", other.page);
        authenticator.count = 41;
        let mut third = world.browser();
        show(&mut third, &mut authenticator).await;
        third.follow("/security/history").await;
        assert_eq!(third.page.matches("A passkey may have been copied").count(), 1, "{}", third.page);
    })
    .await;
}

#[tokio::test]
async fn passkeys_are_named_renamed_and_removed_but_not_the_last_way_in() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, mut first, mut second) =
            (world.browser(), Authenticator::new(), Authenticator::new());
        sign_up_with(&world, &mut browser, "ana@example.com", &mut first).await;
        browser.send("/set-up", &[]).await;
        browser.follow("/security/passkeys").await;
        let one = browser.between("<h2><a class=\"usa-link\" href=\"", "\"");
        browser.follow(&one).await;
        assert!(browser.page.contains("You need this one to sign in"), "{}", browser.page);
        assert_eq!(browser.send(&format!("{one}/remove"), &[]).await.status, 422);
        add(&mut browser, "passkey", &mut second, "  My phone ").await;
        assert!(browser.page.contains("My phone"), "{}", browser.page);
        assert_eq!(first.handle, second.handle, "one person has two handles");
        browser.follow(&one).await;
        for wrong in ["", "   ", &"x".repeat(61), "a\u{7}b"] {
            assert_eq!(
                browser.send(&format!("{one}/name"), &[("name", wrong)]).await.status,
                422,
                "{wrong:?}"
            );
        }
        browser.send(&format!("{one}/name"), &[("name", "Old <laptop>")]).await;
        assert!(browser.page.contains("Old &#60;laptop&#62;"), "{}", browser.page);
        let mut elsewhere = world.browser();
        show(&mut elsewhere, &mut first).await;
        browser.follow(&one).await;
        browser.send(&format!("{one}/remove"), &[]).await;
        assert!(!browser.page.contains("laptop") && browser.page.contains("My phone"), "{}", browser.page);
        assert_ne!(elsewhere.get("/security").await.status, 200, "the session of a removed passkey stands");
        assert_eq!(show(&mut world.browser(), &mut first).await, 422, "a removed passkey signs in");
        assert_eq!(show(&mut world.browser(), &mut second).await, 200);
        browser.follow("/security/history").await;
        for event in ["Passkey added", "Passkey renamed", "Passkey removed"] {
            assert!(browser.page.contains(event), "{event}: {}", browser.page);
        }
    })
    .await;
}

#[tokio::test]
async fn pages_of_passkeys_need_a_recent_sign_in_and_their_owner() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut ana, mut ben) = (world.browser(), world.browser());
        sign_up_with(&world, &mut ana, "ana@example.com", &mut Authenticator::new()).await;
        sign_up_with(&world, &mut ben, "ben@example.com", &mut Authenticator::new()).await;
        ana.follow("/security/passkeys").await;
        let anas = ana.between("<h2><a class=\"usa-link\" href=\"", "\"");
        for (action, fields) in [("name", vec![("name", "Mine")]), ("remove", vec![])] {
            assert_eq!(ben.get(&anas).await.status, 404);
            ben.follow("/set-up").await;
            assert_eq!(ben.post(&format!("{anas}/{action}"), &fields).await.status, 404, "{action}");
        }
        for _ in 0..3 {
            world.wait(600);
            ana.follow("/security").await;
        }
        for page in [anas.as_str(), "/security/passkeys/add/passkey", "/security/passkeys/add/key"] {
            let sent_back = ana.get(page).await.location;
            assert!(sent_back.starts_with("/sign-in/again"), "{page}: {sent_back}");
        }
        ana.follow("/security/passkeys").await;
        let fields: [(&str, &[(&str, &str)]); 4] = [
            ("/security/passkeys/add/passkey/options", &[]),
            ("/security/passkeys/add/passkey", &[("credential", "{}"), ("name", "")]),
            (&format!("{anas}/name"), &[("name", "x")]),
            (&format!("{anas}/remove"), &[]),
        ];
        for (address, fields) in fields {
            let sent_back = ana.post(address, fields).await.location;
            assert_eq!(sent_back, "/sign-in/again", "{address}");
            ana.follow("/security/passkeys").await;
        }
        // Back to the page of the form, with its query; never to what only takes forms, nor to another site.
        let (here, other) = ("http://localhost:8081", "http://localhost:8081.evil.example");
        for (from, to) in [
            (format!("{here}/security/passkeys?x=1"), "/sign-in/again?to=%2Fsecurity%2Fpasskeys%3Fx%3D1"),
            (format!("{other}/security/passkeys"), "/sign-in/again"),
            (format!("{here}//evil.example"), "/sign-in/again"),
        ] {
            ana.header = Some(("referer", from.leak()));
            assert_eq!(ana.post(&format!("{anas}/remove"), &[]).await.location, to);
            ana.header = None;
            ana.follow("/security/passkeys").await;
        }
        let again = ana.get("/security/passkeys/add/passkey?x=1").await.location;
        assert_eq!(again, "/sign-in/again?to=%2Fsecurity%2Fpasskeys%2Fadd%2Fpasskey%3Fx%3D1");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_last_passkeys_removed_at_once_one_stays() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, mut first, mut second) =
            (world.browser(), Authenticator::new(), Authenticator::new());
        sign_up_with(&world, &mut browser, "ana@example.com", &mut first).await;
        add(&mut browser, "passkey", &mut second, "Second").await;
        browser.follow("/security/passkeys").await;
        let links: Vec<String> = browser
            .page
            .split("<h2><a class=\"usa-link\" href=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        assert_eq!(links.len(), 2);
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..5 {
            for link in &links {
                let (mut copy, link) = (browser.clone(), link.clone());
                tries.spawn(async move { copy.post(&format!("{link}/remove"), &[]).await.status.as_u16() });
            }
        }
        let statuses = tries.join_all().await;
        assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
        let id = world.sign_in("ana@example.com").await.id;
        assert_eq!(store::identity::passkeys::list(world.identity.store(), id).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_passkey_proves_again_who_is_signed_in() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut ana, mut anas, mut bens) = (world.browser(), Authenticator::new(), Authenticator::new());
        sign_up_with(&world, &mut world.browser(), "ben@example.com", &mut bens).await;
        sign_up_with(&world, &mut ana, "ana@example.com", &mut anas).await;
        ana.send("/set-up", &[]).await;
        for _ in 0..3 {
            world.wait(600);
            ana.follow("/security").await;
        }
        let page = "/security/passkeys/add/key";
        ana.follow(page).await;
        assert!(
            ana.page.contains("Is it still you?") && !ana.page.contains("name=\"password\""),
            "{}",
            ana.page
        );
        let address = "/sign-in/again/passkey";
        for (authenticator, fine) in [(&mut bens, false), (&mut anas, true)] {
            let asked = options(&mut ana, &format!("{address}/options")).await;
            let shown = authenticator.show(&asked, unchanged, as_is);
            let answer = ana.send(address, &[("credential", &shown), ("to", page)]).await;
            assert_eq!(answer.status == 200, fine, "{}", ana.page);
            ana.follow(if fine { page } else { "/sign-in/again?to=/security/passkeys/add/key" }).await;
        }
        assert!(ana.page.contains("Add a security key"), "{}", ana.page);
    })
    .await;
}
