//! Is someone signed out when they mean it, and never when somebody else does?

use outside::jose::{self, SigningKey};
use serde_json::json;
use store::testing::on_each_engine;

use super::world::{AFTER, ISSUER, World};

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
async fn nobody_is_signed_out_by_a_forged_address() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut maria, mut other) = (world.browser(), world.browser());
        let code = world.code(&mut maria, &[]).await;
        let tokens = world.trade(&world.account, &code, &[]).await.json();
        let hint = tokens["id_token"].as_str().unwrap();
        let stranger = SigningKey::generate().unwrap();
        let forged =
            jose::sign(&stranger, "JWT", &json!({ "iss": ISSUER, "aud": "account", "sub": "x" })).unwrap();
        for (what, query) in [
            ("forged hint", format!("id_token_hint={forged}")),
            ("garbage hint", "id_token_hint=a.b.c".to_owned()),
            ("hint of another client", format!("id_token_hint={hint}&client_id=shop")),
            ("unknown client", "client_id=nobody".to_owned()),
            (
                "foreign address",
                format!("id_token_hint={hint}&post_logout_redirect_uri=https://evil.example/"),
            ),
            ("address nearly registered", format!("id_token_hint={hint}&post_logout_redirect_uri={AFTER}x")),
            ("address without a client", format!("post_logout_redirect_uri={AFTER}")),
            ("a parameter twice", format!("id_token_hint={hint}&state=1&state=2")),
        ] {
            let refused = maria.get(&format!("/oidc/sign-out?{query}")).await;
            assert_eq!((refused.status.as_u16(), refused.location.as_str()), (400, ""), "{what}");
        }
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
