//! Which proofs of a calling site are refused (RFC 7523 section 3, RFC 7515, RFC 8725)?

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use outside::jose::{self, SigningKey};
use serde_json::{Value, json};

use super::super::world::{TestClient, World, changed};
use super::case::{Case, Refusal, Sent};
use crate::oidc::client_auth::ASSERTION_TYPE;

const REFUSED: Refusal = Refusal::Told(401, "invalid_client");
const SEVERAL: Refusal = Refusal::Told(400, "invalid_request");
const CLAIMS: &str = "RFC 7523, 3";
const HEADER: &str = "RFC 8725, 3.1";

/// A change to the claims of a good proof; the number is the second of the clock.
type Edit = fn(&mut Value, i64);

/// Wrong claims.
const WRONG: [(&str, &str, Edit); 27] = [
    ("iss is another client", CLAIMS, |body, _| body["iss"] = json!("shop")),
    ("iss is missing", CLAIMS, |body, _| remove(body, "iss")),
    ("iss is a list", CLAIMS, |body, _| body["iss"] = json!(["account"])),
    ("sub is another client", CLAIMS, |body, _| body["sub"] = json!("shop")),
    ("sub is unknown", CLAIMS, |body, _| body["sub"] = json!("nobody")),
    ("sub is missing", CLAIMS, |body, _| remove(body, "sub")),
    ("sub is a number", CLAIMS, |body, _| body["sub"] = json!(7)),
    ("aud is another server", CLAIMS, |body, _| body["aud"] = json!("https://evil.example")),
    ("aud is another server that begins alike", CLAIMS, |body, _| {
        body["aud"] = json!("http://localhost:8081.evil.example");
    }),
    ("aud is the token endpoint", "FAPI 2.0 Security Profile, 5.3.2.1", |body, _| {
        body["aud"] = json!("http://localhost:8081/oidc/token");
    }),
    ("aud has a slash too many", CLAIMS, |body, _| body["aud"] = json!("http://localhost:8081/")),
    ("aud is a list", "FAPI 2.0 Security Profile, 5.3.2.1", |body, _| {
        body["aud"] = json!(["http://localhost:8081"]);
    }),
    ("aud names two", "FAPI 2.0 Security Profile, 5.3.2.1", |body, _| {
        body["aud"] = json!(["http://localhost:8081", "https://evil.example"]);
    }),
    ("aud is missing", CLAIMS, |body, _| remove(body, "aud")),
    ("exp has passed", CLAIMS, |body, second| body["exp"] = json!(second - 11)),
    ("exp is far away", CLAIMS, |body, second| body["exp"] = json!(second + 700)),
    ("exp is a text", "RFC 7519, 4.1.4", |body, second| body["exp"] = json!((second + 60).to_string())),
    ("exp is beyond the calendar", "RFC 7519, 4.1.4", |body, _| body["exp"] = json!(i64::MAX)),
    ("exp is below zero", "RFC 7519, 4.1.4", |body, _| body["exp"] = json!(-1)),
    ("exp is missing", CLAIMS, |body, _| remove(body, "exp")),
    ("iat is to come", "FAPI 2.0 Security Profile, 5.3.2.1", |body, second| body["iat"] = json!(second + 70)),
    ("iat is a text", "RFC 7519, 4.1.6", |body, _| body["iat"] = json!("now")),
    ("nbf is to come", CLAIMS, |body, second| body["nbf"] = json!(second + 70)),
    ("jti is missing", "RFC 7523, 3", |body, _| remove(body, "jti")),
    ("jti is empty", "RFC 7523, 3", |body, _| body["jti"] = json!("")),
    ("jti is a number", "RFC 7519, 4.1.7", |body, _| body["jti"] = json!(1)),
    ("jti is 257 letters long", "ASVS 5.0, 1.3.3", |body, _| body["jti"] = json!("x".repeat(257))),
];

fn remove(body: &mut Value, name: &str) {
    body.as_object_mut().unwrap().remove(name);
}

/// A token with any header, really signed with the key.
pub(super) fn signed(key: &SigningKey, header: &Value, claims: &Value) -> String {
    let pair =
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.to_pkcs8().unwrap().expose()).unwrap();
    let message = format!(
        "{}.{}",
        jose::encode(header.to_string().as_bytes()),
        jose::encode(claims.to_string().as_bytes())
    );
    let signature = pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
    format!("{message}.{}", jose::encode(signature.as_ref()))
}

