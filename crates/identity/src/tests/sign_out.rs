//! Is someone signed out when they mean it, and never when somebody else does?

use store::testing::on_each_engine;

use super::world::{AFTER, World};

#[tokio::test]
async fn signing_out_at_a_site_signs_out_here() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        let code = world.code(&mut browser, &[]).await;
        let tokens = world.trade(&world.account, &code, &[]).await.json();
        let hint = tokens["id_token"].as_str().unwrap();
        // Long after: an expired hint still names the session.
        world.wait(600);
        let back = browser
            .get(&format!("/oidc/sign-out?id_token_hint={hint}&post_logout_redirect_uri={AFTER}&state=s"))
            .await;
        assert_eq!(back.location, format!("{AFTER}?state=s"));
        assert_eq!(browser.get("/security").await.location, "/sign-in");
    })
    .await;
}

#[tokio::test]
async fn whoever_is_asked_decides_for_this_session_alone() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut maria, mut other) = (world.browser(), world.browser());
        let code = world.code(&mut maria, &[]).await;
        let tokens = world.trade(&world.account, &code, &[]).await.json();
        let hint = tokens["id_token"].as_str().unwrap();
        // Without a hint, or with that of another session, the person is asked.
        world.code(&mut other, &[]).await;
        for query in [String::new(), format!("id_token_hint={hint}&post_logout_redirect_uri={AFTER}")] {
            assert_eq!(other.get(&format!("/oidc/sign-out?{query}")).await.status, 200);
            assert!(other.page.contains("Sign out?"), "{}", other.page);
        }
        let fields = [("client_id", "account"), ("post_logout_redirect_uri", AFTER), ("state", "")];
        assert_eq!(other.post("/oidc/sign-out", &fields).await.location, AFTER);
        assert_eq!(other.get("/security").await.location, "/sign-in");
        assert_eq!(maria.get("/security").await.status, 200);
        let fields =
            [("client_id", "account"), ("post_logout_redirect_uri", "https://evil.example/"), ("state", "")];
        maria.follow("/security").await;
        assert_eq!(maria.post("/oidc/sign-out", &fields).await.status, 400);
    })
    .await;
}
