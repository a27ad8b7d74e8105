//! Which proofs that a caller has its key are refused (RFC 9449), where tokens are given and where they are used?

use aws_lc_rs::digest;
use outside::jose::{self, SigningKey};
use serde_json::{Value, json};

use super::super::world::{CALLBACK, ISSUER, VERIFIER, World, form};
use super::case::{Case, Refusal, Sent};
use super::clients::{hmac_signed, signed, stranger, unsigned};
use crate::oidc::parameters::encode;

const PROOF: Refusal = Refusal::Told(400, "invalid_dpop_proof");
const GRANT: Refusal = Refusal::Told(400, "invalid_grant");
const CHECKS: &str = "RFC 9449, 4.3";
const USE: &str = "RFC 9449, 7.1";

/// A proof before it is signed.
struct Draft {
    header: Value,
    claims: Value,
    /// The second of the provider's clock.
    second: i64,
}

/// What is done to a good proof.
type Edit = fn(&mut Draft);
/// How else it is signed.
type Forge = fn(&SigningKey, &Draft) -> String;

fn draft(world: &World, key: &SigningKey, method: &str, path: &str, token: Option<&str>) -> Draft {
    let Value::Object(mut public) = json!(key.public()) else { panic!("a key is an object") };
    public.retain(|name, _| matches!(name.as_str(), "kty" | "crv" | "x" | "y"));
    let second = world.now().as_second();
    let id = jose::encode(&outside::Dice::system().bytes::<16>());
    let mut claims = json!({ "jti": id, "htm": method, "htu": format!("{ISSUER}{path}"), "iat": second });
    if let Some(token) = token {
        claims["ath"] = json!(jose::encode(digest::digest(&digest::SHA256, token.as_bytes()).as_ref()));
    }
    Draft { header: json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": public }), claims, second }
}

/// A good proof.
pub(super) fn proof(
    world: &World,
    key: &SigningKey,
    method: &str,
    path: &str,
    token: Option<&str>,
) -> String {
    let draft = draft(world, key, method, path, token);
    signed(key, &draft.header, &draft.claims)
}

fn remove(value: &mut Value, name: &str) {
    value.as_object_mut().unwrap().remove(name);
}

/// Wrong proofs by the right key.
const WRONG: [(&str, &str, Edit); 26] = [
    ("htm is another method", CHECKS, |draft| draft.claims["htm"] = json!("GET")),
    ("htm in lower case", CHECKS, |draft| draft.claims["htm"] = json!("post")),
    ("htm is missing", CHECKS, |draft| remove(&mut draft.claims, "htm")),
    ("htu is another endpoint", CHECKS, |draft| {
        draft.claims["htu"] = json!("http://localhost:8081/oidc/userinfo");
    }),
    ("htu is another server", CHECKS, |draft| draft.claims["htu"] = json!("http://evil.example/oidc/token")),
    ("htu begins alike", CHECKS, |draft| {
        draft.claims["htu"] = json!("http://localhost:8081.evil.example/oidc/token");
    }),
    ("htu has a slash too many", CHECKS, |draft| {
        draft.claims["htu"] = json!("http://localhost:8081/oidc/token/");
    }),
    ("htu with dot segments", CHECKS, |draft| {
        draft.claims["htu"] = json!("http://localhost:8081/oidc/x/../token");
    }),
    ("htu is a list", CHECKS, |draft| draft.claims["htu"] = json!(["http://localhost:8081/oidc/token"])),
    ("htu is missing", CHECKS, |draft| remove(&mut draft.claims, "htu")),
    ("iat is 61 seconds old", "RFC 9449, 11.1", |draft| draft.claims["iat"] = json!(draft.second - 61)),
    ("iat is 40 seconds to come", "RFC 9449, 11.1", |draft| draft.claims["iat"] = json!(draft.second + 40)),
    ("iat is a text", CHECKS, |draft| draft.claims["iat"] = json!("now")),
    ("iat is missing", CHECKS, |draft| remove(&mut draft.claims, "iat")),
    ("iat is beyond the calendar", CHECKS, |draft| draft.claims["iat"] = json!(i64::MAX)),
    ("jti is missing", CHECKS, |draft| remove(&mut draft.claims, "jti")),
    ("jti is empty", CHECKS, |draft| draft.claims["jti"] = json!("")),
    ("jti is 257 letters long", "ASVS 5.0, 1.3.3", |draft| draft.claims["jti"] = json!("x".repeat(257))),
    ("nonce is a number", CHECKS, |draft| draft.claims["nonce"] = json!(1)),
    ("typ is JWT", CHECKS, |draft| draft.header["typ"] = json!("JWT")),
    ("typ is missing", CHECKS, |draft| remove(&mut draft.header, "typ")),
    ("jwk is missing", CHECKS, |draft| remove(&mut draft.header, "jwk")),
    ("jwk holds the private key", CHECKS, |draft| draft.header["jwk"]["d"] = json!("AAAA")),
    ("jwk is another's key", CHECKS, |draft| draft.header["jwk"] = json!(stranger().public())),
    ("jwk is of another curve", CHECKS, |draft| draft.header["jwk"]["crv"] = json!("P-384")),
    ("crit", "RFC 7515, 4.1.11", |draft| draft.header["crit"] = json!(["x"])),
];

/// Proofs signed otherwise.
const FORGED: [(&str, &str, Forge); 7] = [
    ("alg none", CHECKS, |_, draft| {
        unsigned(&json!({ "typ": "dpop+jwt", "alg": "none", "jwk": draft.header["jwk"] }), &draft.claims)
    }),
    ("HS256 with a key in jwk", CHECKS, |_, draft| {
        let key = json!({ "kty": "oct", "k": "AAAA" });
        hmac_signed(&[0, 0, 0], &json!({ "typ": "dpop+jwt", "alg": "HS256", "jwk": key }), &draft.claims)
    }),
    ("RS256 over an elliptic key", CHECKS, |key, draft| {
        signed(key, &json!({ "typ": "dpop+jwt", "alg": "RS256", "jwk": draft.header["jwk"] }), &draft.claims)
    }),
    ("signed by another key than jwk", CHECKS, |_, draft| signed(&stranger(), &draft.header, &draft.claims)),
    ("no token", CHECKS, |_, _| "x".to_owned()),
    ("two parts", CHECKS, |key, draft| {
        signed(key, &draft.header, &draft.claims).rsplit_once('.').unwrap().0.to_owned()
    }),
    ("20,000 letters", "ASVS 5.0, 1.3.3", |_, _| format!("{}.x.x", "a".repeat(20_000))),
];

/// A good trade of a code by the client whose tokens are bound, without its proof.
async fn trade(world: &World) -> Sent {
    let pushed = world.sent_push(&world.bound, &[]);
    let pushed = pushed.with("dpop", proof(world, &world.bound.key, "POST", "/oidc/push", None));
    let pushed = pushed.send(world.router.clone()).await.json();
    let name = pushed["request_uri"].as_str().unwrap_or_else(|| panic!("{pushed}")).to_owned();
    let address = format!("/oidc/authorize?client_id=bound&request_uri={}", encode(&name));
    let code = world.code_at(&mut world.browser(), &address).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Sent::post("/oidc/token", form(&world.as_client(&world.bound, &fields)))
}

/// The bound token itself.
async fn token(world: &World) -> String {
    let sent = trade(world).await.with("dpop", proof(world, &world.bound.key, "POST", "/oidc/token", None));
    let answer = sent.send(world.router.clone()).await;
    assert_eq!(answer.json()["token_type"], "DPoP", "{}", answer.body);
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

pub(super) fn giving() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, source, edit) in WRONG {
        cases.push(Case::new(what, source, PROOF, async move |world: &World| {
            let mut draft = draft(world, &world.bound.key, "POST", "/oidc/token", None);
            edit(&mut draft);
            trade(world).await.with("dpop", signed(&world.bound.key, &draft.header, &draft.claims))
        }));
    }
    for (what, source, forge) in FORGED {
        cases.push(Case::new(what, source, PROOF, async move |world: &World| {
            let draft = draft(world, &world.bound.key, "POST", "/oidc/token", None);
            trade(world).await.with("dpop", forge(&world.bound.key, &draft))
        }));
    }
    cases.push(Case::new(
        "no proof, by a client that must",
        "RFC 9449, 5.2",
        PROOF,
        async |world: &World| trade(world).await,
    ));
    cases.push(Case::new("two proofs", CHECKS, PROOF, async |world: &World| {
        let proof = || proof(world, &world.bound.key, "POST", "/oidc/token", None);
        trade(world).await.and("dpop", proof()).and("dpop", proof())
    }));
    cases.push(Case::new("the same proof again", "RFC 9449, 11.1", PROOF, async |world: &World| {
        let proof = proof(world, &world.bound.key, "POST", "/oidc/token", None);
        let first = trade(world).await.with("dpop", proof.clone()).send(world.router.clone()).await;
        assert_eq!(first.status, 200, "{}", first.body);
        trade(world).await.with("dpop", proof)
    }));
    cases.push(Case::new("a code bound to another key", "RFC 9449, 10", GRANT, async |world: &World| {
        let thief = stranger();
        trade(world).await.with("dpop", proof(world, &thief, "POST", "/oidc/token", None))
    }));
    cases.push(Case::new(
        "pushed: dpop_jkt of another key",
        "RFC 9449, 10.1",
        PROOF,
        async |world: &World| {
            let sent = world.sent_push(&world.bound, &[("dpop_jkt", stranger().key_id())]);
            sent.with("dpop", proof(world, &world.bound.key, "POST", "/oidc/push", None))
        },
    ));
    cases.push(Case::new(
        "pushed: no proof, by a client that must",
        "RFC 9449, 10.1",
        PROOF,
        async |world: &World| world.sent_push(&world.bound, &[]),
    ));
    cases
}