/// A token signed by HMAC with a text as the key: what a careless reader takes a public key for.
pub(super) fn hmac_signed(secret: &[u8], header: &Value, claims: &Value) -> String {
    let message = format!(
        "{}.{}",
        jose::encode(header.to_string().as_bytes()),
        jose::encode(claims.to_string().as_bytes())
    );
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    format!("{message}.{}", jose::encode(tag.as_ref()))
}

/// The claims of a token, whoever signed it.
pub(super) fn claims_of(token: &str) -> Value {
    Value::Object(jose::parse_object(&jose::decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap())
}

/// A forged proof from the claims of a good one.
type Forge = fn(&World, &Value) -> String;

/// Headers that lie about the key or the algorithm, over good claims of the account site.
const FORGED: [(&str, &str, Forge); 22] = [
    ("signed by a stranger", CLAIMS, |_, claims| jose::sign(&stranger(), "JWT", claims).unwrap()),
    ("signed by another client", CLAIMS, |world, claims| {
        jose::sign(&world.other.key, "JWT", claims).unwrap()
    }),
    ("signed by a stranger under the client's kid", HEADER, |world, claims| {
        signed(
            &stranger(),
            &json!({ "alg": "ES256", "typ": "JWT", "kid": world.account.key.key_id() }),
            claims,
        )
    }),
    ("signed by a stranger whose key is in jwk", "RFC 7515, 4.1.3", |_, claims| {
        let key = stranger();
        signed(
            &key,
            &json!({ "alg": "ES256", "typ": "JWT", "jwk": key.public(), "kid": key.key_id() }),
            claims,
        )
    }),
    ("signed by a stranger whose key is at jku", "RFC 8725, 3.10", |_, claims| {
        let key = stranger();
        signed(
            &key,
            &json!({ "alg": "ES256", "typ": "JWT", "jku": "https://evil.example/keys", "kid": key.key_id() }),
            claims,
        )
    }),
    ("signed by a stranger whose certificate is at x5u", "RFC 8725, 3.10", |_, claims| {
        signed(&stranger(), &json!({ "alg": "ES256", "typ": "JWT", "x5u": "https://evil.example/x" }), claims)
    }),
    ("signed by a stranger whose certificate is in x5c", "RFC 7515, 4.1.6", |_, claims| {
        signed(&stranger(), &json!({ "alg": "ES256", "typ": "JWT", "x5c": ["MIIB"] }), claims)
    }),
    ("alg none, no signature", "RFC 8725, 3.2", |_, claims| {
        unsigned(&json!({ "alg": "none", "typ": "JWT" }), claims)
    }),
    ("alg NoNe", "RFC 8725, 3.2", |_, claims| unsigned(&json!({ "alg": "NoNe", "typ": "JWT" }), claims)),
    ("HS256 with the public key as JSON", HEADER, |world, claims| {
        let key = serde_json::to_vec(world.account.key.public()).unwrap();
        hmac_signed(&key, &json!({ "alg": "HS256", "typ": "JWT", "kid": world.account.key.key_id() }), claims)
    }),
    ("HS256 with an empty key", HEADER, |_, claims| {
        hmac_signed(b"", &json!({ "alg": "HS256", "typ": "JWT" }), claims)
    }),
    ("RS256 over an elliptic key", HEADER, |world, claims| {
        signed(
            &world.account.key,
            &json!({ "alg": "RS256", "typ": "JWT", "kid": world.account.key.key_id() }),
            claims,
        )
    }),
    ("ES384", HEADER, |world, claims| {
        signed(&world.account.key, &json!({ "alg": "ES384", "typ": "JWT" }), claims)
    }),
    ("alg in lower case", "RFC 7515, 4.1.1", |world, claims| {
        signed(&world.account.key, &json!({ "alg": "es256", "typ": "JWT" }), claims)
    }),
    ("no alg", "RFC 7515, 4.1.1", |world, claims| {
        signed(&world.account.key, &json!({ "typ": "JWT" }), claims)
    }),
    ("an unknown kid", "RFC 7515, 4.1.4", |world, claims| {
        signed(&world.account.key, &json!({ "alg": "ES256", "typ": "JWT", "kid": "x" }), claims)
    }),
    ("kid as a path", "RFC 8725, 3.10", |world, claims| {
        signed(
            &world.account.key,
            &json!({ "alg": "ES256", "typ": "JWT", "kid": "../../../dev/null" }),
            claims,
        )
    }),
    ("crit", "RFC 7515, 4.1.11", |world, claims| {
        signed(&world.account.key, &json!({ "alg": "ES256", "typ": "JWT", "crit": ["x"], "x": 1 }), claims)
    }),
    ("b64 switched off", "RFC 7797, 6", |world, claims| {
        signed(
            &world.account.key,
            &json!({ "alg": "ES256", "typ": "JWT", "b64": false, "crit": ["b64"] }),
            claims,
        )
    }),
    ("the type of a logout token", "RFC 8725, 3.11", |world, claims| {
        jose::sign(&world.account.key, "logout+jwt", claims).unwrap()
    }),
    ("the type of an access token", "RFC 8725, 3.11", |world, claims| {
        jose::sign(&world.account.key, "at+jwt", claims).unwrap()
    }),
    ("the type of a DPoP proof", "RFC 8725, 3.11", |world, claims| {
        jose::sign(&world.account.key, "dpop+jwt", claims).unwrap()
    }),
];

pub(super) fn stranger() -> SigningKey {
    SigningKey::generate().unwrap()
}

pub(super) fn unsigned(header: &Value, claims: &Value) -> String {
    format!(
        "{}.{}.",
        jose::encode(header.to_string().as_bytes()),
        jose::encode(claims.to_string().as_bytes())
    )
}

/// A pushed request with this in place of the proof.
fn proved(client: &TestClient, token: &str) -> Sent {
    let mut fields = changed(client, &[]);
    fields.push(("client_assertion_type".into(), ASSERTION_TYPE.into()));
    fields.push(("client_assertion".into(), token.into()));
    Sent::form("/oidc/push", &fields)
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, source, edit) in WRONG {
        cases.push(Case::new(what, source, REFUSED, async move |world: &World| {
            let second = world.now().as_second();
            proved(&world.account, &world.assertion(&world.account, &|body| edit(body, second)))
        }));
    }
    for (what, source, forge) in FORGED {
        cases.push(Case::new(what, source, REFUSED, async move |world: &World| {
            proved(&world.account, &forge(world, &claims_of(&world.assertion(&world.account, &|_| ()))))
        }));
    }
    cases.extend(malformed());
    cases.extend(ways());
    cases.extend(again());
    cases
}

