//! Do the endpoints that sites call keep to what was asked? What they refuse is in the table of `negative`.

use outside::jose;
use store::testing::on_each_engine;

use super::world::{World, changed, form};

#[tokio::test]
async fn a_wrong_trade_does_not_use_the_code_up() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let code = world.code(&mut world.browser(), &[]).await;
        for changes in [("code_verifier", ""), ("redirect_uri", "https://evil.example/")] {
            assert_eq!(world.trade(&world.account, &code, &[changes]).await.error(), "invalid_grant");
        }
        assert_eq!(world.trade(&world.other, &code, &[]).await.error(), "invalid_grant");
        let good = world.trade(&world.account, &code, &[]).await;
        assert_eq!((good.status.as_u16(), good.header["cache-control"].as_str()), (200, "no-store"));
    })
    .await;
}

#[tokio::test]
async fn userinfo_opens_to_a_good_token_for_as_long_as_it_lives() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let code = world.code(&mut world.browser(), &[]).await;
        let tokens = world.trade(&world.account, &code, &[]).await.json();
        let token = tokens["access_token"].as_str().unwrap();
        let bearer = format!("bearer {token}");
        assert_eq!(world.userinfo(Some(&bearer)).await.status, 200);
        world.wait(300);
        assert_eq!(world.userinfo(Some(&bearer)).await.status, 401, "expired");
    })
    .await;
}

#[tokio::test]
async fn prompt_and_max_age_are_heeded() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        world.code(&mut browser, &[]).await;
        let mut outcome = async |changes: &[(&str, &str)]| {
            let address = world.pushed(&world.account, changes).await;
            let answer = browser.follow(&address).await;
            answer.parameter("error").or(answer.parameter("code").map(|_| "code".to_owned())).unwrap_or_else(
                || {
                    if browser.page.contains("action=\"/consent\"") { "consent" } else { "sign-in" }
                        .to_owned()
                },
            )
        };
        world.wait(100);
        assert_eq!(outcome(&[]).await, "code");
        assert_eq!(outcome(&[("max_age", "200")]).await, "code");
        assert_eq!(outcome(&[("max_age", "50")]).await, "sign-in");
        assert_eq!(outcome(&[("max_age", "50"), ("prompt", "none")]).await, "login_required");
        assert_eq!(outcome(&[("max_age", "0")]).await, "sign-in");
        assert_eq!(outcome(&[("prompt", "login")]).await, "sign-in");
        assert_eq!(outcome(&[("prompt", "select_account")]).await, "sign-in");
        assert_eq!(outcome(&[("prompt", "consent")]).await, "consent");
        assert_eq!(outcome(&[("prompt", "none")]).await, "code");
        let mut stranger = world.browser();
        let query = form(&changed(&world.other, &[("prompt", "none")]));
        let refused = stranger.follow(&format!("/oidc/authorize?{query}")).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
        let refused = browser.follow(&format!("/oidc/authorize?{query}")).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("consent_required"));
        // Asked for a new sign-in, and given one: the answer comes, with the new time.
        let code = world.code(&mut browser, &[("prompt", "login")]).await;
        let tokens = world.trade(&world.account, &code, &[]).await.json();
        let body = tokens["id_token"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
        let claims = jose::parse_object(&jose::decode(&body).unwrap()).unwrap();
        assert!(claims["auth_time"].as_i64().unwrap() >= world.now().as_second() - 5);
    })
    .await;
}

#[tokio::test]
async fn no_is_told_to_the_site() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        let address = world.pushed(&world.account, &[]).await;
        browser.follow(&address).await;
        browser.send("/sign-in/demonstration", &[("person", "0")]).await;
        let back = browser.send("/consent", &[("decision", "refuse")]).await;
        assert_eq!(back.parameter("error").as_deref(), Some("access_denied"));
        // The request is over: the form sent again leads nowhere.
        let address = world.pushed(&world.account, &[]).await;
        browser.follow(&address).await;
        assert!(browser.page.contains("action=\"/consent\""));
    })
    .await;
}
