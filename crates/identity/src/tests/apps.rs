//! Can another authenticator app be connected, and does the session get a new token then?

use store::testing::on_each_engine;
use values::Secret;

use super::journeys::{shown_key, sign_up};
use super::world::{Browser, PASSWORD, World};
use crate::authenticators::app;

async fn signed_in(world: &World) -> Browser {
    let mut browser = world.browser();
    sign_up(world, &mut browser, "ana@example.com").await;
    browser.send("/set-up", &[]).await;
    browser
}

/// Opens the page that connects an app: the key it shows.
async fn begin(browser: &mut Browser) -> Secret<Vec<u8>> {
    browser.follow("/security/apps").await;
    browser.send("/security/apps/start", &[]).await;
    shown_key(browser)
}

#[tokio::test]
async fn another_app_is_connected_by_its_code_and_signs_in() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = signed_in(&world).await;
        let key = begin(&mut browser).await;
        browser.follow("/security/apps/add").await;
        assert_eq!(shown_key(&browser).expose(), key.expose(), "loading the page again shows another key");
        assert_eq!(browser.send("/security/apps/add", &[("code", "000000")]).await.status, 422);
        let mut before = browser.clone();
        let code = app::code_at(&key, world.now());
        browser.send("/security/apps/add", &[("code", &code)]).await;
        assert_eq!(browser.page.matches("Connected on").count(), 2, "{}", browser.page);
        assert_ne!(before.get("/security").await.status, 200, "the old token still opens");
        browser.follow("/security").await;
        assert!(browser.page.contains("Authenticator app added"), "{}", browser.page);
        world.wait(60);
        let mut other = world.browser();
        other.follow("/sign-in").await;
        other.send("/sign-in", &[("email", "ana@example.com"), ("password", PASSWORD)]).await;
        other.send("/sign-in/code", &[("code", &app::code_at(&key, world.now()))]).await;
        assert_eq!(other.get("/security").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn an_app_needs_a_recent_sign_in_and_a_beginning() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        assert_eq!(world.browser().get("/security/apps/add").await.location, "/sign-in");
        let mut browser = signed_in(&world).await;
        assert_eq!(browser.get("/security/apps/add").await.location, "/security/apps");
        begin(&mut browser).await;
        for _ in 0..3 {
            world.wait(600);
            browser.follow("/security").await;
        }
        let sent_back = browser.get("/security/apps/add").await.location;
        assert!(sent_back.starts_with("/sign-in/again"), "{sent_back}");
    })
    .await;
}
