//! Does everything work that the metadata announces for requests to sign someone in? Each value is tried.

use std::collections::BTreeSet;

use outside::jose::{self, Algorithm, KeySet, SigningKey};
use serde_json::{Value, json};
use store::testing::on_each_engine;

use super::world::{ISSUER, World};
use crate::oidc::request_object::open;

/// The texts of a list in the metadata.
fn texts(metadata: &Value, name: &str) -> Vec<String> {
    let list = metadata[name].as_array().unwrap_or_else(|| panic!("no {name}"));
    assert!(!list.is_empty(), "{name}");
    list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_announced_value_is_taken() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let metadata = world.browser().get("/.well-known/openid-configuration").await.json();
        let values = [
            ("prompt", "prompt_values_supported"),
            ("display", "display_values_supported"),
            ("ui_locales", "ui_locales_supported"),
            ("acr_values", "acr_values_supported"),
            ("response_type", "response_types_supported"),
            ("response_mode", "response_modes_supported"),
            ("code_challenge_method", "code_challenge_methods_supported"),
        ];
        for (parameter, name) in values {
            for value in texts(&metadata, name) {
                let answer = world.push(&world.account, &[(parameter, &value)]).await;
                assert_eq!(answer.status, 201, "{parameter}={value}: {}", answer.body);
            }
        }
        let may = &world.identity.client("account").unwrap().scopes;
        for scope in texts(&metadata, "scopes_supported") {
            let known =
                crate::oidc::scopes::Scope::from_word(&scope).expect("a scope that is announced is known");
            if may.contains(&known) {
                let answer = world.push(&world.account, &[("scope", &format!("openid {scope}"))]).await;
                assert_eq!(answer.status, 201, "{scope}: {}", answer.body);
            }
        }
        for switch in
            ["claims_parameter_supported", "request_parameter_supported", "verified_claims_supported"]
        {
            assert_eq!(metadata[switch], json!(true), "{switch}");
        }
        assert_eq!(metadata["request_uri_parameter_supported"], json!(false));
    })
    .await;
}

#[tokio::test]
async fn every_announced_claim_is_told_and_no_other() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let metadata = world.browser().get("/.well-known/openid-configuration").await.json();
        let verified = texts(&metadata, "claims_in_verified_claims_supported");
        let wanted: serde_json::Map<String, Value> =
            verified.iter().map(|name| (name.clone(), Value::Null)).collect();
        let frameworks = texts(&metadata, "trust_frameworks_supported");
        let claims = json!({ "userinfo": { "verified_claims":
            { "verification": { "trust_framework": { "values": frameworks } }, "claims": wanted } } });
        let may = &world.identity.client("account").unwrap().scopes;
        let scopes = crate::oidc::scopes::join(may);
        let mut browser = world.browser();
        let code = world.code(&mut browser, &[("scope", &scopes), ("claims", &claims.to_string())]).await;
        let tokens = world.trade(&world.account, &code, &[]).await.json();
        let body = tokens["id_token"].as_str().unwrap().split('.').nth(1).unwrap();
        let id_token = jose::parse_object(&jose::decode(body).unwrap()).unwrap();
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let told = world.userinfo(Some(&bearer)).await.json();
        let told = told.as_object().unwrap();
        let found: BTreeSet<String> = id_token.keys().chain(told.keys()).cloned().collect();
        let announced: BTreeSet<String> = texts(&metadata, "claims_supported").into_iter().collect();
        // A made-up person has no phone; it is told in a test of its own.
        let without_phone = |name: &String| !name.starts_with("phone_number");
        let announced: BTreeSet<String> = announced.into_iter().filter(without_phone).collect();
        assert_eq!(found, announced);
        let proved: BTreeSet<&String> =
            told["verified_claims"]["claims"].as_object().unwrap().keys().collect();
        assert_eq!(proved, verified.iter().collect());
        let levels = texts(&metadata, "acr_values_supported");
        assert!(levels.contains(&id_token["acr"].as_str().unwrap().to_owned()));
    })
    .await;
}

#[tokio::test]
async fn every_announced_algorithm_signs_requests() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let metadata = world.browser().get("/.well-known/openid-configuration").await.json();
        let algorithms = texts(&metadata, "request_object_signing_alg_values_supported");
        let mut client = world.identity.client("bank").unwrap().as_ref().clone();
        client.requests.algorithms = Algorithm::ALL.to_vec();
        for name in algorithms {
            let key = SigningKey::generate_for(Algorithm::from_name(&name).unwrap()).unwrap();
            let token = jose::sign(&key, "oauth-authz-req+jwt", &world.object(&world.signer, &[])).unwrap();
            assert_eq!(jose::decode_header(&token).unwrap().algorithm.name(), name);
            let keys = KeySet::of([&key]);
            assert!(open(&client, &keys, ISSUER, &token, world.now()).is_ok(), "{name}");
            client.requests.algorithms.retain(|algorithm| algorithm.name() != name);
            assert!(
                open(&client, &keys, ISSUER, &token, world.now()).is_err(),
                "{name} is not this client's"
            );
            client.requests.algorithms = Algorithm::ALL.to_vec();
        }
    })
    .await;
}