/// What is done to a good proof.
type Shape = fn(String) -> String;

fn malformed() -> Vec<Case> {
    let shapes: [(&str, Shape); 8] = [
        ("no signature", |good| format!("{}.", good.rsplit_once('.').unwrap().0)),
        ("two parts", |good| good.rsplit_once('.').unwrap().0.to_owned()),
        ("five parts, as if encrypted", |good| format!("{good}.x.y")),
        ("an empty proof", |_| String::new()),
        ("no base64", |_| "a.b.c".to_owned()),
        ("padding in the signature", |good| format!("{good}=")),
        ("a signature with a byte changed", |good| {
            let (head, last) = good.rsplit_once('.').unwrap();
            let mut bytes = jose::decode(last).unwrap();
            bytes[10] ^= 1;
            format!("{head}.{}", jose::encode(&bytes))
        }),
        ("20,000 letters", |_| format!("{}.x", "a".repeat(20_000))),
    ];
    let mut cases: Vec<Case> = shapes
        .into_iter()
        .map(|(what, shape)| {
            Case::new(what, "RFC 7515, 5.2", REFUSED, async move |world: &World| {
                proved(&world.account, &shape(world.assertion(&world.account, &|_| ())))
            })
        })
        .collect();
    cases.push(Case::new("a claim twice", "RFC 8725, 2.4; RFC 8259, 4", REFUSED, async |world: &World| {
        let claims = claims_of(&world.assertion(&world.account, &|_| ())).to_string();
        let doubled = claims.replacen('{', "{\"iss\":\"shop\",", 1);
        let pair = world.account.key.to_pkcs8().unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pair.expose()).unwrap();
        let message = format!(
            "{}.{}",
            jose::encode(br#"{"alg":"ES256","typ":"JWT"}"#),
            jose::encode(doubled.as_bytes())
        );
        let signature = pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        proved(&world.account, &format!("{message}.{}", jose::encode(signature.as_ref())))
    }));
    cases
}