const BEARER: Refusal = Refusal::Challenge("Bearer error=\"invalid_token\"");
const NOT_PROVED: Refusal = Refusal::Challenge("DPoP error=\"invalid_dpop_proof\", algs=\"ES256 EdDSA\"");
const NOT_VALID: Refusal = Refusal::Challenge("DPoP error=\"invalid_token\", algs=\"ES256 EdDSA\"");
const NONCE: Refusal = Refusal::Challenge("DPoP error=\"use_dpop_nonce\", algs=\"ES256 EdDSA\"");

fn ask(token: &str) -> Sent {
    Sent::get("/oidc/userinfo").with("authorization", format!("DPoP {token}"))
}

/// Wrong proofs beside a good token.
const BESIDE: [(&str, Edit); 6] = [
    ("no ath", |draft| remove(&mut draft.claims, "ath")),
    ("ath of another token", |draft| draft.claims["ath"] = json!("AAAA")),
    ("ath in lower case", |draft| {
        draft.claims["ath"] = json!(draft.claims["ath"].as_str().unwrap().to_lowercase());
    }),
    ("htu of the token endpoint", |draft| draft.claims["htu"] = json!("http://localhost:8081/oidc/token")),
    ("htm of another method", |draft| draft.claims["htm"] = json!("POST")),
    ("an old proof", |draft| draft.claims["iat"] = json!(draft.second - 61)),
];

