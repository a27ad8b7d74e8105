//! Is a new sign-in protected before it is used, and who may put that off?

use store::testing::on_each_engine;

use super::authenticator::Authenticator;
use super::journeys::{confirm, connect_app};
use super::passkeys::{add, sign_up_with};
use super::world::{Browser, PASSWORD, World};

const SHORT: &str = "xK9#mQ2$vL";

async fn with_password(world: &World, browser: &mut Browser, email: &str, password: &str) {
    confirm(world, browser, email).await;
    browser.send("/create/password", &[("new_password", password)]).await;
    assert!(browser.page.contains("Protect your sign-in"), "{}", browser.page);
}

#[tokio::test]
async fn a_short_password_alone_goes_nowhere() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        let address = world.pushed(&world.account, &[]).await;
        browser.follow(&address).await;
        with_password(&world, &mut browser, "ana@example.com", SHORT).await;
        assert!(!browser.page.contains("action=\"/set-up\""), "it may be put off: {}", browser.page);
        assert_eq!(browser.post("/set-up", &[]).await.location, "/set-up");
        assert_eq!(browser.get("/continue").await.location, "/set-up");
        // Nor by signing in again, elsewhere or here, or by coming from a site.
        let mut other = world.browser();
        for visitor in [&mut other, &mut browser] {
            let address = world.pushed(&world.account, &[]).await;
            visitor.follow("/sign-in").await;
            visitor.send("/sign-in", &[("email", "ana@example.com"), ("password", SHORT)]).await;
            visitor.follow(&address).await;
            assert!(visitor.page.contains("Protect your sign-in"), "{}", visitor.page);
            assert!(!visitor.page.contains("action=\"/set-up\""), "{}", visitor.page);
        }
        browser.follow("/set-up").await;
        connect_app(&world, &mut browser).await;
        assert!(browser.page.contains("One authenticator app"), "{}", browser.page);
        browser.send("/set-up", &[]).await;
        assert!(browser.page.contains("I am Ben Prueba"), "{}", browser.page);
    })
    .await;
}

#[tokio::test]
async fn a_security_key_without_a_password_counts_for_nothing() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut browser, mut passkey, mut key) =
            (world.browser(), Authenticator::new(), Authenticator::without_verification());
        sign_up_with(&world, &mut browser, "ana@example.com", &mut passkey).await;
        assert!(!browser.page.contains("Add a security key"), "{}", browser.page);
        add(&mut browser, "key", &mut key, "Blue key").await;
        browser.follow("/set-up").await;
        assert!(browser.page.contains("you have none: it does not count yet"), "{}", browser.page);
        assert!(browser.page.contains("Go on without more protection"), "{}", browser.page);
        // With a password it follows, it does.
        browser.follow("/security/password").await;
        browser.send("/security/password", &[("new_password", PASSWORD)]).await;
        browser.follow("/set-up").await;
        assert!(!browser.page.contains("does not count") && browser.page.contains("One security key"));
        assert!(!browser.page.contains("Go on without more protection"), "{}", browser.page);
    })
    .await;
}

#[tokio::test]
async fn a_password_that_is_refused_is_shown_how_strong_it_is() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        confirm(&world, &mut browser, "ana@example.com").await;
        browser.follow("/create/password").await;
        assert!(!browser.page.contains("<meter"), "{}", browser.page);
        assert_eq!(browser.send("/create/password", &[("new_password", "password1234")]).await.status, 422);
        assert!(browser.page.contains("<meter"), "{}", browser.page);
    })
    .await;
}

#[tokio::test]
async fn a_long_password_may_put_it_off_with_a_warning() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        with_password(&world, &mut browser, "ana@example.com", PASSWORD).await;
        assert!(browser.page.contains("getting back in takes days"), "{}", browser.page);
        assert_eq!(browser.send("/set-up", &[]).await.status, 200);
        assert!(browser.page.contains("Your sign-in"), "{}", browser.page);
        assert_eq!(browser.get("/set-up").await.location, "/security");
        // The next time it is asked for again, and level one is all there is.
        world.wait(60);
        let mut other = world.browser();
        other.follow("/sign-in").await;
        other.send("/sign-in", &[("email", "ana@example.com"), ("password", PASSWORD)]).await;
        assert!(other.page.contains("Protect your sign-in"), "{}", other.page);
    })
    .await;
}
