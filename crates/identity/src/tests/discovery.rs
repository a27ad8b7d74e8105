//! Does the metadata tell the truth, and does a change of keys sign nobody out?

use outside::jose;
use serde_json::json;
use store::testing::on_each_engine;

use super::world::{ISSUER, World};

#[tokio::test]
async fn the_metadata_tells_the_truth_and_keys_rotate_without_signing_anyone_out() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        let metadata = browser.get("/.well-known/openid-configuration").await.json();
        assert_eq!(metadata["issuer"], ISSUER);
        for (name, expected) in [
            ("code_challenge_methods_supported", json!(["S256"])),
            ("response_types_supported", json!(["code"])),
            ("subject_types_supported", json!(["pairwise"])),
            (
                "token_endpoint_auth_methods_supported",
                json!([
                    "private_key_jwt",
                    "tls_client_auth",
                    "self_signed_tls_client_auth",
                    "client_secret_basic",
                    "client_secret_post",
                    "none"
                ]),
            ),
            ("dpop_signing_alg_values_supported", json!(["ES256", "EdDSA"])),
            ("grant_types_supported", json!(["authorization_code", "refresh_token", "client_credentials"])),
            ("authorization_response_iss_parameter_supported", json!(true)),
        ] {
            assert_eq!(metadata[name], expected, "{name}");
        }
        let before = browser.get("/oidc/keys").await.json();
        assert!(!before.to_string().contains("\"d\""), "a private key is shown");
        let code = world.code(&mut browser, &[]).await;
        let tokens = world.trade(&world.account, &code, &[]).await.json();
        world.wait(1);
        world.identity.rotate_signing_keys(world.now(), world.now()).await.unwrap();
        let after: jose::KeySet = serde_json::from_value(browser.get("/oidc/keys").await.json()).unwrap();
        assert_eq!(after.keys.len(), 2);
        let old = tokens["id_token"].as_str().unwrap();
        assert!(jose::verify(old, &after, &[jose::Algorithm::Es256], &["jwt"]).is_ok());
        let code = world.code(&mut browser, &[]).await;
        let new =
            world.trade(&world.account, &code, &[]).await.json()["id_token"].as_str().unwrap().to_owned();
        assert_eq!(jose::decode_header(&new).unwrap().key_id, after.keys[0].kid);
        assert_ne!(jose::decode_header(old).unwrap().key_id, after.keys[0].kid);
    })
    .await;
}
