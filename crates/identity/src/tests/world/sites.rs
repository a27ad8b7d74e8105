//! The sites that rely on the provider, and what they send it.

use axum::body::Body;
use axum::http::Request;
use outside::Dice;
use outside::jose::{self, KeySet, SigningKey};
use serde_json::{Value, json};

use super::browser::{Answer, answer};
use super::{ISSUER, World};
use crate::oidc::clients::{Calls, Client, Record};
use crate::oidc::kinds::{Authentication, Refresh, Service, TokenRules};
use crate::oidc::parameters::encode;
use crate::oidc::rules::RequestRules;
use crate::oidc::scopes::Scope;

pub(in crate::tests) const CALLBACK: &str = "http://localhost:8080/signed-in";
pub(in crate::tests) const AFTER: &str = "http://localhost:8080/";

/// The example of RFC 7636, appendix B.
pub(in crate::tests) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(in crate::tests) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A site that relies on the provider.
#[derive(Clone)]
pub(in crate::tests) struct TestClient {
    pub(in crate::tests) id: &'static str,
    pub(in crate::tests) key: SigningKey,
}

pub(in crate::tests) fn client(
    id: &'static str,
    key: &SigningKey,
    sector: &str,
    must_push: bool,
    scopes: &[Scope],
) -> Client {
    Client {
        client_id: id.to_owned(),
        name_en: format!("The {id} site"),
        name_es: format!("El sitio {id}"),
        redirect_uris: vec![CALLBACK.to_owned(), "http://localhost:8080/other?x=1".to_owned()],
        post_logout_redirect_uris: vec![AFTER.to_owned()],
        authentication: Authentication::SignedStatement,
        keys: KeySet::of([key]),
        scopes: scopes.to_vec(),
        sector: sector.to_owned(),
        must_push,
        tokens: TokenRules::default(),
        requests: RequestRules::default(),
        calls: Calls::default(),
        record: Record::default(),
        is_staff_site: false,
    }
}

/// The clients whose tokens are of other kinds: bound to a key, of a program in people's hands, in their own name.
pub(super) fn other_kinds(key: &SigningKey) -> [Client; 3] {
    let scopes = [Scope::Openid, Scope::Email];
    let with_session = TokenRules { refresh: Refresh::WithSession, ..TokenRules::default() };
    let bound = client("bound", key, "bound", true, &scopes);
    let public = client("public", key, "public", false, &scopes);
    let service = client("service", key, "service", true, &[]);
    let calls = Service {
        scopes: vec!["books.read".to_owned()],
        audiences: vec!["https://books.example/".to_owned()],
    };
    [
        Client { tokens: TokenRules { must_use_dpop: true, ..with_session.clone() }, ..bound },
        Client { authentication: Authentication::None, tokens: with_session, ..public },
        Client {
            redirect_uris: Vec::new(),
            tokens: TokenRules { service: Some(calls), ..TokenRules::default() },
            ..service
        },
    ]
}

impl World {
    /// A call from server to server.
    pub(in crate::tests) async fn post(&self, path: &str, body: &str) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        let request =
            Request::post(path).header("content-type", kind).body(Body::from(body.to_owned())).unwrap();
        answer(&self.router, request).await
    }

    pub(in crate::tests) async fn userinfo(&self, authorization: Option<&str>) -> Answer {
        let mut request = Request::get("/oidc/userinfo");
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        answer(&self.router, request.body(Body::empty()).unwrap()).await
    }

    /// Pushes a good request with changes, and returns the answer.
    pub(in crate::tests) async fn push(&self, client: &TestClient, changes: &[(&str, &str)]) -> Answer {
        self.post("/oidc/push", &form(&self.as_client(client, &changed(client, changes)))).await
    }

    /// The address a visitor takes to a pushed request.
    pub(in crate::tests) async fn pushed(&self, client: &TestClient, changes: &[(&str, &str)]) -> String {
        let answer = self.push(client, changes).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let name = answer.json()["request_uri"].as_str().unwrap().to_owned();
        format!("/oidc/authorize?client_id={}&request_uri={}", client.id, encode(&name))
    }

    /// Parameters together with a fresh proof of who calls.
    pub(in crate::tests) fn as_client(
        &self,
        client: &TestClient,
        fields: &[(String, String)],
    ) -> Vec<(String, String)> {
        let mut all = fields.to_vec();
        if client.id == "public" {
            all.retain(|(name, _)| name != "client_id");
            all.push(("client_id".into(), client.id.into()));
            return all;
        }
        all.push(("client_assertion_type".into(), crate::oidc::client_auth::ASSERTION_TYPE.into()));
        all.push(("client_assertion".into(), self.assertion(client, &|_| ())));
        all
    }

    /// A proof of who calls, changed.
    pub(in crate::tests) fn assertion(&self, client: &TestClient, edit: &dyn Fn(&mut Value)) -> String {
        let second = self.now().as_second();
        let id = jose::encode(&Dice::system().bytes::<16>());
        let mut claims = json!({ "iss": client.id, "sub": client.id, "aud": ISSUER, "jti": id, "iat": second, "exp": second + 60 });
        edit(&mut claims);
        jose::sign(&client.key, "JWT", &claims).unwrap()
    }

    /// Trades a code, with changes.
    pub(in crate::tests) async fn trade(
        &self,
        client: &TestClient,
        code: &str,
        changes: &[(&str, &str)],
    ) -> Answer {
        let good = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.post("/oidc/token", &form(&self.as_client(client, &with(&good, changes)))).await
    }

    /// The address a visitor takes to a request that is not pushed.
    #[expect(clippy::unused_self, reason = "stands beside the one that pushes")]
    pub(in crate::tests) fn address(&self, client: &TestClient, changes: &[(&str, &str)]) -> String {
        format!("/oidc/authorize?{}", form(&changed(client, changes)))
    }
}

/// The parameters of a good request, changed: an empty value takes one away.
pub(in crate::tests) fn changed(client: &TestClient, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let scope = if client.id == "account" { "openid profile email tax_number" } else { "openid email" };
    let good = [
        ("response_type", "code"),
        ("client_id", client.id),
        ("redirect_uri", CALLBACK),
        ("scope", scope),
        ("state", "state 1&2"),
        ("nonce", "nonce-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    with(&good, changes)
}

pub(in crate::tests) fn with(good: &[(&str, &str)], changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let kept = good.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let added = changes.iter().filter(|(_, value)| !value.is_empty());
    kept.chain(added).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub(in crate::tests) fn form(fields: &[(String, String)]) -> String {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}
