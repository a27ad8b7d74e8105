//! Does a session end when the identity provider says so, and only then? A stand-in provider with its own keys.

use axum::Router;
use axum::routing::get;
use outside::http::Http;
use outside::jose::{KeySet, SigningKey, sign};
use outside::openid::{Authentication, LOGOUT_EVENT, RelyingParty, Settings};
use serde_json::{Value, json};
use store::provider_visits::{self, Visit};
use store::testing::on_each_engine;

use super::world::{World, person};

pub(super) const PERSON: &str = "demo-marcus";

/// A provider that listens, and the account site as its client.
pub(super) struct Provider {
    pub(super) issuer: String,
    pub(super) key: SigningKey,
}

impl Provider {
    pub(super) async fn new() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let key = SigningKey::generate().unwrap();
        let described = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
        });
        let keys = serde_json::to_value(KeySet::of([&key])).unwrap();
        let answer = |value: Value| get(move || async move { axum::Json(value) });
        let router = Router::new()
            .route("/.well-known/openid-configuration", answer(described))
            .route("/keys", answer(keys));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, key }
    }

    pub(super) fn relying_party(&self) -> RelyingParty {
        let settings = Settings {
            issuer: self.issuer.clone(),
            client_id: "account".to_owned(),
            authentication: Authentication::SignedStatement { to_token_endpoint: false },
            signing_key: SigningKey::generate().unwrap(),
            redirect_uri: "http://localhost:8400/sign-in/callback".to_owned(),
            post_logout_redirect_uri: "http://localhost:8400/signed-out".to_owned(),
            scopes: vec!["openid".to_owned()],
        };
        RelyingParty::new(settings, Http::new().unwrap())
    }

    /// A good logout token, changed.
    fn token(&self, world: &World, change: impl FnOnce(&mut Value)) -> String {
        self.signed(world, "logout+jwt", &self.key, change)
    }

    fn signed(&self, world: &World, typ: &str, key: &SigningKey, change: impl FnOnce(&mut Value)) -> String {
        let now = world.now().as_second();
        let mut claims = json!({
            "iss": self.issuer,
            "aud": "account",
            "sub": "anna",
            "sid": "session-1",
            "iat": now,
            "exp": now + 120,
            "jti": "token-1",
            "events": { LOGOUT_EVENT: {} },
        });
        change(&mut claims);
        sign(key, typ, &claims).unwrap()
    }

    /// Somebody is signed in by a session of the provider: their cookie.
    pub(super) async fn signed_in(&self, world: &World, session: &str) -> String {
        let cookie = world.sign_in(PERSON).await;
        let visit = Visit {
            session_id: person(PERSON),
            site: "account".to_owned(),
            issuer: self.issuer.clone(),
            session_name: Some(session.to_owned()),
            subject: "anna".to_owned(),
            person_id: person(PERSON),
            ends_at: world.now() + jiff::SignedDuration::from_hours(12),
        };
        world.store.write(provider_visits::add(&visit)).await.unwrap();
        cookie
    }
}

#[tokio::test]
async fn the_next_page_is_refused_once_the_provider_has_ended_the_session() {
    on_each_engine(async |store| {
        let provider = Provider::new().await;
        let world = World::with(store, provider.relying_party()).await;
        for (number, (what, change)) in [
            ("session and person", (|_: &mut Value| ()) as fn(&mut Value)),
            ("the session alone", |claims| drop(claims.as_object_mut().unwrap().remove("sub"))),
            ("the person alone", |claims| drop(claims.as_object_mut().unwrap().remove("sid"))),
            ("without an end", |claims| drop(claims.as_object_mut().unwrap().remove("exp"))),
            ("a list of one", |claims| claims["aud"] = json!(["account"])),
        ]
        .into_iter()
        .enumerate()
        {
            let session = format!("session of {number}");
            let cookie = provider.signed_in(&world, &session).await;
            assert_eq!(world.get(&cookie, "en", "/home").await.status, 200, "{what}");
            let token = provider.token(&world, |claims| {
                (claims["sid"], claims["jti"]) = (json!(session), json!(format!("token of {number}")));
                change(claims);
            });
            assert_eq!(world.tell(&format!("logout_token={token}&more=ignored")).await.status, 200, "{what}");
            assert_eq!(world.get(&cookie, "en", "/home").await.status, 303, "{what}");
            assert_eq!(
                world.tell(&format!("logout_token={token}")).await.status,
                400,
                "{what}: a second time"
            );
        }
    })
    .await;
}

