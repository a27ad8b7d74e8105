//! Does a provider that misbehaves let nobody in? A small one of our own that says whatever a case wants it to; each
//! wrong answer ends on a page, and nobody is signed in.

use std::sync::{Arc, Mutex};

use aws_lc_rs::hmac;
use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use outside::http::Http;
use outside::jose::{self, KeySet, SigningKey};
use outside::openid::{Authentication, RelyingParty, Settings};
use serde_json::{Value, json};
use store::testing::on_each_engine;

use super::world::{Answer, NOW, World, person};

/// What the provider says. A case changes it.
struct Says {
    issuer: String,
    key: SigningKey,
    metadata: Value,
    keys: Value,
    claims: Value,
    /// Makes the ID token of the claims.
    sign: fn(&SigningKey, &Value) -> String,
    token: (u16, Value),
    userinfo: (u16, Value),
    callback: Vec<(&'static str, String)>,
}

type Shared = Arc<Mutex<Says>>;

fn second() -> i64 {
    NOW.parse::<values::Timestamp>().unwrap().as_second()
}

/// What a provider says that behaves.
fn honest(issuer: &str) -> Says {
    let key = SigningKey::generate().unwrap();
    let at = |path: &str| format!("{issuer}{path}");
    Says {
        issuer: issuer.to_owned(),
        metadata: json!({ "issuer": issuer, "authorization_endpoint": at("/a"), "token_endpoint": at("/t"),
            "jwks_uri": at("/k"), "userinfo_endpoint": at("/u"), "end_session_endpoint": at("/e"),
            "authorization_response_iss_parameter_supported": true }),
        keys: serde_json::to_value(KeySet::of([&key])).unwrap(),
        key,
        claims: json!({ "iss": issuer, "sub": "s1", "aud": "account", "iat": second(), "exp": second() + 300,
            "auth_time": second(), "acr": "urn:counterfoil:aal:2", "amr": ["pwd", "otp"] }),
        sign: |key, claims| jose::sign(key, "JWT", claims).unwrap(),
        token: (200, json!({ "access_token": "t", "token_type": "Bearer", "expires_in": 300 })),
        userinfo: (200, json!({ "sub": "s1", "tax_number": number() })),
        callback: vec![("code", "c".to_owned()), ("iss", issuer.to_owned())],
    }
}

/// The tax number of the record that a good sign-in opens.
fn number() -> String {
    number_of("demo-marcus")
}

fn number_of(key: &str) -> String {
    let records = sandbox::people::demonstration().records;
    let number = records.iter().find_map(|record| match record {
        formats::books::Record::Taxpayer(taxpayer) if taxpayer.key == key.parse().unwrap() => {
            Some(taxpayer.tin.expose())
        }
        _ => None,
    });
    number.unwrap()
}

fn answer((status, body): &(u16, Value)) -> Response {
    let status = StatusCode::from_u16(*status).unwrap();
    match body {
        Value::String(text) => (status, text.clone()).into_response(),
        body => (status, axum::Json(body.clone())).into_response(),
    }
}

/// One part of what it says.
type Part = fn(&Says) -> (u16, Value);

/// Starts it; what it says can be changed at any time.
async fn start() -> (String, Shared) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let shared: Shared = Arc::new(Mutex::new(honest(&issuer)));
    let tell = |part: Part| {
        let shared = shared.clone();
        get(move || async move { answer(&part(&shared.lock().unwrap())) })
    };
    let tokens = shared.clone();
    let router = Router::new()
        .route("/.well-known/openid-configuration", tell(|says| (200, says.metadata.clone())))
        .route("/k", tell(|says| (200, says.keys.clone())))
        .route("/u", tell(|says| says.userinfo.clone()))
        .route(
            "/t",
            post(move |_: Bytes| async move {
                let says = tokens.lock().unwrap();
                let (status, mut body) = says.token.clone();
                if body.is_object() && body.get("id_token").is_none() {
                    body["id_token"] = json!((says.sign)(&says.key, &says.claims));
                }
                answer(&(status, body))
            }),
        );
    tokio::spawn(async move { axum::serve(listener, router).await });
    (issuer, shared)
}

