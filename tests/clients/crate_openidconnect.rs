//! Does the crate openidconnect get on with the provider? With a secret in the header, as many programs still do.

use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, RedirectUrl, Scope, TokenResponse as _,
};
use reqwest::Url;
use serde_json::Value;

use super::sites::{Site, secret};
use super::{AFTER, CALLBACK, go};
use crate::world::server::{Server, engines};
use crate::world::visitor::Visitor;

/// The crate speaks through whatever client it is given: ours, which follows no redirect.
async fn call(request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let (head, body) = request.into_parts();
    let answer =
        client.request(head.method, head.uri.to_string()).headers(head.headers).body(body).send().await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let mut response = HttpResponse::new(answer.bytes().await?.to_vec());
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

fn parameter(address: &str, name: &str) -> String {
    let address = Url::parse(address).expect("an address");
    let found = address.query_pairs().find(|(key, _)| key == name);
    found.unwrap_or_else(|| panic!("no {name} in {address}")).1.into_owned()
}

async fn discovered(server: &Server) -> (CoreProviderMetadata, Value) {
    let issuer = IssuerUrl::new(server.identity()).expect("an address");
    let metadata = CoreProviderMetadata::discover_async(issuer, &call).await.expect("it is discovered");
    let address = format!("{}/.well-known/openid-configuration", server.identity());
    let all = reqwest::get(address).await.expect("an answer").json().await.expect("JSON");
    (metadata, all)
}

#[tokio::test]
async fn openidconnect_with_a_secret_in_the_header() {
    for database in engines().await {
        let (secret, hash) = secret();
        let site = Site { id: "crate", method: "client_secret_basic", secret_hash: &hash, ..Site::default() };
        let server = site.serve(database).await;
        let (metadata, all) = discovered(&server).await;
        let client = CoreClient::from_provider_metadata(
            metadata,
            ClientId::new("crate".into()),
            Some(ClientSecret::new(secret)),
        )
        .set_redirect_uri(RedirectUrl::new(CALLBACK.into()).expect("an address"));
        // Sign-in.
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (address, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("email".into()))
            .set_pkce_challenge(challenge)
            .url();
        let mut visitor = Visitor::new();
        let back = go(&mut visitor, address.as_str(), CALLBACK).await;
        assert_eq!(&parameter(&back, "state"), state.secret());
        assert_eq!(parameter(&back, "iss"), server.identity());
        let code = AuthorizationCode::new(parameter(&back, "code"));
        let request = client.exchange_code(code).expect("the endpoint is known").set_pkce_verifier(verifier);
        let tokens = request.request_async(&call).await.expect("tokens");
        let id_token = tokens.id_token().expect("an ID token");
        let claims = id_token.claims(&client.id_token_verifier(), &nonce).expect("a good ID token");
        let userinfo = client
            .user_info(tokens.access_token().clone(), Some(claims.subject().clone()))
            .expect("the endpoint is known");
        let userinfo: CoreUserInfoClaims = userinfo.request_async(&call).await.expect("the person");
        assert!(userinfo.email().is_some_and(|email| email.contains('@')), "{userinfo:?}");
        // Refresh.
        let refresh_token = tokens.refresh_token().expect("a refresh token");
        let refreshed = client.exchange_refresh_token(refresh_token).expect("the endpoint is known");
        let refreshed = refreshed.request_async(&call).await.expect("new tokens");
        let again = client.user_info(refreshed.access_token().clone(), Some(claims.subject().clone()));
        let again: CoreUserInfoClaims =
            again.expect("the endpoint is known").request_async(&call).await.expect("the person");
        assert_eq!(again.email(), userinfo.email());
        // Logout.
        let leave = all["end_session_endpoint"].as_str().expect("an address");
        let hint = [("id_token_hint", id_token.to_string()), ("post_logout_redirect_uri", AFTER.to_owned())];
        let leave = Url::parse_with_params(leave, hint).expect("an address");
        assert_eq!(go(&mut visitor, leave.as_str(), AFTER).await, AFTER);
        let last = refreshed.refresh_token().unwrap_or(refresh_token);
        let refused = client.exchange_refresh_token(last).expect("the endpoint is known");
        let refused = refused.request_async(&call).await.expect_err("signed out").to_string();
        assert!(refused.contains("invalid_grant"), "{refused}");
    }
}