/// Tokens that are wrong in one way each.
fn wrong_tokens(provider: &Provider, world: &World) -> Vec<(&'static str, String)> {
    let now = world.now().as_second();
    let stranger = SigningKey::generate().unwrap();
    let good = provider.token(world, |_| ());
    let with = |change: &dyn Fn(&mut Value)| provider.token(world, |claims| change(claims));
    let without = |name: &str| with(&|claims| drop(claims.as_object_mut().unwrap().remove(name)));
    let typed = |typ: &str| provider.signed(world, typ, &provider.key, |_| ());
    let unsigned = format!("{}.", good.rsplit_once('.').unwrap().0);
    let none = "eyJhbGciOiJub25lIiwidHlwIjoibG9nb3V0K2p3dCJ9";
    let mut wrong = vec![
        ("nothing", String::new()),
        ("no token", "a.b.c".to_owned()),
        ("no signature", unsigned),
        ("alg none", format!("{none}.{}.", good.split('.').nth(1).unwrap())),
        ("a stranger's key", provider.signed(world, "logout+jwt", &stranger, |_| ())),
        ("an ID token's type", typed("JWT")),
        ("an access token's type", typed("at+jwt")),
        ("another issuer", with(&|claims| claims["iss"] = json!("https://evil.example"))),
        ("another site", with(&|claims| claims["aud"] = json!("shop"))),
        ("several sites", with(&|claims| claims["aud"] = json!(["account", "shop"]))),
        ("a nonce", with(&|claims| claims["nonce"] = json!("n"))),
        ("another event", with(&|claims| claims["events"] = json!({ "https://x": {} }))),
        ("an event that is no object", with(&|claims| claims["events"] = json!({ LOGOUT_EVENT: true }))),
        ("events as a list", with(&|claims| claims["events"] = json!([LOGOUT_EVENT]))),
        ("over", with(&|claims| claims["exp"] = json!(now - 11))),
        ("issued long ago", with(&|claims| claims["iat"] = json!(now - 200))),
        (
            "issued long ago, good for long",
            with(&|claims| {
                claims["iat"] = json!(now - 3_600);
                claims["exp"] = json!(now + 3_600);
            }),
        ),
        ("from the future", with(&|claims| claims["iat"] = json!(now + 60))),
        ("another person's session", with(&|claims| claims["sub"] = json!("bob"))),
        ("an empty session", with(&|claims| claims["sid"] = json!(""))),
        ("a session that is a number", with(&|claims| claims["sid"] = json!(1))),
        (
            "neither session nor person",
            with(&|claims| {
                claims.as_object_mut().unwrap().remove("sid");
                claims.as_object_mut().unwrap().remove("sub");
            }),
        ),
    ];
    wrong.extend(["iss", "aud", "iat", "jti", "events"].map(|name| (name, without(name))));
    wrong
}

#[tokio::test]
async fn a_token_that_is_not_good_ends_nothing() {
    on_each_engine(async |store| {
        let provider = Provider::new().await;
        let world = World::with(store, provider.relying_party()).await;
        let cookie = provider.signed_in(&world, "session-1").await;
        let good = provider.token(&world, |_| ());
        for (what, token) in wrong_tokens(&provider, &world) {
            let answer = world.tell(&format!("logout_token={token}")).await;
            assert_eq!(answer.status, 400, "{what}");
            assert!(answer.body.contains("invalid_request"), "{what}: {}", answer.body);
            assert_eq!(world.get(&cookie, "en", "/home").await.status, 200, "{what}");
        }
        for (what, body) in [
            ("no form", String::new()),
            ("another name", format!("id_token={good}")),
            ("twice", format!("logout_token={good}&logout_token={good}")),
        ] {
            assert_eq!(world.tell(&body).await.status, 400, "{what}");
        }
        assert_eq!(world.get(&cookie, "en", "/signed-out-elsewhere").await.status, 405);
        assert_eq!(world.tell(&format!("logout_token={good}")).await.status, 200, "the good one still is");
    })
    .await;
}

#[tokio::test]
async fn a_provider_whose_keys_cannot_be_had_is_asked_to_try_again() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let token = sign(&SigningKey::generate().unwrap(), "logout+jwt", &json!({})).unwrap();
        assert_eq!(world.tell(&format!("logout_token={token}")).await.status, 503);
    })
    .await;
}
