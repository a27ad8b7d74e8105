//! Are a site's keys fetched as they must be, is one that is shut refused, and can anybody read what it may be told?

use outside::jose;
use serde_json::Value;
use store::testing::on_each_engine;

use super::receiver::{Answers, Receiver};
use super::world::World;

#[tokio::test]
async fn keys_at_an_address_are_fetched_when_needed_and_not_more_often() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let club = Receiver::new("club").await;
        let like = world.identity.client("shop").unwrap();
        let mut client = club.registered(&like, &[]);
        client.keys = jose::KeySet::default();
        client.calls.jwks_uri = Some(club.address("/keys"));
        world.identity.set_clients(vec![client]).unwrap();
        let keys = |keys: &[&jose::SigningKey]| {
            let set = jose::KeySet::of(keys.iter().copied());
            Answers::With(200, serde_json::to_string(&set).unwrap())
        };
        club.usually(keys(&[&club.client.key]));
        let pushes = async |client: &super::world::TestClient| world.push(client, &[]).await.status.as_u16();
        assert_eq!((pushes(&club.client).await, pushes(&club.client).await), (201, 201));
        assert_eq!(club.calls().len(), 1, "fetched once");
        // A new key: not looked for within the minute, then found at once.
        let renewed = super::world::TestClient { id: "club", key: jose::SigningKey::generate().unwrap() };
        club.usually(keys(&[&renewed.key, &club.client.key]));
        assert_eq!((pushes(&renewed).await, club.calls().len()), (401, 0));
        world.wait(61);
        assert_eq!((pushes(&renewed).await, pushes(&club.client).await), (201, 201));
        assert_eq!(club.calls().len(), 1);
        // Unknown keys, however many, cost one call a minute.
        let stranger = super::world::TestClient { id: "club", key: jose::SigningKey::generate().unwrap() };
        world.wait(61);
        for _ in 0..5 {
            assert_eq!(pushes(&stranger).await, 401);
        }
        assert_eq!(club.calls().len(), 1);
        // Out of reach: the keys at hand stay good for a day, and no longer.
        club.usually(Answers::With(500, String::new()));
        world.wait(7_200);
        assert_eq!(pushes(&renewed).await, 201);
        world.wait(90_000);
        assert_eq!(pushes(&renewed).await, 401);
        for (what, bad) in [
            (
                "a private key",
                r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}]}"#.to_owned(),
            ),
            ("a shared secret", r#"{"keys":[{"kty":"oct","k":"AA"}]}"#.to_owned()),
            ("no keys", r#"{"keys":[]}"#.to_owned()),
            ("no list", r#"{"keys":{}}"#.to_owned()),
            ("no JSON", "<html>".to_owned()),
        ] {
            club.usually(Answers::With(200, bad));
            world.wait(61);
            assert_eq!(pushes(&renewed).await, 401, "{what}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_site_that_is_shut_or_gone_is_refused_at_once() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let club = Receiver::new("club").await;
        world.with_receivers(&[(&club, &[])]);
        let mut browser = world.browser();
        world.enter(&mut browser, &club.client).await;
        let address = world.pushed(&club.client, &[]).await;
        let code = browser.follow(&address).await.parameter("code").unwrap();
        let token = world.trade(&club.client, &code, &[]).await.json();
        let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
        assert_eq!(world.userinfo(Some(&bearer)).await.status, 200);
        let waiting = world.pushed(&club.client, &[]).await;
        let shut = store::identity::shut_clients::Shut {
            client_id: "club".to_owned(),
            shut_at: world.now(),
            reason: "test".to_owned(),
        };
        world.identity.write(store::identity::shut_clients::add(&shut)).await.unwrap();
        world.identity.follow_shut_clients().await.unwrap();
        assert_eq!(world.userinfo(Some(&bearer)).await.status, 401);
        assert_eq!(world.push(&club.client, &[]).await.error(), "invalid_client");
        assert_eq!(world.trade(&club.client, &code, &[]).await.error(), "invalid_client");
        assert_eq!(browser.get(&waiting).await.status, 400);
        assert!(browser.follow("/sites/club").await.body.contains("Not available now"));
        world.identity.write(store::identity::shut_clients::remove("club")).await.unwrap();
        world.identity.follow_shut_clients().await.unwrap();
        assert_eq!(world.push(&club.client, &[]).await.status, 201);
        assert_eq!(world.userinfo(Some(&bearer)).await.status, 401, "what was given out before stays ended");
        world.identity.set_clients(Vec::new()).unwrap();
        assert_eq!(world.push(&club.client, &[]).await.error(), "invalid_client");
        assert_eq!(browser.get("/sites/club").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn each_site_has_a_public_page_in_both_languages_and_for_programs() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let text = include_str!("../../../../docs/operate/clients.md").split("```toml\n").nth(1).unwrap();
        let text = text.split("```").next().unwrap();
        let place = crate::oidc::clients::files::Place::Real;
        world.identity.set_clients(vec![crate::oidc::clients::files::read(text, place).unwrap()]).unwrap();
        let mut browser = world.browser();
        let english = browser.follow("/sites/shop-portal").await.body;
        for said in [
            "Shop portal",
            "To send you receipts.",
            "The site needs it",
            "seven years",
            "Shop Portal Inc.",
            "help@shop.example",
            "privacy@shop.example",
            "/security/sites",
            "/sites/shop-portal.json",
        ] {
            assert!(english.contains(said), "{said}: {english}");
        }
        assert!(!english.contains("5d0c6f"), "what is shown to the receiver stays between the two");
        let spanish = browser.follow("/sites/shop-portal?lang=es").await.body;
        for said in ["Portal de tiendas", "Para enviarle recibos.", "El sitio lo necesita", "siete años"] {
            assert!(spanish.contains(said), "{said}: {spanish}");
        }
        let all = browser.follow("/sites?lang=en").await.body;
        assert!(all.contains("/sites/shop-portal") && all.contains("/sites/account"), "{all}");
        let json: Value = serde_json::from_str(&browser.get("/sites/shop-portal.json").await.body).unwrap();
        assert_eq!(json["told"][0]["topic"], "email");
        assert_eq!(json["told"][0]["purpose"]["es"], "Para enviarle recibos.");
        assert_eq!((json["served"].as_bool(), json["subject_type"].as_str()), (Some(true), Some("pairwise")));
        assert!(!json.to_string().contains("5d0c6f"));
        for missing in ["/sites/nobody", "/sites/nobody.json", "/sites/..%2fetc"] {
            assert_eq!(browser.get(missing).await.status, 404, "{missing}");
        }
    })
    .await;
}