/// What is said of who calls, in place of a proof.
type Added = fn(&World) -> Vec<(&'static str, String)>;

/// Other ways to say who calls.
fn ways() -> Vec<Case> {
    let way = |name: &'static str, source, added: Added| {
        Case::new(name, source, REFUSED, async move |world: &World| {
            let mut fields = changed(&world.account, &[]);
            fields.extend(added(world).into_iter().map(|(name, value)| (name.to_owned(), value)));
            Sent::form("/oidc/push", &fields)
        })
    };
    vec![
        way("no proof", "RFC 6749, 3.2.1", |_| vec![]),
        way("a secret of one's own making", "RFC 6749, 2.3", |_| vec![("client_secret", "x".into())]),
        way("an empty secret", "RFC 6749, 2.3", |_| vec![("client_secret", String::new())]),
        way("a proof of another type", "RFC 7521, 4.2", |world| {
            vec![
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer".into()),
                ("client_assertion", world.assertion(&world.account, &|_| ())),
            ]
        }),
        way("a proof without its type", "RFC 7521, 4.2", |world| {
            vec![("client_assertion", world.assertion(&world.account, &|_| ()))]
        }),
        way("another client's proof", "RFC 7521, 4.2", |world| {
            vec![
                ("client_assertion_type", ASSERTION_TYPE.into()),
                ("client_assertion", world.assertion(&world.other, &|_| ())),
            ]
        }),
    ]
}

/// Proofs used before, and sloppy secrets.
fn again() -> Vec<Case> {
    let mut cases = vec![Case::new("the same proof again", "RFC 7523, 3", REFUSED, async |world: &World| {
        let sent = world.sent_push(&world.account, &[]);
        assert_eq!(sent.clone().send(world.router.clone()).await.status, 201);
        sent
    })];
    cases.push(Case::new(
        "the same proof at another endpoint",
        "RFC 7523, 3",
        REFUSED,
        async |world: &World| {
            let sent = world.sent_push(&world.account, &[]);
            assert_eq!(sent.clone().send(world.router.clone()).await.status, 201);
            Sent::post("/oidc/token", sent.text())
        },
    ));
    cases.push(
        Case::new("the same proof", "RFC 7523, 3", REFUSED, async |world: &World| {
            world.sent_push(&world.account, &[])
        })
        .at_once(50),
    );
    for (what, basic) in [
        ("Basic with a made-up secret", "Basic YWNjb3VudDp4"),
        ("Basic without a secret", "Basic YWNjb3VudDo="),
        ("Basic without a colon", "Basic YWNjb3VudA=="),
        ("Basic that is no base64", "Basic !!!!"),
        ("Basic with padding missing", "Basic YWNjb3VudDo"),
        ("Basic with words behind it", "Basic YWNjb3VudDp4 x"),
        ("Basic that is no UTF-8", "Basic /////w=="),
        ("Bearer in place of a proof", "Bearer x"),
    ] {
        cases.push(Case::new(what, "RFC 7617, 2; RFC 6749, 2.3.1", REFUSED, async move |world: &World| {
            Sent::form("/oidc/push", &changed(&world.account, &[])).with("authorization", basic)
        }));
    }
    cases.push(Case::new("Basic beside a proof", "RFC 6749, 2.3 and 5.2", SEVERAL, async |world: &World| {
        world.sent_push(&world.account, &[]).with("authorization", "Basic YWNjb3VudDp4")
    }));
    cases.push(Case::new(
        "a secret beside a proof",
        "RFC 6749, 2.3 and 5.2",
        SEVERAL,
        async |world: &World| {
            let mut fields = world.as_client(&world.account, &changed(&world.account, &[]));
            fields.push(("client_secret".to_owned(), "x".to_owned()));
            Sent::form("/oidc/push", &fields)
        },
    ));
    cases
}
