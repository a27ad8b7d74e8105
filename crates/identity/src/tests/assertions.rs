//! Is a site's proof of itself refused in every wrong form (RFC 7523 section 3)?

use outside::jose::{self, SigningKey};
use serde_json::{Value, json};
use store::testing::on_each_engine;

use super::world::{World, changed, form};
use crate::oidc::client_auth::ASSERTION_TYPE;

type Edit<'a> = &'a dyn Fn(&mut Value);

fn remove(body: &mut Value, name: &str) {
    body.as_object_mut().unwrap().remove(name);
}

#[tokio::test]
async fn wrong_claims_are_refused() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let second = world.now().as_second();
        let cases: [(&str, Edit<'_>); 22] = [
            ("iss is another client", &|body| body["iss"] = json!("shop")),
            ("iss is missing", &|body| remove(body, "iss")),
            ("sub is another client", &|body| body["sub"] = json!("shop")),
            ("sub is unknown", &|body| body["sub"] = json!("nobody")),
            ("sub is missing", &|body| remove(body, "sub")),
            ("sub is no text", &|body| body["sub"] = json!(7)),
            ("aud is another server", &|body| body["aud"] = json!("https://evil.example")),
            ("aud is the token endpoint", &|body| body["aud"] = json!("http://localhost:8081/oidc/token")),
            ("aud has a slash too many", &|body| body["aud"] = json!("http://localhost:8081/")),
            ("aud is a list", &|body| body["aud"] = json!(["http://localhost:8081"])),
            ("aud names two", &|body| body["aud"] = json!(["http://localhost:8081", "https://evil.example"])),
            ("aud is missing", &|body| remove(body, "aud")),
            ("exp has passed", &|body| body["exp"] = json!(second - 11)),
            ("exp is too far", &|body| body["exp"] = json!(second + 700)),
            ("exp is text", &|body| body["exp"] = json!((second + 60).to_string())),
            ("exp is beyond the calendar", &|body| body["exp"] = json!(i64::MAX)),
            ("exp is missing", &|body| remove(body, "exp")),
            ("iat is to come", &|body| body["iat"] = json!(second + 70)),
            ("nbf is to come", &|body| body["nbf"] = json!(second + 70)),
            ("jti is missing", &|body| remove(body, "jti")),
            ("jti is empty", &|body| body["jti"] = json!("")),
            ("jti is long", &|body| body["jti"] = json!("x".repeat(257))),
        ];
        for (what, edit) in cases {
            let mut fields = changed(&world.account, &[]);
            fields.push(("client_assertion_type".into(), ASSERTION_TYPE.into()));
            fields.push(("client_assertion".into(), world.assertion(&world.account, edit)));
            let answer = world.post("/oidc/push", &form(&fields)).await;
            assert_eq!((answer.status.as_u16(), answer.error().as_str()), (401, "invalid_client"), "{what}");
        }
        assert_eq!(world.push(&world.account, &[]).await.status, 201);
    })
    .await;
}

#[tokio::test]
async fn wrong_keys_headers_and_ways_are_refused() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let claims = || {
            let token = world.assertion(&world.account, &|_| ());
            let body = token.split('.').nth(1).unwrap().to_owned();
            jose::parse_object(&jose::decode(&body).unwrap()).unwrap()
        };
        let stranger = SigningKey::generate().unwrap();
        let good = || world.assertion(&world.account, &|_| ());
        let with_header = |header: &str| {
            let token = good();
            let (_, rest) = token.split_once('.').unwrap();
            format!("{}.{rest}", jose::encode(header.as_bytes()))
        };
        let own = world.account.key.key_id();
        let cases = [
            ("signed by a stranger", jose::sign(&stranger, "JWT", &claims()).unwrap()),
            ("signed by another client", jose::sign(&world.other.key, "JWT", &claims()).unwrap()),
            ("of another type", jose::sign(&world.account.key, "logout+jwt", &claims()).unwrap()),
            ("an access token's type", jose::sign(&world.account.key, "at+jwt", &claims()).unwrap()),
            ("alg none", with_header(r#"{"alg":"none","typ":"JWT"}"#)),
            ("alg HS256", with_header(&format!(r#"{{"alg":"HS256","typ":"JWT","kid":"{own}"}}"#))),
            ("alg RS256", with_header(&format!(r#"{{"alg":"RS256","typ":"JWT","kid":"{own}"}}"#))),
            ("unknown kid", with_header(r#"{"alg":"ES256","typ":"JWT","kid":"x"}"#)),
            ("crit", with_header(r#"{"alg":"ES256","typ":"JWT","crit":["x"]}"#)),
            ("no signature", good().rsplit_once('.').unwrap().0.to_owned() + "."),
            ("two parts", good().rsplit_once('.').unwrap().0.to_owned()),
            ("nothing", String::new()),
            ("garbage", "a.b.c".to_owned()),
            ("very long", format!("{}.x", "a".repeat(20_000))),
        ];
        for (what, token) in cases {
            let mut fields = changed(&world.account, &[]);
            fields.push(("client_assertion_type".into(), ASSERTION_TYPE.into()));
            fields.push(("client_assertion".into(), token));
            let answer = world.post("/oidc/push", &form(&fields)).await;
            assert_eq!((answer.status.as_u16(), answer.error().as_str()), (401, "invalid_client"), "{what}");
        }
    })
    .await;
}

#[tokio::test]
async fn other_ways_to_prove_oneself_are_refused() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let good = || world.assertion(&world.account, &|_| ());
        let ways: [(&str, Vec<(&str, String)>); 5] = [
            ("no proof", vec![]),
            ("a secret", vec![("client_secret", "x".into())]),
            (
                "a secret beside the proof",
                vec![
                    ("client_secret", "x".into()),
                    ("client_assertion_type", ASSERTION_TYPE.into()),
                    ("client_assertion", good()),
                ],
            ),
            (
                "another type of proof",
                vec![
                    (
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:saml2-bearer".into(),
                    ),
                    ("client_assertion", good()),
                ],
            ),
            (
                "another client's proof",
                vec![
                    ("client_assertion_type", ASSERTION_TYPE.into()),
                    ("client_assertion", world.assertion(&world.other, &|_| ())),
                ],
            ),
        ];
        for (what, added) in ways {
            let mut fields = changed(&world.account, &[]);
            fields.extend(added.into_iter().map(|(name, value)| (name.to_owned(), value)));
            let answer = world.post("/oidc/push", &form(&fields)).await;
            assert_eq!((answer.status.as_u16(), answer.error().as_str()), (401, "invalid_client"), "{what}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_proof_is_good_once() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let body = form(&world.as_client(&world.account, &changed(&world.account, &[])));
        assert_eq!(world.post("/oidc/push", &body).await.status, 201);
        let again = world.post("/oidc/push", &body).await;
        assert_eq!((again.status.as_u16(), again.error().as_str()), (401, "invalid_client"));
        // Nor at another endpoint.
        assert_eq!(world.post("/oidc/token", &body).await.status, 401);
    })
    .await;
}
