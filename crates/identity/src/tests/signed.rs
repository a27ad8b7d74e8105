//! Is a signed request followed, with what stands in it and nothing beside it (RFC 9101)?

use outside::jose;
use serde_json::{Map, Value, json};
use store::testing::on_each_engine;

use super::world::{ISSUER, TestClient, World, changed, form};

impl World {
    /// The claims of a good request object: a good request, changed, and what a token says of itself.
    pub(super) fn object(&self, client: &TestClient, changes: &[(&str, &str)]) -> Value {
        let second = self.now().as_second();
        let mut claims: Map<String, Value> =
            changed(client, changes).into_iter().map(|(name, value)| (name, Value::String(value))).collect();
        let own =
            json!({ "iss": client.id, "aud": ISSUER, "iat": second, "nbf": second, "exp": second + 300 });
        claims.extend(own.as_object().unwrap().clone());
        Value::Object(claims)
    }

    /// A request object, signed by the site.
    pub(super) fn signed(&self, client: &TestClient, edit: &dyn Fn(&mut Value)) -> String {
        let mut claims = self.object(client, &[]);
        edit(&mut claims);
        jose::sign(&client.key, "oauth-authz-req+jwt", &claims).unwrap()
    }

    /// The address of a request that is one signed object.
    pub(super) fn signed_address(&self, client: &TestClient, edit: &dyn Fn(&mut Value)) -> String {
        format!("/oidc/authorize?client_id={}&request={}", client.id, self.signed(client, edit))
    }
}

#[tokio::test]
async fn a_signed_request_counts_with_what_stands_in_it() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        // In the address, and pushed; with a number and with the list of claims as JSON.
        let address = world.signed_address(&world.signer, &|body| {
            body["max_age"] = json!(1_000);
            body["claims"] = json!({ "userinfo": { "email": null } });
        });
        browser.follow(&address).await;
        assert!(browser.page.contains("you will go to The bank site"), "{}", browser.page);
        let object = world.signed(&world.signer, &|body| body["state"] = json!("inside"));
        let fields = [("client_id", "bank"), ("request", object.as_str())];
        let fields: Vec<(String, String)> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let pushed = world.post("/oidc/push", &form(&world.as_client(&world.signer, &fields))).await;
        assert_eq!(pushed.status, 201, "{}", pushed.body);
        let name = pushed.json()["request_uri"].as_str().unwrap().to_owned();
        let address =
            format!("/oidc/authorize?client_id=bank&request_uri={}", crate::oidc::parameters::encode(&name));
        browser.follow(&address).await;
        browser.send("/sign-in/demonstration", &[("person", "0")]).await;
        let back = browser.agree().await;
        assert_eq!(back.parameter("state").as_deref(), Some("inside"));
        let code = back.parameter("code").unwrap();
        assert_eq!(world.trade(&world.signer, &code, &[]).await.status, 200);
        // The same beside the object does no harm, nor does what means nothing here.
        let address = world.signed_address(&world.signer, &|_| ());
        let beside = "&scope=openid%20email&response_type=code&utm=1";
        assert!(browser.follow(&format!("{address}{beside}")).await.parameter("code").is_some());
    })
    .await;
}

#[tokio::test]
async fn sites_of_a_sector_know_a_person_by_one_name_and_others_by_another() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        let code = world.code(&mut browser, &[]).await;
        let subject = |answer: super::world::Answer| {
            let token = answer.json()["id_token"].as_str().unwrap().to_owned();
            let body = jose::decode(token.split('.').nth(1).unwrap()).unwrap();
            jose::parse_object(&body).unwrap()["sub"].as_str().unwrap().to_owned()
        };
        let account = subject(world.trade(&world.account, &code, &[]).await);
        browser.follow(&world.signed_address(&world.signer, &|_| ())).await;
        let code = browser.agree().await.parameter("code").unwrap();
        let bank = subject(world.trade(&world.signer, &code, &[]).await);
        browser.follow(&format!("/oidc/authorize?{}", form(&changed(&world.other, &[])))).await;
        let code = browser.agree().await.parameter("code").unwrap();
        let shop = subject(world.trade(&world.other, &code, &[]).await);
        assert_eq!(account, bank, "one sector");
        assert_ne!(account, shop, "another sector");
        assert!(shop.len() >= 43 && !shop.contains("maria"));
    })
    .await;
}