fn party(issuer: &str) -> RelyingParty {
    let settings = Settings {
        issuer: issuer.to_owned(),
        client_id: "account".to_owned(),
        authentication: Authentication::SignedStatement { to_token_endpoint: false },
        signing_key: SigningKey::generate().unwrap(),
        redirect_uri: "http://localhost:8400/sign-in/callback".to_owned(),
        post_logout_redirect_uri: "http://localhost:8400/signed-out".to_owned(),
        scopes: vec!["openid".to_owned()],
    };
    RelyingParty::new(settings, Http::new().unwrap())
}

fn query(address: &str, name: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")).map(str::to_owned))
}

fn encoded(text: &str) -> String {
    text.replace('%', "%25").replace(':', "%3A").replace('/', "%2F")
}

/// One visitor goes there and comes back, twice if they are sent for their number: the answer to their return, and the
/// cookie they then have.
async fn visit(issuer: &str, shared: &Shared, world: &World) -> (Answer, String) {
    let mut sent = world.get("", "en", "/sign-in").await;
    let is_given = shared.lock().unwrap().claims.get("nonce").is_some();
    for _ in 0..2 {
        let Some(state) = query(&sent.location, "state") else { break };
        assert!(sent.location.starts_with(&format!("{issuer}/a?")), "{}", sent.location);
        let callback = {
            let mut says = shared.lock().unwrap();
            if !is_given {
                says.claims["nonce"] = json!(query(&sent.location, "nonce").unwrap());
            }
            let mut pairs = says.callback.clone();
            if !pairs.iter().any(|(name, _)| *name == "state") {
                pairs.push(("state", state));
            }
            let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
            pairs.map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
        };
        let cookie = sent.cookie;
        sent = world.get(&cookie, "en", &format!("/sign-in/callback?{callback}")).await;
        if sent.cookie.is_empty() {
            sent.cookie = cookie;
        }
    }
    let cookie = sent.cookie.clone();
    (sent, cookie)
}

/// A token with this header over good claims, and a signature made otherwise.
fn with_header(header: &str, claims: &Value, signature: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let message =
        format!("{}.{}", jose::encode(header.as_bytes()), jose::encode(claims.to_string().as_bytes()));
    format!("{message}.{}", jose::encode(&signature(message.as_bytes())))
}

