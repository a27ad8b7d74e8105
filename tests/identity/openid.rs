//! What does the provider tell of itself, and does it refuse requests that are not from a known site?

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::world::server::{Database, Server};
use crate::world::visitor::Visitor;

#[tokio::test]
async fn the_provider_describes_itself() {
    let server = Server::start(Database::Sqlite).await;
    let mut visitor = Visitor::new();
    let page = visitor.get(&format!("{}/.well-known/openid-configuration", server.identity())).await;
    assert_eq!(page.status, StatusCode::OK);
    let described: Value = serde_json::from_str(&page.body).expect("it is JSON");
    assert_eq!(described["issuer"], server.identity());
    assert_eq!(described["response_types_supported"], serde_json::json!(["code"]));
    assert_eq!(described["code_challenge_methods_supported"], serde_json::json!(["S256"]));
    for (list, one) in [
        ("id_token_signing_alg_values_supported", "ES256"),
        ("token_endpoint_auth_methods_supported", "private_key_jwt"),
    ] {
        let told = described[list].as_array().expect("a list");
        assert!(told.contains(&one.into()), "{list}: {told:?}");
    }
    let unsigned = described["id_token_signing_alg_values_supported"].to_string().contains("none");
    assert!(!unsigned, "no token goes out unsigned");
    let keys = visitor.get(described["jwks_uri"].as_str().expect("an address")).await;
    let keys: Value = serde_json::from_str(&keys.body).expect("it is JSON");
    let keys = keys["keys"].as_array().expect("a list");
    assert!(!keys.is_empty());
    for key in keys {
        assert!(["EC", "RSA", "OKP"].contains(&key["kty"].as_str().expect("a kind")), "{key}");
        for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(key.get(private).is_none(), "a private key is shown");
        }
    }
}

#[tokio::test]
async fn unknown_sites_and_foreign_addresses_are_refused_without_a_redirect() {
    let server = Server::start(Database::Sqlite).await;
    let mut visitor = Visitor::new();
    let described = visitor.get(&format!("{}/.well-known/openid-configuration", server.identity())).await;
    let described: Value = serde_json::from_str(&described.body).expect("it is JSON");
    let authorize = described["authorization_endpoint"].as_str().expect("an address");
    for query in [
        "",
        "client_id=nobody&response_type=code&redirect_uri=https://evil.example/",
        "client_id=account&response_type=code&scope=openid&redirect_uri=https://evil.example/",
        "client_id=account&request_uri=urn:ietf:params:oauth:request_uri:guessed",
    ] {
        let page = visitor.get(&format!("{authorize}?{query}")).await;
        assert!(page.status.is_client_error(), "{query}: {}", page.status);
        assert!(!page.header("location").contains("evil.example"), "{query}");
    }
    for endpoint in ["token_endpoint", "pushed_authorization_request_endpoint"] {
        let address = described[endpoint].as_str().unwrap_or_else(|| panic!("{endpoint} is told"));
        let body = [("grant_type", "authorization_code"), ("code", "guessed"), ("client_id", "account")];
        let answer = visitor.send(visitor.request(Method::POST, address).form(&body)).await;
        assert!(answer.status.is_client_error(), "{endpoint}: {}", answer.status);
        assert!(answer.body.contains("\"error\""), "{endpoint}: {}", answer.body);
    }
    let userinfo = described["userinfo_endpoint"].as_str().expect("an address");
    let request = visitor.request(Method::GET, userinfo).header("authorization", "Bearer guessed");
    assert_eq!(visitor.send(request).await.status, StatusCode::UNAUTHORIZED);
}