pub(super) fn using() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, edit) in BESIDE {
        cases.push(Case::new(
            format!("a bound token: {what}"),
            USE,
            NOT_PROVED,
            async move |world: &World| {
                let token = token(world).await;
                let mut draft = draft(world, &world.bound.key, "GET", "/oidc/userinfo", Some(&token));
                edit(&mut draft);
                ask(&token).with("dpop", signed(&world.bound.key, &draft.header, &draft.claims))
            },
        ));
    }
    cases.push(Case::new("a bound token as a bearer", USE, BEARER, async |world: &World| {
        Sent::get("/oidc/userinfo").with("authorization", format!("Bearer {}", token(world).await))
    }));
    cases.push(Case::new("a bound token without a proof", USE, NOT_PROVED, async |world: &World| {
        ask(&token(world).await)
    }));
    cases.push(Case::new("a bound token with a thief's proof", USE, NOT_VALID, async |world: &World| {
        let (token, thief) = (token(world).await, stranger());
        ask(&token).with("dpop", proof(world, &thief, "GET", "/oidc/userinfo", Some(&token)))
    }));
    cases.push(Case::new(
        "a bound token with a proof used before",
        "RFC 9449, 11.1",
        NOT_PROVED,
        async |world: &World| {
            let token = token(world).await;
            let sent = ask(&token)
                .with("dpop", proof(world, &world.bound.key, "GET", "/oidc/userinfo", Some(&token)));
            assert_eq!(sent.clone().send(world.router.clone()).await.status, 200);
            sent
        },
    ));
    cases.push(Case::new(
        "a bound token with a nonce that is not ours",
        "RFC 9449, 9",
        NONCE,
        async |world: &World| {
            let token = token(world).await;
            let mut draft = draft(world, &world.bound.key, "GET", "/oidc/userinfo", Some(&token));
            draft.claims["nonce"] = json!("made-up");
            ask(&token).with("dpop", signed(&world.bound.key, &draft.header, &draft.claims))
        },
    ));
    cases.push(Case::new("an unbound token with a proof", USE, NOT_VALID, async |world: &World| {
        let code = world.code(&mut world.browser(), &[]).await;
        let token =
            world.trade(&world.account, &code, &[]).await.json()["access_token"].as_str().unwrap().to_owned();
        ask(&token).with("dpop", proof(world, &world.bound.key, "GET", "/oidc/userinfo", Some(&token)))
    }));
    cases.push(
        Case::new("one proof beside a bound token", "RFC 9449, 11.1", NOT_PROVED, async |world: &World| {
            let token = token(world).await;
            ask(&token).with("dpop", proof(world, &world.bound.key, "GET", "/oidc/userinfo", Some(&token)))
        })
        .at_once(50),
    );
    cases
}