/// What, the change, and the status of the page it ends on.
type Case = (&'static str, fn(&mut Says), u16);

fn remove(value: &mut Value, name: &str) {
    value.as_object_mut().unwrap().remove(name);
}

const METADATA: [Case; 7] = [
    ("another issuer in the metadata", |says| says.metadata["issuer"] = json!("https://evil.example"), 503),
    ("the issuer with a slash", |says| says.metadata["issuer"] = json!(format!("{}/", says.issuer)), 503),
    ("no issuer", |says| remove(&mut says.metadata, "issuer"), 503),
    (
        "an endpoint in the clear",
        |says| says.metadata["token_endpoint"] = json!("http://evil.example/t"),
        503,
    ),
    ("keys from a file", |says| says.metadata["jwks_uri"] = json!("file:///etc/passwd"), 503),
    ("no JSON", |says| says.metadata = json!("<html>"), 503),
    ("a name twice", |says| says.metadata = json!(r#"{"issuer":"a","issuer":"b"}"#), 503),
];

const CALLBACK: [Case; 7] = [
    ("no iss, although announced", |says| says.callback[1].1 = String::new(), 400),
    ("another's iss: mix-up", |says| says.callback[1].1 = "https://evil.example".to_owned(), 400),
    ("iss with a slash", |says| says.callback[1].1.push('/'), 400),
    ("another state", |says| says.callback.push(("state", "x".to_owned())), 400),
    ("no state", |says| says.callback.push(("state", String::new())), 400),
    ("no code", |says| says.callback[0].1 = String::new(), 503),
    ("an error beside the code", |says| says.callback.push(("error", "access_denied".to_owned())), 200),
];

const CLAIMS: [Case; 24] = [
    ("iss is another", |says| says.claims["iss"] = json!("https://evil.example"), 503),
    ("no iss", |says| remove(&mut says.claims, "iss"), 503),
    ("aud is another", |says| says.claims["aud"] = json!("other"), 503),
    ("aud names two without azp", |says| says.claims["aud"] = json!(["account", "other"]), 503),
    ("azp is another", |says| says.claims["azp"] = json!("other"), 503),
    ("no aud", |says| remove(&mut says.claims, "aud"), 503),
    ("another nonce", |says| says.claims["nonce"] = json!("x"), 503),
    ("the nonce is nothing", |says| says.claims["nonce"] = Value::Null, 503),
    ("expired", |says| says.claims["exp"] = json!(second() - 10), 503),
    ("no exp", |says| remove(&mut says.claims, "exp"), 503),
    ("exp is text", |says| says.claims["exp"] = json!((second() + 300).to_string()), 503),
    ("made in an hour", |says| says.claims["iat"] = json!(second() + 3_600), 503),
    ("good in an hour", |says| says.claims["nbf"] = json!(second() + 3_600), 503),
    ("no sub", |says| remove(&mut says.claims, "sub"), 503),
    ("an empty sub", |says| says.claims["sub"] = json!(""), 503),
    ("a very long sub", |says| says.claims["sub"] = json!("s".repeat(256)), 503),
    ("acr is a list", |says| says.claims["acr"] = json!(["urn:counterfoil:aal:2"]), 503),
    ("no acr", |says| remove(&mut says.claims, "acr"), 403),
    ("one factor", |says| says.claims["acr"] = json!("urn:counterfoil:aal:1"), 403),
    ("an unknown level", |says| says.claims["acr"] = json!("urn:acr:gold"), 403),
    ("a made-up person", |says| says.claims["acr"] = json!("urn:counterfoil:demonstration"), 403),
    ("the level in other letters", |says| says.claims["acr"] = json!("URN:COUNTERFOIL:AAL:2"), 403),
    (
        "amr without acr",
        |says| {
            says.claims = {
                let mut claims = says.claims.clone();
                remove(&mut claims, "acr");
                claims["amr"] = json!(["mfa"]);
                claims
            }
        },
        403,
    ),
    ("nobody's claims", |says| says.claims = json!({}), 503),
];

const SIGNATURES: [Case; 11] = [
    (
        "alg none",
        |says| says.sign = |_, claims| with_header(r#"{"alg":"none","typ":"JWT"}"#, claims, |_| Vec::new()),
        503,
    ),
    (
        "HS256 with the public key as secret",
        |says| {
            says.sign = |key, claims| {
                let secret = serde_json::to_vec(key.public()).unwrap();
                with_header(r#"{"alg":"HS256","typ":"JWT"}"#, claims, |message| {
                    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), message).as_ref().to_vec()
                })
            }
        },
        503,
    ),
    (
        "another key under the same id",
        |says| {
            says.sign = |key, claims| {
                let token = jose::sign(&SigningKey::generate().unwrap(), "JWT", claims).unwrap();
                let header = format!(r#"{{"alg":"ES256","typ":"JWT","kid":"{}"}}"#, key.key_id());
                let (_, rest) = token.split_once('.').unwrap();
                format!("{}.{rest}", jose::encode(header.as_bytes()))
            }
        },
        503,
    ),
    (
        "its own key in the header",
        |says| {
            says.sign = |_, claims| {
                let own = SigningKey::generate().unwrap();
                let header = json!({ "alg": "ES256", "typ": "JWT", "jwk": own.public() }).to_string();
                let token = jose::sign(&own, "JWT", claims).unwrap();
                let (_, rest) = token.split_once('.').unwrap();
                format!("{}.{rest}", jose::encode(header.as_bytes()))
            }
        },
        503,
    ),
    (
        "an unknown key",
        |says| {
            says.sign = |_, claims| jose::sign(&SigningKey::generate().unwrap(), "JWT", claims).unwrap();
        },
        503,
    ),
    (
        "an access token's type",
        |says| says.sign = |key, claims| jose::sign(key, "at+jwt", claims).unwrap(),
        503,
    ),
    (
        "a logout token's type",
        |says| {
            says.sign = |key, claims| jose::sign(key, "logout+jwt", claims).unwrap();
        },
        503,
    ),
    (
        "claims altered",
        |says| {
            says.sign = |key, claims| {
                let token = jose::sign(key, "JWT", claims).unwrap();
                let parts: Vec<&str> = token.split('.').collect();
                let mut other = claims.clone();
                other["sub"] = json!("s2");
                format!("{}.{}.{}", parts[0], jose::encode(other.to_string().as_bytes()), parts[2])
            }
        },
        503,
    ),
    ("no key at all", |says| says.keys = json!({ "keys": [] }), 503),
    (
        "a shared secret among the keys",
        |says| says.keys = json!({ "keys": [{ "kty": "oct", "k": "AAAA" }] }),
        503,
    ),
    ("garbage for a token", |says| says.sign = |_, _| "garbage".to_owned(), 503),
];

const ENDPOINTS: [Case; 12] = [
    ("the token endpoint fails", |says| says.token = (500, json!({})), 503),
    ("it answers with a page", |says| says.token = (200, json!("<html>")), 503),
    ("it sends elsewhere", |says| says.token.0 = 307, 503),
    ("it refuses", |says| says.token = (400, json!({ "error": "invalid_grant" })), 503),
    (
        "it refuses with markup",
        |says| says.token = (400, json!({ "error": "<script>alert(1)</script>" })),
        503,
    ),
    ("no kind of token", |says| remove(&mut says.token.1, "token_type"), 503),
    ("an unknown kind of token", |says| says.token.1["token_type"] = json!("mac"), 503),
    ("no access token", |says| remove(&mut says.token.1, "access_token"), 503),
    ("userinfo about someone else", |says| says.userinfo.1["sub"] = json!("s2"), 503),
    ("userinfo refuses", |says| says.userinfo.0 = 401, 503),
    ("userinfo without end", |says| says.userinfo.1["more"] = json!("x".repeat(300_000)), 503),
    ("a tax number that is none", |says| says.userinfo.1["tax_number"] = json!("000-00-0000"), 403),
];

#[tokio::test]
async fn a_provider_that_misbehaves_lets_nobody_in() {
    on_each_engine(async |store| {
        let mut count = 0;
        let world = World::new(store).await;
        for (what, change, status) in
            METADATA.into_iter().chain(CALLBACK).chain(CLAIMS).chain(SIGNATURES).chain(ENDPOINTS)
        {
            let (issuer, shared) = start().await;
            let world = world.at(party(&issuer), crate::Terms::ours(false));
            change(&mut shared.lock().unwrap());
            let (back, cookie) = visit(&issuer, &shared, &world).await;
            assert_eq!(back.status.as_u16(), status, "{what}: {} {}", back.location, back.body);
            assert!(!back.body.contains("<script>alert"), "{what}");
            let home = world.get(&cookie, "en", "/home").await;
            assert_eq!((home.status.as_u16(), home.location.as_str()), (303, "/sign-in"), "{what}");
            count += 1;
        }
        assert_eq!(count, 61);
        // Linked to nobody by any of it.
        let link = store::links::find_of_taxpayer(&world.store, person("demo-marcus")).await.unwrap();
        assert_eq!(link, None);
    })
    .await;
}

#[tokio::test]
async fn one_that_behaves_lets_its_person_in_once_for_each_answer() {
    on_each_engine(async |store| {
        let (issuer, shared) = start().await;
        let world = World::new(store).await.at(party(&issuer), crate::Terms::ours(false));
        let (back, cookie) = visit(&issuer, &shared, &world).await;
        assert_eq!((back.status.as_u16(), back.location.as_str()), (303, "/home"), "{}", back.body);
        assert_eq!(world.get(&cookie, "en", "/home").await.status, 200);
        let (linked_to, subject) =
            store::links::find_of_taxpayer(&world.store, person("demo-marcus")).await.unwrap().unwrap();
        assert_eq!((linked_to, subject.as_str()), (issuer.clone(), "s1"));
        // The answer again, in the same browser: it waits for none any more.
        let again = world.get(&cookie, "en", "/sign-in/callback?code=c&state=x").await;
        assert_eq!(again.location, "/home");
        // And in another browser, which never asked.
        let other = world.get("", "en", "/sign-in/callback?code=c&state=x").await;
        assert_eq!(other.status, 400);
        // A second sign-in with the same number is not let in.
        {
            let mut says = shared.lock().unwrap();
            says.claims["sub"] = json!("s2");
            says.userinfo.1["sub"] = json!("s2");
            remove(&mut says.claims, "nonce");
        }
        let (back, _) = visit(&issuer, &shared, &world).await;
        assert!(back.status == 403 && back.body.contains("linked to another sign-in"), "{}", back.body);
    })
    .await;
}

#[tokio::test]
async fn a_file_leaves_only_after_a_recent_proof_and_never_for_somebody_else() {
    on_each_engine(async |store| {
        let (issuer, shared) = start().await;
        let world = World::new(store).await.at(party(&issuer), crate::Terms::ours(false));
        shared.lock().unwrap().claims["auth_time"] = json!(second() - 1_900);
        let (back, cookie) = visit(&issuer, &shared, &world).await;
        assert_eq!(back.location, "/home");
        let file = "/balance/1040/2019/explanation.csv?on=2026-11-23";
        let sent = world.get(&cookie, "en", file).await;
        let to = "/sign-in/again?to=%2Fbalance%2F1040%2F2019%2Fexplanation.csv%3Fon%3D2026-11-23";
        assert_eq!(sent.location, to);
        // To the provider, asking for a proof of the last minutes at the level that is needed.
        let sent = world.get(&cookie, "en", to).await;
        assert_eq!(query(&sent.location, "max_age").as_deref(), Some("300"));
        assert!(
            query(&sent.location, "acr_values")
                .is_some_and(|acr| acr.starts_with("urn%3Acounterfoil%3Aaal%3A2"))
        );
        let callback = |sent: &Answer| {
            let state = query(&sent.location, "state").unwrap();
            format!("/sign-in/callback?code=c&iss={}&state={state}", encoded(&issuer))
        };
        let answer_with = |sent: &Answer, auth_time: i64, subject: &str| {
            let mut says = shared.lock().unwrap();
            says.claims["nonce"] = json!(query(&sent.location, "nonce").unwrap());
            says.claims["auth_time"] = json!(auth_time);
            says.claims["sub"] = json!(subject);
            says.userinfo.1["sub"] = json!(subject);
        };
        // A provider that only says yes is not believed; the person is still in.
        answer_with(&sent, second() - 1_900, "s1");
        let refused = world.get(&sent.cookie, "en", &callback(&sent)).await;
        assert_eq!(refused.status, 503);
        assert_eq!(world.get(&sent.cookie, "en", "/home").await.status, 200);
        // Somebody else's proof is none.
        let sent = world.get(&sent.cookie, "en", to).await;
        answer_with(&sent, second(), "s3");
        let other = number_of("demo-grace");
        shared.lock().unwrap().userinfo.1["tax_number"] = json!(other);
        let refused = world.get(&sent.cookie, "en", &callback(&sent)).await;
        assert!(
            refused.status == 403 && refused.body.contains("This is another sign-in"),
            "{}",
            refused.body
        );
        // The person's own is.
        let sent = world.get(&sent.cookie, "en", to).await;
        answer_with(&sent, second(), "s1");
        let back = world.get(&sent.cookie, "en", &callback(&sent)).await;
        assert_eq!(back.location, file);
        assert_eq!(world.get(&back.cookie, "en", file).await.status, 200);
    })
    .await;
}
